// Table plan: everything about a table that reading its rows needs, computed once: layouts, exported columns, and
// which field of the clustered index holds which column.
//
// Lifetime  refers to the Table, which must outlive it.
#pragma once

#include <optional>
#include <vector>

#include "parser/record_layout.h"
#include "salvage/row.h"

namespace innosalvage {

// Why no row of a table is trusted: a schema that does not tell enough, a table that was dropped.
struct Demotion {
  Trust trust = Trust::kSuspect;  // at best
  Reason reason = Reason::kSchemaInferred;
};

struct TablePlan {
  const Table* table = nullptr;
  RecordLayout leaf;
  RecordLayout node;
  RecordLayout metadata;                         // MariaDB, instant DDL: the metadata record
  std::vector<std::uint32_t> exported;           // indexes into table->columns
  std::vector<std::uint32_t> exported_fields;    // position in leaf.fields, for each of `exported`
  std::vector<std::uint32_t> key_columns;        // columns of the clustered key, in key order; empty: DB_ROW_ID
  std::vector<std::uint64_t> open_transactions;  // of its server, ascending: not committed
  std::optional<Demotion> demotion;              // of all rows, whatever the page says; nullopt: none
};

// The columns whose values are exported: visible and invisible user columns, but none that is generated.
std::vector<std::uint32_t> ExportedColumns(const Table& table);

// Fails with the column that cannot be read.
Result<TablePlan> PlanTable(const Table& table, RecordFormat format);

}  // namespace innosalvage
