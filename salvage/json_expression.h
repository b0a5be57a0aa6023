// JSON expression: the document that an expression of JSON_OBJECT, JSON_ARRAY and CAST makes. MySQL's JSON is written so
// into SQL (parser/json_sql.h).
//
// Shape     text as the server prints a document: {"a": 1, "b": [true, null]}.
// Fails     false where it is another expression; `out` is then of no use.
// Source    sql-common/json_dom.cc Json_wrapper::to_string (MySQL 8.0).
#pragma once

#include <string>
#include <string_view>

namespace innosalvage {

bool JsonOfExpression(std::string_view sql, std::string& out);

}  // namespace innosalvage
