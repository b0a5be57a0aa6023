#include "salvage/sequence_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "parser/record_fields.h"
#include "parser/sql_token_cursor.h"
#include "salvage/index_sample.h"
#include "salvage/table_plan.h"

namespace innosalvage {

namespace {

constexpr std::array<std::string_view, 8> kColumns = {"next_not_cached_value", "minimum_value", "maximum_value",
                                                      "start_value",           "increment",     "cache_size",
                                                      "cycle_option",          "cycle_count"};

std::string NumberText(const Column& column, Bytes stored) {
  const std::uint64_t raw = LoadBig(stored);
  if (column.is_unsigned) return fmt::format("{}", raw);
  const std::uint64_t zero = std::uint64_t{1} << (8 * stored.size() - 1);
  return raw >= zero ? fmt::format("{}", raw - zero) : fmt::format("-{}", zero - raw);
}

}  // namespace

bool IsSequence(const Table& table) {
  if (table.vendor == Vendor::kMySql || table.columns.size() != kColumns.size()) return false;
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    if (table.columns[i].name != kColumns[i] || !IsInteger(table.columns[i].type)) return false;
  }
  const auto lexed = LexSql(table.other_options, 1);
  if (!lexed) return false;
  for (SqlTokenCursor cursor(table.other_options, lexed->tokens); !cursor.AtEnd(); cursor.Skip()) {
    if (cursor.IsWord("SEQUENCE")) return true;
  }
  return false;
}

std::optional<SequenceState> ReadSequenceState(const PageStore& store, const Table& table, std::uint64_t index_id) {
  if (!IsSequence(table)) return std::nullopt;
  const IndexSample sample = SampleIndex(store, index_id, SampleLevel::kLeaves);
  if (sample.pages.size() != 1 || sample.instant) return std::nullopt;
  const SampledPage& page = sample.pages.front();
  const auto plan = PlanTable(table, sample.format);
  if (!plan || !page.verified || page.chain.size() != 1 || page.chain.front().header.deleted()) return std::nullopt;
  std::vector<FieldRef> fields(plan->leaf.fields.size());
  const RecordBounds bounds{page.header.user_records(), page.header.heap_top};
  const ChainedRecord& record = page.chain.front();
  const bool cut =
      SplitRecord(page.bytes, page.page_no, record.origin, record.header, plan->leaf, bounds, fields).has_value();
  if (!cut || plan->exported.size() != kColumns.size()) return std::nullopt;
  std::array<std::string, kColumns.size()> values;
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    const FieldRef& field = fields[plan->exported_fields[i]];
    if (field.is_null || field.external || field.length == 0 || field.length > 8) return std::nullopt;
    const Bytes bytes = page.bytes;
    values[i] = NumberText(table.columns[plan->exported[i]], bytes.subspan(field.offset, field.length));
  }
  return SequenceState{values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]};
}

}  // namespace innosalvage
