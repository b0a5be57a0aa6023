#include "salvage/record_candidates.h"

#include <algorithm>

namespace innosalvage {

namespace {

constexpr std::size_t kSector = 512;
constexpr std::uint64_t kResetRollPtr = std::uint64_t{1} << 55U;
constexpr unsigned kMaxOwned = 8;  // PAGE_DIR_SLOT_MAX_N_OWNED, page0page.h

// No undo tablespace comes near this many pages; garbage is above it fifteen times of sixteen.
constexpr std::uint64_t kMaxUndoPage = std::uint64_t{1} << 28U;

}  // namespace

CandidateScanner::CandidateScanner(const PageContext& context, const TablePlan& plan, RowDecoder& decoder,
                                   const RecoveryHints& hints)
    : context_(context), plan_(plan), decoder_(decoder), hints_(hints), fields_(plan.leaf.fields.size()) {
  const RecordLayout& layout = plan.leaf;
  const bool compact = layout.format == RecordFormat::kCompact;
  std::size_t lengths = 0;
  std::size_t data = 0;
  // After instant DDL a record has the key and system fields for certain, and nothing else.
  const std::size_t sure = layout.instant ? std::min(layout.n_key + 2, layout.fields.size()) : layout.fields.size();
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    const LayoutField& field = layout.fields[i];
    if (field.nullable || field.fixed_length == 0) fixed_size_ = false;
    if (field.fixed_length == 0) lengths += field.big ? 2 : 1;
    // A NULL of fixed length occupies no byte in COMPACT.
    if (i < sure && (!field.nullable || !compact)) data += field.fixed_length;
  }
  if (layout.instant) fixed_size_ = false;
  constexpr std::size_t kMostMarks = 2;  // bytes of a row version or a number of fields
  const std::size_t marks = layout.instant ? kMostMarks : 0;
  if (compact) {
    min_header_ = REC_N_NEW_EXTRA_BYTES + (layout.instant ? 0 : (layout.null_bits + 7) / 8);
    max_header_ = REC_N_NEW_EXTRA_BYTES + marks + (layout.null_bits + 7) / 8 + lengths;
  } else {
    min_header_ = REC_N_OLD_EXTRA_BYTES + sure;
    max_header_ = REC_N_OLD_EXTRA_BYTES + marks + 2 * layout.fields.size();
    fixed_size_ = false;
  }
  min_record_ = min_header_ + data;
  legal_bits_ = LegalInfoBits();
  instant_status_ = compact && layout.instant && layout.instant->dialect == InstantDialect::kMariaDb;
  zero_sectors_.resize(context_.page.size() / kSector + 1);
  if (context_.verified) return;
  for (std::size_t i = 0; (i + 1) * kSector <= context_.page.size(); ++i) {
    zero_sectors_[i] = AllZero(context_.page.subspan(i * kSector, kSector));
  }
}

unsigned CandidateScanner::LegalInfoBits() const {
  unsigned legal = REC_INFO_DELETED_FLAG;
  if (const auto& instant = plan_.leaf.instant; instant && instant->dialect == InstantDialect::kMySql) {
    if (instant->versions) legal |= REC_INFO_VERSION_FLAG;
    if (instant->counts) legal |= REC_INFO_INSTANT_FLAG;
  }
  return legal;
}

std::size_t CandidateScanner::InstantMarks() const {
  const auto& instant = plan_.leaf.instant;
  if (!instant) return 1;
  if (instant->dialect == InstantDialect::kMariaDb) return plan_.leaf.format == RecordFormat::kCompact ? 2 : 1;
  return 1U + (instant->versions ? 1U : 0U) + (instant->counts ? 1U : 0U);
}

