#include "salvage/rebuilt_table.h"

#include <algorithm>
#include <utility>

#include "parser/page_type.h"
#include "salvage/table_plan.h"
#include "salvage/table_reader.h"

namespace innosalvage {

namespace {

Table WithoutPast(Table table) {
  DropIds(table);
  table.partitions.clear();
  table.dropped_columns.clear();
  table.instant.reset();
  return table;
}

// One page tells most definitions of other tables from this one.
bool MayFit(const PageStore& store, const Table& table, std::uint64_t index_id) {
  const auto plan = PlanTable(table, RecordFormatOf(IsCompactIndex(store, index_id)));
  return plan && FitSchema(store, *plan, index_id, 1).fits();
}

}  // namespace

void DropIds(Table& table) {
  table.clustered_id.reset();
  table.clustered_root.reset();
  table.space_id.reset();
  table.se_private_id.reset();
  for (std::vector<Index>* indexes : {&table.indexes, &table.hidden_indexes}) {
    for (Index& index : *indexes) {
      index.innodb_id.reset();
      index.root_page.reset();
      index.space_id.reset();
    }
  }
}

std::set<std::uint64_t> VerifiedIndexes(const Inventory& inventory) {
  std::set<std::uint64_t> ids;
  for (const PageEntry& entry : inventory.entries) {
    if (entry.type == FIL_PAGE_INDEX && IsVerified(entry.verdict)) ids.insert(entry.index_id);
  }
  return ids;
}

std::size_t TreesOf(const Table& table) {
  const auto is_tree = [](const Index& index) { return index.kind != IndexKind::kFulltext; };
  return static_cast<std::size_t>(std::ranges::count_if(table.indexes, is_tree)) + table.hidden_indexes.size();
}

std::optional<SchemaTrial> TryAsRebuilt(const PageStore& store, const Table& known,
                                        const std::set<std::uint64_t>& index_ids) {
  if (index_ids.empty()) return std::nullopt;
  const std::uint64_t clustered = *index_ids.begin();
  Table table = WithoutPast(known);
  if (!MayFit(store, table, clustered)) return std::nullopt;
  SchemaTrial trial = TrySchema(store, table, {clustered});
  if (!trial.error.empty() || !trial.fit.fits()) return std::nullopt;
  return trial;
}

}  // namespace innosalvage
