#include "parser/sdi_column.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "parser/dd_properties.h"
#include "parser/sdi_default.h"
#include "parser/sql_quote.h"

namespace innosalvage {
namespace {

constexpr std::uint32_t kBinaryCollation = 63;
constexpr std::size_t kMostMembers = 65535;  // of an ENUM

// sql/dd/types/column.h enum_column_types. 1 (DECIMAL before 5.0), 7 (NULL), 11 (four-byte DATE) and 28 (VARCHAR before
// 5.0) cannot be in an InnoDB table of 8.0.
enum class DdType : std::uint8_t {
  kTiny = 2,
  kShort = 3,
  kLong = 4,
  kFloat = 5,
  kDouble = 6,
  kTimestamp = 8,
  kLongLong = 9,
  kInt24 = 10,
  kTime = 12,
  kDateTime = 13,
  kYear = 14,
  kNewDate = 15,
  kVarChar = 16,
  kBit = 17,
  kTimestamp2 = 18,
  kDateTime2 = 19,
  kTime2 = 20,
  kNewDecimal = 21,
  kEnum = 22,
  kSet = 23,
  kTinyBlob = 24,
  kMediumBlob = 25,
  kLongBlob = 26,
  kBlob = 27,
  kString = 29,
  kGeometry = 30,
  kJson = 31,
  kVector = 32,
};

// sql/field.h Field::geometry_type
constexpr std::array kGeometryTypes = {
    SqlType::kGeometry,   SqlType::kPoint,           SqlType::kLineString,   SqlType::kPolygon,
    SqlType::kMultiPoint, SqlType::kMultiLineString, SqlType::kMultiPolygon, SqlType::kGeometryCollection,
};

std::optional<SqlType> TypeOf(std::uint64_t dd_type, bool is_binary, const DdProperties& options) {
  if (dd_type > static_cast<std::uint64_t>(DdType::kVector)) return std::nullopt;
  switch (static_cast<DdType>(dd_type)) {
    case DdType::kTiny: return SqlType::kTinyInt;
    case DdType::kShort: return SqlType::kSmallInt;
    case DdType::kInt24: return SqlType::kMediumInt;
    case DdType::kLong: return SqlType::kInt;
    case DdType::kLongLong: return SqlType::kBigInt;
    case DdType::kFloat: return SqlType::kFloat;
    case DdType::kDouble: return SqlType::kDouble;
    case DdType::kNewDecimal: return SqlType::kDecimal;
    case DdType::kBit: return SqlType::kBit;
    case DdType::kYear: return SqlType::kYear;
    case DdType::kNewDate: return SqlType::kDate;
    case DdType::kTime:
    case DdType::kTime2: return SqlType::kTime;
    case DdType::kDateTime:
    case DdType::kDateTime2: return SqlType::kDateTime;
    case DdType::kTimestamp:
    case DdType::kTimestamp2: return SqlType::kTimestamp;
    case DdType::kString: return is_binary ? SqlType::kBinary : SqlType::kChar;
    case DdType::kVarChar: return is_binary ? SqlType::kVarBinary : SqlType::kVarChar;
    case DdType::kTinyBlob: return is_binary ? SqlType::kTinyBlob : SqlType::kTinyText;
    case DdType::kBlob: return is_binary ? SqlType::kBlob : SqlType::kText;
    case DdType::kMediumBlob: return is_binary ? SqlType::kMediumBlob : SqlType::kMediumText;
    case DdType::kLongBlob: return is_binary ? SqlType::kLongBlob : SqlType::kLongText;
    case DdType::kEnum: return SqlType::kEnum;
    case DdType::kSet: return SqlType::kSet;
    case DdType::kJson: return SqlType::kJson;
    case DdType::kVector: return SqlType::kVector;
    case DdType::kGeometry: {
      const std::uint64_t subtype = options.Number("geom_type").value_or(0);  // not kept for dropped columns
      if (subtype >= kGeometryTypes.size()) return std::nullopt;
      return kGeometryTypes.at(subtype);
    }
  }
  return std::nullopt;
}

// sql/dd/types/column.h enum_hidden_type; it was a flag at first.
Hidden HiddenOf(const SdiReader& reader) {
  if (reader.IsBool("hidden")) return reader.Flag("hidden") ? Hidden::kByEngine : Hidden::kVisible;
  switch (reader.NumberOr("hidden", 1, 4)) {
    case 2: return Hidden::kByEngine;
    case 3: return Hidden::kBySql;
    case 4: return Hidden::kByUser;
    default: return Hidden::kVisible;
  }
}

// The number in "int(11) unsigned", or 0.
std::uint32_t FirstNumberInParentheses(std::string_view type_text) {
  const std::size_t open = type_text.find('(');
  if (open == std::string_view::npos) return 0;
  std::uint32_t value = 0;
  const std::string_view digits = type_text.substr(open + 1);
  std::from_chars(digits.data(), std::to_address(digits.end()), value);
  return value;
}

// Fractional digits are not kept for dropped columns, the print width is: "hh:mm:ss" plus sign and hour digit is 10,
// "YYYY-MM-DD hh:mm:ss" is 19, a fraction adds its point (include/my_time.h MAX_TIME_WIDTH, MAX_DATETIME_WIDTH).
std::uint64_t FractionFromWidth(SqlType type, std::uint32_t char_length) {
  const std::uint32_t whole = type == SqlType::kTime ? 10 : 19;
  return char_length > whole + 1 ? char_length - whole - 1 : 0;
}

void ReadTemporal(const SdiReader& reader, std::uint64_t dd_type, SdiColumn& result) {
  Column& column = result.column;
  column.old_temporal = dd_type == static_cast<std::uint64_t>(DdType::kTime) ||
                        dd_type == static_cast<std::uint64_t>(DdType::kDateTime) ||
                        dd_type == static_cast<std::uint64_t>(DdType::kTimestamp);
  std::uint64_t fsp = reader.NumberOr("datetime_precision", 0);
  if (result.dropped) fsp = FractionFromWidth(column.type, result.char_length);
  if (fsp > 6) return reader.Fail("datetime_precision", fmt::format("is {}: more than 6", fsp));
  column.fsp = static_cast<std::uint8_t>(fsp);
}

void ReadDecimal(const SdiReader& reader, SdiColumn& result) {
  Column& column = result.column;
  const std::uint64_t scale = reader.NumberOr("numeric_scale", 0, 30);
  std::uint64_t precision = reader.NumberOr("numeric_precision", 0);
  if (precision ==
      0) {  // dropped column: the print width counts the point and the sign (my_decimal_precision_to_length)
    const std::uint64_t extra = (scale > 0 ? 1U : 0U) + (column.is_unsigned ? 0U : 1U);
    precision = result.char_length > extra ? result.char_length - extra : 0;
  }
  if (precision == 0 || precision > 65 || scale > precision) {
    return reader.Fail("numeric_precision", fmt::format("DECIMAL({},{}) cannot be", precision, scale));
  }
  column.length = static_cast<std::uint32_t>(precision);
  column.decimals = static_cast<std::uint8_t>(scale);
}

void ReadFloat(const SdiReader& reader, SdiColumn& result) {
  // Dropped columns have numeric_scale_null = false always, and no precision.
  if (reader.Flag("numeric_scale_null") || !reader.Has("numeric_scale") || result.dropped) return;
  Column& column = result.column;
  column.has_decimals = true;
  column.length = static_cast<std::uint32_t>(reader.NumberOr("numeric_precision", 0, 255));
  column.decimals = static_cast<std::uint8_t>(reader.NumberOr("numeric_scale", 0, 30));
}

void ReadLength(const SdiReader& reader, std::string_view type_text, std::uint64_t dd_type, SdiColumn& result) {
  Column& column = result.column;
  switch (column.type) {
    case SqlType::kTinyInt:
    case SqlType::kSmallInt:
    case SqlType::kMediumInt:
    case SqlType::kInt:
    case SqlType::kBigInt:
      // Which widths are printed changed in 8.0.19; the text has them as the table's own server printed them.
      column.length = FirstNumberInParentheses(type_text);
      break;
    case SqlType::kFloat:
    case SqlType::kDouble: ReadFloat(reader, result); break;
    case SqlType::kDecimal: ReadDecimal(reader, result); break;
    case SqlType::kBit:
      if (result.char_length == 0 || result.char_length > 64) reader.Fail("char_length", "BIT has 1 to 64 bits");
      column.length = result.char_length;
      break;
    case SqlType::kTime:
    case SqlType::kDateTime:
    case SqlType::kTimestamp: ReadTemporal(reader, dd_type, result); break;
    case SqlType::kBinary:
    case SqlType::kVarBinary: column.length = result.char_length; break;
    case SqlType::kChar:
    case SqlType::kVarChar:
      column.length = column.collation == nullptr ? FirstNumberInParentheses(type_text)
                                                  : result.char_length / column.collation->charset->mbmaxlen;
      break;
    case SqlType::kVector: column.length = result.char_length / 4; break;  // FLOAT dimensions
    default: break;
  }
}

// The quoted list of "enum('a','it''s')", unescaped; the server writes it in UTF-8 with '?' beyond the BMP.
std::vector<std::string> MembersOfTypeText(std::string_view type_text) {
  std::vector<std::string> members;
  bool inside = false;
  for (std::size_t i = 0; i < type_text.size(); ++i) {
    const char c = type_text[i];
    const char next = i + 1 < type_text.size() ? type_text[i + 1] : '\0';
    if (!inside) {
      inside = c == '\'';
      if (inside) members.emplace_back();
    } else if (c == '\'' && next != '\'') {
      inside = false;
    } else if (c == '\'') {
      members.back() += c;
      ++i;
    } else if (c == '\\') {
      members.back() += next == '0' ? '\0' : next == 'n' ? '\n' : next == 'r' ? '\r' : next;
      ++i;
    } else {
      members.back() += c;
    }
  }
  return members;
}

void ReadMembers(const SdiReader& reader, std::string_view type_text, Column& column) {
  const std::size_t most = column.type == SqlType::kSet ? 64 : kMostMembers;
  const std::vector<SdiReader> elements = reader.List("elements", most);
  std::vector<std::string> spelt;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (elements[i].NumberOr("index", i + 1) != i + 1) return reader.Fail("elements", "are not numbered from 1");
    const std::string bytes = elements[i].Base64("name");
    std::string text;
    if (column.collation == nullptr || !AppendUtf8(*column.collation->charset, AsBytes(bytes), text)) {
      if (spelt.empty()) spelt = MembersOfTypeText(type_text);
      if (spelt.size() != elements.size() || spelt[i].find('?') != std::string::npos) {
        return reader.Fail(fmt::format("elements[{}].name", i), "is not text in the column's character set");
      }
      text = spelt[i];
    }
    column.members.push_back(std::move(text));
  }
  if (column.members.empty()) reader.Fail("elements", "are missing");
}

// In versioned comments as SHOW CREATE TABLE has them: only MySQL reads them.
void AppendOtherAttributes(const SdiReader& reader, const DdProperties& options, Column& column) {
  std::string& out = column.other_attributes;
  const auto append = [&out](const std::string& text) { out += (out.empty() ? "" : " ") + text; };
  const std::uint64_t storage = options.Number("storage").value_or(0);  // sql/sql_const.h ha_storage_media
  if (storage == 1) append("/*!50606 STORAGE DISK */");
  if (storage == 2) append("/*!50606 STORAGE MEMORY */");
  const std::uint64_t format = options.Number("column_format").value_or(0);  // column_format_type
  if (format == 1) append("/*!50606 COLUMN_FORMAT FIXED */");
  if (format == 2) append("/*!50606 COLUMN_FORMAT DYNAMIC */");
  if (options.Number("not_secondary").value_or(0) == 1) append("/*!80013 NOT SECONDARY */");
  const std::string engine = reader.OptionalText("engine_attribute");
  if (!engine.empty()) append(fmt::format("/*!80021 ENGINE_ATTRIBUTE {} */", QuoteText(engine)));
  const std::string secondary = reader.OptionalText("secondary_engine_attribute");
  if (!secondary.empty()) append(fmt::format("/*!80021 SECONDARY_ENGINE_ATTRIBUTE {} */", QuoteText(secondary)));
}

bool HasCharset(SqlType type) {
  return IsText(type) || type == SqlType::kEnum || type == SqlType::kSet || IsBlob(type) || type == SqlType::kBinary ||
         type == SqlType::kVarBinary;
}

}  // namespace

