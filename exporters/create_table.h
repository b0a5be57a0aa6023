// Writes CREATE TABLE from a Table, for MySQL and MariaDB alike where the table's features allow.
//
// Shape     one column, key or check a line; names in backticks, no database name, UTF-8, ends with ";\n". What one of
//           the two servers alone understands stands in a comment that the other passes over: /*!80000 … */ is read by
//           MySQL of that version (MariaDB skips 50700 to 99999), /*M! … */ by MariaDB.
// Leaves out  columns of the engine (kByEngine) and of functional keys (kBySql; the expressions stand in the keys),
//           and, unless asked for: foreign keys, partitions, options of place (DATA DIRECTORY, TABLESPACE …) and of
//           encryption, which would not load on another machine.
//             What is no whole fragment of SQL (sql_fragment.h) is named in a comment before the statement.
// Fails     never: it writes what the table says.
// Source    sql/sql_show.cc store_create_info (MySQL 8.0, MariaDB 10.11); sql/sql_lex.cc for the comments.
#pragma once

#include <cstdint>
#include <string>

#include "parser/schema.h"

namespace innosalvage {

struct CreateTableOptions {
  enum class Include : std::uint8_t { kNo, kYes };
  Include foreign_keys = Include::kNo;
  Include partitions = Include::kNo;
  Include place_options = Include::kNo;
  Include encryption = Include::kNo;  // ENCRYPTION, ENCRYPTED, AUTOEXTEND_SIZE: how the file is kept, not where
  Include if_not_exists = Include::kNo;
};

std::string CreateTableSql(const Table& table, const CreateTableOptions& options = {});

// ALTER TABLE … ADD CONSTRAINT, one statement for all foreign keys of the table; empty where it has none.
std::string AlterTableForeignKeys(const Table& table);

}  // namespace innosalvage
