#include "salvage/index_layout.h"

#include <algorithm>

namespace innosalvage {

namespace {

bool IsPlainTree(const Index& index) { return index.kind == IndexKind::kUnique || index.kind == IndexKind::kPlain; }

std::string ClusteredName(const Table& table) {
  const auto clustered = ClusteredIndex(table);
  return clustered ? table.indexes[*clustered].name : "DB_ROW_ID";
}

std::optional<IndexLayout> Secondary(const Table& table, std::size_t i, RecordFormat format) {
  auto layout = SecondaryLayout(table, i, format);
  if (!layout) return std::nullopt;
  return IndexLayout{&table, *std::move(layout), table.indexes[i].name};
}

// The layout explains every record sampled, to the byte.
bool Explains(const PageStore& store, const IndexLayout& candidate, std::uint64_t index_id) {
  TablePlan plan;
  plan.table = candidate.table;
  plan.leaf = candidate.layout;
  plan.node = NodePointerLayout(candidate.layout);
  for (std::uint32_t i = 0; i < plan.leaf.fields.size(); ++i) {
    const LayoutField& field = plan.leaf.fields[i];
    if (field.column == kNoColumn || field.prefix != 0) continue;
    plan.exported.push_back(field.column);
    plan.exported_fields.push_back(i);
  }
  const SchemaFit fit = FitSchema(store, plan, index_id, 8);
  return fit.proven() && fit.fits();
}

std::optional<IndexLayout> ByRecords(const PageStore& store, const Table& table, std::uint64_t index_id,
                                     RecordFormat format) {
  std::optional<IndexLayout> only;
  const auto clustered = ClusteredIndex(table);
  for (std::size_t i = 0; i < table.indexes.size(); ++i) {
    if (!IsPlainTree(table.indexes[i]) || clustered == i) continue;
    auto candidate = Secondary(table, i, format);
    if (!candidate || !Explains(store, *candidate, index_id)) continue;
    if (only) return std::nullopt;
    only = std::move(candidate);
  }
  return only;
}

bool IsPartitionOf(const Table& table, std::uint64_t index_id) {
  return std::ranges::any_of(table.partitions,
                             [&](const Partition& partition) { return partition.clustered_id == index_id; });
}

}  // namespace

std::optional<IndexLayout> LayoutOfIndex(const PageStore& store, const TablespaceFindings& findings,
                                         std::uint64_t index_id, RecordFormat format) {
  if (index_id == 0) return std::nullopt;
  for (const TableFindings& found : findings.tables) {
    if (!found.refused.empty()) continue;
    const Table& table = found.table;
    if (found.index_id == index_id || IsPartitionOf(table, index_id)) {
      auto layout = ClusteredLayout(table, format);
      if (!layout) return std::nullopt;
      return IndexLayout{&table, *std::move(layout), ClusteredName(table)};
    }
    for (std::size_t i = 0; i < table.indexes.size(); ++i) {
      if (table.indexes[i].innodb_id == index_id && IsPlainTree(table.indexes[i])) return Secondary(table, i, format);
    }
  }
  for (const TableFindings& found : findings.tables) {
    const bool has_ids =
        std::ranges::any_of(found.table.indexes, [](const Index& index) { return index.innodb_id.has_value(); });
    if (!found.refused.empty() || has_ids) continue;
    if (auto layout = ByRecords(store, found.table, index_id, format)) return layout;
  }
  return std::nullopt;
}

}  // namespace innosalvage
