// A literal of a dump, written again for the files of this program: under SET NAMES utf8mb4 and a sql_mode without
// NO_BACKSLASH_ESCAPES, whatever held where it was read.
//
// Shape     text as '…' in UTF-8 or _charset 0x…; bytes 0x…; numbers, expressions and dates as they were spelt.
// Fails     false where the value has no spelling (SqlLiteralKind::kExpression without text); `out` is then as it was.
#pragma once

#include <string>

#include "parser/dump_session.h"
#include "parser/schema.h"
#include "parser/sql_literal.h"

namespace innosalvage {

bool AppendSqlLiteral(const Column& column, const SqlLiteral& value, const DumpSession& session, std::string& out);

}  // namespace innosalvage
