#include "salvage/json_expression.h"

#include "parser/limits.h"
#include "parser/sql_lexer.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {

namespace {

// As the server escapes: sql-common/json_dom.cc double_quote().
void AppendJsonString(std::string_view text, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out += kHex[static_cast<unsigned char>(c) >> 4U];
          out += kHex[static_cast<unsigned char>(c) & 15U];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

bool AppendString(SqlTokenCursor& cursor, std::string& out) {
  if (cursor.IsWord("_utf8mb4")) cursor.Skip();
  if (!cursor.IsString() && cursor.Peek().kind != SqlTokenKind::kHex) return false;
  AppendJsonString(cursor.Text(), out);
  cursor.Skip();
  return true;
}

bool AppendValue(SqlTokenCursor& cursor, unsigned depth, std::string& out);

// CAST(text AS type): a DECIMAL stands bare, a date as a string with six digits of fraction.
bool AppendCast(SqlTokenCursor& cursor, std::string& out) {
  cursor.ExpectSymbol('(');
  if (!cursor.IsString()) return false;
  std::string text = cursor.Text();
  cursor.Skip();
  cursor.Expect("AS");
  if (cursor.Accept("DECIMAL")) {
    out += text;
  } else if (cursor.Accept("DATE")) {
    AppendJsonString(text, out);
  } else if (cursor.IsAnyWord({"DATETIME", "TIME"})) {
    cursor.Skip();
    if (text.find('.') == std::string::npos) text += ".000000";
    AppendJsonString(text, out);
  } else {
    return false;
  }
  if (cursor.IsSymbol('(')) cursor.ExpectParentheses("digits");
  cursor.ExpectSymbol(')');
  return !cursor.failed();
}

bool AppendValue(SqlTokenCursor& cursor, unsigned depth, std::string& out) {
  if (!IsWithin(Limit::kJsonDepth, depth)) return false;
  const bool object = cursor.IsWord("JSON_OBJECT");
  if (object || cursor.IsWord("JSON_ARRAY")) {
    cursor.Skip();
    cursor.ExpectSymbol('(');
    out += object ? '{' : '[';
    for (bool first = true; !cursor.failed() && !cursor.IsSymbol(')'); first = false) {
      if (!first) {
        cursor.ExpectSymbol(',');
        out += ", ";
      }
      if (object) {
        if (!AppendString(cursor, out)) return false;
        out += ": ";
        cursor.ExpectSymbol(',');
      }
      if (!AppendValue(cursor, depth + 1, out)) return false;
    }
    cursor.ExpectSymbol(')');
    out += object ? '}' : ']';
    return !cursor.failed();
  }
  if (cursor.Accept("CAST")) return AppendCast(cursor, out);
  if (cursor.Accept("NULL")) return out += "null", true;
  if (cursor.Accept("TRUE")) return out += "true", true;
  if (cursor.Accept("FALSE")) return out += "false", true;
  std::string number;
  if (cursor.AcceptSymbol('-')) number = "-";
  if (cursor.Peek().kind == SqlTokenKind::kNumber) {
    number += cursor.Raw();
    cursor.Skip();
    // 1.5e0 is how a DOUBLE is told from a DECIMAL there; in a document it is 1.5.
    if (number.ends_with("e0")) number.resize(number.size() - 2);
    out += number;
    return true;
  }
  return number.empty() && AppendString(cursor, out);
}

}  // namespace

bool JsonOfExpression(std::string_view sql, std::string& out) {
  const auto lexed = LexSql(sql, 1);
  if (!lexed) return false;
  SqlTokenCursor cursor(sql, lexed->tokens);
  out.clear();
  return AppendValue(cursor, 0, out) && cursor.AtEnd();
}

}  // namespace innosalvage
