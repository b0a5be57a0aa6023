// SQL fragments: expressions, defaults, options and partitions that a definition holds as text, as some file said them.
//
// Purpose   they go into CREATE TABLE as they are, and a file that somebody made may say anything: what ends the statement,
//           or begins another, would run with the rights of whoever loads it; what is no SQL may be a command of the
//           client, which runs programs.
// Rules     a fragment is whole: quotes and parentheses are closed, and none is closed that it did not open. Outside of
//           quotes it holds no ';', no backslash (client commands: \!), no comment but one with a version, which holds no
//           other and no sign of one even in quotes, and not the word that gives the client another delimiter. It is
//           UTF-8 without NUL. As a part of a list it has no comma of its own. Whether a server takes it is not asked.
// Fails     never. What is no such fragment is taken out of the definition, and named.
// Source    client/mysql.cc add_line (MySQL 8.0, MariaDB 10.11); sql/sql_lex.cc for comments, sql/sql_yacc.yy for what may
//           follow a table's options.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parser/schema.h"

namespace innosalvage {

// kPart: stands beside others, where a comma would begin the next one. kInParentheses: in parentheses that are written
// around it.
enum class FragmentPlace : std::uint8_t { kPart, kInParentheses };
bool IsWholeFragment(std::string_view sql, FragmentPlace place);

// Takes what is not safe out of `table`: a column that was generated is a plain one then. Gives what was taken, a line
// each, for comments and messages: "the DEFAULT of column `a`: …".
std::vector<std::string> TakeUnsafeFragments(Table& table);

}  // namespace innosalvage
