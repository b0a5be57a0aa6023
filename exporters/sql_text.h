// Identifiers and string literals of SQL, as both servers read them whatever they hold.
//
// Purpose   one place that quotes. Holds under sql_mode without NO_BACKSLASH_ESCAPES and ANSI_QUOTES, which every file
//           we write sets.
// Shape     'it\'s\n': backslash escapes for NUL, LF, CR, Ctrl-Z, quote and backslash, so a literal stands on one line
//           and passes the clients' line reader. `a``b`: backticks doubled.
// Units     UTF-8 bytes, under SET NAMES utf8mb4.
// Fails     never. A NUL, which no name can hold, becomes U+FFFD in an identifier: left out, it would make two names one.
// Source    https://dev.mysql.com/doc/refman/8.4/en/string-literals.html (the same in MariaDB).
#pragma once

#include <string>
#include <string_view>

namespace innosalvage {

// With the quotes.
void AppendQuotedSqlString(std::string_view utf8, std::string& out);
// 0x…; '' for no bytes: 0x alone is an identifier.
void AppendSqlHexLiteral(std::string_view bytes, std::string& out);
void AppendQuotedIdentifier(std::string_view name, std::string& out);

std::string QuoteSqlString(std::string_view utf8);
std::string QuoteIdentifier(std::string_view name);

}  // namespace innosalvage