SdiColumn ReadSdiColumn(const SdiReader& reader) {
  SdiColumn result;
  Column& column = result.column;
  column.name = reader.Text("name");
  result.ordinal = reader.Number32("ordinal_position");
  result.char_length = reader.Number32("char_length");
  column.se_private_data = reader.OptionalText("se_private_data");
  column.hidden = HiddenOf(reader);
  result.is_row_header = column.hidden == Hidden::kByEngine &&
                         (column.name == "DB_ROW_ID" || column.name == "DB_TRX_ID" || column.name == "DB_ROLL_PTR");
  if (result.is_row_header || reader.Failed()) return result;
  result.dropped = column.hidden == Hidden::kByEngine &&
                   DdProperties::Parse(column.se_private_data).Find("version_dropped") != nullptr;

  const DdProperties options = DdProperties::Parse(reader.OptionalText("options"));
  const std::uint64_t dd_type = reader.Number("type");
  const std::uint32_t collation_id = reader.Number32("collation_id");
  const auto type = TypeOf(dd_type, collation_id == kBinaryCollation, options);
  if (!type) {
    reader.Fail("type", fmt::format("is {}: not a column type", dd_type));
    return result;
  }
  column.type = *type;
  column.nullable = reader.Flag("is_nullable");
  column.is_unsigned = reader.Flag("is_unsigned") && *type != SqlType::kYear;
  column.zerofill = reader.Flag("is_zerofill") && *type != SqlType::kYear;
  column.auto_increment = reader.Flag("is_auto_increment");
  if (HasCharset(*type)) {
    column.collation = FindCollation(collation_id);
    column.explicit_collation = reader.Flag("is_explicit_collation") && (IsText(*type) || !IsBlob(*type)) &&
                                *type != SqlType::kBinary && *type != SqlType::kVarBinary;
  }

  const std::string type_text = reader.OptionalText("column_type_utf8");
  ReadLength(reader, type_text, dd_type, result);
  if (*type == SqlType::kEnum || *type == SqlType::kSet) ReadMembers(reader, type_text, column);
  if (IsSpatial(*type) && reader.Has("srs_id") && !reader.Flag("srs_id_null")) column.srid = reader.Number32("srs_id");

  // generation_expression_utf8 is escaped and, beyond ASCII, garbled: not used.
  column.generation_expression = reader.OptionalText("generation_expression");
  if (!column.generation_expression.empty()) {
    column.generated = reader.Flag("is_virtual") ? Generated::kVirtual : Generated::kStored;
  }
  column.on_update_sql = reader.OptionalText("update_option");
  column.comment = reader.OptionalText("comment");
  AppendOtherAttributes(reader, options, column);
  if (column.hidden != Hidden::kByEngine && !reader.Failed()) {
    column.default_sql = SdiDefaultSql(reader, column, result.char_length);
  }
  return result;
}

}  // namespace innosalvage
