#include "parser/dump_session.h"

#include "parser/sql_lexer.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {

namespace {

bool Holds(std::string_view list, std::string_view mode) { return ToUpper(list).find(mode) != std::string::npos; }

// A name, a string, or nothing that says a character set.
const Charset* CharsetAt(const SqlTokenCursor& cursor) {
  if (!cursor.IsString() && !cursor.IsName()) return nullptr;
  return FindCharset(cursor.Text());
}

}  // namespace

void DumpSession::Follow(std::string_view statement) {
  constexpr std::size_t kLongest = 64U << 10U;
  if (statement.size() > kLongest) return;
  const auto lexed = LexSql(statement, 1);
  if (!lexed) return;
  SqlTokenCursor cursor(statement, lexed->tokens);
  if (cursor.Accept("USE")) {
    if (cursor.IsName()) db = cursor.Text();
    return;
  }
  if (!cursor.Accept("SET")) return;
  while (!cursor.AtEnd()) {
    if (cursor.Accept("NAMES")) {
      if (const Charset* named = CharsetAt(cursor)) charset = names_ = named;
      cursor.Skip();
      continue;
    }
    // [SESSION | @@SESSION.] name [:]= value; "@OLD_SQL_MODE=@@SQL_MODE" has the same word as a value, and saves only.
    const bool saved = cursor.IsSymbol('@') && !cursor.IsSymbol('@', 1);
    while (cursor.IsSymbol('@')) cursor.Skip();
    const std::string name = ToUpper(cursor.Text());
    cursor.Skip();
    if (name == "SESSION" || name == "LOCAL") {
      cursor.AcceptSymbol('.');
      continue;
    }
    cursor.AcceptSymbol(':');
    if (!cursor.AcceptSymbol('=')) continue;
    if (!saved && name == "CHARACTER_SET_CLIENT") {
      const Charset* named = cursor.IsSymbol('@') ? names_ : CharsetAt(cursor);
      if (named != nullptr) charset = named;
    } else if (!saved && name == "SQL_MODE") {
      const std::string modes = cursor.IsString() ? cursor.Text() : std::string();
      backslash_escapes = !Holds(modes, "NO_BACKSLASH_ESCAPES");
      ansi_quotes = Holds(modes, "ANSI");
    } else if (!saved && name == "TIME_ZONE" && cursor.IsString()) {
      const std::string zone = cursor.Text();
      zone_set = true;
      utc = zone == "+00:00" || zone == "-00:00" || EqualsIgnoringCase(zone, "UTC");
    }
    while (!cursor.AtEnd() && !cursor.IsSymbol(',')) cursor.Skip();
    cursor.AcceptSymbol(',');
  }
}

}  // namespace innosalvage
