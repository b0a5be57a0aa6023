#include "salvage/next_number.h"

#include <algorithm>

#include "parser/record_layout.h"
#include "salvage/stored_counter.h"

namespace innosalvage {

namespace {

std::optional<std::uint64_t> NextAfterKeys(const PageStore& store, const Table& table, std::uint32_t column,
                                           std::uint64_t clustered_id) {
  const auto storage = StorageOf(table.columns[column], RecordFormat::kCompact, table.vendor);
  if (!IsInteger(table.columns[column].type) || !storage) return std::nullopt;
  const auto clustered = ClusteredIndex(table);
  for (std::size_t i = 0; i < table.indexes.size(); ++i) {
    const Index& index = table.indexes[i];
    const bool first = !index.parts.empty() && index.parts.front().column == column && !index.parts.front().descending;
    const std::optional<std::uint64_t> id = clustered == i ? clustered_id : index.innodb_id;
    if (first && id) return NextAfterHighestKey(store, *id, storage->fixed_length, table.columns[column].is_unsigned);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> NextNumber(const PageStore& store, const SchemaCatalog* catalog,
                                        const FileIdentity& identity, const TableFindings& found) {
  const Table& table = found.table;
  const auto counted = std::ranges::find_if(table.columns, &Column::auto_increment);
  if (counted == table.columns.end()) return std::nullopt;
  if (!found.refused.empty()) return table.auto_increment;
  constexpr std::uint32_t kFirstWithCounter = 100200;
  if (table.vendor == Vendor::kMariaDb && (table.server_version == 0 || table.server_version >= kFirstWithCounter)) {
    if (const auto counter = StoredAutoIncrement(store, found.index_id)) return counter;
  }
  std::optional<std::uint64_t> next = table.auto_increment;
  if (catalog != nullptr && table.clustered_id) {
    for (const SchemaCandidate* entry : catalog->KnownByIds(identity)) {
      if (entry->table.clustered_id == table.clustered_id) next = std::max(next, entry->table.auto_increment);
    }
  }
  if (!found.partition.empty()) return next;
  const auto column = static_cast<std::uint32_t>(counted - table.columns.begin());
  return std::max(next, NextAfterKeys(store, table, column, found.index_id));
}

}  // namespace innosalvage
