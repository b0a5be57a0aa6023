#include "salvage/row_decoder.h"

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>

#include "parser/limits.h"

namespace innosalvage {

namespace {

// A copy of `bytes` that lives as long as the batch.
Bytes CopyTo(std::pmr::memory_resource& arena, Bytes bytes) {
  if (bytes.empty()) return {};
  auto* copy = static_cast<std::byte*>(arena.allocate(bytes.size(), 1));
  std::ranges::copy(bytes, copy);
  return {copy, bytes.size()};
}

void Lost(Value& value, Bytes had, std::uint64_t total) {
  value = Value{};
  value.kind = ValueKind::kLost;
  value.u = had.size();
  value.text = AsText(had);
  value.total = total;
}

// What a record's status must be on a leaf. What marks of instant DDL it may carry SplitRecord knows.
std::optional<DamageKind> RejectHeader(const RecordHeader& header, RecordFormat format) {
  if (format == RecordFormat::kRedundant || header.status == RecordStatus::kOrdinary) return std::nullopt;
  return header.status == RecordStatus::kInstant ? std::nullopt : std::optional(DamageKind::kBadRecordHeader);
}

// MariaDB, system versioning: current rows end at the end of time, the greatest TIMESTAMP(6), of 31 bits or (11.5) 32,
// or the greatest transaction number. Source: sql/field.cc Field_timestampf::set_max, Field_vers_trx_id::set_max.
bool IsHistory(const TablePlan& plan, std::span<const FieldRef> fields, Bytes page) {
  if (!plan.table->system_versioned) return false;
  const auto is_row_end = [&](const LayoutField& field) {
    if (field.column == kNoColumn || field.prefix != 0) return false;
    const Column& column = plan.table->columns[field.column];
    if (column.other_attributes.find("AS ROW END") != std::string::npos) return true;
    return column.hidden == Hidden::kByEngine && column.name == "row_end";
  };
  const auto found = std::ranges::find_if(plan.leaf.fields, is_row_end);
  if (found == plan.leaf.fields.end()) return false;
  const FieldRef& field = fields[static_cast<std::size_t>(found - plan.leaf.fields.begin())];
  if (field.is_null || field.absent || field.external) return false;
  const std::uint64_t value = LoadBig(page.subspan(field.offset, std::min<std::size_t>(field.length, 8)));
  constexpr std::uint64_t kMicroseconds = 999999;
  if (field.length == 7) {
    const std::uint64_t seconds = value >> 24U;
    return (value & 0xffffffU) != kMicroseconds || (seconds != 0x7fffffffU && seconds != 0xffffffffU);
  }
  return field.length == 8 && value != UINT64_MAX;
}

}  // namespace

RowDecoder::RowDecoder(const TablePlan& plan, const PageStore& store)
    : plan_(plan), store_(store), fields_(std::max(plan.leaf.fields.size(), plan.metadata.fields.size())) {}

Decoded<RecordExtent> RowDecoder::Decode(const PageContext& context, std::uint32_t origin, const RecordHeader& header,
                                         FoundBy found_by, RowBatch& batch, RowCounts& counts) {
  if (const auto reject = RejectHeader(header, plan_.leaf.format)) {
    counts.Reject(*reject);
    return Hurt(*reject, context.page_no, origin);
  }
  if (IsMetadata(header, plan_.leaf)) {
    return SplitRecord(context.page, context.page_no, origin, header, plan_.metadata, context.bounds, fields_);
  }
  const auto extent = SplitRecord(context.page, context.page_no, origin, header, plan_.leaf, context.bounds, fields_);
  if (!extent) {
    counts.Reject(extent.error().kind);
    return extent;
  }
  if (IsUnreadable(context, *extent)) {
    counts.Reject(DamageKind::kUnreadable);
    return Hurt(DamageKind::kUnreadable, context.page_no, extent->begin);
  }
  Evidence evidence{.file_offset = context.file_offset,
                    .page_no = context.page_no,
                    .origin = static_cast<std::uint16_t>(origin),
                    .heap_no = header.heap_no,
                    .found_by = found_by,
                    .trust = context.trust,
                    .reasons = context.reasons};
  if (plan_.leaf.trx_id_field != SIZE_MAX) {
    const FieldRef& trx = fields_[plan_.leaf.trx_id_field];
    evidence.trx_id = LoadBig(context.page.subspan(trx.offset, trx.length));
  }
  const auto values = batch.Append(evidence);
  std::optional<DamageKind> illegal;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (fields_[plan_.exported_fields[i]].absent) {
      TakeDefault(plan_.table->columns[plan_.exported[i]], plan_.leaf.instant->defaults[plan_.exported_fields[i]],
                  evidence, values[i], batch.arena(), illegal);
      if (illegal && !context.verified) break;
      continue;
    }
    DecodeColumn(context, plan_.exported[i], fields_[plan_.exported_fields[i]], evidence, values[i], batch.arena(),
                 illegal);
    if (illegal && !context.verified) break;
  }
  if (illegal && !context.verified) {
    // On a page that does not verify an illegal value means that this was no record, or no longer one.
    batch.RemoveLast();
    counts.Reject(*illegal);
    return Hurt(*illegal, context.page_no, origin);
  }
  if (illegal) {
    evidence.reasons.Add(Reason::kIllegalValue);
    if (evidence.trust < Trust::kSuspect) evidence.trust = Trust::kSuspect;
  }
  if (evidence.reasons.Has(Reason::kLobIncomplete) || evidence.reasons.Has(Reason::kDefaultLost)) {
    evidence.trust = Trust::kPartial;
  } else if (evidence.reasons.Has(Reason::kLobUnverified) || evidence.reasons.Has(Reason::kDefaultUnverified)) {
    if (evidence.trust < Trust::kSuspect) evidence.trust = Trust::kSuspect;
  }
  if (plan_.demotion) {
    evidence.reasons.Add(plan_.demotion->reason);
    evidence.trust = std::max(evidence.trust, plan_.demotion->trust);
  }
  const bool open = std::ranges::binary_search(plan_.open_transactions, evidence.trx_id);
  if (open) {
    evidence.trust = std::max(evidence.trust, Trust::kSuspect);
    evidence.reasons.Add(Reason::kNotCommitted);
  }
  if (header.deleted()) {
    // A deletion that was not committed leaves the row in the table.
    if (!open) evidence.trust = Trust::kDeleted;
    evidence.reasons.Add(Reason::kDeleteMarked);
  } else if (IsHistory(plan_, fields_, context.page)) {
    // An older version of a row, or a row that was deleted: no part of the table as SELECT shows it.
    evidence.trust = Trust::kDeleted;
    evidence.reasons.Add(Reason::kDuplicateKey);
  }
  batch.EvidenceOf(batch.size() - 1) = evidence;
  counts.Count(evidence.trust, evidence.reasons);
  return extent;
}

