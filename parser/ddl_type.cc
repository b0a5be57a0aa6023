#include "parser/ddl_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace innosalvage {
namespace {

struct TypeName {
  std::string_view name;
  SqlType type;
};

// One-word names and the type behind them. Those that go on (DOUBLE PRECISION, CHAR VARYING, LONG …) are finished in
// ParseType.
constexpr std::array kTypeNames = std::to_array<TypeName>({
    {"TINYINT", SqlType::kTinyInt},
    {"INT1", SqlType::kTinyInt},
    {"BOOL", SqlType::kTinyInt},
    {"BOOLEAN", SqlType::kTinyInt},
    {"SMALLINT", SqlType::kSmallInt},
    {"INT2", SqlType::kSmallInt},
    {"MEDIUMINT", SqlType::kMediumInt},
    {"INT3", SqlType::kMediumInt},
    {"MIDDLEINT", SqlType::kMediumInt},
    {"INT", SqlType::kInt},
    {"INTEGER", SqlType::kInt},
    {"INT4", SqlType::kInt},
    {"BIGINT", SqlType::kBigInt},
    {"INT8", SqlType::kBigInt},
    {"SERIAL", SqlType::kBigInt},
    {"FLOAT", SqlType::kFloat},
    {"FLOAT4", SqlType::kFloat},
    {"DOUBLE", SqlType::kDouble},
    {"FLOAT8", SqlType::kDouble},
    {"REAL", SqlType::kDouble},
    {"DECIMAL", SqlType::kDecimal},
    {"DEC", SqlType::kDecimal},
    {"NUMERIC", SqlType::kDecimal},
    {"FIXED", SqlType::kDecimal},
    {"BIT", SqlType::kBit},
    {"YEAR", SqlType::kYear},
    {"DATE", SqlType::kDate},
    {"TIME", SqlType::kTime},
    {"DATETIME", SqlType::kDateTime},
    {"TIMESTAMP", SqlType::kTimestamp},
    {"CHAR", SqlType::kChar},
    {"CHARACTER", SqlType::kChar},
    {"NCHAR", SqlType::kChar},
    {"VARCHAR", SqlType::kVarChar},
    {"VARCHARACTER", SqlType::kVarChar},
    {"NVARCHAR", SqlType::kVarChar},
    {"BINARY", SqlType::kBinary},
    {"VARBINARY", SqlType::kVarBinary},
    {"TINYTEXT", SqlType::kTinyText},
    {"TEXT", SqlType::kText},
    {"MEDIUMTEXT", SqlType::kMediumText},
    {"LONGTEXT", SqlType::kLongText},
    {"TINYBLOB", SqlType::kTinyBlob},
    {"BLOB", SqlType::kBlob},
    {"MEDIUMBLOB", SqlType::kMediumBlob},
    {"LONGBLOB", SqlType::kLongBlob},
    {"LONG", SqlType::kMediumText},
    {"ENUM", SqlType::kEnum},
    {"SET", SqlType::kSet},
    {"JSON", SqlType::kJson},
    {"GEOMETRY", SqlType::kGeometry},
    {"POINT", SqlType::kPoint},
    {"LINESTRING", SqlType::kLineString},
    {"POLYGON", SqlType::kPolygon},
    {"MULTIPOINT", SqlType::kMultiPoint},
    {"MULTILINESTRING", SqlType::kMultiLineString},
    {"MULTIPOLYGON", SqlType::kMultiPolygon},
    {"GEOMETRYCOLLECTION", SqlType::kGeometryCollection},
    {"GEOMCOLLECTION", SqlType::kGeometryCollection},
    {"VECTOR", SqlType::kVector},
    {"UUID", SqlType::kUuid},
    {"INET4", SqlType::kInet4},
    {"INET6", SqlType::kInet6},
});

std::optional<SqlType> FindType(std::string_view name) {
  const auto found = std::find_if(kTypeNames.begin(), kTypeNames.end(),
                                  [&](const TypeName& t) { return EqualsIgnoringCase(t.name, name); });
  return found == kTypeNames.end() ? std::nullopt : std::optional(found->type);
}

void ParseLength(SqlTokenCursor& cursor, ColumnDraft& draft) {
  if (!cursor.AcceptSymbol('(')) return;
  draft.length = cursor.ExpectNumber("a length");
  if (cursor.AcceptSymbol(',')) {
    const std::uint64_t decimals = cursor.ExpectNumber("a number of decimals");
    constexpr std::uint64_t kMaxScale = 38;  // DECIMAL_MAX_SCALE in MariaDB; 30 in MySQL
    if (decimals > kMaxScale) return cursor.Fail(fmt::format("{} decimals are more than a server takes", decimals));
    draft.column.decimals = static_cast<std::uint8_t>(decimals);
    draft.column.has_decimals = true;
  }
  cursor.ExpectSymbol(')');
}

void ParseMembers(SqlTokenCursor& cursor, ColumnDraft& draft) {
  cursor.ExpectSymbol('(');
  do {
    if (cursor.Peek().kind == SqlTokenKind::kWord && cursor.Raw().front() == '_') cursor.Skip();  // _latin1'a'
    const SqlTokenKind kind = cursor.Peek().kind;
    if (kind == SqlTokenKind::kHex || kind == SqlTokenKind::kBit) {
      draft.hex_members.push_back(draft.column.members.size());
      draft.column.members.push_back(cursor.Text());
      cursor.Skip();
    } else {
      draft.column.members.push_back(cursor.ExpectString("a member"));
    }
  } while (cursor.AcceptSymbol(','));
  cursor.ExpectSymbol(')');
  const std::size_t limit = draft.column.type == SqlType::kSet ? 64 : 65535;
  if (draft.column.members.size() > limit) cursor.Fail(fmt::format("more than {} members", limit));
}

// Words that may stand between the type's name and its length, and change the type.
void ParseSecondWord(SqlTokenCursor& cursor, std::string_view first, ColumnDraft& draft) {
  Column& column = draft.column;
  if (EqualsIgnoringCase(first, "DOUBLE")) cursor.Accept("PRECISION");
  if (EqualsIgnoringCase(first, "LONG")) {
    if (cursor.Accept("VARBINARY")) {
      column.type = SqlType::kMediumBlob;
    } else if (!cursor.Accept("VARCHAR") && !cursor.Accept("VARCHARACTER") && !cursor.Accept("CHAR", "VARYING")) {
      cursor.Accept("CHARACTER", "VARYING");
    }
  }
  if (column.type == SqlType::kChar) {
    if (cursor.Accept("VARYING") || (EqualsIgnoringCase(first, "NCHAR") && cursor.Accept("VARCHAR"))) {
      column.type = SqlType::kVarChar;
    }
  }
}

void CheckLength(SqlTokenCursor& cursor, ColumnDraft& draft, std::uint64_t fallback, std::uint64_t limit) {
  const std::uint64_t length = draft.length.value_or(fallback);
  if (length > limit) {
    return cursor.Fail(fmt::format("{}({}): the limit is {}", Name(draft.column.type), length, limit));
  }
  draft.column.length = static_cast<std::uint32_t>(length);
}

void ConcludeLength(SqlTokenCursor& cursor, ColumnDraft& draft) {
  constexpr std::uint64_t kNoLimit = UINT32_MAX;
  Column& column = draft.column;
  switch (column.type) {
    case SqlType::kChar:
    case SqlType::kBinary: return CheckLength(cursor, draft, 1, 255);
    case SqlType::kVarChar:
    case SqlType::kVarBinary:
      if (!draft.length) return cursor.FailExpected("a length");
      return CheckLength(cursor, draft, 0, kNoLimit);  // too long ones become TEXT, see ddl_resolve.cc
    case SqlType::kBit: return CheckLength(cursor, draft, 1, 64);
    case SqlType::kDecimal:
      if (draft.length == std::uint64_t{0} || !draft.length) draft.length = 10;
      CheckLength(cursor, draft, 10, 65);
      if (column.decimals > column.length) cursor.Fail("DECIMAL with more decimals than digits");
      column.has_decimals = false;
      return;
    case SqlType::kFloat:
      if (draft.length && !column.has_decimals) {  // FLOAT(p): a precision in bits
        if (*draft.length > 53) return cursor.Fail(fmt::format("FLOAT({}): the limit is 53", *draft.length));
        if (*draft.length > 24) column.type = SqlType::kDouble;
        draft.length.reset();
      }
      return CheckLength(cursor, draft, 0, 255);
    case SqlType::kTime:
    case SqlType::kDateTime:
    case SqlType::kTimestamp:
      // TIMESTAMP(14) and its like are display widths of MySQL 4; there they never were fractions.
      if (draft.length && *draft.length > 6 && column.type == SqlType::kTimestamp) draft.length = 0;
      CheckLength(cursor, draft, 0, 6);
      column.fsp = static_cast<std::uint8_t>(column.length);
      column.length = 0;
      return;
    case SqlType::kVector: return CheckLength(cursor, draft, 2048, 16383);
    default: return CheckLength(cursor, draft, 0, kNoLimit);
  }
}

}  // namespace

