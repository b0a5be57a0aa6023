// SQL text as whole statements, one after the other, with their line.
//
// Shape     Next gives a statement without its ';' and without the comments around it, those to the end of a line
//           inside it left out too. Quotes and comments are obeyed as a client does it; DELIMITER is not: files of rows
//           have none.
// Units     lines count from 1. Memory: one statement, of at most `limit` bytes.
// Fails     of a statement longer than `limit` only the first `limit` bytes are given, and `too_long` is set: it is not
//           to be run. The stream's end ends the last statement; a stream that fails to read ends like one at its end:
//           its owner asks it for the reason.
#pragma once

#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace innosalvage {

struct SqlStatement {
  std::string text;
  std::size_t line = 0;
  bool too_long = false;  // `text` is its beginning
};

class SqlStatements {
 public:
  explicit SqlStatements(std::istream& in, std::size_t limit = 1U << 30U)
      : in_(in), limit_(limit), buffer_(256U << 10U) {}
  std::optional<SqlStatement> Next();

 private:
  static constexpr int kEnd = -1;
  int Peek();
  int Take();

  std::istream& in_;
  std::size_t limit_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t line_ = 1;
};

}  // namespace innosalvage
