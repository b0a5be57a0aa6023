// A value as it stands in an INSERT statement: what was written, not yet what a column makes of it.
//
// Shape     NULL · DEFAULT · 12, -1.5e3 · 'text', _latin1'text' · 0x41, x'41', b'01', _binary'…' · any other expression
// Units     kText: the bytes between the quotes, escapes read, adjacent strings joined; in `charset`, or, where that is
//           nullptr, in the character set of the connection. kBytes: what the hexadecimal or bit literal says.
// Source    sql/sql_lex.cc, sql/sql_yacc.yy literal (MySQL 8.0); "Literal Values" of the manuals.
#pragma once

#include <cstdint>
#include <string>

#include "parser/charset.h"

namespace innosalvage {

enum class SqlLiteralKind : std::uint8_t { kNull, kDefault, kNumber, kText, kBytes, kExpression };

struct SqlLiteral {
  SqlLiteralKind kind = SqlLiteralKind::kNull;
  std::string text;                  // kNumber, kExpression: as spelt
  const Charset* charset = nullptr;  // kText, kBytes: the introducer's
};

}  // namespace innosalvage
