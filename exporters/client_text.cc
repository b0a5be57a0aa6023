#include "exporters/client_text.h"

#include <algorithm>

#include "exporters/utf8.h"

namespace innosalvage {

namespace {

constexpr std::string_view kSpaces = " \t\n\v\f\r";

bool IsSpace(char c) { return kSpaces.find(c) != std::string_view::npos; }
bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool BeginsWithWord(std::string_view text, std::string_view word) {
  return text.size() > word.size() && std::ranges::equal(text.substr(0, word.size()), word, {}, Lower) &&
         IsSpace(text[word.size()]);
}

// Clients compare ten bytes with "delimiter " by the collation of their own character set, wherever they stand in a word.
// In a single-byte one a byte beyond ASCII may count as a letter: the two of U+0273 are É and ł in latin2. More than four
// of the ten will not, while words of other scripts hold many.
bool ReadsAsDelimiter(std::string_view text) {
  constexpr std::string_view kWord = "delimiter";
  constexpr int kMostBeyondAscii = 4;
  int beyond = 0;
  for (std::size_t i = 0; i <= kWord.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';  // the script goes on with one
    if (!IsAscii(c)) {
      ++beyond;
    } else if (i < kWord.size() ? Lower(c) != kWord[i] : c == '\n' || !IsSpace(c)) {
      return false;
    }
  }
  return beyond <= kMostBeyondAscii;
}

class ClientReader {
 public:
  ClientReader(std::string_view sql, ClientSession session) : sql_(sql), session_(session) {}

  ClientReading Read() {
    const std::size_t begin = std::min(sql_.find_first_not_of(kSpaces), sql_.size());
    if (!BeginsWithWord(sql_.substr(begin), "create")) return Unsafe("it does not begin with CREATE");
    if (sql_.find('\0') != std::string_view::npos) return Unsafe("it holds a NUL byte");
    if (!IsUtf8()) return Unsafe("it holds bytes that are not UTF-8");
    while (at_ < sql_.size() && reading_.unsafe.empty()) Step();
    if (reading_.unsafe.empty() && in_versioned_) return Unsafe("it holds a comment that does not end");
    return reading_;
  }

 private:
  ClientReading Unsafe(std::string_view why) {
    reading_.unsafe = why;
    return reading_;
  }

  bool IsUtf8() const {
    for (std::string_view rest = sql_; !rest.empty();) {
      const std::size_t size = FirstUtf8Char(rest).size;
      if (size == 0) return false;
      rest.remove_prefix(size);
    }
    return true;
  }

  char Ahead(std::size_t n) const { return at_ + n < sql_.size() ? sql_[at_ + n] : '\n'; }

  // One character outside of quotes and comments, or all of what begins there.
  void Step() {
    const char c = sql_[at_];
    if (c == '\'' || c == '"' || c == '`') return Quoted(c);
    if (c == '#' || (c == '-' && Ahead(1) == '-' && IsSpace(Ahead(2)))) return LineComment();
    if (c == '/' && Ahead(1) == '*') return Comment();
    if (c == '*' && Ahead(1) == '/') in_versioned_ = false;
    if (c == '\\') {
      Unsafe("it holds a backslash outside of quotes and comments, where a command of the client begins");
    } else if (static_cast<unsigned char>(c) < 0x20 && !IsSpace(c)) {
      Unsafe("it holds a control character outside of quotes and comments");
    } else if (ReadsAsDelimiter(sql_.substr(at_))) {
      Unsafe("it holds the word \"delimiter\" outside of quotes and comments, which is a command of the client");
    }
    reading_.several = reading_.several || c == ';';
    ++at_;
  }

  void Quoted(char quote) {
    const bool escapes = quote != '`' && session_.backslash_escapes;
    for (++at_; at_ < sql_.size() && sql_[at_] != quote; ++at_) {
      if (sql_[at_] != '\\' || !escapes) continue;
      if (quote == '"' && session_.quotes_are_names) {
        Unsafe("it holds a backslash in a quoted name, which clients and servers read differently");
        return;
      }
      ++at_;
    }
    if (at_ >= sql_.size()) Unsafe("it holds a quote that does not end");
    ++at_;
  }

  void LineComment() {
    if (in_versioned_) {
      Unsafe("it holds a comment in a comment");
      return;
    }
    const std::size_t end = sql_.find('\n', at_);
    reading_.ends_in_comment = end == std::string_view::npos;
    at_ = reading_.ends_in_comment ? sql_.size() : end + 1;
  }

  void Comment() {
    const char kind = Ahead(2);
    if (in_versioned_ || (kind == 'M' && Ahead(3) == '!')) {
      Unsafe(in_versioned_ ? "it holds a comment in a comment"
                           : "it holds /*M!, which one client reads and the other passes over");
      return;
    }
    if (kind == '!') {
      in_versioned_ = true;
      at_ += 3;
      return;
    }
    const std::size_t end = sql_.find("*/", at_ + 2);
    if (end == std::string_view::npos) {
      Unsafe("it holds a comment that does not end");
      return;
    }
    const std::string_view inside = sql_.substr(at_ + 2, end - at_ - 2);
    // Clients pass over the second /* as a whole, so that /*/ ends nothing.
    if (inside.find("/*") != std::string_view::npos || inside.ends_with('/')) {
      Unsafe("it holds a comment in a comment");
      return;
    }
    // Some clients pass over hints as comments, others read them.
    const bool in_pairs = std::ranges::count(inside, '`') % 2 == 0;
    if (kind == '+' && (!in_pairs || inside.find_first_of("'\"\\#;/-") != std::string_view::npos)) {
      Unsafe("it holds a hint with quotes or comments in it, which clients read differently");
      return;
    }
    at_ = end + 2;
  }

  const std::string_view sql_;
  const ClientSession session_;
  ClientReading reading_;
  std::size_t at_ = 0;
  bool in_versioned_ = false;  // between /*! and */: read as if it were not there
};

}  // namespace

ClientSession SessionUnder(std::string_view sql_mode) {
  ClientSession session;
  while (!sql_mode.empty()) {
    const std::size_t end = std::min(sql_mode.find(','), sql_mode.size());
    const auto is = [&](std::string_view name) { return std::ranges::equal(sql_mode.substr(0, end), name, {}, Lower); };
    if (is("no_backslash_escapes")) session.backslash_escapes = false;
    // All but the first stand for it and others.
    if (is("ansi_quotes") || is("ansi") || is("oracle") || is("db2") || is("maxdb") || is("mssql") ||
        is("postgresql")) {
      session.quotes_are_names = true;
    }
    sql_mode.remove_prefix(std::min(end + 1, sql_mode.size()));
  }
  return session;
}

ClientReading ReadAsClient(std::string_view sql, ClientSession session) { return ClientReader(sql, session).Read(); }

}  // namespace innosalvage
