// Reads table definitions from SQL text: dumps of any size, SHOW CREATE TABLE output, files written by hand.
//
// Purpose   the schema source of last resort, and the only one for files whose dictionary is gone (MySQL before 8.0
//           without .frm): CREATE TABLE statements in the dialect of MySQL 5.0 to 9 and MariaDB 10 to 11.
// Shape     CREATE TABLE (also LIKE), ALTER TABLE, CREATE and DROP INDEX, DROP and RENAME TABLE act on the tables
//           before them; USE, CREATE DATABASE and SET NAMES count. INSERTs and routines pass by unread.
// Units     lines count from 1. Memory: the tables, and one statement of at most DdlOptions::max_statement bytes.
// Fails     a statement that cannot be read becomes a problem; reading goes on behind it. What had to be assumed
//           (character set of the server, NULL of a TIMESTAMP) is a remark. Any text ends in a DdlScript.
// Lifetime  plain values; charset pointers are static.
// Source    sql/sql_yacc.yy, sql/sql_table.cc (MySQL 5.7, 8.0, 9; MariaDB 10.5 to 11.8).
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "parser/charset.h"
#include "parser/ddl_statement_reader.h"
#include "parser/limits.h"
#include "parser/schema.h"

namespace innosalvage {

struct DdlOptions {
  // The server that the definitions are for; a dump's header says it as well, and then this is a fallback.
  Vendor vendor = Vendor::kUnknown;
  std::uint32_t server_version = 0;  // 50733; 0: unknown
  // Where a text names no character set. nullptr: latin1 for MySQL before 8.0.1 and MariaDB before 11.6, else utf8mb4,
  // with a remark where the version is unknown.
  const Charset* default_charset = nullptr;
  std::string db;  // database of tables before the first USE; empty: not known
  std::size_t max_statement = ValueOf(Limit::kStatement);
};

struct DdlTable {
  Table table;
  std::size_t line = 0;  // of its CREATE TABLE
};

struct DdlProblem {
  std::size_t line = 0;
  std::string what;
};

struct DdlScript {
  std::vector<DdlTable> tables;
  std::vector<DdlProblem> problems;
  std::vector<DdlProblem> remarks;
};

DdlScript ParseDdl(std::istream& in, const DdlOptions& options);
DdlScript ParseDdl(std::string_view sql, const DdlOptions& options);

// MariaDB has no JSON type: its JSON is LONGTEXT in utf8mb4_bin with CHECK (json_valid(…)). Sets table.vendor, and
// turns kJson into that for MariaDB.
void ApplyVendor(Table& table, Vendor vendor);

}  // namespace innosalvage
