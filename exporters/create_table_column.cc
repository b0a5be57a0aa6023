#include "exporters/create_table_column.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "exporters/sql_text.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {
namespace {

std::string InComment(std::string_view opening, std::string_view version, std::string_view text) {
  // A server that passes the comment over sees no quotes in it: a sign of a comment in a name or a text would move its end.
  for (const std::string_view sign : {"*/", "/*"}) {
    if (text.find(sign) != std::string_view::npos) return std::string(text);
  }
  return fmt::format("{}{} {} */", opening, version, text);
}

// SHOW CREATE TABLE prints types in lower case.
std::string TypeName(SqlType type) {
  std::string name(Name(type));
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

bool HasCharset(const Column& column) {
  return column.collation != nullptr &&
         (IsText(column.type) || column.type == SqlType::kEnum || column.type == SqlType::kSet);
}

// MySQL takes a default of TEXT, BLOB, JSON and spatial columns, and a function, only in parentheses; MariaDB takes
// both forms.
std::string DefaultSql(const Column& column) {
  const std::string& sql = *column.default_sql;
  if (sql == "NULL" || sql.starts_with('(') || sql.starts_with("CURRENT_TIMESTAMP")) return sql;
  const bool function = sql.ends_with(')') && sql.front() != '\'';
  return IsBlob(column.type) || function ? fmt::format("({})", sql) : sql;
}

// GENERATED ALWAYS AS ROW START comes in by other_attributes.
bool IsRowTime(const Column& column) {
  return column.other_attributes.find("AS ROW START") != std::string::npos ||
         column.other_attributes.find("AS ROW END") != std::string::npos;
}

void AppendGenerated(const Column& column, std::string& out) {
  if (column.generated == Generated::kNo) return;
  out += fmt::format(" GENERATED ALWAYS AS ({}) {}", column.generation_expression,
                     column.generated == Generated::kStored ? "STORED" : "VIRTUAL");
}

void AppendNull(const Column& column, std::string& out) {
  if (IsRowTime(column)) return;
  // MariaDB has no NOT NULL for generated columns (sql_yacc.yy vcol_attribute).
  if (column.generated != Generated::kNo) {
    if (!column.nullable) out += ' ' + ForMySql("50706", "NOT NULL");
    return;
  }
  if (!column.nullable) {
    out += " NOT NULL";
  } else if (column.type == SqlType::kTimestamp) {
    out += " NULL";  // without it, NOT NULL is meant before MySQL 8.0.2 and MariaDB 10.10
  }
}

// MySQL prints /*!50606 STORAGE DISK */, a version whose comments MariaDB reads as well.
std::string HiddenFromMariaDb(std::string attributes) {
  constexpr std::string_view kRead = "/*!50606 ";
  for (std::size_t at = attributes.find(kRead); at != std::string::npos; at = attributes.find(kRead, at)) {
    attributes.replace(at, kRead.size(), "/*!50706 ");
  }
  return attributes;
}

void AppendVendorAttributes(const Table& table, const Column& column, std::string& out) {
  const bool mariadb = table.vendor == Vendor::kMariaDb;
  if (!column.other_attributes.empty()) {
    out += ' ' + (mariadb ? ForMariaDb("100300", column.other_attributes)
                          : ForMySql("80000", HiddenFromMariaDb(column.other_attributes)));
  }
  if (column.srid) out += ' ' + ForMySql("80003", fmt::format("SRID {}", *column.srid));
  if (column.hidden == Hidden::kByUser) out += mariadb ? " INVISIBLE" : " " + ForMySql("80023", "INVISIBLE");
}

}  // namespace

std::string ForMySql(std::string_view version, std::string_view text) { return InComment("/*!", version, text); }
std::string ForMariaDb(std::string_view version, std::string_view text) { return InComment("/*M!", version, text); }

std::string CharsetSql(const Collation& collation, std::string_view charset_words, std::string_view collate_words) {
  const std::string_view name = collation.name;
  if (name == "binary") return fmt::format(" {}binary", charset_words);  // before MariaDB 10.6 no name for COLLATE
  // MySQL's and MariaDB's own names, after strings/ctype-uca.cc of each.
  const bool mysql_only = name.find("_0900_") != std::string_view::npos || collation.charset->name == "gb18030";
  const bool mariadb_only =
      name.find("uca1400") != std::string_view::npos || name.find("nopad") != std::string_view::npos;
  std::string collate = fmt::format("{}{}", collate_words, name);
  if (mysql_only) collate = ForMySql("80000", collate);
  if (mariadb_only) collate = ForMariaDb("100200", collate);
  return fmt::format(" {}{} {}", charset_words, collation.charset->name, collate);
}

std::string ColumnTypeSql(const Column& column) {
  std::string out = TypeName(column.type);
  switch (column.type) {
    case SqlType::kEnum:
    case SqlType::kSet: {
      std::string members;
      for (const std::string& member : column.members) {
        if (!members.empty()) members += ',';
        AppendQuotedSqlString(member, members);
      }
      out += '(' + members + ')';
      break;
    }
    case SqlType::kDecimal: out += fmt::format("({},{})", column.length, column.decimals); break;
    case SqlType::kFloat:
    case SqlType::kDouble:
      if (column.has_decimals) out += fmt::format("({},{})", column.length, column.decimals);
      break;
    case SqlType::kYear: break;  // YEAR(4) is its only width since MySQL 5.7
    case SqlType::kChar:
    case SqlType::kVarChar:
    case SqlType::kBinary:
    case SqlType::kVarBinary:
    case SqlType::kBit:
    case SqlType::kVector: out += fmt::format("({})", column.length); break;
    default:
      if (column.fsp != 0) out += fmt::format("({})", column.fsp);
      if (IsInteger(column.type) && column.length != 0) out += fmt::format("({})", column.length);
  }
  if (column.is_unsigned) out += " unsigned";
  if (column.zerofill) out += " zerofill";
  return out;
}

std::string ColumnSql(const Table& table, const Column& column) {
  std::string out;
  AppendQuotedIdentifier(column.name, out);
  out += ' ' + ColumnTypeSql(column);
  if (column.compressed) out += ' ' + ForMariaDb("100301", "COMPRESSED");
  if (HasCharset(column) && (column.collation != table.collation || column.explicit_collation)) {
    out += CharsetSql(*column.collation, "CHARACTER SET ", "COLLATE ");
  }
  AppendGenerated(column, out);
  AppendNull(column, out);
  AppendVendorAttributes(table, column, out);
  if (column.auto_increment) out += " AUTO_INCREMENT";
  if (column.default_sql && column.generated == Generated::kNo) out += " DEFAULT " + DefaultSql(column);
  if (!column.on_update_sql.empty()) out += " ON UPDATE " + column.on_update_sql;
  if (!column.comment.empty()) out += " COMMENT " + QuoteSqlString(column.comment);
  if (!column.check_sql.empty()) out += fmt::format(" CHECK ({})", column.check_sql);
  return out;
}

}  // namespace innosalvage
