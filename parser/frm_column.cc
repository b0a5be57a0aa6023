#include "parser/frm_column.h"

#include <fmt/format.h>

#include <array>

#include "parser/sql_token_cursor.h"

namespace innosalvage {

namespace {

constexpr unsigned kPackShift = 3;
constexpr unsigned kDecimalsShift = 8;
constexpr unsigned kNotFixed = 31;  // NOT_FIXED_DEC; MariaDB 10.2 has 39
constexpr unsigned kBinaryCollation = 63;
constexpr unsigned kTimeWidth = 10;      // "-838:59:59"
constexpr unsigned kDateTimeWidth = 19;  // "2024-02-29 23:59:59"

std::optional<SqlType> PluginType(std::string_view name) {
  if (EqualsIgnoringCase(name, "uuid")) return SqlType::kUuid;
  if (EqualsIgnoringCase(name, "inet4")) return SqlType::kInet4;
  if (EqualsIgnoringCase(name, "inet6")) return SqlType::kInet6;
  if (EqualsIgnoringCase(name, "vector")) return SqlType::kVector;
  return std::nullopt;
}

// By the width of the length in front of the value: the type byte is BLOB for all of them in old files.
SqlType BlobType(unsigned width_type, bool binary) {
  switch (width_type) {
    case MYSQL_TYPE_TINY: return binary ? SqlType::kTinyBlob : SqlType::kTinyText;
    case MYSQL_TYPE_SHORT: return binary ? SqlType::kBlob : SqlType::kText;
    case MYSQL_TYPE_INT24: return binary ? SqlType::kMediumBlob : SqlType::kMediumText;
    default: return binary ? SqlType::kLongBlob : SqlType::kLongText;
  }
}

SqlType SpatialType(unsigned kind) {
  constexpr std::array<SqlType, 8> kTypes = {
      SqlType::kGeometry,   SqlType::kPoint,           SqlType::kLineString,   SqlType::kPolygon,
      SqlType::kMultiPoint, SqlType::kMultiLineString, SqlType::kMultiPolygon, SqlType::kGeometryCollection};
  return kind < kTypes.size() ? kTypes[kind] : SqlType::kGeometry;
}

// MariaDB 5.x to 10.0.5 had its Croatian collations at numbers of others. Source: sql/table.cc upgrade_collation.
unsigned TodaysCollation(unsigned id, std::uint32_t version) {
  const bool mariadb55 = version >= 50500 && version <= 50599;
  const bool mariadb10 = version >= 100000 && version <= 100005;
  if (!mariadb10 && !mariadb55) return id;
  // In MySQL 5.5 these numbers have no collation.
  switch (id) {
    case 149: return 640;
    case 213: return 576;
    case 214: return 704;
    case 215: return 672;
    case 245: return mariadb10 ? 608 : 245;
    default: return id;
  }
}

class ColumnReader {
 public:
  ColumnReader(const FrmField& field, const FrmColumnContext& context, std::vector<std::string>& remarks)
      : field_(field), context_(context), remarks_(remarks) {}

  Result<Column> Read() {
    column_.nullable = field_.nullable();
    column_.auto_increment = field_.check == kFrmNextNumber;
    column_.compressed = context_.mariadb && field_.check == kFrmCompressed;
    if (auto done = SetType(); !done) return tl::unexpected(done.error());
    if (field_.check == kFrmTimestampUpdate || field_.check == kFrmTimestampBoth || field_.check == kFrmTimestampOld) {
      column_.on_update_sql = CurrentTimestamp(column_);
    }
    return std::move(column_);
  }

