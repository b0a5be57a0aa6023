// Reads keys, constraints and options of a table. Internal to the CREATE TABLE reader (ddl_parser.h).
//
// Shape     AcceptKeyOrConstraint reads one entry of CREATE TABLE's list that is no column, or what stands behind ADD.
//           AcceptTableOption reads one option behind the list, or in ALTER TABLE.
// Fails     through the cursor.
// Source    sql/sql_yacc.yy table_constraint_def, create_table_option (MySQL 8.0); key_def (MariaDB 10.11).
#pragma once

#include <string>
#include <vector>

#include "parser/ddl_draft.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {

struct TableElements {
  std::vector<ColumnDraft> columns;
  std::vector<IndexDraft> indexes;
  std::vector<ForeignKey> foreign_keys;
  std::vector<std::string> foreign_key_indexes;  // FOREIGN KEY name (…): one for each of foreign_keys
  std::vector<Check> checks;
  std::vector<std::string> other_elements;
};

// False: the cursor stands at a column's name.
bool AcceptKeyOrConstraint(SqlTokenCursor& cursor, TableElements& elements);

// (a, b(10) DESC, (expression)) and the options behind it.
void ParseKeyParts(SqlTokenCursor& cursor, IndexDraft& draft);
void ParseIndexOptions(SqlTokenCursor& cursor, IndexDraft& draft);

struct TableOptions {
  CharsetDraft charset;
  RowFormat row_format = RowFormat::kDefault;
  std::optional<std::uint32_t> key_block_size;
  std::optional<std::string> comment;
  std::optional<std::uint64_t> auto_increment;
  std::string other;
  std::string partition_sql;
  bool system_versioned = false;
};

// False: no option stands here.
bool AcceptTableOption(SqlTokenCursor& cursor, TableOptions& options);

}  // namespace innosalvage
