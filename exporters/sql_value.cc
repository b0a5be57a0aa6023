#include "exporters/sql_value.h"

#include <cmath>

#include "exporters/escape.h"
#include "exporters/number_text.h"
#include "exporters/sql_text.h"

namespace innosalvage {

void SqlValue::Append(const Value& value, std::string& out) const {
  switch (value.kind) {
    case ValueKind::kSigned: return AppendInteger(value.i, out);
    case ValueKind::kUnsigned: return AppendInteger(value.u, out);
    case ValueKind::kDecimal: out += value.text; return;
    case ValueKind::kText:
      if (value.sql.empty()) return AppendText(value, out);
      out += value.sql;
      return;
    case ValueKind::kTemporal:
    case ValueKind::kAscii: return AppendQuotedSqlString(value.text, out);
    case ValueKind::kBinary:
    case ValueKind::kBit:
    case ValueKind::kGeometry: return AppendSqlHexLiteral(value.text, out);
    case ValueKind::kJson:
      if (value.sql.empty()) return AppendQuotedSqlString(value.text, out);
      out += value.sql;
      return;
    case ValueKind::kFloat:
      if (std::isfinite(value.f)) return AppendSqlFloat(value.f, out);
      break;
    case ValueKind::kDouble:
      if (std::isfinite(value.d)) return AppendSqlDouble(value.d, out);
      break;
    case ValueKind::kNull:
    case ValueKind::kLost: break;
  }
  out += "NULL";
}

void SqlValue::AppendText(const Value& value, std::string& out) const {
  if (converter_.IsPlainAscii(value)) return AppendQuotedSqlString(value.text, out);
  const std::size_t start = out.size();
  out += '\'';
  if (converter_.AppendUtf8(value, out)) {
    EscapeTail(kSqlEscapes, start + 1, out);
    out += '\'';
    return;
  }
  out.resize(start);
  out += '_';
  out += value.charset == nullptr ? std::string_view("utf8mb4") : value.charset->name;
  out += ' ';
  AppendSqlHexLiteral(value.text, out);
}

}  // namespace innosalvage
