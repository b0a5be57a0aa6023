// Splits SQL text into statements, and gives the ones that define tables.
//
// Purpose   a dump of many gigabytes is mostly INSERTs: those, and the bodies of routines, pass by without being held.
// Shape     Next() gives statements that begin with CREATE, ALTER, DROP, RENAME, USE or SET (also inside a versioned
//           comment), without their delimiter, and line comments that stand between statements (they carry the
//           server's version and the current database). DELIMITER lines are obeyed, as by the mysql client.
// Units     lines count from 1. Memory: one read buffer and one kept statement of at most `max_statement` bytes.
// Fails     `too_long` marks a kept statement that passed the limit: its text ends there, and it was skipped. An end of
//           input inside a quote or comment is `unfinished`. A stream that fails to read ends like one that is at its
//           end: its owner asks it for the reason.
// Lifetime  the stream must outlive the reader; an item owns its text.
// Source    client/mysql.cc add_line (MySQL 8.0).
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "parser/limits.h"

namespace innosalvage {

struct DdlItem {
  enum class Kind : std::uint8_t { kStatement, kComment };
  Kind kind = Kind::kStatement;
  std::string text;
  std::size_t line = 0;  // of its first character
  bool too_long = false;
  bool unfinished = false;
};

class DdlStatementReader {
 public:
  explicit DdlStatementReader(std::istream& in, std::size_t max_statement = ValueOf(Limit::kStatement));

  std::optional<DdlItem> Next();
  // The input begins with the mark of UTF-16, as shells on Windows write it: no statement can be found in it.
  bool is_utf16() const { return utf16_; }

 private:
  static constexpr int kEnd = -1;
  enum class Keep : std::uint8_t { kUndecided, kYes, kNo };

  int Peek();                  // next byte, or kEnd
  int PeekSecond();            // the one behind it
  void Take(std::string* to);  // consumes a byte; appends it where it is wanted
  bool Fill(std::size_t wanted);
  bool AtDelimiter();
  DdlItem ReadLine();
  bool SkipBetween();  // white space; false at the end
  void ReadDelimiter(const std::string& line);
  DdlItem ReadStatement();
  bool TakeQuoted(int quote, std::string* to);  // false: not closed
  bool TakeBlockComment(std::string* to);
  std::size_t PlainRun() const;  // bytes that mean nothing to the splitter

  std::istream* in_;
  std::size_t max_statement_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t line_ = 1;
  std::string delimiter_ = ";";
  bool utf16_ = false;
};

}  // namespace innosalvage