void RowDecoder::TakeDefault(const Column& column, const InstantDefault& absent, Evidence& evidence, Value& value,
                             std::pmr::memory_resource& arena, std::optional<DamageKind>& illegal) {
  value = Value{};
  if (absent.kind == InstantDefault::Kind::kUnknown) {
    evidence.reasons.Add(Reason::kDefaultLost);
    return Lost(value, {}, 0);
  }
  if (!absent.verified) evidence.reasons.Add(Reason::kDefaultUnverified);
  if (absent.kind == InstantDefault::Kind::kNull) return;
  auto decoded = DecodeValue(column, AsBytes(absent.bytes), arena);
  if (decoded) {
    value = *decoded;
    return;
  }
  illegal = decoded.error();
  Lost(value, AsBytes(absent.bytes), absent.bytes.size());
}

void RowDecoder::DecodeColumn(const PageContext& context, std::uint32_t column_no, const FieldRef& field,
                              Evidence& evidence, Value& value, std::pmr::memory_resource& arena,
                              std::optional<DamageKind>& illegal) {
  const Column& column = plan_.table->columns[column_no];
  if (field.is_null) {
    value = Value{};
    return;
  }
  if (field.external) {
    try {
      return FetchLob(context, column, field, evidence, value, arena, illegal);
    } catch (const std::bad_alloc&) {
    } catch (const std::length_error&) {
    }
    // One value must not cost the run. What was read of it goes first: the rows behind it need the room.
    std::vector<std::byte>().swap(lob_);
    evidence.reasons.Add(Reason::kLobIncomplete);
    return Lost(value, {}, 0);
  }
  const Bytes stored = context.page.subspan(field.offset, field.length);
  auto decoded = DecodeValue(column, stored, arena);
  if (decoded) {
    value = *decoded;
    return;
  }
  illegal = decoded.error();
  Lost(value, stored, stored.size());
}

bool RowDecoder::IsUnreadable(const PageContext& context, const RecordExtent& extent) const {
  // Places in an inflated page are none of the file: there the zeros that stand for lost bytes end the stream.
  if (store_.inventory().detected.format.zip) return false;
  const PageEntry* entry = store_.inventory().Find(context.page_no);
  if (entry != nullptr && entry->coding.compression != BlockCompression::kNone) return false;
  return !context.verified &&
         store_.inventory().Unreadable(context.file_offset + extent.begin, extent.end - extent.begin);
}

