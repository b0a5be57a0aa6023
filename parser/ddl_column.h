// Reads a column's definition: name, type, attributes. Internal to the CREATE TABLE reader (ddl_parser.h).
//
// Shape     what stands between two commas of CREATE TABLE's list, or behind ADD COLUMN.
// Fails     through the cursor. Names of charsets that no server has are failures: they decide how bytes are stored.
// Source    sql/sql_yacc.yy field_def, column_attribute (MySQL 8.0, MariaDB 10.11).
#pragma once

#include <string>

#include "parser/ddl_draft.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {

ColumnDraft ParseColumn(SqlTokenCursor& cursor);

// CHARACTER SET x, CHARSET x, COLLATE y, with or without '='. False: the cursor stands at something else.
bool AcceptCharset(SqlTokenCursor& cursor, CharsetDraft& draft);

// Stands on REFERENCES; reads it into `key`, whose columns the caller knows.
void ParseReferences(SqlTokenCursor& cursor, ForeignKey& key);

// Stands behind CHECK.
Check ParseCheck(SqlTokenCursor& cursor);

// Stands behind DEFAULT. The text in our spelling (NOW(3) is CURRENT_TIMESTAMP(3)); see Column::default_sql.
std::string ParseDefault(SqlTokenCursor& cursor);

}  // namespace innosalvage
