// A binary JSON document as the text that the server prints for it.
//
// Purpose   the sink of WalkJson that writes `{"a": [1, "x", 1.5]}`: ", " and ": " between, keys in their stored order.
// Source    sql-common/json_dom.cc wrapper_to_string(), double_quote(); strings/dtoa.cc my_gcvt();
//           mysys/base64.cc (MySQL 9.7), and what that server prints.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "parser/bytes.h"
#include "parser/decimal.h"
#include "parser/schema.h"
#include "parser/temporal.h"
#include "parser/text_buffer.h"

namespace innosalvage {

using JsonNumberText = TextBuffer<48>;

// The shortest digits that give the same double again; plain from 1e-15 to below 1e15 and where there is a fraction,
// else with an exponent. A number that would look like an integer gets ".0".
void PutJsonDouble(double number, JsonNumberText& out);

// A string between double quotes, with the escapes the server uses.
void PutJsonString(std::string_view text, ArenaText& out);

// "base64:type15:QUJD", with the line breaks of the server's encoder after every 76 characters of base64. kQuoted: as a
// JSON string, the line breaks escaped.
enum class Base64Form : std::uint8_t { kQuoted, kBare };
void PutJsonOpaque(std::uint8_t field_type, Bytes data, Base64Form form, ArenaText& out);

// A DECIMAL inside JSON: precision, scale, then the number as in a column. The digits before the point are counted in
// whole groups, so that a precision above 65 is usual. False: illegal.
// Source: sql-common/json_dom.cc Json_decimal::get_binary(), convert_from_binary().
bool PutJsonDecimal(Bytes data, DecimalText& out);

// DATE, TIME, DATETIME and TIMESTAMP inside JSON: eight bytes, see FormatPackedTemporal. nullopt: another field type.
std::optional<SqlType> JsonTemporalType(std::uint8_t field_type);
bool PutJsonTemporal(SqlType type, Bytes data, TemporalText& out);

class JsonTextSink {
 public:
  explicit JsonTextSink(ArenaText& out) : out_(out) {}
  // True where the text, read by a server, makes another document than this one.
  bool has_opaque() const { return has_opaque_; }

  void Null() { out_.Put("null"); }
  void Boolean(bool value) { out_.Put(value ? "true" : "false"); }
  void Signed(std::int64_t value);
  void Unsigned(std::uint64_t value);
  void Double(double value);
  bool String(std::string_view text) {
    PutJsonString(text, out_);
    return true;
  }
  bool Opaque(std::uint8_t field_type, Bytes data);
  void BeginObject() { out_.Put('{'); }
  bool Key(std::string_view key, std::size_t index) {
    Element(index);
    PutJsonString(key, out_);
    out_.Put(": ");
    return true;
  }
  void EndObject() { out_.Put('}'); }
  void BeginArray() { out_.Put('['); }
  void Element(std::size_t index) {
    if (index > 0) out_.Put(", ");
  }
  void EndArray() { out_.Put(']'); }

 private:
  ArenaText& out_;
  bool has_opaque_ = false;
};

}  // namespace innosalvage
