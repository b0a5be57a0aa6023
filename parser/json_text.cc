#include "parser/json_text.h"

#include <array>
#include <charconv>
#include <utility>

#include "parser/json_walk.h"

namespace innosalvage {
namespace {

constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kHexDigits = "0123456789abcdef";

// What stands behind the backslash, 'u' for \u00xx, 0 for bytes that stand for themselves.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> escapes{};
  for (std::size_t c = 0; c < 0x20; ++c) escapes[c] = 'u';
  escapes['\b'] = 'b';
  escapes['\t'] = 't';
  escapes['\n'] = 'n';
  escapes['\f'] = 'f';
  escapes['\r'] = 'r';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}();

}  // namespace

void PutJsonDouble(double number, JsonNumberText& out) {
  // "-d.dddde-xxx": 17 digits at most.
  std::array<char, 32> scientific;
  const auto [end, error] = std::to_chars(scientific.data(), &scientific.back(), number, std::chars_format::scientific);
  const std::string_view printed(scientific.data(), static_cast<std::size_t>(end - scientific.data()));
  if (error != std::errc()) return;
  const std::size_t e = printed.find('e');
  int exponent = 0;
  const std::string_view exponent_text = printed.substr(printed[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  TextBuffer<20> digit_text;
  for (const char c : printed.substr(0, e)) {
    if (c >= '0' && c <= '9') digit_text.Put(c);
  }
  const std::string_view digits = digit_text.text();

  if (printed.front() == '-') out.Put('-');
  constexpr int kMaxPlainDigits = 15;  // MAX_DECPT_FOR_F_FORMAT
  const int point = exponent + 1;      // digits before the point
  const bool has_fraction = std::cmp_greater(digits.size(), point);
  if (point < 1 - kMaxPlainDigits || (point > kMaxPlainDigits && !has_fraction)) {
    out.Put(digits.front());
    if (digits.size() > 1) {
      out.Put('.');
      out.Put(digits.substr(1));
    }
    out.Put('e');
    if (exponent < 0) out.Put('-');
    out.PutNumber(static_cast<unsigned>(exponent < 0 ? -exponent : exponent));
  } else if (point <= 0) {
    out.Put("0.");
    for (int i = point; i < 0; ++i) out.Put('0');
    out.Put(digits);
  } else {
    const auto whole = static_cast<std::size_t>(point);
    out.Put(digits.substr(0, whole));
    for (std::size_t i = digits.size(); i < whole; ++i) out.Put('0');
    out.Put('.');
    out.Put(digits.size() > whole ? digits.substr(whole) : "0");
  }
}

void PutJsonString(std::string_view text, ArenaText& out) {
  out.Put('"');
  std::size_t plain = 0;  // start of what stands for itself
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const char escape = kEscapes[byte];
    if (escape == 0) continue;
    out.Put(text.substr(plain, i - plain));
    plain = i + 1;
    out.Put('\\');
    out.Put(escape);
    if (escape != 'u') continue;
    out.Put("00");
    out.Put(kHexDigits[byte >> 4U]);
    out.Put(kHexDigits[byte & 0xfU]);
  }
  out.Put(text.substr(plain));
  out.Put('"');
}

void PutJsonOpaque(std::uint8_t field_type, Bytes data, Base64Form form, ArenaText& out) {
  constexpr std::size_t kLine = 57;  // bytes that make 76 characters
  const std::string_view line_break = form == Base64Form::kQuoted ? "\\n" : "\n";
  JsonNumberText head;
  head.Put("base64:type");
  head.PutNumber(field_type);
  head.Put(':');
  if (form == Base64Form::kQuoted) out.Put('"');
  out.Put(head.text());
  for (std::size_t i = 0; i < data.size(); i += 3) {
    if (i > 0 && i % kLine == 0) out.Put(line_break);
    const std::size_t left = data.size() - i;
    const unsigned group = ByteAt(data, i) << 16U | ByteAt(data, i + 1) << 8U | ByteAt(data, i + 2);
    const std::array<char, 4> quad = {kBase64Digits[group >> 18U & 63U], kBase64Digits[group >> 12U & 63U],
                                      left > 1 ? kBase64Digits[group >> 6U & 63U] : '=',
                                      left > 2 ? kBase64Digits[group & 63U] : '='};
    out.Put({quad.data(), quad.size()});
  }
  if (form == Base64Form::kQuoted) out.Put('"');
}

bool PutJsonDecimal(Bytes data, DecimalText& out) {
  return data.size() > 2 && FormatDecimal(data.subspan(2), ByteAt(data, 0), ByteAt(data, 1), out).has_value();
}

void JsonTextSink::Signed(std::int64_t value) {
  JsonNumberText number;
  if (value < 0) number.Put('-');
  const auto bits = static_cast<std::uint64_t>(value);
  number.PutNumber(value < 0 ? std::uint64_t{0} - bits : bits);
  out_.Put(number.text());
}

void JsonTextSink::Unsigned(std::uint64_t value) {
  JsonNumberText number;
  number.PutNumber(value);
  out_.Put(number.text());
}

void JsonTextSink::Double(double value) {
  JsonNumberText number;
  PutJsonDouble(value, number);
  out_.Put(number.text());
}

bool JsonTextSink::Opaque(std::uint8_t field_type, Bytes data) {
  // Servers since 8.0 print this type as the string it holds; where it holds no text, the older form is the only one.
  if (field_type == MYSQL_TYPE_VAR_STRING && IsUtf8(data)) return String(AsText(data));
  has_opaque_ = true;
  if (field_type == MYSQL_TYPE_NEWDECIMAL) {
    DecimalText number;
    if (!PutJsonDecimal(data, number)) return false;
    out_.Put(number.text());
    return true;
  }
  if (const auto temporal = JsonTemporalType(field_type)) {
    TemporalText text;
    if (!PutJsonTemporal(*temporal, data, text)) return false;
    out_.Put('"');
    out_.Put(text.text());
    out_.Put('"');
    return true;
  }
  PutJsonOpaque(field_type, data, Base64Form::kQuoted, out_);
  return true;
}

std::optional<SqlType> JsonTemporalType(std::uint8_t field_type) {
  switch (field_type) {
    case MYSQL_TYPE_DATE: return SqlType::kDate;
    case MYSQL_TYPE_TIME: return SqlType::kTime;
    case MYSQL_TYPE_DATETIME: return SqlType::kDateTime;
    case MYSQL_TYPE_TIMESTAMP: return SqlType::kTimestamp;
    default: return std::nullopt;
  }
}

bool PutJsonTemporal(SqlType type, Bytes data, TemporalText& out) {
  return data.size() == sizeof(std::int64_t) &&
         FormatPackedTemporal(type, static_cast<std::int64_t>(LoadLittle(data)), out);
}

}  // namespace innosalvage
