#include "parser/sdi_default.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "parser/bytes.h"
#include "parser/sql_quote.h"

namespace innosalvage {
namespace {

// Variable-length fields of a row buffer start with their length: one byte where the column is at most 255 bytes long,
// else two (sql/field.h HA_VARCHAR_PACKLENGTH). Little-endian.
std::optional<std::string_view> VarcharBytes(std::string_view raw, std::uint32_t char_length) {
  const std::size_t prefix = char_length < 256 ? 1 : 2;
  if (raw.size() < prefix) return std::nullopt;
  const std::uint64_t length = LoadLittle(AsBytes(raw.substr(0, prefix)));
  if (length > raw.size() - prefix) return std::nullopt;
  return raw.substr(prefix, static_cast<std::size_t>(length));
}

// Text in the column's character set: quoted as UTF-8, or hexadecimal as SHOW CREATE TABLE has it.
std::string TextSql(const Column& column, std::string_view bytes) {
  std::string text;
  const bool readable = column.collation != nullptr && AppendUtf8(*column.collation->charset, AsBytes(bytes), text);
  return readable ? QuoteText(text) : HexLiteral(bytes);
}

std::string_view WithoutPad(const Column& column, std::string_view bytes) {
  const std::string_view pad = column.collation == nullptr ? " " : PadSpace(*column.collation->charset);
  if (pad.empty()) return bytes;
  while (bytes.ends_with(pad)) bytes.remove_suffix(pad.size());
  return bytes;
}

std::string TimestampText(std::uint64_t seconds, std::uint64_t microseconds, unsigned fsp) {
  std::string text = "0000-00-00 00:00:00";
  if (seconds != 0) {  // sql-common/my_time.cc: 0 is the zero date
    const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const auto of_day = (time - day).count();
    text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), of_day / 3600,
                       of_day / 60 % 60, of_day % 60);
  }
  if (fsp > 0) text += fmt::format(".{:06}", microseconds).substr(0, fsp + 1);
  return text;
}

// TIMESTAMP: big-endian seconds and hundredths, ten-thousandths or millionths (sql-common/my_time.cc
// my_timestamp_to_binary); before 5.6.4, little-endian seconds (sql/field.cc Field_timestamp).
std::optional<std::string> TimestampSql(const Column& column, std::string_view raw) {
  const std::size_t fraction_size = column.old_temporal.value_or(false) ? 0 : (column.fsp + 1U) / 2;
  if (raw.size() != 4 + fraction_size) return std::nullopt;
  const Bytes bytes = AsBytes(raw);
  if (column.old_temporal.value_or(false)) return QuoteText(TimestampText(LoadLittle(bytes), 0, 0));
  std::uint64_t microseconds = LoadBig(bytes.subspan(4));
  for (std::size_t i = fraction_size; i < 3; ++i) microseconds *= 100;
  if (fraction_size == 0) microseconds = 0;
  if (microseconds > 999999) return std::nullopt;
  return QuoteText(TimestampText(LoadBig(bytes.first(4)), microseconds, column.fsp));
}

std::optional<std::string> EnumSql(const Column& column, std::string_view raw) {
  if (raw.empty() || raw.size() > 2) return std::nullopt;
  const std::uint64_t index = LoadLittle(AsBytes(raw));
  if (index > column.members.size()) return std::nullopt;
  return QuoteText(index == 0 ? std::string_view() : std::string_view(column.members[index - 1]));
}

std::optional<std::string> SetSql(const Column& column, std::string_view raw) {
  if (raw.empty() || raw.size() > 8) return std::nullopt;
  std::uint64_t bits = LoadLittle(AsBytes(raw));
  std::string text;
  for (const std::string& member : column.members) {
    if ((bits & 1U) != 0) text += (text.empty() ? "" : ",") + member;
    bits >>= 1U;
  }
  if (bits != 0) return std::nullopt;
  return QuoteText(text);
}

bool IsBitLiteral(std::string_view text) {
  return text.size() > 3 && text.starts_with("b'") && text.ends_with('\'') &&
         text.substr(2, text.size() - 3).find_first_not_of("01") == std::string_view::npos;
}

bool IsPlainNumberOrDate(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789+-.:eE ") == std::string_view::npos;
}

std::optional<std::string> LiteralSql(const SdiReader& reader, const Column& column, std::uint32_t char_length) {
  const std::string raw = reader.Base64("default_value");
  const std::string text = reader.OptionalText("default_value_utf8");
  switch (column.type) {
    case SqlType::kChar: return TextSql(column, WithoutPad(column, raw));
    case SqlType::kBinary: return HexLiteral(raw);
    case SqlType::kVarChar:
    case SqlType::kVarBinary: {
      const auto bytes = VarcharBytes(raw, char_length);
      if (!bytes) return std::nullopt;
      return column.type == SqlType::kVarBinary ? HexLiteral(*bytes) : TextSql(column, *bytes);
    }
    case SqlType::kEnum: return EnumSql(column, raw);
    case SqlType::kSet: return SetSql(column, raw);
    case SqlType::kTimestamp: return TimestampSql(column, raw);
    case SqlType::kBit: return IsBitLiteral(text) ? std::optional(text) : std::nullopt;
    default: return IsPlainNumberOrDate(text) ? std::optional(QuoteText(text)) : std::nullopt;
  }
}

}  // namespace

std::optional<std::string> SdiDefaultSql(const SdiReader& reader, const Column& column, std::uint32_t char_length) {
  if (column.generated != Generated::kNo || column.auto_increment) return std::nullopt;
  const std::string option = reader.OptionalText("default_option");
  if (option.starts_with("CURRENT_TIMESTAMP")) return option;
  if (!option.empty()) return "(" + option + ")";
  if (reader.Flag("has_no_default")) return std::nullopt;
  if (reader.Flag("default_value_null")) {
    // The only types that SHOW CREATE TABLE prints without DEFAULT NULL, for they took no literal default.
    const bool is_blob = column.type >= SqlType::kTinyText && column.type <= SqlType::kLongBlob;
    return column.nullable && !is_blob ? std::optional<std::string>("NULL") : std::nullopt;
  }
  auto sql = LiteralSql(reader, column, char_length);
  if (!sql) reader.Fail("default_value", "is not a value of the column's type");
  return sql;
}

}  // namespace innosalvage
