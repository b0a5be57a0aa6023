#include "salvage/redundant_draft.h"

#include <algorithm>
#include <set>

#include "parser/record_fields.h"
#include "salvage/system_fields.h"

namespace innosalvage {

namespace {

// REDUNDANT: the record says where its fields end.
std::optional<std::vector<FieldRef>> RedundantFields(Bytes page, const ChainedRecord& record) {
  const std::size_t width = record.header.short_offsets ? 1 : 2;
  const std::size_t extra = REC_N_OLD_EXTRA_BYTES + width * record.header.n_fields;
  if (record.origin < PAGE_OLD_SUPREMUM_END + extra) return std::nullopt;
  std::vector<FieldRef> fields;
  std::size_t before = 0;
  for (std::size_t i = 0; i < record.header.n_fields; ++i) {
    const std::size_t at = record.origin - REC_N_OLD_EXTRA_BYTES - width * (i + 1);
    const unsigned info = record.header.short_offsets ? ByteAt(page, at) : BigAt<std::uint16_t>(page, at);
    const std::size_t end = info & (record.header.short_offsets ? 0x7fU : 0x3fffU);
    if (end < before || end > page.size() - record.origin) return std::nullopt;
    fields.push_back({.offset = static_cast<std::uint32_t>(record.origin + before),
                      .length = static_cast<std::uint32_t>(end - before),
                      .is_null = (info & (record.header.short_offsets ? 0x80U : 0x8000U)) != 0,
                      .external = !record.header.short_offsets && (info & 0x4000U) != 0});
    before = end;
  }
  return fields;
}

struct RedundantRecord {
  Bytes page;
  std::vector<FieldRef> fields;
};

std::vector<RedundantRecord> RedundantRecords(const IndexSample& sample) {
  constexpr std::size_t kMaxRecords = 400;
  std::vector<RedundantRecord> records;
  const std::size_t step = sample.records() / kMaxRecords + 1;
  std::size_t n = 0;
  for (const SampledPage& page : sample.pages) {
    for (const ChainedRecord& record : page.chain) {
      if (n++ % step != 0) continue;
      if (auto fields = RedundantFields(page.bytes, record)) records.push_back({page.bytes, *std::move(fields)});
    }
  }
  // Instant DDL leaves records with fewer fields; the others tell.
  std::size_t most = 0;
  for (const RedundantRecord& record : records) most = std::max(most, record.fields.size());
  std::erase_if(records, [&](const RedundantRecord& record) { return record.fields.size() != most; });
  return records;
}

std::optional<std::size_t> RedundantSystemFields(const std::vector<RedundantRecord>& records) {
  if (records.empty()) return std::nullopt;
  std::optional<std::size_t> best;
  double best_score = 4.0;
  for (std::size_t k = 1; k + 1 < records.front().fields.size(); ++k) {
    std::vector<Bytes> system;
    for (const RedundantRecord& record : records) {
      const FieldRef& trx = record.fields[k];
      if (trx.length != DATA_TRX_ID_LEN || record.fields[k + 1].length != DATA_ROLL_PTR_LEN) break;
      const auto bytes = BytesAt(record.page, trx.offset, kSystemFieldBytes);
      if (!bytes) break;
      system.push_back(*bytes);
    }
    if (system.size() != records.size()) continue;
    const auto score = SystemFieldsScore(system, records.front().page.size());
    if (!score || *score <= best_score) continue;
    best = k;
    best_score = *score;
  }
  return best;
}

DraftField RedundantField(const std::vector<RedundantRecord>& records, std::size_t k, Vendor vendor) {
  VariableSample sample;
  DraftField field;
  std::set<std::size_t> widths;
  for (const RedundantRecord& record : records) {
    const FieldRef& ref = record.fields[k];
    widths.insert(ref.length);
    if (ref.is_null) {
      ++field.nulls;
      field.nullable = true;
      continue;
    }
    Bytes bytes = record.page.subspan(ref.offset, ref.length);
    const bool external = ref.external && bytes.size() >= 20;
    if (external) bytes = bytes.first(bytes.size() - 20);
    sample.values.values.push_back(bytes);
    sample.external = sample.external || external;
    sample.values.cut_short = sample.external;
    sample.two_bytes = sample.two_bytes || bytes.size() > 255;
  }
  field.without_values = sample.values.values.empty();
  // A NULL of fixed length keeps its bytes, so all lengths are one.
  const bool fixed = widths.size() == 1 && *widths.begin() > 0 && !sample.external && *widths.begin() <= 768;
  if (fixed && !field.without_values) {
    field.typed = TypeOfFixed(sample.values);
    if (field.typed.column.type == SqlType::kBinary) {
      const TypedField other = TypeOfVariable(sample, RecordFormat::kRedundant, vendor);
      if (other.bits < field.typed.bits) field.typed = other;
    }
  } else if (!field.without_values) {
    field.typed = TypeOfVariable(sample, RecordFormat::kRedundant, vendor);
  }
  if (field.without_values && fixed) {
    field.typed.column.type = SqlType::kBinary;
    field.typed.column.length = static_cast<std::uint32_t>(*widths.begin());
    field.typed.width = *widths.begin();
  }
  field.values = std::move(sample.values.values);
  return field;
}

}  // namespace

std::optional<RecordDraft> DraftRedundant(const IndexSample& sample, Vendor vendor) {
  const std::vector<RedundantRecord> records = RedundantRecords(sample);
  if (records.empty() || records.front().fields.empty()) return std::nullopt;
  RecordDraft draft;
  const auto system = RedundantSystemFields(records);
  draft.clustered = system.has_value();
  const std::size_t n_key = system.value_or(records.front().fields.size());
  for (std::size_t k = 0; k < records.front().fields.size(); ++k) {
    if (system && (k == *system || k == *system + 1)) continue;
    (k < n_key ? draft.key : draft.rest).push_back(RedundantField(records, k, vendor));
  }
  if (draft.clustered && n_key == 1) {
    std::vector<Bytes> keys;
    for (const RedundantRecord& record : records) {
      if (record.page.data() != records.front().page.data()) break;
      keys.push_back(record.page.subspan(record.fields[0].offset, record.fields[0].length));
    }
    // A column of 6 bytes is no integer: only DATETIME(2), TIMESTAMP(3) and DECIMAL have as many.
    draft.row_id = IsRowId(keys, 1e300);
  }
  return draft;
}

bool LooksClusteredRedundant(const IndexSample& sample) {
  return RedundantSystemFields(RedundantRecords(sample)).has_value();
}

}  // namespace innosalvage
