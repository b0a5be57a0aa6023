#include "parser/json_sql.h"

#include <algorithm>
#include <limits>

#include "parser/json_text.h"
#include "parser/json_walk.h"

namespace innosalvage {
namespace {

// Digits of a DECIMAL's text: a lone 0 before the point is none of its precision.
unsigned PrecisionOf(std::string_view number, unsigned scale) {
  const auto digits = static_cast<unsigned>(std::ranges::count_if(number, [](char c) { return c >= '0' && c <= '9'; }));
  const bool below_one = number.starts_with("0.") || number.starts_with("-0.");
  return std::max(below_one ? scale : digits, 1U);
}

std::string_view CastOf(SqlType type) {
  switch (type) {
    case SqlType::kDate: return "' AS DATE)";
    case SqlType::kTime: return "' AS TIME(6))";
    default: return "' AS DATETIME(6))";
  }
}

}  // namespace

void JsonSqlSink::Signed(std::int64_t value) {
  // The literal of the smallest integer is a negated DECIMAL.
  if (value == std::numeric_limits<std::int64_t>::min()) {
    out_.Put("CAST('-9223372036854775808' AS SIGNED)");
  } else {
    JsonTextSink(out_).Signed(value);
  }
}

void JsonSqlSink::Unsigned(std::uint64_t value) {
  out_.Put("CAST(");
  JsonTextSink(out_).Unsigned(value);
  out_.Put(" AS UNSIGNED)");
}

void JsonSqlSink::Double(double value) {
  JsonNumberText number;
  PutJsonDouble(value, number);
  out_.Put(number.text());
  // Without an exponent it would be a DECIMAL.
  if (number.text().find('e') == std::string_view::npos) out_.Put("e0");
}

bool JsonSqlSink::String(std::string_view text) {
  out_.Put("_utf8mb4");
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\\'; })) {
    out_.Put(' ');
    Hex(AsBytes(text));
    return true;
  }
  out_.Put('\'');
  for (std::size_t quote = 0; (quote = text.find('\'')) != std::string_view::npos;) {
    out_.Put(text.substr(0, quote + 1));
    out_.Put('\'');
    text.remove_prefix(quote + 1);
  }
  out_.Put(text);
  out_.Put('\'');
  return true;
}

void JsonSqlSink::Hex(Bytes data) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out_.Put("X'");
  for (const std::byte b : data) {
    out_.Put(kDigits[std::to_integer<unsigned>(b) >> 4U]);
    out_.Put(kDigits[std::to_integer<unsigned>(b) & 0xfU]);
  }
  out_.Put('\'');
}

bool JsonSqlSink::Opaque(std::uint8_t field_type, Bytes data) {
  TemporalText moment;
  if (const auto temporal = JsonTemporalType(field_type)) {
    if (!PutJsonTemporal(*temporal, data, moment)) return false;
    if (*temporal == SqlType::kTimestamp) {
      // No CAST makes a TIMESTAMP; a column of JSON_TABLE is one.
      out_.Put("(SELECT c FROM JSON_TABLE('\"");
      out_.Put(moment.text());
      out_.Put("\"','$' COLUMNS(c TIMESTAMP(6) PATH '$')) AS t)");
    } else {
      out_.Put("CAST('");
      out_.Put(moment.text());
      out_.Put(CastOf(*temporal));
    }
    return true;
  }
  switch (field_type) {
    case MYSQL_TYPE_NEWDECIMAL: {
      DecimalText number;
      if (!PutJsonDecimal(data, number)) return false;
      const unsigned scale = ByteAt(data, 1);
      const unsigned precision = PrecisionOf(number.text(), scale);
      // No type has that many digits, but a literal may; it has too many to be taken for an integer.
      if (precision > kMaxColumnPrecision) {
        out_.Put(number.text());
        return true;
      }
      JsonNumberText type;
      type.PutNumber(precision);
      type.Put(',');
      type.PutNumber(scale);
      out_.Put("CAST('");
      out_.Put(number.text());
      out_.Put("' AS DECIMAL(");
      out_.Put(type.text());
      out_.Put("))");
      return true;
    }
    case MYSQL_TYPE_VARCHAR: Hex(data); return true;
    case MYSQL_TYPE_BIT:
      if (data.size() > sizeof(std::uint64_t) || data.empty()) break;
      out_.Put("(SELECT c FROM JSON_TABLE('");
      JsonTextSink(out_).Unsigned(LoadBig(data));
      out_.Put("','$' COLUMNS(c BIT(");
      JsonTextSink(out_).Unsigned(data.size() * 8);
      out_.Put(") PATH '$')) AS t)");
      return true;
    // An expression's type follows from the longest value it might have; of two types in a UNION, BLOB wins.
    case MYSQL_TYPE_MEDIUM_BLOB:
    case MYSQL_TYPE_LONG_BLOB:
      out_.Put("IF(1,");
      Hex(data);
      out_.Put(field_type == MYSQL_TYPE_LONG_BLOB ? ",CAST('' AS BINARY(16777216)))" : ",CAST('' AS BINARY(70000)))");
      return true;
    case MYSQL_TYPE_BLOB:
      out_.Put("(SELECT ");
      Hex(data);
      out_.Put(" UNION ALL SELECT c FROM JSON_TABLE('[]','$[*]' COLUMNS(c BLOB PATH '$')) AS t)");
      return true;
    case MYSQL_TYPE_VAR_STRING:
      if (IsUtf8(data)) return String(AsText(data));
      break;
    default: break;
  }
  // As the string that the document's text has for it. A line break may stand in an SQL string as it is.
  out_.Put("_utf8mb4'");
  PutJsonOpaque(field_type, data, Base64Form::kBare, out_);
  out_.Put('\'');
  return true;
}

}  // namespace innosalvage
