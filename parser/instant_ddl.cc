#include "parser/instant_ddl.h"

#include <algorithm>

#include "parser/bytes.h"
#include "parser/schema.h"
#include "parser/sdi_schema.h"

namespace innosalvage {

namespace {

// physical_pos of a column of which a prefix stands in the clustered key: bit 15 is set, and the prefix's place is
// above it. Source: dict_col_t::set_phy_pos, set_prefix_phy_pos (dict0mem.h, 8.0.29).
constexpr std::uint32_t kPositionBits = 0x7fff;

bool IsStored(const Column& column) { return column.generated != Generated::kVirtual; }

InstantDefault DefaultOf(const InstantColumn& instant) {
  if (instant.default_value) return {.kind = InstantDefault::Kind::kBytes, .bytes = *instant.default_value};
  return {.kind = instant.default_null ? InstantDefault::Kind::kNull : InstantDefault::Kind::kUnknown, .bytes = {}};
}

// A dropped column as MariaDB's mapping describes it. Source: dict_col_t::set_dropped, dict0mem.h.
Column DroppedColumn(unsigned length_code, bool not_null) {
  Column column;
  column.nullable = !not_null;
  column.hidden = Hidden::kByEngine;
  column.type = length_code == 0 ? SqlType::kVarBinary : length_code == 1 ? SqlType::kBlob : SqlType::kBinary;
  column.length = length_code == 0 ? 255 : length_code == 1 ? 0 : length_code - 1;
  return column;
}

}  // namespace

std::optional<InstantDdl> MySqlInstantDdl(const Table& table, std::optional<std::uint32_t> instant_columns) {
  InstantDdl ddl{.dialect = InstantDialect::kMySql, .fields = {}, .core_columns = instant_columns};
  std::vector<std::uint32_t> positions;  // of ddl.fields
  const auto add = [&](const Column& column, std::uint32_t live, std::uint32_t dropped) {
    if (!IsStored(column)) return;
    const InstantColumn instant = ParseInstantColumn(column.se_private_data);
    ddl.versions = ddl.versions || instant.version_added || instant.version_dropped;
    const auto next = static_cast<std::uint32_t>(positions.size());
    positions.push_back(instant.physical_pos ? *instant.physical_pos & kPositionBits : next);
    ddl.fields.push_back({.column = live,
                          .dropped_column = dropped,
                          .added = instant.version_added.value_or(0),
                          .dropped = instant.version_dropped.value_or(0),
                          .absent = DefaultOf(instant)});
  };
  for (std::uint32_t i = 0; i < table.columns.size(); ++i) add(table.columns[i], i, UINT32_MAX);
  for (std::uint32_t i = 0; i < table.dropped_columns.size(); ++i) add(table.dropped_columns[i], UINT32_MAX, i);
  if (!ddl.versions && !ddl.core_columns) return std::nullopt;
  if (ddl.versions) {
    std::vector<std::size_t> order(ddl.fields.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return positions[i]; });
    std::vector<InstantField> sorted;
    for (const std::size_t i : order) sorted.push_back(ddl.fields[i]);
    ddl.fields = std::move(sorted);
  }
  return ddl;
}

bool ReadColumnMapping(std::string_view blob, Table& table, InstantDdl& ddl) {
  constexpr std::size_t kMostFields = 1023;  // REC_MAX_N_FIELDS
  constexpr unsigned kDropped = 0x8000U;
  constexpr unsigned kNotNull = 0x4000U;
  constexpr unsigned kMostLength = 768 + 1;  // DICT_MAX_FIXED_COL_LEN
  const Bytes bytes = AsBytes(blob);
  if (bytes.size() < 4) return false;
  const auto count = BigAt<std::uint32_t>(bytes, 0);
  if (count > kMostFields || bytes.size() != 4 + std::size_t{count} * 2) return false;

  // The servers number stored columns only.
  std::vector<std::uint32_t> stored;
  for (std::uint32_t i = 0; i < table.columns.size(); ++i) {
    if (IsStored(table.columns[i])) stored.push_back(i);
  }
  std::vector<unsigned> times(table.columns.size(), 0);
  if (const auto clustered = ClusteredIndex(table)) {
    for (const KeyPart& part : table.indexes[*clustered].parts) {
      if (part.column < times.size() && part.prefix == 0) times[part.column] = 1;
    }
  }
  std::vector<InstantField> fields;
  std::vector<Column> dropped;
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned entry = BigAt<std::uint16_t>(bytes, 4 + i * 2);
    const unsigned number = entry & (kNotNull - 1);
    if ((entry & kDropped) != 0) {
      if (number > kMostLength) return false;
      fields.push_back({.dropped_column = static_cast<std::uint32_t>(dropped.size()), .absent = {}});
      dropped.push_back(DroppedColumn(number, (entry & kNotNull) != 0));
      continue;
    }
    if ((entry & kNotNull) != 0 || number >= stored.size() || ++times[stored[number]] != 1) return false;
    fields.push_back({.column = stored[number], .absent = {}});
  }
  const bool all = std::ranges::all_of(stored, [&](std::uint32_t column) { return times[column] == 1; });
  if (!all) return false;
  ddl.fields = std::move(fields);
  table.dropped_columns = std::move(dropped);
  return true;
}

}  // namespace innosalvage
