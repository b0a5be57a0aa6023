// Reads a dump of INSERT statements as a stream: its rows one by one, its other statements whole.
//
// Purpose   dumps of many gigabytes, of one line or of millions, as mysqldump, mariadb-dump, mydumper and this program
//           write them.
// Shape     a visitor is called in the order of the text:
//             OnStatement   any statement but INSERT and REPLACE, without its delimiter; the session has followed it
//             OnInsert      the head of an INSERT ... VALUES; false: its rows are passed over
//             OnRow         one row of it
//             OnComment     a line comment between statements or rows, without its end
//             OnProblem     something that could not be read; reading goes on behind that statement
//           What follows the rows (ON DUPLICATE KEY UPDATE …) is passed over. DELIMITER lines are obeyed.
// Units     lines count from 1. Memory: one row within the limits dump-row and dump-values, one statement within the
//           limit statement.
// Fails     never; a stream that fails to read ends like one at its end: its owner asks it for the reason.
// Lifetime  what a visitor is given lasts for the call.
#pragma once

#include <cstddef>
#include <istream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/dump_session.h"
#include "parser/sql_literal.h"

namespace innosalvage {

struct InsertHead {
  std::string db;  // as the statement says, else of the session
  std::string table;
  std::vector<std::string> columns;  // empty: all, in the order of the table
  std::size_t line = 0;
};

class DumpVisitor {
 public:
  virtual ~DumpVisitor() = default;
  virtual void OnStatement(std::string_view /*sql*/, std::size_t /*line*/, const DumpSession& /*session*/) {}
  virtual bool OnInsert(const InsertHead& head, const DumpSession& session) = 0;
  virtual void OnRow(std::span<const SqlLiteral> values) = 0;
  virtual void OnComment(std::string_view /*text*/) {}
  virtual void OnProblem(std::size_t /*line*/, std::string_view /*what*/) {}
};

class SqlDumpReader {
 public:
  // `session`: what holds before the first statement.
  SqlDumpReader(std::istream& in, DumpVisitor& visitor, DumpSession session = {});
  void Run();

 private:
  static constexpr int kEnd = -1;
  enum class Rows : std::uint8_t { kGiven, kPassedOver };

  bool Fill(std::size_t wanted);
  int Peek(std::size_t ahead = 0);
  int Take();
  bool At(std::string_view text);  // ignoring case
  bool AtDelimiter();

  bool SkipSpace();    // and comments; false: the end
  bool SkipComment();  // but no versioned one; false: there is none here
  void SkipLineComment();
  void SkipBlockComment();
  std::string TakeWord();
  bool TakeName(std::string& name);
  bool TakeQuoted(int quote, std::string* to, bool escapes);
  bool TakeString(std::string& to);

  void ReadStatement();
  void ReadOther(std::string text, std::size_t line);
  void ReadInsert(std::size_t line);
  bool ReadHead(InsertHead& head);
  bool ReadRows(Rows rows);
  bool ReadRow(Rows rows);
  bool ReadValues(std::size_t& count);
  bool ReadValue(SqlLiteral& value);
  bool ReadPrefixed(const std::string& word, SqlLiteral& value);
  bool ReadExpression(std::string begun, SqlLiteral& value);
  bool ReadDigits(int quote, unsigned bits, std::string& to);
  void PassOver();  // to behind the delimiter
  void Problem(std::string_view what);

  std::istream* in_;
  DumpVisitor& visitor_;
  DumpSession session_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t line_ = 1;
  std::string delimiter_ = ";";
  std::vector<SqlLiteral> values_;
};

}  // namespace innosalvage
