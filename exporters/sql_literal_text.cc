#include "exporters/sql_literal_text.h"

#include "exporters/number_text.h"
#include "exporters/sql_text.h"

namespace innosalvage {

namespace {

void AppendHexValue(std::string_view bytes, std::string& out) {
  if (bytes.empty()) {
    out += "''";
    return;
  }
  out += "0x";
  AppendHex(bytes, out);
}

bool HoldsBytes(SqlType type) {
  switch (type) {
    case SqlType::kBit:
    case SqlType::kBinary:
    case SqlType::kVarBinary:
    case SqlType::kTinyBlob:
    case SqlType::kBlob:
    case SqlType::kMediumBlob:
    case SqlType::kLongBlob:
    case SqlType::kVector: return true;
    default: return IsSpatial(type);
  }
}

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
  AppendHexValue(value.text, out);
}

}  // namespace

bool AppendSqlLiteral(const Column& column, const SqlLiteral& value, const DumpSession& session, std::string& out) {
  switch (value.kind) {
    case SqlLiteralKind::kNull: out += "NULL"; return true;
    case SqlLiteralKind::kDefault: out += "DEFAULT"; return true;
    case SqlLiteralKind::kNumber: out += value.text; return true;
    case SqlLiteralKind::kBytes: AppendHexValue(value.text, out); return true;
    case SqlLiteralKind::kText:
      if (HoldsBytes(column.type)) {
        AppendHexValue(value.text, out);
      } else {
        AppendText(column, value, session, out);
      }
      return true;
    case SqlLiteralKind::kExpression: out += value.text; return !value.text.empty();
  }
  return false;
}

}  // namespace innosalvage
