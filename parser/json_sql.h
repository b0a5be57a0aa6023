// A binary JSON document as an SQL expression that makes the same document on a MySQL server.
//
// Purpose   where the text would not do: a DECIMAL, a date or binary bytes inside JSON come back from text as a DOUBLE
//           or a string. The expression nests JSON_OBJECT() and JSON_ARRAY() around values of the right SQL types.
// Shape     JSON_OBJECT(_utf8mb4'd',CAST('-12.50' AS DECIMAL(4,2)),_utf8mb4'n',JSON_ARRAY(1,1.5e0,NULL,TRUE))
//           A string that has a backslash or a control character is _utf8mb4 X'…', so that the expression means the
//           same whatever NO_BACKSLASH_ESCAPES says. Dates that are zero or that the month does not have need a session
//           without NO_ZERO_DATE and with ALLOW_INVALID_DATES, as for DATE columns; a TIMESTAMP is in the session's
//           zone.
// Fails     nothing here; the document was walked before. Opaque values that no expression makes (bytes of BINARY(n),
//           of TINYBLOB, BIT above 64 bits) become the string that the text has for them: what mysqldump makes of all
//           of them.
// Source    sql/item_json_func.cc sql_scalar_to_json() and val_json_func_field_subselect(); each form was tried on
//           MySQL 9.7.
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/bytes.h"
#include "parser/text_buffer.h"

namespace innosalvage {

class JsonSqlSink {
 public:
  explicit JsonSqlSink(ArenaText& out) : out_(out) {}

  void Null() { out_.Put("NULL"); }
  void Boolean(bool value) { out_.Put(value ? "TRUE" : "FALSE"); }
  void Signed(std::int64_t value);
  void Unsigned(std::uint64_t value);
  void Double(double value);
  bool String(std::string_view text);
  bool Opaque(std::uint8_t field_type, Bytes data);
  void BeginObject() { out_.Put("JSON_OBJECT("); }
  bool Key(std::string_view key, std::size_t index) {
    Element(index);
    String(key);
    out_.Put(',');
    return true;
  }
  void EndObject() { out_.Put(')'); }
  void BeginArray() { out_.Put("JSON_ARRAY("); }
  void Element(std::size_t index) {
    if (index > 0) out_.Put(',');
  }
  void EndArray() { out_.Put(')'); }

 private:
  void Hex(Bytes data);

  ArenaText& out_;
};

}  // namespace innosalvage
