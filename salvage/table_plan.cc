#include "salvage/table_plan.h"

#include "salvage/inferred_mark.h"

namespace innosalvage {

std::vector<std::uint32_t> ExportedColumns(const Table& table) {
  std::vector<std::uint32_t> columns;
  for (std::uint32_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    const bool engine_or_sql = column.hidden == Hidden::kByEngine || column.hidden == Hidden::kBySql;
    if (column.generated == Generated::kNo && !engine_or_sql) columns.push_back(i);
  }
  return columns;
}

Result<TablePlan> PlanTable(const Table& table, RecordFormat format) {
  auto leaf = ClusteredLayout(table, format);
  if (!leaf) return tl::unexpected(leaf.error());
  TablePlan plan{.table = &table,
                 .leaf = *std::move(leaf),
                 .node = {},
                 .metadata = {},
                 .exported = {},
                 .exported_fields = {},
                 .key_columns = {},
                 .open_transactions = {},
                 .demotion = {}};
  if (IsMarkedInferred(table)) plan.demotion = Demotion{Trust::kSuspect, Reason::kSchemaInferred};
  plan.node = NodePointerLayout(plan.leaf);
  if (table.instant && table.instant->dialect == InstantDialect::kMariaDb) {
    plan.metadata = MetadataLayout(plan.leaf, table.instant->metadata_blob);
  }
  std::vector<std::uint32_t> field_of(table.columns.size(), kNoColumn);
  for (std::uint32_t i = 0; i < plan.leaf.fields.size(); ++i) {
    const LayoutField& field = plan.leaf.fields[i];
    // A key column's prefix is not its value: that stands further behind.
    if (field.column != kNoColumn && field.prefix == 0) field_of[field.column] = i;
  }
  plan.exported = ExportedColumns(table);
  for (const std::uint32_t i : plan.exported) {
    if (field_of[i] == kNoColumn) {
      return Fail(table.name, "column " + table.columns[i].name + " has no place in the record");
    }
    plan.exported_fields.push_back(field_of[i]);
  }
  for (std::size_t i = 0; i < plan.leaf.n_key; ++i) {
    if (plan.leaf.fields[i].column != kNoColumn) plan.key_columns.push_back(plan.leaf.fields[i].column);
  }
  return plan;
}

}  // namespace innosalvage
