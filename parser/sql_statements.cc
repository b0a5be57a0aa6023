#include "parser/sql_statements.h"

namespace innosalvage {

namespace {

bool IsSpace(int c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

int SqlStatements::Peek() {
  if (begin_ == end_) {
    if (!in_.good()) return kEnd;
    in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    begin_ = 0;
    end_ = static_cast<std::size_t>(in_.gcount());
    if (end_ == 0) return kEnd;
  }
  return static_cast<unsigned char>(buffer_[begin_]);
}

int SqlStatements::Take() {
  const int c = Peek();
  if (c == kEnd) return kEnd;
  ++begin_;
  if (c == '\n') ++line_;
  return c;
}

std::optional<SqlStatement> SqlStatements::Next() {
  SqlStatement statement;
  const auto keep = [&](int c) {
    if (statement.text.size() < limit_) {
      statement.text += static_cast<char>(c);
    } else {
      statement.too_long = true;
    }
  };
  int quote = 0;
  for (;;) {
    const int c = Take();
    if (c == kEnd) break;
    if (quote != 0) {
      keep(c);
      if (c == '\\' && quote != '`' && Peek() != kEnd) {
        keep(Take());
      } else if (c == quote) {
        quote = 0;  // of a doubled quote the second opens again
      }
      continue;
    }
    if (c == ';') {
      if (statement.text.empty()) continue;
      return statement;
    }
    if (statement.text.empty() && IsSpace(c)) continue;
    if (c == '#' || (c == '-' && Peek() == '-')) {
      // "--" begins a comment only before a blank, "a--1" is arithmetic.
      const bool dashes = c == '-';
      if (dashes) Take();
      if (dashes && !IsSpace(Peek()) && Peek() != kEnd) {
        keep('-');
        keep('-');
        continue;
      }
      for (int skipped = Peek(); skipped != kEnd && skipped != '\n'; skipped = Peek()) Take();
      continue;
    }
    if (c == '/' && Peek() == '*') {
      Take();
      const std::size_t line = line_;
      // What "!" or "M!" begins is run, by some servers at least, and '+' is a hint: no comment but text, with its
      // quotes. An M without it is a comment's first letter.
      const bool letter = Peek() == 'M';
      if (letter) Take();
      const bool text = Peek() == '!' || (!letter && Peek() == '+');
      const bool dropped = !text && statement.text.empty();
      if (!dropped) {
        if (statement.text.empty()) statement.line = line;
        keep('/');
        keep('*');
        if (letter) keep('M');
      }
      for (int last = 0, in = text ? kEnd : Take(); in != kEnd; last = in, in = Take()) {
        if (!dropped) keep(in);
        if (last == '*' && in == '/') break;
      }
      continue;
    }
    if (statement.text.empty()) statement.line = line_;
    if (c == '\'' || c == '"' || c == '`') quote = c;
    keep(c);
  }
  if (statement.text.empty()) return std::nullopt;
  return statement;
}

}  // namespace innosalvage