void ParseType(SqlTokenCursor& cursor, ColumnDraft& draft) {
  Column& column = draft.column;
  const bool national = cursor.Accept("NATIONAL");
  const std::string first(cursor.Raw());
  const auto type = cursor.Peek().kind == SqlTokenKind::kWord ? FindType(first) : std::nullopt;
  if (!type || (national && *type != SqlType::kChar && *type != SqlType::kVarChar)) {
    return cursor.FailExpected("a type");
  }
  cursor.Skip();
  column.type = *type;
  ParseSecondWord(cursor, first, draft);
  if (national || EqualsIgnoringCase(first, "NCHAR") || EqualsIgnoringCase(first, "NVARCHAR")) {
    draft.charset.charset = FindCharset("utf8mb3");  // national_charset_info in sql/mysqld.cc
  }
  if (column.type == SqlType::kEnum || column.type == SqlType::kSet) return ParseMembers(cursor, draft);
  if (ToUpper(first).starts_with("BOOL")) draft.length = 1;
  ParseLength(cursor, draft);
  if (EqualsIgnoringCase(first, "SERIAL")) {
    column.is_unsigned = true;
    column.auto_increment = true;
    draft.null = NullDraft::kNotNull;
    draft.keys.unique = true;
  }
  ConcludeLength(cursor, draft);
  if (cursor.Accept("BYTE")) {  // CHAR(3) BYTE
    draft.charset.charset = FindCharset("binary");
  }
}

}  // namespace innosalvage
