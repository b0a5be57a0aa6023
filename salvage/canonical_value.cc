#include "salvage/canonical_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "salvage/json_expression.h"


namespace innosalvage {

namespace {

bool AllDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Sign, digits before and behind the point; nullopt: no plain number.
struct Digits {
  bool negative = false;
  std::string whole, fraction;
};
std::optional<Digits> ParseDigits(std::string_view text) {
  text = Trimmed(text);
  Digits digits;
  if (text.starts_with('-') || text.starts_with('+')) {
    digits.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (whole.empty() && fraction.empty()) return std::nullopt;
  if ((!whole.empty() && !AllDigits(whole)) || (!fraction.empty() && !AllDigits(fraction))) return std::nullopt;
  digits.whole = whole.substr(std::min(whole.find_first_not_of('0'), whole.size()));
  digits.fraction = fraction;
  while (digits.fraction.ends_with('0')) digits.fraction.pop_back();
  if (digits.whole.empty()) digits.whole = "0";
  return digits;
}

Canonical Number(std::string_view text, std::size_t scale, std::string& out) {
  const auto digits = ParseDigits(text);
  if (!digits || digits->fraction.size() > scale) return Canonical::kNotTold;
  std::string fraction = digits->fraction;
  fraction.resize(scale, '0');
  const bool zero = digits->whole == "0" && fraction.find_first_not_of('0') == std::string::npos;
  out = digits->negative && !zero ? "-" : "";
  out += digits->whole;
  if (scale > 0) out += '.' + fraction;
  return Canonical::kValue;
}

Canonical Real(const Column& column, const std::string& text, std::string& out) {
  char* end = nullptr;
  double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || *end != '\0' || !std::isfinite(value)) return Canonical::kNotTold;
  if (column.type == SqlType::kFloat) value = static_cast<double>(static_cast<float>(value));
  if (value == 0) value = 0;  // no -0
  if (column.has_decimals) {
    out = fmt::format("{:.{}f}", value, static_cast<int>(column.decimals));
    if (out.find_first_not_of("-0.") == std::string::npos && out.starts_with('-')) out.erase(0, 1);
  } else {
    out = column.type == SqlType::kFloat ? fmt::format("{:.5e}", value) : fmt::format("{}", value);
  }
  return Canonical::kValue;
}

// The fraction behind the seconds with exactly `fsp` digits.
bool Fraction(std::string_view text, unsigned fsp, std::string& out) {
  std::string fraction;
  if (text.starts_with('.')) fraction = text.substr(1);
  if (!fraction.empty() && !AllDigits(fraction)) return false;
  while (fraction.ends_with('0')) fraction.pop_back();
  if (fraction.size() > fsp) return false;
  fraction.resize(fsp, '0');
  if (fsp > 0) out += '.' + fraction;
  return true;
}

// "2024-02-29 23:59:58.5"
Canonical Moment(const Column& column, std::string_view text, std::string& out) {
  text = Trimmed(text);
  const auto shaped = [](std::string_view part, std::string_view shape) {
    return part.size() == shape.size() &&
           std::ranges::equal(part, shape, [](char c, char s) { return s == '0' ? c >= '0' && c <= '9' : c == s; });
  };
  if (!shaped(text.substr(0, 10), "0000-00-00")) return Canonical::kNotTold;
  out = text.substr(0, 10);
  text.remove_prefix(10);
  if (column.type == SqlType::kDate) return text.empty() ? Canonical::kValue : Canonical::kNotTold;
  if (text.empty()) {
    out += " 00:00:00";
  } else {
    if (text.front() != ' ' && text.front() != 'T') return Canonical::kNotTold;
    text.remove_prefix(1);
    if (!shaped(text.substr(0, 8), "00:00:00")) return Canonical::kNotTold;
    out += ' ';
    out += text.substr(0, 8);
    text.remove_prefix(8);
  }
  return Fraction(text, column.fsp, out) ? Canonical::kValue : Canonical::kNotTold;
}

// "-838:59:59.000" in microseconds: a number that orders as the values do.
Canonical Duration(std::string_view text, std::string& out) {
  text = Trimmed(text);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::int64_t parts[3] = {};
  for (int i = 0; i < 3; ++i) {
    const std::size_t length = std::min(text.find_first_not_of("0123456789"), text.size());
    if (length == 0 || length > 4) return Canonical::kNotTold;
    for (const char c : text.substr(0, length)) parts[i] = parts[i] * 10 + (c - '0');
    text.remove_prefix(length);
    if (i == 2) break;
    if (!text.starts_with(':')) return Canonical::kNotTold;
    text.remove_prefix(1);
  }
  std::string fraction;
  if (!Fraction(text, 6, fraction)) return Canonical::kNotTold;
  std::int64_t micros = 0;
  for (const char c : fraction.substr(1)) micros = micros * 10 + (c - '0');
  micros += ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1'000'000;
  out = fmt::format("{}", negative ? -micros : micros);
  return Canonical::kValue;
}

// Text as UTF-8. What has no way there keeps its bytes, with the character set before them.
void Text(const Column& column, const SqlLiteral& value, const DumpSession& session, std::string& out) {
  const Charset* own = column.collation == nullptr ? FindCharset("utf8mb4") : column.collation->charset;
  const Charset* charset = value.charset;
  if (charset == nullptr) charset = value.kind == SqlLiteralKind::kBytes ? own : session.charset;
  if (charset == nullptr || charset->name == "binary") charset = own;
  if (charset != nullptr && AppendUtf8(*charset, AsBytes(value.text), out)) return;
  out = '\xff';
  out += charset == nullptr ? std::string_view("?") : charset->name;
  out += ' ';
  out += value.text;
}

std::optional<std::uint64_t> BigEndian(std::string_view bytes) {
  std::uint64_t number = 0;
  while (bytes.starts_with('\0')) bytes.remove_prefix(1);
  if (bytes.size() > 8) return std::nullopt;
  for (const char c : bytes) number = number << 8U | static_cast<unsigned char>(c);
  return number;
}

// The members' own spelling; a number stands for a member (ENUM) or a set of them (SET).
Canonical Members(const Column& column, const SqlLiteral& value, const DumpSession& session, std::string& out) {
  const bool one = column.type == SqlType::kEnum;
  if (value.kind == SqlLiteralKind::kNumber) {
    if (!AllDigits(value.text) || value.text.size() > 20) return Canonical::kNotTold;
    const std::uint64_t number = std::strtoull(value.text.c_str(), nullptr, 10);
    if (one) {
      if (number > column.members.size()) return Canonical::kNotTold;
      if (number > 0) out = column.members[number - 1];
      return Canonical::kValue;
    }
    for (std::size_t i = 0; i < column.members.size() && i < 64; ++i) {
      if ((number >> i & 1U) == 0) continue;
      if (!out.empty()) out += ',';
      out += column.members[i];
    }
    return Canonical::kValue;
  }
  Text(column, value, session, out);
  return Canonical::kValue;
}

Canonical Textual(const Column& column, const SqlLiteral& value, const DumpSession& session, std::string& out) {
  switch (column.type) {
    case SqlType::kChar:
      Text(column, value, session, out);
      while (out.ends_with(' ')) out.pop_back();
      return Canonical::kValue;
    case SqlType::kEnum:
    case SqlType::kSet: return Members(column, value, session, out);
    case SqlType::kJson:
      if (value.kind == SqlLiteralKind::kExpression) {
        return JsonOfExpression(value.text, out) ? Canonical::kValue : Canonical::kNotTold;
      }
      [[fallthrough]];
    default: Text(column, value, session, out); return Canonical::kValue;
  }
}

}  // namespace

Canonical MakeCanonical(const Column& column, const SqlLiteral& value, const DumpSession& session, std::string& out) {
  out.clear();
  if (value.kind == SqlLiteralKind::kNull) return Canonical::kNull;
  if (value.kind == SqlLiteralKind::kDefault) return Canonical::kNotTold;
  if (value.kind == SqlLiteralKind::kExpression && column.type != SqlType::kJson) return Canonical::kNotTold;
  Canonical made = Canonical::kNotTold;
  switch (column.type) {
    case SqlType::kTinyInt:
    case SqlType::kSmallInt:
    case SqlType::kMediumInt:
    case SqlType::kInt:
    case SqlType::kBigInt:
    case SqlType::kYear:
      if (value.kind == SqlLiteralKind::kBytes) {
        if (const auto number = BigEndian(value.text)) {
          out = fmt::format("{}", *number);
          made = Canonical::kValue;
        }
      } else {
        made = Number(value.text, 0, out);
      }
      break;
    case SqlType::kDecimal: made = Number(value.text, column.decimals, out); break;
    case SqlType::kFloat:
    case SqlType::kDouble: made = Real(column, value.text, out); break;
    case SqlType::kTimestamp:
      if (session.utc) made = Moment(column, value.text, out);
      break;
    case SqlType::kDate:
    case SqlType::kDateTime: made = Moment(column, value.text, out); break;
    case SqlType::kTime: made = Duration(value.text, out); break;
    case SqlType::kBit: {
      std::optional<std::uint64_t> number;
      if (value.kind == SqlLiteralKind::kNumber) {
        if (AllDigits(value.text)) number = std::strtoull(value.text.c_str(), nullptr, 10);
      } else {
        number = BigEndian(value.text);
      }
      if (number) out = fmt::format("{}", *number);
      made = number ? Canonical::kValue : Canonical::kNotTold;
      break;
    }
    case SqlType::kBinary:
      out = value.text;
      if (out.size() < column.length) out.resize(column.length, '\0');
      made = Canonical::kValue;
      break;
    case SqlType::kVarBinary:
    case SqlType::kTinyBlob:
    case SqlType::kBlob:
    case SqlType::kMediumBlob:
    case SqlType::kLongBlob:
    case SqlType::kVector:
    case SqlType::kGeometry:
    case SqlType::kPoint:
    case SqlType::kLineString:
    case SqlType::kPolygon:
    case SqlType::kMultiPoint:
    case SqlType::kMultiLineString:
    case SqlType::kMultiPolygon:
    case SqlType::kGeometryCollection:
      out = value.text;
      made = Canonical::kValue;
      break;
    case SqlType::kUuid:
    case SqlType::kInet4:
    case SqlType::kInet6:
      out = value.text;
      std::ranges::transform(out, out.begin(),
                             [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      made = Canonical::kValue;
      break;
    default: made = Textual(column, value, session, out);
  }
  if (made != Canonical::kValue) out.clear();
  return made;
}

}  // namespace innosalvage
