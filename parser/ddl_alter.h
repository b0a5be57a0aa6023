// Applies ALTER TABLE to a table in the making. Internal to the CREATE TABLE reader (ddl_parser.h).
//
// Purpose   dumps by phpMyAdmin bring keys and AUTO_INCREMENT in with ALTER TABLE; files written by hand grow by it.
// Shape     the cursor stands behind the table's name; all actions are read.
// Fails     through the cursor; actions before the failing one have been applied. Actions that define nothing
//           (DISABLE KEYS, LOCK, DISCARD TABLESPACE, partition maintenance) are passed over.
// Source    sql/sql_yacc.yy alter_list_item (MySQL 8.0, MariaDB 10.11).
#pragma once

#include <string>
#include <vector>

#include "parser/ddl_draft.h"
#include "parser/ddl_resolve.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {

struct TableName {
  std::string db;  // empty: none given
  std::string name;
};
TableName ParseTableName(SqlTokenCursor& cursor);

// What ALTER TABLE said of the table's name; empty name: nothing.
struct AlterResult {
  TableName renamed;
};
AlterResult ApplyAlter(SqlTokenCursor& cursor, TableDraft& draft, const DdlPlatform& platform,
                       std::vector<std::string>& remarks);

void DropIndex(SqlTokenCursor& cursor, TableDraft& draft, std::string_view name);

// Options behind the list of columns, or in ALTER TABLE. `columns_follow`: the new default holds for columns to come.
void ApplyOptions(SqlTokenCursor& cursor, TableDraft& draft, TableOptions options, const DdlPlatform& platform,
                  std::vector<std::string>& remarks);

}  // namespace innosalvage
