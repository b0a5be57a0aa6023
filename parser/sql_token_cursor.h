// A place in a statement's tokens, with the questions a reader of grammar asks.
//
// Purpose   recursive descent without exceptions: the first failure is kept, and from then on the cursor stands at the
//           end, where nothing matches, so that every loop ends.
// Fails     failed() and error(). "expected X" names what stands there instead, and its line.
// Lifetime  views the statement's text and tokens; must not outlive them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/sql_lexer.h"

namespace innosalvage {

class SqlTokenCursor {
 public:
  SqlTokenCursor(std::string_view sql, const std::vector<SqlToken>& tokens) : sql_(sql), tokens_(&tokens) {}

  bool AtEnd() const { return Peek().kind == SqlTokenKind::kEnd; }
  bool failed() const { return error_.has_value(); }
  const std::optional<SqlLexError>& error() const { return error_; }
  std::size_t position() const { return position_; }
  void Rewind(std::size_t position) {
    if (!failed()) position_ = position;
  }
  std::size_t line() const { return Peek().line; }

  const SqlToken& Peek(std::size_t ahead = 0) const {
    const std::size_t at = position_ + ahead;
    return at < tokens_->size() ? (*tokens_)[at] : tokens_->back();
  }
  std::string_view Raw(std::size_t ahead = 0) const {
    const SqlToken& token = Peek(ahead);
    return sql_.substr(token.begin, token.end - token.begin);
  }
  std::string Text(std::size_t ahead = 0) const { return SqlTokenText(sql_, Peek(ahead)); }
  void Skip() {
    if (!AtEnd()) ++position_;
  }

  // Bare words compare without regard to case; quoted names are never keywords.
  bool IsWord(std::string_view word, std::size_t ahead = 0) const;
  bool IsAnyWord(std::initializer_list<std::string_view> words, std::size_t ahead = 0) const;
  bool IsSymbol(char symbol, std::size_t ahead = 0) const;
  bool IsString(std::size_t ahead = 0) const;  // 'text' or "text"
  bool IsName(std::size_t ahead = 0) const;    // word, `name` or "name"
  bool Accept(std::string_view word);
  bool Accept(std::string_view first, std::string_view second);  // both or none
  bool AcceptSymbol(char symbol);
  void Expect(std::string_view word);
  void ExpectSymbol(char symbol);
  std::string ExpectName(std::string_view what);
  std::string ExpectString(std::string_view what);  // adjacent strings are one
  std::uint64_t ExpectNumber(std::string_view what);
  std::optional<std::uint64_t> AcceptNumber();

  // Stands on '(': skips to behind its ')', and gives what lies between, as spelt.
  std::string ExpectParentheses(std::string_view what);
  // Skips one value: a token, a sign and a token, or parentheses.
  void SkipValue();

  // What stands between two positions, as spelt; comments become a blank.
  std::string Spelling(std::size_t from, std::size_t to) const;

  void Fail(std::string what);
  void FailExpected(std::string_view what);

 private:
  std::string_view sql_;
  const std::vector<SqlToken>* tokens_;
  std::size_t position_ = 0;
  std::optional<SqlLexError> error_;
};

// ASCII only, as SQL keywords, charset names and option names are.
bool EqualsIgnoringCase(std::string_view a, std::string_view b);
std::string ToUpper(std::string_view text);

}  // namespace innosalvage