std::optional<RecordHeader> CandidateScanner::HeaderAt(std::size_t origin) const {
  // The cheapest test first: all offsets of the page come by here.
  const bool compact = plan_.leaf.format == RecordFormat::kCompact;
  const unsigned flags = ByteAt(context_.page, origin - (compact ? REC_N_NEW_EXTRA_BYTES : REC_N_OLD_EXTRA_BYTES));
  if ((flags & 0xf0U & ~legal_bits_) != 0 || (flags & 0x0fU) > kMaxOwned) return std::nullopt;
  const unsigned status = compact ? ByteAt(context_.page, origin - 3) & 7U : 0;
  if (status != 0 && (status != static_cast<unsigned>(RecordStatus::kInstant) || !instant_status_)) return std::nullopt;
  const auto header = ReadRecordHeader(context_.page, context_.page_no, plan_.leaf.format, origin);
  if (!header || header->status == RecordStatus::kInfimum || header->status == RecordStatus::kSupremum) {
    return std::nullopt;
  }
  if (header->heap_no < PAGE_HEAP_NO_USER_LOW || header->heap_no > context_.page.size() / min_record_ + 1) {
    return std::nullopt;
  }
  if (!compact && !plan_.leaf.instant && header->n_fields != plan_.leaf.fields.size()) return std::nullopt;
  return *header;
}

std::uint32_t CandidateScanner::NextOf(std::size_t origin) const {
  const std::uint32_t raw = BigAt<std::uint16_t>(context_.page, origin - 2);
  if (raw == 0) return 0;
  const bool compact = plan_.leaf.format == RecordFormat::kCompact;
  // COMPACT: a difference modulo 64 KiB, whatever the page size.
  const std::uint32_t next = compact ? (static_cast<std::uint32_t>(origin) + raw) & 0xffffU : raw;
  const std::size_t supremum = compact ? PAGE_NEW_SUPREMUM : PAGE_OLD_SUPREMUM;
  if (next == supremum) return next;
  return next >= context_.bounds.low + min_header_ && next < context_.bounds.high ? next : kNoNext;
}

bool CandidateScanner::PlausibleTrx(RecordCandidate& candidate) const {
  if (plan_.leaf.trx_id_field == SIZE_MAX) return true;
  const FieldRef& trx = fields_[plan_.leaf.trx_id_field];
  candidate.trx_id = LoadBig(context_.page.subspan(trx.offset, DATA_TRX_ID_LEN));
  const std::uint64_t roll = LoadBig(context_.page.subspan(trx.offset + DATA_TRX_ID_LEN, DATA_ROLL_PTR_LEN));
  if (candidate.trx_id == 0 || roll == kResetRollPtr) return roll == kResetRollPtr;
  // Newer changes than those of the healthy pages may stand here, but not by orders of magnitude.
  if (hints_.max_trx_id != 0 && candidate.trx_id > hints_.max_trx_id * 2 + 65536) return false;
  const std::uint64_t undo_page = (roll >> 16U) & 0xffffffffU;
  const std::uint64_t undo_offset = roll & 0xffffU;
  return undo_page != 0 && undo_page < kMaxUndoPage && undo_offset >= FIL_PAGE_DATA;
}

bool CandidateScanner::TouchesZeroSector(RecordExtent extent) const {
  if (extent.end > hints_.available) return true;
  for (std::size_t i = extent.begin / kSector; i * kSector < extent.end; ++i) {
    if (zero_sectors_[i]) return true;
  }
  return false;
}

// A record's header speaks for the sectors where it begins and, by what follows it, where it ends. Whole sectors
// between them have no witness but their content: text full of control characters is no text.
bool CandidateScanner::NoiseInside(RecordExtent extent) const {
  const std::size_t inner_begin = (extent.begin / kSector + 1) * kSector;
  const std::size_t inner_end = (extent.end - 1) / kSector * kSector;
  if (context_.verified || inner_begin >= inner_end) return false;
  for (std::size_t i = 0; i < plan_.exported.size(); ++i) {
    const FieldRef& field = fields_[plan_.exported_fields[i]];
    if (field.is_null || !IsText(plan_.table->columns[plan_.exported[i]].type)) continue;
    const std::size_t begin = std::max<std::size_t>(field.offset, inner_begin);
    const std::size_t end = std::min<std::size_t>(field.offset + field.length, inner_end);
    if (begin >= end) continue;
    const auto control = std::ranges::count_if(context_.page.subspan(begin, end - begin), [](std::byte b) {
      const auto c = std::to_integer<unsigned>(b);
      return c < 0x20U && c != '\t' && c != '\n' && c != '\r';
    });
    if (static_cast<std::size_t>(control) * 25 > end - begin) return true;
  }
  return false;
}

