#include "tools/own_statement.h"

#include <algorithm>
#include <array>

namespace innosalvage {

namespace {

// "`t` (" or "`t`(": a name in backticks, and no '.' behind it.
bool IsBareTable(std::string_view rest) {
  if (!rest.starts_with('`')) return false;
  std::size_t at = 1;
  for (; at < rest.size(); ++at) {
    if (rest[at] != '`') continue;
    if (at + 1 < rest.size() && rest[at + 1] == '`') {
      ++at;
      continue;
    }
    break;
  }
  if (at >= rest.size()) return false;
  rest.remove_prefix(at + 1);
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
  return rest.starts_with('(');
}

// "/*!40101 SET SQL_MODE=… */" and nothing behind it.
bool IsSession(std::string_view sql) {
  constexpr std::string_view kBegin = "/*!";
  constexpr std::string_view kEnd = "*/";
  if (!sql.starts_with(kBegin) || !sql.ends_with(kEnd) || sql.find(kEnd) + kEnd.size() != sql.size()) return false;
  sql.remove_prefix(kBegin.size());
  sql.remove_prefix(std::min(sql.find_first_not_of("0123456789"), sql.size()));
  return sql.starts_with(" SET ") && sql.find("GLOBAL") == std::string_view::npos &&
         sql.find("PERSIST") == std::string_view::npos && sql.find("PASSWORD") == std::string_view::npos;
}

}  // namespace

bool IsOwnStatement(std::string_view sql) {
  if (sql == "START TRANSACTION" || sql == "COMMIT" || IsSession(sql)) return true;
  constexpr std::array<std::string_view, 3> kOfTables = {"CREATE TABLE IF NOT EXISTS ", "INSERT INTO ",
                                                         "INSERT IGNORE INTO "};
  return std::ranges::any_of(kOfTables, [&](std::string_view words) {
    return sql.starts_with(words) && IsBareTable(sql.substr(words.size()));
  });
}

}  // namespace innosalvage
