// Table reader: the rows of a table whose definition is certain, read into memory by the same code as any other
// table's.
//
// Purpose   the dictionaries of the servers are tables themselves: hurt pages, deleted rows and lost ranges are met in
//           them as anywhere.
// Shape     one cell an exported column (ExportedColumns), in table order. Rows come as SalvageTable hands them out: those
//           of trusted leaves in key order, then those of leaves that are doubted, then what only secondary indexes
//           know; rows with a delete mark among them (TableRow::deleted).
// Fails     never: the findings say what was lost, and `refused` why a table cannot be laid out at all.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "salvage/findings.h"
#include "salvage/page_store.h"

namespace innosalvage {

struct TableCell {
  enum class State : std::uint8_t { kNull, kNumber, kText, kLost };
  State state = State::kNull;
  std::uint64_t number = 0;  // kNumber; a signed one as two's complement
  std::string text;          // kText: bytes as stored, ENUM and SET their members, temporal types as printed

  bool is_null() const { return state == State::kNull; }
};

struct TableRow {
  std::vector<TableCell> cells;
  Trust trust = Trust::kIntact;
  std::uint32_t page_no = 0;

  bool deleted() const { return trust == Trust::kDeleted; }
  bool trusted() const { return trust == Trust::kIntact || trust == Trust::kRepaired; }
};

// Whether the records of an index are COMPACT ones, by a page of it that verifies, or else by any. True where there is
// none.
bool IsCompactIndex(const PageStore& store, std::uint64_t index_id);

// `table` names clustered_id; without clustered_root the root is found by the pages (BuildLiveTree). Its row format is
// taken from the pages, unless it is REDUNDANT.
TableFindings ReadTable(const PageStore& store, const Table& table, const std::function<void(TableRow)>& visit);

}  // namespace innosalvage
