#include "exporters/sql_literal_text.h"

#include "exporters/sql_text.h"

namespace innosalvage {

namespace {

void AppendText(const Column& column, const SqlLiteral& value, const DumpSession& session, std::string& out) {
  const Charset* own = column.collation == nullptr ? nullptr : column.collation->charset;
  const Charset* charset = value.charset != nullptr ? value.charset : session.charset;
  if (charset == nullptr || charset->name == "binary") charset = own;
  if (charset == nullptr || charset->name == "binary") charset = FindCharset("utf8mb4");
  std::string utf8;
  if (innosalvage::AppendUtf8(*charset, AsBytes(value.text), utf8)) return AppendQuotedSqlString(utf8, out);
  out += '_';
  out += charset->name;
  out += ' ';
  AppendSqlHexLiteral(value.text, out);
}

}  // namespace

bool AppendSqlLiteral(const Column& column, const SqlLiteral& value, const DumpSession& session, std::string& out) {
  switch (value.kind) {
    case SqlLiteralKind::kNull: out += "NULL"; return true;
    case SqlLiteralKind::kDefault: out += "DEFAULT"; return true;
    case SqlLiteralKind::kNumber: out += value.text; return true;
    case SqlLiteralKind::kBytes: AppendSqlHexLiteral(value.text, out); return true;
    case SqlLiteralKind::kText:
      if (column.type == SqlType::kBit || HoldsBytes(column.type)) {
        AppendSqlHexLiteral(value.text, out);
      } else {
        AppendText(column, value, session, out);
      }
      return true;
    case SqlLiteralKind::kExpression: out += value.text; return !value.text.empty();
  }
  return false;
}

}  // namespace innosalvage
