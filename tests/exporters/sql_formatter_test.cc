#include "exporters/sql_formatter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/exporters/row_batches.h"

namespace innosalvage {
namespace {

using std::string_literals::operator""s;
using testing::HasSubstr;
using testing::Not;

RowFileContext ContextOf(const TestTable& table, RowSection section = RowSection::kTrusted) {
  RowFileContext context;
  context.table = &table.table;
  context.columns = table.columns;
  context.section = section;
  context.tool = "innosalvage test";
  return context;
}

// The text of one value in a trusted row: without ",\n(" and ")".
std::string Literal(const Value& value) {
  const TestTable table({"a"});
  RowBatch batch = table.Batch();
  AddRow(batch, TrustedRow(), {value});
  std::string out;
  SqlFormatter(ContextOf(table)).AppendRow(batch, 0, out);
  return out.substr(3, out.size() - 4);
}

TEST(SqlFormatter, WritesNumbersPlain) {
  EXPECT_EQ(Literal(Null()), "NULL");
  EXPECT_EQ(Literal(Int(std::numeric_limits<std::int64_t>::min())), "-9223372036854775808");
  EXPECT_EQ(Literal(Unsigned(std::numeric_limits<std::uint64_t>::max())), "18446744073709551615");
  EXPECT_EQ(Literal(Float(0.1F)), "0.1");
  EXPECT_EQ(Literal(Double(-0.0)), "-0e0");
  EXPECT_EQ(Literal(OfKind(ValueKind::kDecimal, "-12.50")), "-12.50");
}

TEST(SqlFormatter, NumbersThatSqlCannotSayAreNull) {
  EXPECT_EQ(Literal(Float(std::numeric_limits<float>::infinity())), "NULL");
  EXPECT_EQ(Literal(Double(std::numeric_limits<double>::quiet_NaN())), "NULL");
}

TEST(SqlFormatter, WritesBytesAsHexAndEmptyOnesAsEmptyString) {
  EXPECT_EQ(Literal(OfKind(ValueKind::kBinary, "\0'\xFF"s)), "0x0027FF");
  EXPECT_EQ(Literal(OfKind(ValueKind::kBinary, "")), "''");
  EXPECT_EQ(Literal(OfKind(ValueKind::kBit, "\x04\x01")), "0x0401");
}

TEST(SqlFormatter, WritesTextAsUtf8WhereItConvertsExactly) {
  EXPECT_EQ(Literal(Text("it's\n\\ 😀 -- */")), "'it\\'s\\n\\\\ 😀 -- */'");
  EXPECT_EQ(Literal(Text("gr\xF6\xDF"
                         "e'",
                         "latin1")),
            "'größe\\''");
  Value member = Text("a");
  member.charset = nullptr;  // ENUM members come so
  EXPECT_EQ(Literal(member), "'a'");
}

TEST(SqlFormatter, WritesTextThatDoesNotConvertAsItsBytesWithTheirCharacterSet) {
  EXPECT_EQ(Literal(Text("a\xFF\x5C", "sjis")), "_sjis 0x61FF5C");
  EXPECT_EQ(Literal(Text("", "binary")), "_binary ''");
}

TEST(SqlFormatter, WritesJsonAsTextUnlessAnExpressionIsNeeded) {
  EXPECT_EQ(Literal(Json(R"({"a": "x\ny"})")), R"('{"a": "x\\ny"}')");
  EXPECT_EQ(Literal(Json("[1.5]", "JSON_ARRAY(1.5)")), "JSON_ARRAY(1.5)");
}

TEST(SqlFormatter, HeaderSetsUpTheSessionCreatesTheTableAndNamesNoDatabase) {
  const TestTable table({"a"});
  RowFileContext context = ContextOf(table);
  context.source = "t.ibd\nDROP TABLE t;";
  context.create_table = "CREATE TABLE `t` (`a` int);";
  std::string out;
  SqlFormatter(context).AppendHeader(out);
  EXPECT_THAT(out, HasSubstr("-- Source: t.ibd\\x0aDROP TABLE t\\x3b\n"));
  EXPECT_THAT(out, HasSubstr("SET NAMES utf8mb4"));
  EXPECT_THAT(out, HasSubstr("SET TIME_ZONE='+00:00'"));
  EXPECT_THAT(out, HasSubstr("SQL_MODE='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'"));
  EXPECT_THAT(out, HasSubstr("\nCREATE TABLE `t` (`a` int);\n"));
  EXPECT_THAT(out, Not(HasSubstr("shop")));
  EXPECT_THAT(out, Not(HasSubstr("\nDROP")));
}

TEST(SqlFormatter, SuspectRowsAreStatementsOfTheirOwnBehindTheirEvidence) {
  const TestTable table({"id", "no\nte; DROP TABLE x"});
  RowBatch batch = table.Batch();
  AddRow(batch, SuspectRow(), {Int(7), Lost(1200, 5000)});
  std::string out;
  SqlFormatter(ContextOf(table, RowSection::kSuspect)).AppendRow(batch, 0, out);
  EXPECT_EQ(out,
            "-- page 12 heap 34 +0x1b2e found heap_scan: page_unverified,heap_scan; trx 0x1234; "
            "lost: no\\x0ate\\x3b DROP TABLE x (1200 of 5000 bytes)\n"
            "INSERT IGNORE INTO `t` (`id`,`no\nte; DROP TABLE x`) VALUES (7,NULL);\n");
}

TEST(SqlFormatter, ALostValueThatCannotBeNullLeavesTheStatementAComment) {
  TestTable table({"id", "no\nte"});
  table.table.columns[1].nullable = false;
  RowBatch batch = table.Batch();
  AddRow(batch, SuspectRow(), {Int(7), Lost(1200, 5000)});
  AddRow(batch, SuspectRow(), {Lost(0, 4), Text("a\nb")});  // a column that may be NULL
  std::string out;
  const SqlFormatter formatter(ContextOf(table, RowSection::kSuspect));
  formatter.AppendRow(batch, 0, out);
  EXPECT_THAT(out, HasSubstr("-- Not loaded: `no\n-- te` is NOT NULL, and lost."));
  EXPECT_THAT(out, HasSubstr("\n-- INSERT IGNORE INTO `t` (`id`,`no\n-- te`) VALUES (7,NULL);\n"));
  for (std::size_t at = 0; at < out.size(); at = out.find('\n', at) + 1) EXPECT_EQ(out.substr(at, 3), "-- ") << out;
  out.clear();
  formatter.AppendRow(batch, 1, out);
  EXPECT_THAT(out, HasSubstr("\nINSERT IGNORE INTO"));
}

TEST(SqlFormatter, SuspectFilesKeepUniqueChecksOn) {
  const TestTable table({"a"});
  std::string suspect;
  SqlFormatter(ContextOf(table, RowSection::kSuspect)).AppendHeader(suspect);
  EXPECT_THAT(suspect, HasSubstr("UNIQUE_CHECKS=1"));
  EXPECT_THAT(suspect, Not(HasSubstr("UNIQUE_CHECKS=0")));
}

TEST(SqlFormatter, EvidenceOnRequestStandsBeforeTrustedRowsToo) {
  const TestTable table({"a"});
  RowFileContext context = ContextOf(table);
  context.evidence = EvidencePolicy::kEveryRow;
  RowBatch batch = table.Batch();
  AddRow(batch, TrustedRow(), {Int(1)});
  std::string out;
  SqlFormatter(context).AppendRow(batch, 0, out);
  EXPECT_EQ(out, ",\n-- page 4 heap 2 +0x80 found chain; trx 0x501\n(1)");
}

}  // namespace
}  // namespace innosalvage
