#include "parser/sql_token_cursor.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace innosalvage {
namespace {

char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos; }

}  // namespace

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return Upper(x) == Upper(y); });
}

std::string ToUpper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), Upper);
  return out;
}

bool SqlTokenCursor::IsWord(std::string_view word, std::size_t ahead) const {
  return Peek(ahead).kind == SqlTokenKind::kWord && EqualsIgnoringCase(Raw(ahead), word);
}

bool SqlTokenCursor::IsAnyWord(std::initializer_list<std::string_view> words, std::size_t ahead) const {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return IsWord(word, ahead); });
}

bool SqlTokenCursor::IsSymbol(char symbol, std::size_t ahead) const {
  return Peek(ahead).kind == SqlTokenKind::kSymbol && Raw(ahead).front() == symbol;
}

bool SqlTokenCursor::IsString(std::size_t ahead) const {
  const SqlTokenKind kind = Peek(ahead).kind;
  return kind == SqlTokenKind::kString || kind == SqlTokenKind::kDoubleQuoted;
}

bool SqlTokenCursor::IsName(std::size_t ahead) const {
  const SqlTokenKind kind = Peek(ahead).kind;
  return kind == SqlTokenKind::kWord || kind == SqlTokenKind::kQuotedName || kind == SqlTokenKind::kDoubleQuoted;
}

bool SqlTokenCursor::Accept(std::string_view word) {
  if (!IsWord(word)) return false;
  ++position_;
  return true;
}

bool SqlTokenCursor::Accept(std::string_view first, std::string_view second) {
  if (!IsWord(first) || !IsWord(second, 1)) return false;
  position_ += 2;
  return true;
}

bool SqlTokenCursor::AcceptSymbol(char symbol) {
  if (!IsSymbol(symbol)) return false;
  ++position_;
  return true;
}

void SqlTokenCursor::Expect(std::string_view word) {
  if (!Accept(word)) FailExpected(word);
}

void SqlTokenCursor::ExpectSymbol(char symbol) {
  if (!AcceptSymbol(symbol)) FailExpected(fmt::format("'{}'", symbol));
}

std::string SqlTokenCursor::ExpectName(std::string_view what) {
  if (!IsName()) {
    FailExpected(what);
    return {};
  }
  std::string name = Text();
  ++position_;
  return name;
}

std::string SqlTokenCursor::ExpectString(std::string_view what) {
  if (!IsString()) {
    FailExpected(what);
    return {};
  }
  std::string text;
  for (; IsString(); ++position_) text += Text();
  return text;
}

std::optional<std::uint64_t> SqlTokenCursor::AcceptNumber() {
  if (Peek().kind != SqlTokenKind::kNumber) return std::nullopt;
  const std::string_view raw = Raw();
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc{} || end != raw.data() + raw.size()) return std::nullopt;
  ++position_;
  return value;
}

std::uint64_t SqlTokenCursor::ExpectNumber(std::string_view what) {
  const auto number = AcceptNumber();
  if (!number) FailExpected(what);
  return number.value_or(0);
}

std::string SqlTokenCursor::ExpectParentheses(std::string_view what) {
  if (!IsSymbol('(')) {
    FailExpected(what);
    return {};
  }
  const std::size_t from = position_ + 1;
  std::size_t depth = 0;
  do {
    if (IsSymbol('(')) ++depth;
    if (IsSymbol(')')) --depth;
    ++position_;
  } while (depth > 0 && !AtEnd());
  if (depth > 0) {
    FailExpected("')'");
    return {};
  }
  return Spelling(from, position_ - 1);
}

void SqlTokenCursor::SkipValue() {
  if (IsSymbol('(')) {
    ExpectParentheses("'('");
    return;
  }
  if (IsSymbol('+') || IsSymbol('-')) ++position_;
  if (AtEnd() || Peek().kind == SqlTokenKind::kSymbol) {
    FailExpected("a value");
    return;
  }
  ++position_;
}

std::string SqlTokenCursor::Spelling(std::size_t from, std::size_t to) const {
  std::string out;
  for (std::size_t i = from; i < to && i < tokens_->size(); ++i) {
    const SqlToken& token = (*tokens_)[i];
    if (i > from) {
      const std::size_t gap_begin = (*tokens_)[i - 1].end;
      const std::string_view gap = sql_.substr(gap_begin, token.begin - gap_begin);
      out += IsBlank(gap) ? gap : " ";
    }
    out += sql_.substr(token.begin, token.end - token.begin);
  }
  return out;
}

void SqlTokenCursor::Fail(std::string what) {
  if (failed()) return;
  error_ = SqlLexError{line(), std::move(what)};
  position_ = tokens_->size() - 1;
}

void SqlTokenCursor::FailExpected(std::string_view what) {
  constexpr std::size_t kShown = 40;
  Fail(AtEnd() ? fmt::format("expected {}, but the statement ends", what)
               : fmt::format("expected {} at: {}", what, Raw().substr(0, kShown)));
}

}  // namespace innosalvage