 private:
  Result<void> SetType() {
    if (context_.type_name) {
      if (const auto type = PluginType(*context_.type_name)) {
        column_.type = *type;
        if (*type == SqlType::kVector) {
          column_.length = field_.length / 4;
          column_.collation = FindCollation(kBinaryCollation);
        }
        return {};
      }
      remarks_.push_back(
          fmt::format("type {} is not known: the column is taken for what it is stored as", *context_.type_name));
    }
    switch (field_.type) {
      case MYSQL_TYPE_TINY: return Integer(SqlType::kTinyInt);
      case MYSQL_TYPE_SHORT: return Integer(SqlType::kSmallInt);
      case MYSQL_TYPE_INT24: return Integer(SqlType::kMediumInt);
      case MYSQL_TYPE_LONG: return Integer(SqlType::kInt);
      case MYSQL_TYPE_LONGLONG: return Integer(SqlType::kBigInt);
      case MYSQL_TYPE_FLOAT: return Real(SqlType::kFloat);
      case MYSQL_TYPE_DOUBLE: return Real(SqlType::kDouble);
      case MYSQL_TYPE_NEWDECIMAL: return Decimal();
      case MYSQL_TYPE_BIT: column_.length = field_.length; return Is(SqlType::kBit);
      case MYSQL_TYPE_YEAR: column_.length = field_.length; return Is(SqlType::kYear);
      case MYSQL_TYPE_DATE:
      case MYSQL_TYPE_NEWDATE: return Is(SqlType::kDate);
      case MYSQL_TYPE_TIME:
      case MYSQL_TYPE_TIME2: return Temporal(SqlType::kTime, field_.type == MYSQL_TYPE_TIME, kTimeWidth);
      case MYSQL_TYPE_DATETIME:
      case MYSQL_TYPE_DATETIME2:
        return Temporal(SqlType::kDateTime, field_.type == MYSQL_TYPE_DATETIME, kDateTimeWidth);
      case MYSQL_TYPE_TIMESTAMP:
      case MYSQL_TYPE_TIMESTAMP2:
        return Temporal(SqlType::kTimestamp, field_.type == MYSQL_TYPE_TIMESTAMP, kDateTimeWidth);
      case MYSQL_TYPE_STRING: return String(SqlType::kChar, SqlType::kBinary, field_.length);
      case MYSQL_TYPE_VARCHAR:
      case MYSQL_TYPE_VAR_STRING: {
        // A compressed one has a byte more, for the method.
        const std::uint32_t method = column_.compressed && field_.length != 0 ? 1 : 0;
        return String(SqlType::kVarChar, SqlType::kVarBinary, field_.length - method);
      }
      case MYSQL_TYPE_TINY_BLOB:
      case MYSQL_TYPE_BLOB:
      case MYSQL_TYPE_MEDIUM_BLOB:
      case MYSQL_TYPE_LONG_BLOB: return Blob();
      case MYSQL_TYPE_ENUM: return Members(SqlType::kEnum);
      case MYSQL_TYPE_SET: return Members(SqlType::kSet);
      case MYSQL_TYPE_GEOMETRY:
        column_.collation = FindCollation(kBinaryCollation);
        return Is(SpatialType(field_.collation & 0xffU));
      case MYSQL_TYPE_JSON: column_.collation = FindCollation(kBinaryCollation); return Is(SqlType::kJson);
      default: break;
    }
    return Fail({}, fmt::format("is of type {}, which is not known", field_.type));
  }

  Result<void> Is(SqlType type) {
    column_.type = type;
    return {};
  }

  Result<void> Integer(SqlType type) {
    Numeric();
    column_.length = field_.length;
    return Is(type);
  }

  void Numeric() {
    column_.is_unsigned = !field_.is_signed();
    column_.zerofill = field_.zerofill();
  }

  unsigned Decimals() const {
    const bool long_decimals = context_.mariadb && context_.server_version >= 100200;
    return (field_.flags >> kDecimalsShift) & (long_decimals ? 63U : 31U);
  }

  Result<void> Real(SqlType type) {
    Numeric();
    if (Decimals() < kNotFixed) {
      column_.length = field_.length;
      column_.decimals = static_cast<std::uint8_t>(Decimals());
      column_.has_decimals = true;
    }
    return Is(type);
  }

  // The length is that of the text: sign and point are in it. Source: my_decimal_length_to_precision.
  Result<void> Decimal() {
    Numeric();
    const unsigned decimals = Decimals();
    const unsigned extra = (decimals != 0 ? 1U : 0U) + (field_.is_signed() ? 1U : 0U);
    // 5.0.3 and 5.0.4 kept the precision; they wrote no version.
    column_.length = context_.server_version == 0 || field_.length <= extra ? field_.length : field_.length - extra;
    column_.decimals = static_cast<std::uint8_t>(decimals);
    return Is(SqlType::kDecimal);
  }

