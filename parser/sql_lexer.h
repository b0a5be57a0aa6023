// Tokens of one SQL statement in the dialect of MySQL 5.0 to 9 and MariaDB 10 to 11.
//
// Purpose   the words that the CREATE TABLE reader (ddl_parser.h) works on.
// Shape     a flat list; comments and white space are gone, versioned comments (/*!50100 … */, /*M!100100 … */) have
//           become part of the statement, as a server of that version would read them. /*!999999 … */ is a comment:
//           mariadb-dump puts a client command in one.
// Units     offsets in bytes from the statement's start; lines count from 1 plus `first_line`.
// Fails     a quote or comment that is not closed, or more tokens than the limit statement-tokens: the error says
//           where.
// Lifetime  tokens are offsets: they need the statement's text to be read.
// Source    sql/sql_lex.cc lex_one_token (MySQL 8.0), sql/sql_lex.cc Lex_input_stream (MariaDB 10.11).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace innosalvage {

enum class SqlTokenKind : std::uint8_t {
  kWord,          // keyword or bare name
  kQuotedName,    // `name`
  kString,        // 'text' or N'text'
  kDoubleQuoted,  // "text": a string, or under ANSI_QUOTES a name; its place decides
  kNumber,        // 12, 1.5, .5, 1e6
  kHex,           // 0x41, x'41'
  kBit,           // 0b1, b'1'
  kSymbol,        // one character
  kEnd,           // behind the last token
};

struct SqlToken {
  SqlTokenKind kind = SqlTokenKind::kEnd;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t line = 0;
};

struct SqlLexError {
  std::size_t line = 0;
  std::string what;
};

struct SqlTokens {
  std::vector<SqlToken> tokens;   // ends with a kEnd
  bool mariadb_comments = false;  // /*M!…*/ or /*!100100 …*/ was seen: written for or by MariaDB
};

// `sql` must be shorter than 4 GiB (it is one statement, see ddl_statement_reader.h).
tl::expected<SqlTokens, SqlLexError> LexSql(std::string_view sql, std::size_t first_line);

// The text a token stands for: quotes removed, escapes read. kHex and kBit: the bytes. Others: as spelt.
std::string SqlTokenText(std::string_view sql, const SqlToken& token);

}  // namespace innosalvage