std::optional<RecordCandidate> CandidateScanner::Examine(std::uint32_t origin, const RecordHeader& header) {
  const auto extent =
      SplitRecord(context_.page, context_.page_no, origin, header, plan_.leaf, context_.bounds, fields_);
  if (!extent || TouchesZeroSector(*extent) || NoiseInside(*extent)) return std::nullopt;
  RecordCandidate candidate{.origin = origin, .next = NextOf(origin), .extent = *extent, .header = header};
  candidate.plausible_trx = PlausibleTrx(candidate);
  for (std::size_t i = 0; i < plan_.leaf.n_key; ++i) {
    candidate.key_size += static_cast<std::uint32_t>(fields_[i].length);
  }
  return candidate;
}

std::vector<RecordCandidate> CandidateScanner::Scan() {
  std::vector<RecordCandidate> found;
  for (std::size_t origin = context_.bounds.low + min_header_; origin < context_.bounds.high; ++origin) {
    const auto header = HeaderAt(origin);
    if (!header) continue;
    auto candidate = Examine(static_cast<std::uint32_t>(origin), *header);
    if (!candidate || !candidate->plausible_trx) continue;
    if (!decoder_.Probe(context_, candidate->origin, candidate->header)) continue;
    found.push_back(*candidate);
  }
  return found;
}

std::optional<RecordCandidate> CandidateScanner::At(std::uint32_t origin, const RecordHeader& header) {
  auto candidate = Examine(origin, header);
  if (!candidate || !candidate->plausible_trx || !decoder_.Probe(context_, origin, header)) return std::nullopt;
  return candidate;
}

std::optional<RecordCandidate> CandidateScanner::TryWithoutHeader(std::uint32_t origin, std::size_t mark) {
  if (origin < context_.bounds.low + min_header_ || origin >= context_.bounds.high) return std::nullopt;
  RecordHeader header;
  const auto stored = ReadRecordHeader(context_.page, context_.page_no, plan_.leaf.format, origin);
  if (stored)
    header = {.info_bits = static_cast<std::uint8_t>(stored->info_bits & REC_INFO_DELETED_FLAG),
              .n_fields = stored->n_fields,
              .short_offsets = stored->short_offsets};
  if (mark != 0 && instant_status_) header.status = RecordStatus::kInstant;
  if (mark != 0 && !instant_status_) {
    const bool version = mark == 1 && plan_.leaf.instant->versions;
    header.info_bits |= static_cast<std::uint8_t>(version ? REC_INFO_VERSION_FLAG : REC_INFO_INSTANT_FLAG);
  }
  auto candidate = Examine(origin, header);
  if (!candidate || !decoder_.Probe(context_, origin, header)) return std::nullopt;
  return candidate;
}

bool CandidateScanner::TextVouches(const RecordCandidate& record, std::size_t from) {
  // Of random bytes half are no UTF-8, or control characters; in a one-byte character set only the latter tell.
  constexpr std::size_t kEnough = 16;
  constexpr std::size_t kEnoughOneByte = 96;
  if (!SplitRecord(context_.page, context_.page_no, record.origin, record.header, plan_.leaf, context_.bounds,
                   fields_)) {
    return false;
  }
  for (std::size_t i = 0; i < plan_.exported.size(); ++i) {
    const FieldRef& field = fields_[plan_.exported_fields[i]];
    const Column& column = plan_.table->columns[plan_.exported[i]];
    if (field.is_null || field.external || field.absent || column.compressed || !IsText(column.type)) continue;
    const std::size_t begin = std::max<std::size_t>(field.offset, from);
    const std::size_t end = field.offset + field.length;
    if (column.collation == nullptr || begin >= end) continue;
    const bool utf8 = column.collation->charset->name.starts_with("utf8");
    if (end - begin < (utf8 ? kEnough : kEnoughOneByte)) continue;
    const bool control = std::ranges::any_of(context_.page.subspan(begin, end - begin), [](std::byte b) {
      const auto c = std::to_integer<unsigned>(b);
      return c < 0x20U && c != '\t' && c != '\n' && c != '\r';
    });
    if (!control) return true;
  }
  return false;
}

bool CandidateScanner::HeaderFollows(std::size_t end, std::uint16_t heap_no) const {
  for (std::size_t origin = end + min_header_; origin <= end + max_header_ && origin < context_.bounds.high; ++origin) {
    const auto header = HeaderAt(origin);
    if (header && header->heap_no == heap_no && NextOf(origin) != kNoNext) return true;
  }
  return false;
}

}  // namespace innosalvage
