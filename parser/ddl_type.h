// Reads a column's type and the words that belong to it. Internal to the CREATE TABLE reader (ddl_parser.h).
//
// Fails     through the cursor: "expected a type", or a length that no server takes.
// Source    sql/sql_yacc.yy type, nchar, varchar, real_type (MySQL 8.0); field_type (MariaDB 10.11).
#pragma once

#include "parser/ddl_draft.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {

void ParseType(SqlTokenCursor& cursor, ColumnDraft& draft);

}  // namespace innosalvage
