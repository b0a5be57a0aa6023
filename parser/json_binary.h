// MySQL's JSON columns: the document as the server prints it, and where that is not enough, as SQL.
//
// Purpose   `text` is what SELECT shows. `sql` is filled where the document holds a DECIMAL, a date or other opaque
//           value: an expression that makes the same document, see json_sql.h. Integers alone do not fill it, though
//           text makes those up to 4294967295 signed and those above unsigned, whatever they were: they compare equal.
// Shape     see json_walk.h. No bytes at all print as null: an object that was never given a document.
// Fails     kIllegalJson.
// Lifetime  text and sql live in the arena, which frees as a whole.
// Source    sql-common/json_binary.h (MySQL 8.0, 9.7); sql/field.cc Field_json::val_json() for the empty one.
#pragma once

#include <memory_resource>
#include <string_view>
#include <tl/expected.hpp>

#include "parser/bytes.h"
#include "parser/damage.h"

namespace innosalvage {

struct JsonDocument {
  std::string_view text;  // UTF-8
  std::string_view sql;   // empty: the text makes the same document
};

tl::expected<JsonDocument, DamageKind> DecodeJson(Bytes stored, std::pmr::memory_resource& arena);

}  // namespace innosalvage
