// Fuzz target: dumps (parser/sql_dump_reader.h). Rows have the columns that the limits allow; what is a statement can
// be parsed as one.
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "parser/ddl_parser.h"
#include "parser/limits.h"
#include "parser/sql_dump_reader.h"
#include "tests/fuzz/text_mutator.h"

namespace {

using namespace innosalvage;

class Reader : public DumpVisitor {
 public:
  void OnStatement(std::string_view sql, std::size_t /*line*/, const DumpSession& /*session*/) override {
    if (sql.size() > ValueOf(Limit::kStatement)) std::abort();
    // Each statement costs a parser: a few show as much as many.
    if (++statements_ <= 8) ParseDdl(sql, DdlOptions{});
  }
  bool OnInsert(const InsertHead& head, const DumpSession& /*session*/) override { return head.table != "skip"; }
  void OnRow(std::span<const SqlLiteral> values) override {
    if (values.size() > ValueOf(Limit::kDumpValues)) std::abort();
    for (const SqlLiteral& value : values) bytes_ += value.text.size();
  }
  std::size_t bytes() const { return bytes_; }

 private:
  std::size_t statements_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

TEXT_MUTATOR("INSERT", "INTO", "REPLACE", "IGNORE", "VALUES", "(", ")", ",", ";", "),(", "NULL", "DEFAULT", "0x41",
             "x'41'", "b'01'", "_binary", "_utf8mb4", "CREATE", "TABLE", "USE", "LOCK", "UNLOCK", "TABLES", "SET",
             "NAMES", "sql_mode", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "@OLD_SQL_MODE", "DELIMITER", "//", "/*!40101",
             "/*M!999999", "*/", "--", "#", "\\'", "''", "\\", "CONVERT", "USING", "ON", "DUPLICATE", "KEY", "UPDATE",
             "SELECT", "COPY", "1e308", "-0")

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream in(std::string(data, data + size));
  Reader reader;
  SqlDumpReader(in, reader).Run();
  // Nothing is given twice: a value is never longer than what it was written as, but for an escape that is a character.
  if (reader.bytes() > 4 * size + 64) std::abort();
  return 0;
}
