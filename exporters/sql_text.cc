#include "exporters/sql_text.h"

#include "exporters/escape.h"
#include "exporters/number_text.h"

namespace innosalvage {

namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

}  // namespace

void AppendQuotedSqlString(std::string_view utf8, std::string& out) {
  out += '\'';
  AppendEscaped(kSqlEscapes, utf8, out);
  out += '\'';
}

void AppendSqlHexLiteral(std::string_view bytes, std::string& out) {
  if (bytes.empty()) {
    out += "''";
    return;
  }
  out += "0x";
  AppendHex(bytes, out);
}

void AppendQuotedIdentifier(std::string_view name, std::string& out) {
  out += '`';
  for (const char c : name) {
    if (c == '\0') {
      out += kReplacement;
      continue;
    }
    if (c == '`') out += c;
    out += c;
  }
  out += '`';
}

std::string QuoteSqlString(std::string_view utf8) {
  std::string out;
  AppendQuotedSqlString(utf8, out);
  return out;
}

std::string QuoteIdentifier(std::string_view name) {
  std::string out;
  AppendQuotedIdentifier(name, out);
  return out;
}

}  // namespace innosalvage
