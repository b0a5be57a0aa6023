// MySQL dictionary: the data dictionary tables of MySQL 8 and later in mysql.ibd, read by the same code as any table.
//
// Purpose   definitions of all tables of the server, for files that lost theirs; and the rows of everything else the
//           dictionary holds: views (in "tables"), "triggers", "routines", "events", "schemata", "collations".
// Rules     the dictionary's tables are laid out as the SDI of mysql.ibd itself says; their rows become SDI documents
//           of the tables they describe, so that one reader (parser/sdi_schema.h) understands both.
// Fails     never: a table whose rows are lost in part has no definition here, and is counted.
// Lifetime  owns everything.
// Source    sql/dd/impl/tables/*.cc, sql/dd/impl/types/*_impl.cc (MySQL 8.0): which column holds which member.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "salvage/schema_candidate.h"
#include "salvage/table_reader.h"

namespace innosalvage {

// One table of the dictionary with its rows: live ones, in key order; deleted ones are left out.
class DictionaryTable {
 public:
  DictionaryTable() = default;
  explicit DictionaryTable(Table table);

  const Table& table() const { return table_; }
  const std::vector<TableRow>& rows() const { return rows_; }
  std::uint64_t rows_lost() const { return rows_lost_; }
  bool has(std::string_view column) const { return position_.contains(std::string(column)); }

  // An empty cell (NULL) where the version of the server has no such column.
  const TableCell& Cell(const TableRow& row, std::string_view column) const;
  std::uint64_t Number(const TableRow& row, std::string_view column) const { return Cell(row, column).number; }
  const std::string& Text(const TableRow& row, std::string_view column) const { return Cell(row, column).text; }
  // ENUM: the number of the member, from 1; 0 where NULL.
  std::uint64_t EnumNumber(const TableRow& row, std::string_view column) const;

  void Add(TableRow row) { rows_.push_back(std::move(row)); }
  void set_rows_lost(std::uint64_t rows) { rows_lost_ = rows; }

 private:
  Table table_;
  std::map<std::string, std::size_t> position_;  // of a column among the exported ones
  std::vector<std::uint32_t> columns_;           // exported ones
  std::vector<TableRow> rows_;
  std::uint64_t rows_lost_ = 0;
};

class MySqlDictionary {
 public:
  // By their names; of two of a name the last.
  explicit MySqlDictionary(std::vector<DictionaryTable> tables);
  // `store`: of mysql.ibd.
  static MySqlDictionary Read(const PageStore& store);

  // nullptr: not there, or its definition is lost.
  const DictionaryTable* Find(std::string_view name) const;
  // Empty: not known.
  const std::string& SchemaName(std::uint64_t schema_id) const;
  // The last number that AUTO_INCREMENT gave, by InnoDB's id of the table or partition.
  std::map<std::uint64_t, std::uint64_t> LastNumbers() const;

  // Definitions of the server's InnoDB tables, in the order of their ids. `file`: the dictionary's name, for their
  // source text. Tables whose rows are not all there are counted in `incomplete`.
  std::vector<SchemaCandidate> Definitions(const std::string& file, std::uint64_t& incomplete) const;

 private:
  // Where rows of "schemata" are lost: a table's tablespace is called "shop/orders".
  void NameSchemasByTablespaces();
  void NameSchemasByStatistics();
  // By the tablespace's id.
  std::map<std::uint32_t, std::uint64_t> AutoextendSizes() const;

  std::map<std::string, DictionaryTable, std::less<>> tables_;
  std::unordered_map<std::uint64_t, std::string> schemas_;  // names by id
};

}  // namespace innosalvage
