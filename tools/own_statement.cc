#include "tools/own_statement.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "exporters/sql_session.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {

namespace {

// Those that are written, letter by letter: a SET may hold any statement (SET STATEMENT … FOR DROP …).
bool IsSession(std::string_view sql) {
  static const std::set<std::string, std::less<>> kLines = [] {
    std::string text;
    for (const UniqueChecks checks : {UniqueChecks::kOff, UniqueChecks::kOn}) AppendSessionSettings(checks, text);
    AppendSessionRestore(text);
    std::set<std::string, std::less<>> lines;
    for (std::size_t at = 0, end = 0; (end = text.find(";\n", at)) != std::string::npos; at = end + 2) {
      lines.insert(text.substr(at, end - at));
    }
    return lines;
  }();
  return sql == kCheckUniqueKeys || kLines.contains(sql);
}

class Statement {
 public:
  Statement(std::string_view sql, const std::vector<SqlToken>& tokens) : cursor_(sql, tokens) {}

  bool IsOwn() {
    if (cursor_.Accept("CREATE", "TABLE")) return cursor_.Accept("IF", "NOT") && cursor_.Accept("EXISTS") && IsCreate();
    if (!cursor_.Accept("INSERT")) return false;
    cursor_.Accept("IGNORE");
    return cursor_.Accept("INTO") && IsInsert();
  }

 private:
  bool AcceptTable() {
    if (cursor_.Peek().kind != SqlTokenKind::kQuotedName || !cursor_.IsSymbol('(', 1)) return false;
    cursor_.Skip();
    return true;
  }

  // Names of other databases, and of what lies elsewhere on the server's machine.
  bool ReachesOut() const { return cursor_.IsSymbol('.') || cursor_.IsAnyWord({"DIRECTORY", "LOAD_FILE"}); }

  // Behind the options a SELECT may stand, and they may make it a table over others.
  bool IsCreate() {
    if (!AcceptTable()) return false;
    std::size_t depth = 0;
    bool list_ended = false;
    for (; !cursor_.AtEnd(); cursor_.Skip()) {
      if (ReachesOut()) return false;
      if (cursor_.IsSymbol('(')) ++depth;
      if (cursor_.IsSymbol(')') && depth-- == 0) return false;
      if (cursor_.IsSymbol(')') && depth == 0) list_ended = true;
      if (depth != 0 || !list_ended) continue;
      if (cursor_.IsAnyWord({"SELECT", "AS", "IGNORE", "REPLACE", "VALUES", "TABLE", "LIKE", "UNION", "INSERT_METHOD",
                             "CONNECTION", "TABLESPACE"}) ||
          (cursor_.IsWord("WITH") && !cursor_.IsWord("SYSTEM", 1))) {
        return false;
      }
      if (cursor_.IsWord("ENGINE") && !(cursor_.IsSymbol('=', 1) && cursor_.IsWord("InnoDB", 2))) return false;
    }
    return list_ended && depth == 0;
  }

  bool IsInsert() {
    if (!AcceptTable()) return false;
    cursor_.ExpectParentheses("'('");
    if (!cursor_.Accept("VALUES")) return false;
    for (; !cursor_.AtEnd(); cursor_.Skip()) {
      if (ReachesOut() || cursor_.IsAnyWord({"SELECT", "TABLE", "WITH", "FROM", "UNION"})) return false;
    }
    return true;
  }

  SqlTokenCursor cursor_;
};

}  // namespace

bool IsOwnStatement(std::string_view sql) {
  if (sql == "START TRANSACTION" || sql == "COMMIT" || IsSession(sql)) return true;
  const auto lexed = LexSql(sql, 1);
  return lexed && Statement(sql, lexed->tokens).IsOwn();
}

}  // namespace innosalvage
