#include "salvage/plain_rows.h"

#include <algorithm>

namespace innosalvage {

PlainLeaf::PlainLeaf(const TablePlan& plan) : plan_(plan), order_(plan, ClusteredKey(*plan.table, plan.leaf)) {
  const RecordLayout& leaf = plan.leaf;
  possible_ = leaf.format == RecordFormat::kCompact && !leaf.instant && !plan.table->instant && !plan.demotion &&
              !plan.table->system_versioned;
  std::vector<std::uint32_t> slots(leaf.fields.size(), kNoSlot);
  for (std::size_t i = 0; i < plan.exported_fields.size(); ++i) {
    std::uint32_t& slot = slots[plan.exported_fields[i]];
    possible_ = possible_ && slot == kNoSlot;
    slot = static_cast<std::uint32_t>(i);
  }
  for (std::size_t i = 0; i < leaf.fields.size(); ++i) {
    const LayoutField& field = leaf.fields[i];
    possible_ = possible_ && !field.is_dropped && field.system != SystemField::kMetadataBlob;
    if (!steps_.empty() || field.nullable || field.fixed_length == 0) {
      if (i == leaf.trx_id_field) trx_id_step_ = steps_.size();
      steps_.push_back({field.fixed_length, field.max_length, field.nullable, field.big, slots[i]});
      continue;
    }
    const auto offset = static_cast<std::uint32_t>(front_bytes_);
    if (i == leaf.trx_id_field) trx_id_in_front_ = FieldRef{.offset = offset, .length = field.fixed_length};
    if (slots[i] != kNoSlot) front_.push_back({slots[i], offset, field.fixed_length});
    front_bytes_ += field.fixed_length;
  }
}

// As SplitRecord (record_fields.h) does it, for records that have nothing of what a leaf that is not plain may have.
[[gnu::always_inline]] inline bool PlainLeaf::CutRecord(Bytes page, std::size_t low, std::size_t high,
                                                        const ChainedRecord& record, std::span<FieldRef> fields) {
  constexpr unsigned kTwoBytes = 0x80U;
  constexpr unsigned kExternal = 0x40U;
  if ((record.header.info_bits & (REC_INFO_VERSION_FLAG | REC_INFO_INSTANT_FLAG)) != 0) return false;
  const std::size_t null_bytes = (plan_.leaf.null_bits + 7) / 8;
  if (record.origin > high || record.origin < low + REC_N_NEW_EXTRA_BYTES + null_bytes) return false;
  const std::size_t nulls = record.origin - REC_N_NEW_EXTRA_BYTES - 1;
  std::size_t lens = nulls + 1 - null_bytes;  // one past the next length byte
  std::size_t null_bit = 0;
  if (front_bytes_ > high - record.origin) return false;
  for (const Front& field : front_) {
    fields[field.slot] = {.offset = record.origin + field.offset, .length = field.length};
  }
  trx_id_ = 0;
  if (trx_id_in_front_) {
    trx_id_ =
        StoredInteger(page, {.offset = record.origin + trx_id_in_front_->offset, .length = trx_id_in_front_->length});
  }
  std::size_t at = record.origin + front_bytes_;
  std::size_t i = 0;
  for (const Step& step : steps_) {
    bool is_null = false;
    std::uint32_t length = step.fixed_length;
    if (step.nullable) {
      is_null = ((std::to_integer<unsigned>(page[nulls - null_bit / 8]) >> (null_bit % 8)) & 1U) != 0;
      ++null_bit;
    }
    if (is_null) {
      length = 0;
    } else if (length == 0) {
      if (lens <= low) return false;
      length = std::to_integer<std::uint32_t>(page[--lens]);
      if (step.big && (length & kTwoBytes) != 0) {
        if (lens <= low || (length & kExternal) != 0) return false;
        length = ((length & 0x3fU) << 8U) | std::to_integer<std::uint32_t>(page[--lens]);
      }
      if (length > step.max_length) return false;
    }
    if (length > high - at) return false;
    if (step.slot != kNoSlot) {
      fields[step.slot] = {.offset = static_cast<std::uint32_t>(at), .length = length, .is_null = is_null};
    } else if (i == trx_id_step_) {
      trx_id_ = LoadBig(page.subspan(at, length));
    }
    ++i;
    at += length;
  }
  return true;
}

std::optional<LeafOutcome> PlainLeaf::Cut(const LeafRef& leaf, const PageEntry& entry, Bytes page, PlainRows& rows,
                                          RowCounts& counts) {
  if (!possible_ || !IsVerified(entry.verdict) || !leaf.verified || leaf.place == LeafPlace::kUndecided) {
    return std::nullopt;
  }
  const auto head = FixedAt<PAGE_DATA>(page, 0);
  if (!head) return std::nullopt;
  const IndexHeader header = DecodeIndexHeader(*head);
  if (!header.compact || header.level != 0 || CheckIndexHeader(header, page.size(), leaf.page_no)) return std::nullopt;
  chain_ = WalkRecordChain(page, leaf.page_no, header, std::move(chain_));
  if (chain_.stopped_by || chain_.records.size() != header.n_recs) return std::nullopt;

  LeafOutcome outcome;
  outcome.page_no = leaf.page_no;
  outcome.expected = header.n_recs;
  outcome.header_plausible = header.n_recs > 0;
  rows.table = plan_.table;
  rows.page = page;
  rows.n_columns = plan_.exported.size();
  rows.rows = 0;
  rows.deleted = 0;
  rows.fields.resize(chain_.records.size() * rows.n_columns);
  const std::size_t low = header.user_records();
  const std::size_t high = page.size() - FIL_PAGE_DATA_END;
  const Trust trust = entry.verdict == PageVerdict::kRepaired ? Trust::kRepaired : Trust::kIntact;
  Bytes highest;
  for (const ChainedRecord& record : chain_.records) {
    if (record.header.status != RecordStatus::kOrdinary || !order_.Ascends(page, record.origin, highest)) {
      return std::nullopt;
    }
    const auto fields = std::span(rows.fields).subspan(rows.rows * rows.n_columns, rows.n_columns);
    if (!CutRecord(page, low, high, record, fields)) return std::nullopt;
    if (std::ranges::binary_search(plan_.open_transactions, trx_id_)) return std::nullopt;
    if (trx_id_ != 0) {
      outcome.min_trx_id = outcome.min_trx_id == 0 ? trx_id_ : std::min(outcome.min_trx_id, trx_id_);
      outcome.max_trx_id = std::max(outcome.max_trx_id, trx_id_);
    }
    if (record.header.deleted()) {
      ++rows.deleted;
      counts.Count(Trust::kDeleted);
    } else {
      ++rows.rows;
      counts.Count(trust);
    }
  }
  outcome.rows = static_cast<std::uint32_t>(rows.rows);
  return outcome;
}

}  // namespace innosalvage
