// Table plan: everything about a table that reading its rows needs, computed once: layouts, exported columns, and
// which field of the clustered index holds which column.
//
// Lifetime  refers to the Table, which must outlive it.
#pragma once

#include <vector>

#include "parser/record_layout.h"

namespace innosalvage {

struct TablePlan {
  const Table* table = nullptr;
  RecordLayout leaf;
  RecordLayout node;
  std::vector<std::uint32_t> exported;         // indexes into table->columns
  std::vector<std::uint32_t> exported_fields;  // position in leaf.fields, for each of `exported`
  std::vector<std::uint32_t> key_columns;      // columns of the clustered key, in key order; empty: DB_ROW_ID
};

// The columns whose values are exported: visible and invisible user columns, but none that is generated.
std::vector<std::uint32_t> ExportedColumns(const Table& table);

// Fails with the column that cannot be read.
Result<TablePlan> PlanTable(const Table& table, RecordFormat format);

}  // namespace innosalvage