  Result<void> Temporal(SqlType type, bool old, unsigned width) {
    column_.old_temporal = old;
    if (field_.length > width + 1) column_.fsp = static_cast<std::uint8_t>(std::min(field_.length - width - 1, 6U));
    return Is(type);
  }

  Result<void> SetCollation() {
    const unsigned id = TodaysCollation(field_.collation, context_.server_version);
    column_.collation = FindCollation(id);
    if (column_.collation == nullptr) return Fail({}, fmt::format("has collation {}, which is not known", id));
    return {};
  }

  bool IsBinary() const { return column_.collation->id == kBinaryCollation; }

  Result<void> String(SqlType text, SqlType binary, std::uint32_t bytes) {
    if (auto done = SetCollation(); !done) return done;
    column_.length = bytes / column_.collation->charset->mbmaxlen;
    return Is(IsBinary() ? binary : text);
  }

  Result<void> Blob() {
    if (auto done = SetCollation(); !done) return done;
    return Is(BlobType((field_.flags >> kPackShift) & 15U, IsBinary()));
  }

  Result<void> Members(SqlType type) {
    if (auto done = SetCollation(); !done) return done;
    const auto& lists = *context_.members;
    if (field_.members == 0 || field_.members > lists.size()) return Fail({}, "has its list of members cut off");
    for (const std::string_view member : lists[field_.members - 1]) column_.members.push_back(MemberText(member));
    return Is(type);
  }

  // In hexadecimal where a character has several bytes at least.
  std::string MemberText(std::string_view stored) const {
    const Charset& charset = *column_.collation->charset;
    std::string bytes(stored);
    if (charset.mbminlen > 1) {
      bytes.clear();
      for (std::size_t i = 0; i + 1 < stored.size(); i += 2) {
        const auto digit = [](char c) {
          return static_cast<unsigned>(c >= '0' && c <= '9' ? c - '0'
                                       : (c | 0x20) >= 'a'  ? (c | 0x20) - 'a' + 10
                                                            : 0) &
                 15U;
        };
        bytes.push_back(static_cast<char>(digit(stored[i]) * 16 + digit(stored[i + 1])));
      }
    }
    std::string text;
    if (AppendUtf8(charset, AsBytes(bytes), text)) return text;
    return bytes;  // of the binary charset, which has no text
  }

  const FrmField& field_;
  const FrmColumnContext& context_;
  std::vector<std::string>& remarks_;
  Column column_;
};

}  // namespace

FrmField DecodeFrmField(std::span<const std::byte, kFrmFieldSize> bytes) {
  constexpr unsigned kGenerated = 128;
  FrmField field;
  field.length = static_cast<std::uint32_t>(FrmNumber(bytes, 3, 2));
  const auto place = static_cast<std::uint32_t>(FrmNumber(bytes, 5, 3));
  field.place = place == 0 ? 0 : place - 1;
  field.flags = static_cast<unsigned>(FrmNumber(bytes, 8, 2));
  const unsigned check = ByteAt(bytes, 10);
  field.generated = (check & kGenerated) != 0;
  field.check = field.generated ? 0 : check & 127U;
  field.collation = ByteAt(bytes, 14) | ByteAt(bytes, 11) << 8U;
  field.members = ByteAt(bytes, 12);
  field.type = ByteAt(bytes, 13);
  field.comment = FrmNumber(bytes, 15, 2);
  return field;
}

Result<Column> FrmColumn(const FrmField& field, const FrmColumnContext& context, std::vector<std::string>& remarks) {
  return ColumnReader(field, context, remarks).Read();
}

std::string CurrentTimestamp(const Column& column) {
  return column.fsp == 0 ? "CURRENT_TIMESTAMP" : fmt::format("CURRENT_TIMESTAMP({})", column.fsp);
}

}  // namespace innosalvage
