#include "parser/sql_dump_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "parser/limits.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {

namespace {

constexpr std::size_t kBufferSize = 256U << 10U;

bool IsSpace(int c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0'; }
bool IsDigit(int c) { return c >= '0' && c <= '9'; }
bool IsWordChar(int c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c > 127;
}
bool IsNumberChar(int c) { return IsDigit(c) || c == '.' || c == 'e' || c == 'E'; }

int HexDigit(int c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// What \c means; '%' and '_' keep their backslash. Source: sql/sql_lex.cc get_text (MySQL 8.0).
void AppendEscaped(int c, std::string& to) {
  switch (c) {
    case 'n': to += '\n'; return;
    case 't': to += '\t'; return;
    case 'r': to += '\r'; return;
    case 'b': to += '\b'; return;
    case '0': to += '\0'; return;
    case 'Z': to += '\x1a'; return;
    case '_':
    case '%': to += '\\'; [[fallthrough]];
    default: to += static_cast<char>(c);
  }
}

}  // namespace

SqlDumpReader::SqlDumpReader(std::istream& in, DumpVisitor& visitor, DumpSession session)
    : in_(&in), visitor_(visitor), session_(std::move(session)), buffer_(kBufferSize) {
  if (Fill(3) && std::string_view(buffer_.data(), 3) == "\xef\xbb\xbf") begin_ = 3;  // UTF-8 byte order mark
}

bool SqlDumpReader::Fill(std::size_t wanted) {
  if (end_ - begin_ >= wanted) return true;
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
  end_ -= begin_;
  begin_ = 0;
  while (end_ < wanted && in_->good()) {
    in_->read(buffer_.data() + end_, static_cast<std::streamsize>(buffer_.size() - end_));
    end_ += static_cast<std::size_t>(in_->gcount());
  }
  return end_ >= wanted;
}

int SqlDumpReader::Peek(std::size_t ahead) {
  return Fill(ahead + 1) ? static_cast<unsigned char>(buffer_[begin_ + ahead]) : kEnd;
}

int SqlDumpReader::Take() {
  const int c = Peek();
  if (c == kEnd) return kEnd;
  ++begin_;
  if (c == '\n') ++line_;
  return c;
}

bool SqlDumpReader::At(std::string_view text) {
  return Fill(text.size()) && EqualsIgnoringCase(std::string_view(buffer_.data() + begin_, text.size()), text);
}

bool SqlDumpReader::AtDelimiter() { return At(delimiter_); }

void SqlDumpReader::Problem(std::string_view what) { visitor_.OnProblem(line_, what); }

void SqlDumpReader::SkipLineComment() {
  std::string text;
  for (int c = Take(); c != kEnd && c != '\n'; c = Take()) {
    if (text.size() < ValueOf(Limit::kStatement)) text += static_cast<char>(c);
  }
  if (text.ends_with('\r')) text.pop_back();
  visitor_.OnComment(text);
}

// From inside of it.
void SqlDumpReader::SkipBlockComment() {
  for (int c = Take(); c != kEnd; c = Take()) {
    if (c == '*' && Peek() == '/') {
      Take();
      return;
    }
  }
}

bool SqlDumpReader::SkipComment() {
  const int c = Peek();
  if (c == '#' || (c == '-' && Peek(1) == '-' && (IsSpace(Peek(2)) || Peek(2) == kEnd))) {
    SkipLineComment();
    return true;
  }
  // What stands in a versioned one, also in MariaDB's own, is SQL.
  if (c != '/' || Peek(1) != '*' || Peek(2) == '!' || (Peek(2) == 'M' && Peek(3) == '!')) return false;
  begin_ += 2;  // "/*/" does not close it
  SkipBlockComment();
  return true;
}

bool SqlDumpReader::SkipSpace() {
  for (;;) {
    const int c = Peek();
    if (c == kEnd) return false;
    if (IsSpace(c)) {
      Take();
    } else if (!SkipComment()) {
      return true;
    }
  }
}

std::string SqlDumpReader::TakeWord() {
  std::string word;
  while (IsWordChar(Peek()) && word.size() < 256) word += static_cast<char>(Take());
  return word;
}

// Behind the opening quote. False: not closed.
bool SqlDumpReader::TakeQuoted(int quote, std::string* to, bool escapes) {
  for (;;) {
    if (!Fill(1)) return false;
    // A run without the quote or an escape goes at once: this loop sees nearly all bytes of a dump.
    const char* const from = buffer_.data() + begin_;
    const char* const last = buffer_.data() + end_;
    const char* at = from;
    for (; at != last && *at != static_cast<char>(quote) && (*at != '\\' || !escapes); ++at) {
      if (*at == '\n') ++line_;
    }
    const auto run = static_cast<std::size_t>(at - from);
    if (to != nullptr) {
      to->append(from, run);
      if (!IsWithin(Limit::kDumpRow, to->size())) return false;
    }
    begin_ += run;
    if (at == last) continue;
    const int c = Take();
    if (c == quote) {
      if (Peek() != quote) return true;
      Take();
      if (to != nullptr) *to += static_cast<char>(quote);
      continue;
    }
    const int escaped = Take();
    if (escaped == kEnd) return false;
    if (to != nullptr) AppendEscaped(escaped, *to);
  }
}

bool SqlDumpReader::TakeName(std::string& name) {
  if (!SkipSpace()) return false;
  name.clear();
  if (Peek() == '`' || Peek() == '"') {
    const int quote = Take();
    return TakeQuoted(quote, &name, false);
  }
  name = TakeWord();
  return !name.empty();
}

// 'a' 'b': adjacent strings are one.
bool SqlDumpReader::TakeString(std::string& to) {
  for (;;) {
    const int quote = Take();
    if (!TakeQuoted(quote, &to, session_.backslash_escapes)) return false;
    if (!SkipSpace()) return true;
    if (Peek() != '\'' && (Peek() != '"' || session_.ansi_quotes)) return true;
  }
}

void SqlDumpReader::Run() {
  while (SkipSpace()) {
    if (AtDelimiter()) {
      begin_ += delimiter_.size();
    } else {
      ReadStatement();
    }
  }
}

void SqlDumpReader::ReadStatement() {
  const std::size_t line = line_;
  std::string text;
  // A versioned comment around the statement: its inside is what counts.
  if (Peek() == '/' && Peek(1) == '*') {
    for (int c = Take(); c != '!' && c != kEnd; c = Take()) text += static_cast<char>(c);
    text += '!';
    while (IsDigit(Peek())) text += static_cast<char>(Take());
    const bool hidden = text.ends_with("999999");
    while (IsSpace(Peek())) text += static_cast<char>(Take());
    if (hidden) {  // a command of the client, in a comment for all servers
      SkipBlockComment();
      return;
    }
  }
  if (!IsWordChar(Peek())) return ReadOther(std::move(text), line);
  const std::string word = TakeWord();
  if (EqualsIgnoringCase(word, "INSERT") || EqualsIgnoringCase(word, "REPLACE")) return ReadInsert(line);
  if (EqualsIgnoringCase(word, "DELIMITER") && text.empty()) {
    std::string rest;
    for (int c = Take(); c != kEnd && c != '\n'; c = Take()) rest += static_cast<char>(c);
    const std::size_t from = rest.find_first_not_of(" \t");
    if (from == std::string::npos) return;
    rest = rest.substr(from, rest.find_first_of(" \t\r", from) - from);
    if (!rest.empty() && rest.size() <= 16) delimiter_ = rest;
    return;
  }
  ReadOther(text + word, line);
}

void SqlDumpReader::ReadOther(std::string text, std::size_t line) {
  const auto take = [&](int c) {
    if (text.size() < ValueOf(Limit::kStatement)) text += static_cast<char>(c);
  };
  bool closed = false;
  while (!closed) {
    const int c = Peek();
    if (c == kEnd) break;
    if (AtDelimiter()) {
      begin_ += delimiter_.size();
      closed = true;
    } else if (c == '\'' || c == '"' || c == '`') {
      // The spelling is kept: the reader of the statement takes it apart itself.
      take(Take());
      bool open = true;
      while (open && Peek() != kEnd) {
        const int inside = Take();
        take(inside);
        if (inside == '\\' && c != '`' && session_.backslash_escapes && Peek() != kEnd) {
          take(Take());
        } else if (inside == c) {
          open = false;  // of a doubled quote the second opens again
        }
      }
    } else if (SkipComment()) {
      take(c == '/' ? ' ' : '\n');
    } else {
      take(Take());
    }
  }
  if (text.size() >= ValueOf(Limit::kStatement)) {
    return Problem(fmt::format("a statement of {} bytes and more was passed over; {}", ValueOf(Limit::kStatement),
                               HowToRaise(Limit::kStatement)));
  }
  session_.Follow(text);
  visitor_.OnStatement(text, line, session_);
}

void SqlDumpReader::PassOver() {
  while (Peek() != kEnd) {
    if (AtDelimiter()) {
      begin_ += delimiter_.size();
      return;
    }
    if (SkipComment()) continue;
    const int c = Take();
    if (c == '\'' || c == '"' || c == '`') TakeQuoted(c, nullptr, c != '`' && session_.backslash_escapes);
  }
}

void SqlDumpReader::ReadInsert(std::size_t line) {
  InsertHead head;
  head.line = line;
  if (!ReadHead(head)) {
    Problem("an INSERT without VALUES was passed over");
    return PassOver();
  }
  const Rows rows = visitor_.OnInsert(head, session_) ? Rows::kGiven : Rows::kPassedOver;
  if (!ReadRows(rows)) Problem("a row cannot be read; the rest of its statement was passed over");
  PassOver();
}

bool SqlDumpReader::ReadHead(InsertHead& head) {
  for (;;) {
    if (!SkipSpace()) return false;
    if (!IsWordChar(Peek())) break;
    // INSERT IGNORE t: modifiers and INTO come before the name, and may be none.
    std::string word = TakeWord();
    bool modifier = false;
    for (const std::string_view known : {"INTO", "IGNORE", "DELAYED", "LOW_PRIORITY", "HIGH_PRIORITY"}) {
      modifier = modifier || EqualsIgnoringCase(word, known);
    }
    if (modifier) continue;
    head.table = std::move(word);
    break;
  }
  if (head.table.empty() && !TakeName(head.table)) return false;
  if (SkipSpace() && Peek() == '.') {
    Take();
    head.db = std::exchange(head.table, {});
    if (!TakeName(head.table)) return false;
  }
  if (head.db.empty()) head.db = session_.db;
  for (;;) {
    if (!SkipSpace()) return false;
    if (Peek() == '(') {
      Take();
      do {
        std::string name;
        if (!SkipSpace()) return false;
        if (Peek() == ')') break;
        if (!IsWithin(Limit::kDumpValues, head.columns.size() + 1) || !TakeName(name)) return false;
        head.columns.push_back(std::move(name));
        if (!SkipSpace()) return false;
      } while (Peek() == ',' && Take() != kEnd);
      if (Take() != ')') return false;
      continue;
    }
    const std::string word = TakeWord();
    if (EqualsIgnoringCase(word, "VALUES") || EqualsIgnoringCase(word, "VALUE")) return true;
    if (!EqualsIgnoringCase(word, "PARTITION")) return false;
    while (Peek() != kEnd && Peek() != ')') Take();
    Take();
  }
}

bool SqlDumpReader::ReadRows(Rows rows) {
  for (;;) {
    if (!SkipSpace() || Peek() != '(') return false;
    Take();
    if (!ReadRow(rows)) return false;
    if (!SkipSpace() || Peek() != ',') return true;
    Take();
  }
}

bool SqlDumpReader::ReadRow(Rows rows) {
  std::size_t count = 0;
  const bool read = ReadValues(count);
  const auto values = std::span(values_).first(count);
  if (read && rows == Rows::kGiven) visitor_.OnRow(values);
  // The next rows may have their long values elsewhere.
  constexpr std::size_t kMostHeld = 64U << 10U;
  for (SqlLiteral& value : values) {
    if (value.text.capacity() > kMostHeld) value.text = std::string();
  }
  return read;
}

// Behind the '(', to behind the ')'.
bool SqlDumpReader::ReadValues(std::size_t& count) {
  std::size_t bytes = 0;
  if (!SkipSpace()) return false;
  if (Peek() == ')') {
    Take();
    return true;
  }
  for (;;) {
    if (!IsWithin(Limit::kDumpValues, count + 1)) return false;
    if (values_.size() == count) values_.emplace_back();
    SqlLiteral& value = values_[count++];
    value.kind = SqlLiteralKind::kNull;
    value.text.clear();
    value.charset = nullptr;
    if (!ReadValue(value)) return false;
    bytes += value.text.size();
    if (!IsWithin(Limit::kDumpRow, bytes) || !SkipSpace()) return false;
    const int c = Take();
    if (c == ')') return true;
    if (c != ',') return false;
  }
}

bool SqlDumpReader::ReadValue(SqlLiteral& value) {
  if (!SkipSpace()) return false;
  const int c = Peek();
  bool read = true;
  if (c == '\'' || (c == '"' && !session_.ansi_quotes)) {
    value.kind = SqlLiteralKind::kText;
    read = TakeString(value.text);
  } else if (c == '0' && (Peek(1) == 'x' || Peek(1) == 'b')) {
    Take();
    const unsigned bits = Take() == 'x' ? 4 : 1;
    value.kind = SqlLiteralKind::kBytes;
    read = ReadDigits(kEnd, bits, value.text);
  } else if (IsDigit(c) || c == '-' || c == '+' || c == '.') {
    value.kind = SqlLiteralKind::kNumber;
    if (c == '-' || c == '+') value.text += static_cast<char>(Take());
    while (IsNumberChar(Peek())) {
      const int digit = Take();
      value.text += static_cast<char>(digit);
      if ((digit == 'e' || digit == 'E') && (Peek() == '-' || Peek() == '+')) value.text += static_cast<char>(Take());
    }
  } else if (c == '\\' && Peek(1) == 'N') {
    begin_ += 2;
  } else if (IsWordChar(c)) {
    read = ReadPrefixed(TakeWord(), value);
  } else {
    return ReadExpression({}, value);
  }
  if (!read || !SkipSpace()) return false;
  if (Peek() == ',' || Peek() == ')') return true;
  // More than a literal: its beginning is gone, so that it has no spelling.
  const bool again = ReadExpression({}, value);
  value.text.clear();
  return again;
}

// A word has been taken: NULL, a character set or a letter before a literal, or the beginning of an expression.
bool SqlDumpReader::ReadPrefixed(const std::string& word, SqlLiteral& value) {
  if (EqualsIgnoringCase(word, "NULL")) return true;
  const auto number = [&](std::string_view text) {
    value.kind = SqlLiteralKind::kNumber;
    value.text = text;
    return true;
  };
  if (EqualsIgnoringCase(word, "TRUE")) return number("1");
  if (EqualsIgnoringCase(word, "FALSE")) return number("0");
  if (EqualsIgnoringCase(word, "DEFAULT") && SkipSpace() && Peek() != '(') {
    value.kind = SqlLiteralKind::kDefault;
    return true;
  }
  const bool quoted = Peek() == '\'';
  if (quoted && word.size() == 1) {
    const int letter = word[0] | 0x20;
    if (letter == 'x' || letter == 'b') {
      Take();
      value.kind = SqlLiteralKind::kBytes;
      return ReadDigits('\'', letter == 'x' ? 4 : 1, value.text);
    }
    if (letter == 'n') {
      value.kind = SqlLiteralKind::kText;
      value.charset = FindCharset("utf8mb3");
      return TakeString(value.text);
    }
  }
  if (word[0] == '_') {
    value.charset = FindCharset(std::string_view(word).substr(1));
    if (value.charset != nullptr && SkipSpace()) {
      const bool binary = value.charset->name == "binary";
      if (Peek() == '\'' || Peek() == '"') {
        value.kind = binary ? SqlLiteralKind::kBytes : SqlLiteralKind::kText;
        if (binary) value.charset = nullptr;
        return TakeString(value.text);
      }
      const int letter = Peek() | 0x20;
      const bool spelt = (letter == 'x' || letter == 'b') && Peek(1) == '\'';
      if (spelt || (Peek() == '0' && (Peek(1) == 'x' || Peek(1) == 'b'))) {
        const int first = Take();
        const int second = Take();
        value.kind = binary ? SqlLiteralKind::kBytes : SqlLiteralKind::kText;
        if (binary) value.charset = nullptr;
        const bool hex = ((spelt ? first : second) | 0x20) == 'x';
        return ReadDigits(spelt ? '\'' : kEnd, hex ? 4 : 1, value.text);
      }
    }
  }
  return ReadExpression(word, value);
}

// Up to the ',' or ')' that ends the value, as spelt.
bool SqlDumpReader::ReadExpression(std::string begun, SqlLiteral& value) {
  value.kind = SqlLiteralKind::kExpression;
  value.charset = nullptr;
  value.text = std::move(begun);
  std::size_t depth = 0;
  while (IsWithin(Limit::kDumpRow, value.text.size())) {
    const int c = Peek();
    if (c == kEnd || AtDelimiter()) return false;  // the statement ends inside of the value
    if (depth == 0 && (c == ',' || c == ')')) return true;
    if (c == '\'' || c == '"' || c == '`') {
      value.text += static_cast<char>(Take());
      bool open = true;
      while (open) {
        const int inside = Take();
        if (inside == kEnd) return false;
        value.text += static_cast<char>(inside);
        if (inside == '\\' && c != '`' && session_.backslash_escapes) {
          value.text += static_cast<char>(Take());
        } else if (inside == c) {
          open = false;
        }
      }
      continue;
    }
    if (c == '(') ++depth;
    if (c == ')') --depth;
    value.text += static_cast<char>(Take());
  }
  return false;
}

// Hexadecimal or binary digits, to `quote` or, without one, to what is no digit. An odd number of them begins with 0.
bool SqlDumpReader::ReadDigits(int quote, unsigned bits, std::string& to) {
  std::string digits;
  for (int digit = HexDigit(Peek()); digit >= 0 && digit < (1 << bits); digit = HexDigit(Peek())) {
    digits += static_cast<char>(digit);
    Take();
    if (!IsWithin(Limit::kDumpRow, digits.size())) return false;
  }
  if (quote != kEnd && Take() != quote) return false;
  const std::size_t per_byte = 8 / bits;
  const std::size_t lead = (per_byte - digits.size() % per_byte) % per_byte;
  unsigned byte = 0;
  std::size_t held = lead;
  for (const char digit : digits) {
    byte = byte << bits | static_cast<unsigned char>(digit);
    if (++held == per_byte) {
      to += static_cast<char>(byte);
      byte = 0;
      held = 0;
    }
  }
  return true;
}

}  // namespace innosalvage
