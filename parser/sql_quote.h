// Names and strings as SQL text.
//
// Shape     `na``me`, 'it''s\n', 0x00FF. Text stays UTF-8.
// Fails     never. The result is for a server without NO_BACKSLASH_ESCAPES in its sql_mode, as dumps set it.
// Source    sql/sql_show.cc append_identifier, sql/unireg.cc / sql_string.cc append_unescaped (MySQL 8.0): which
//           characters SHOW CREATE TABLE escapes; Ctrl-Z is escaped here as well, as dumps do.
#pragma once

#include <string>
#include <string_view>

namespace innosalvage {

std::string QuoteName(std::string_view name);
std::string QuoteText(std::string_view text);
// Bytes as a hexadecimal literal; the empty string as '' (a bare 0x is a syntax error).
std::string HexLiteral(std::string_view bytes);

}  // namespace innosalvage