void RowDecoder::FetchLob(const PageContext& context, const Column& column, const FieldRef& field, Evidence& evidence,
                          Value& value, std::pmr::memory_resource& arena, std::optional<DamageKind>& illegal) {
  const Bytes local = context.page.subspan(field.offset, field.length);
  if (local.size() < BTR_EXTERN_FIELD_REF_SIZE) {
    illegal = DamageKind::kIllegalLength;
    return Lost(value, {}, 0);
  }
  const Bytes prefix = local.first(local.size() - BTR_EXTERN_FIELD_REF_SIZE);
  LobReference reference = DecodeLobReference(local.last<BTR_EXTERN_FIELD_REF_SIZE>());
  // Characters of two bytes and more may have zeros in them.
  const bool no_zeros = IsText(column.type) && column.collation != nullptr && column.collation->charset != nullptr &&
                        column.collation->charset->mbminlen == 1;
  if (no_zeros) reference.own_zeros = 0;
  lob_.assign(prefix.begin(), prefix.end());
  LobRead read;
  const auto space_id = store_.inventory().detected.space_id;
  if (space_id && reference.space_id != *space_id) {
    // A reference that was never filled in (all zero) belongs to a row whose insert did not get so far.
    read.stopped_by = Damage{DamageKind::kLobForeign, {context.page_no, field.offset}, *space_id, reference.space_id};
  } else {
    lob_page_.resize(store_.page_size());
    read = ReadLob(
        reference,
        [&](std::uint32_t page_no) -> Decoded<FetchedPage> {
          const PageEntry* entry = store_.inventory().Find(page_no);
          if (entry != nullptr && entry->verdict == PageVerdict::kUnreadable) {
            return Hurt(DamageKind::kUnreadable, page_no, 0);
          }
          return store_.Read(page_no, lob_page_);
        },
        lob_);
  }
  const Bytes stored = CopyTo(arena, lob_);
  // Its text is still to be made: one large value at a time is enough.
  if (lob_.capacity() > ValueOf(Limit::kLobBatch)) std::vector<std::byte>().swap(lob_);
  if (read.stopped_by) {
    evidence.reasons.Add(Reason::kLobIncomplete);
    return Lost(value, stored, prefix.size() + reference.length);
  }
  if (!read.all_verified) evidence.reasons.Add(Reason::kLobUnverified);
  auto decoded = DecodeValue(column, stored, arena);
  if (decoded) {
    value = *decoded;
    return;
  }
  // Pages of another value of the same length decode to something illegal more often than not.
  if (!read.all_verified) {
    evidence.reasons.Add(Reason::kLobIncomplete);
  } else {
    illegal = decoded.error();
  }
  Lost(value, stored, stored.size());
}

Decoded<RecordExtent> RowDecoder::Probe(const PageContext& context, std::uint32_t origin, const RecordHeader& header) {
  failed_column_ = kNoColumn;
  if (const auto reject = RejectHeader(header, plan_.leaf.format)) return Hurt(*reject, context.page_no, origin);
  if (IsMetadata(header, plan_.leaf)) {
    return SplitRecord(context.page, context.page_no, origin, header, plan_.metadata, context.bounds, fields_);
  }
  const auto extent = SplitRecord(context.page, context.page_no, origin, header, plan_.leaf, context.bounds, fields_);
  if (!extent) {
    // Where cutting fails, expected and found name the field for kFieldOutOfPage only.
    if (extent.error().kind == DamageKind::kFieldOutOfPage && extent.error().found < plan_.leaf.fields.size()) {
      failed_column_ = plan_.leaf.fields[static_cast<std::size_t>(extent.error().found)].column;
    }
    return extent;
  }
  if (IsUnreadable(context, *extent)) return Hurt(DamageKind::kUnreadable, context.page_no, extent->begin);
  // Probing must not grow the heap: most values need no arena, and those that do fit here or are small.
  std::array<std::byte, 4096> scratch{};
  for (std::size_t i = 0; i < plan_.exported.size(); ++i) {
    const FieldRef& field = fields_[plan_.exported_fields[i]];
    if (field.is_null || field.external || field.absent) continue;
    std::pmr::monotonic_buffer_resource arena(scratch.data(), scratch.size());
    const Column& column = plan_.table->columns[plan_.exported[i]];
    const auto value = DecodeValue(column, context.page.subspan(field.offset, field.length), arena);
    if (!value) {
      failed_column_ = plan_.exported[i];
      return Hurt(value.error(), context.page_no, field.offset, 0, plan_.exported_fields[i]);
    }
  }
  return extent;
}

}  // namespace innosalvage
