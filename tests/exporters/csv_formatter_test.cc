#include "exporters/csv_formatter.h"

#include <gtest/gtest.h>

#include "tests/exporters/row_batches.h"

namespace innosalvage {
namespace {

using std::string_literals::operator""s;

template <class Formatter>
std::string File(const TestTable& table, const RowBatch& batch, RowSection section = RowSection::kTrusted) {
  RowFileContext context;
  context.table = &table.table;
  context.columns = table.columns;
  context.section = section;
  const Formatter formatter(context);
  std::string out;
  formatter.AppendHeader(out);
  for (std::size_t row = 0; row < batch.size(); ++row) formatter.AppendRow(batch, row, out);
  formatter.AppendTrailer(out);
  return out;
}

TEST(CsvFormatter, TellsNullFromTheEmptyString) {
  const TestTable table({"a", "b"});
  RowBatch batch = table.Batch();
  AddRow(batch, TrustedRow(), {Null(), Text("")});
  EXPECT_EQ(File<CsvFormatter>(table, batch), "a,b\r\n,\"\"\r\n");
}

TEST(CsvFormatter, QuotesAsRfc4180Says) {
  const TestTable table({"a,b", "c"});
  RowBatch batch = table.Batch();
  AddRow(batch, TrustedRow(), {Text("x,\"y\"\n"), Text("plain text\\")});
  EXPECT_EQ(File<CsvFormatter>(table, batch), "\"a,b\",c\r\n\"x,\"\"y\"\"\n\",plain text\\\r\n");
}

TEST(CsvFormatter, WritesEachKind) {
  const TestTable table({"i", "f", "d", "b", "s", "j"});
  RowBatch batch = table.Batch();
  AddRow(batch, TrustedRow(),
         {Int(-1), Float(0.1F), OfKind(ValueKind::kDecimal, "1.50"), OfKind(ValueKind::kBinary, ""),
          Text("\x83\x5C", "sjis"), Json(R"({"a": 1})")});
  // "ソ" in sjis: text where the conversion is exact, its bytes where it is not.
  const std::string out = File<CsvFormatter>(table, batch);
  EXPECT_TRUE(out == "i,f,d,b,s,j\r\n-1,0.1,1.50,0x,ソ,\"{\"\"a\"\": 1}\"\r\n" ||
              out == "i,f,d,b,s,j\r\n-1,0.1,1.50,0x,_sjis 0x835C,\"{\"\"a\"\": 1}\"\r\n")
      << out;
}

TEST(CsvFormatter, SuspectRowsCarryTheirEvidenceInAColumnOfItsOwn) {
  const TestTable table({"a", "_evidence"});
  RowBatch batch = table.Batch();
  AddRow(batch, SuspectRow(), {Int(1), Lost(3, 9)});
  EXPECT_EQ(File<CsvFormatter>(table, batch, RowSection::kSuspect),
            "a,_evidence,__evidence\r\n1,,\"page 12 heap 34 +0x1b2e found heap_scan: page_unverified,heap_scan; "
            "trx 0x1234; lost: _evidence (3 of 9 bytes)\"\r\n");
}

TEST(TsvFormatter, EscapesAsTheClientsBatchMode) {
  const TestTable table({"a", "b\tc"});
  RowBatch batch = table.Batch();
  AddRow(batch, TrustedRow(), {Text("\\N\t\n\0\r'x"s), Null()});
  EXPECT_EQ(File<TsvFormatter>(table, batch), "a\tb\\tc\n\\\\N\\t\\n\\0\r'x\t\\N\n");
}

TEST(TsvFormatter, WritesFloatsWithTheDigitsOfTheirDouble) {
  const TestTable table({"f", "d", "b"});
  RowBatch batch = table.Batch();
  AddRow(batch, TrustedRow(), {Float(0.56789F), Double(0.56789), OfKind(ValueKind::kBit, "\x05")});
  EXPECT_EQ(File<TsvFormatter>(table, batch), "f\td\tb\n0.5678899884223938\t0.56789\t0x05\n");
}

}  // namespace
}  // namespace innosalvage
