#include "salvage/canonical_value.h"

#include <gtest/gtest.h>

#include <optional>

#include "parser/ddl_parser.h"
#include "salvage/lost_keys.h"
#include "salvage/sql_key_order.h"

namespace innosalvage {
namespace {

Column ColumnOf(const std::string& type) {
  DdlScript script = ParseDdl("CREATE TABLE t (c " + type + ") DEFAULT CHARSET=utf8mb4;", {});
  return script.tables.at(0).table.columns.at(0);
}

std::string Made(const Column& column, SqlLiteralKind kind, const std::string& text, const char* charset = nullptr,
                 bool utc = true) {
  DumpSession session;
  session.utc = utc;
  SqlLiteral value{kind, text, charset == nullptr ? nullptr : FindCharset(charset)};
  std::string out;
  switch (MakeCanonical(column, value, session, out)) {
    case Canonical::kNull: return "NULL";
    case Canonical::kNotTold: return "?";
    case Canonical::kValue: return out;
  }
  return "";
}

struct Spelling {
  const char* name;
  const char* type;
  SqlLiteralKind kind;
  std::string text;
  const char* charset;
  std::string canonical;
};

class CanonicalValueTest : public testing::TestWithParam<Spelling> {};

TEST_P(CanonicalValueTest, IsWhatTheColumnHolds) {
  const Spelling& s = GetParam();
  EXPECT_EQ(Made(ColumnOf(s.type), s.kind, s.text, s.charset), s.canonical);
}

using namespace std::string_literals;
INSTANTIATE_TEST_SUITE_P(
    Spellings, CanonicalValueTest,
    testing::Values(
        Spelling{"ZeroFilled", "int(5) zerofill", SqlLiteralKind::kNumber, "00042", nullptr, "42"},
        Spelling{"QuotedInteger", "bigint unsigned", SqlLiteralKind::kText, "18446744073709551615", nullptr,
                 "18446744073709551615"},
        Spelling{"MinusZero", "int", SqlLiteralKind::kNumber, "-0", nullptr, "0"},
        Spelling{"FractionInAnInteger", "int", SqlLiteralKind::kNumber, "1.5", nullptr, "?"},
        Spelling{"Decimal", "decimal(6,2)", SqlLiteralKind::kNumber, "1.5", nullptr, "1.50"},
        Spelling{"DecimalWithoutItsZero", "decimal(6,2)", SqlLiteralKind::kText, ".5", nullptr, "0.50"},
        Spelling{"FloatAsDumpsPrintIt", "float", SqlLiteralKind::kNumber, "3.14159", nullptr, "3.14159e+00"},
        Spelling{"FloatExact", "float", SqlLiteralKind::kNumber, "3.1415927", nullptr, "3.14159e+00"},
        Spelling{"Double", "double", SqlLiteralKind::kNumber, "1e2", nullptr, "100"},
        Spelling{"DoubleMinusZero", "double", SqlLiteralKind::kNumber, "-0e0", nullptr, "0"},
        Spelling{"DateTimeWithLessFraction", "datetime(3)", SqlLiteralKind::kText, "2024-02-29 01:02:03.5", nullptr,
                 "2024-02-29 01:02:03.500"},
        Spelling{"ZeroDate", "date", SqlLiteralKind::kText, "0000-00-00", nullptr, "0000-00-00"},
        Spelling{"Time", "time(2)", SqlLiteralKind::kText, "-00:00:01.50", nullptr, "-1500000"},
        Spelling{"LongTime", "time", SqlLiteralKind::kText, "838:59:59", nullptr, "3020399000000"},
        Spelling{"CharLosesItsPadding", "char(5)", SqlLiteralKind::kText, "ab   ", nullptr, "ab"},
        Spelling{"VarcharKeepsItsBlanks", "varchar(5)", SqlLiteralKind::kText, "ab ", nullptr, "ab "},
        Spelling{"LatinText", "varchar(5)", SqlLiteralKind::kText, "\xfc", "latin1", "ü"},
        Spelling{"HexText", "varchar(5)", SqlLiteralKind::kBytes, "ü", nullptr, "ü"},
        Spelling{"BinaryIsPadded", "binary(4)", SqlLiteralKind::kBytes, "a", nullptr, "a\0\0\0"s},
        Spelling{"BitsOfAnyWidth", "bit(9)", SqlLiteralKind::kBytes, "\0\x05"s, nullptr, "5"},
        Spelling{"EnumByNumber", "enum('a','b')", SqlLiteralKind::kNumber, "2", nullptr, "b"},
        Spelling{"SetByNumber", "set('a','b','c')", SqlLiteralKind::kNumber, "5", nullptr, "a,c"},
        Spelling{"Expression", "int", SqlLiteralKind::kExpression, "1+1", nullptr, "?"},
        Spelling{
            "JsonExpression", "json", SqlLiteralKind::kExpression,
            "JSON_OBJECT(_utf8mb4'd',CAST('-12.50' AS DECIMAL(4,2)),_utf8mb4'n',JSON_ARRAY(1,1.5e0,NULL,TRUE,'q\\\"'))",
            nullptr, R"({"d": -12.50, "n": [1, 1.5, null, true, "q\""]})"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(CanonicalValue, ATimestampOfAnUnknownZoneIsNotTold) {
  const Column column = ColumnOf("timestamp NULL");
  EXPECT_EQ(Made(column, SqlLiteralKind::kText, "2024-01-01 00:00:00", nullptr, false), "?");
  EXPECT_EQ(Made(column, SqlLiteralKind::kText, "2024-01-01 00:00:00", nullptr, true), "2024-01-01 00:00:00");
}

KeyValues Key(const std::string& value) { return {value}; }

struct TextKey {
  explicit TextKey(const std::string& type)
      : table(ParseDdl("CREATE TABLE t (c " + type + " PRIMARY KEY) DEFAULT CHARSET=utf8mb4;", {}).tables.at(0).table),
        order(table, 0) {}
  std::string Identity(const std::string& value) const {
    std::string out;
    order.AppendIdentity(Key(value), out);
    return out;
  }
  Table table;
  SqlKeyOrder order;
};

// The orders of ASCII: SELECT ... ORDER BY c COLLATE ... on MySQL 9.7 and MariaDB 11.8.
TEST(SqlKeyOrder, PunctuationComesBeforeDigitsUnderTheUca) {
  const TextKey key("varchar(20) COLLATE utf8mb4_unicode_ci");
  EXPECT_EQ(key.order.Compare(Key("a_"), Key("a1")), -1);
  EXPECT_EQ(key.order.Compare(Key("a~"), Key("a1")), -1);
  EXPECT_EQ(key.order.Compare(Key("a1"), Key("aZ")), -1);
  EXPECT_EQ(key.order.Compare(Key("a`"), Key("a1")), std::nullopt);  // its place differs between versions
}

TEST(SqlKeyOrder, UnderscoreComesBehindLettersUnderGeneralCi) {
  const TextKey key("varchar(20) COLLATE utf8mb4_general_ci");
  EXPECT_EQ(key.order.Compare(Key("a_"), Key("az")), 1);
  EXPECT_EQ(key.order.Compare(Key("A"), Key("a ")), 0);
}

TEST(SqlKeyOrder, LettersBeyondAsciiAreNotGuessed) {
  const TextKey key("varchar(20) COLLATE utf8mb4_general_ci");
  EXPECT_EQ(key.order.Compare(Key("ä"), Key("b")), std::nullopt);
  EXPECT_EQ(key.order.Compare(Key("äa"), Key("äb")), -1);
  std::string loose;
  EXPECT_TRUE(key.order.AppendLoose(Key("É"), loose));
  std::string other;
  key.order.AppendLoose(Key("e"), other);
  EXPECT_EQ(loose, other);
}

TEST(SqlKeyOrder, CaseIsIgnoredWhereTheCollationIgnoresIt) {
  EXPECT_EQ(TextKey("varchar(20) COLLATE utf8mb4_general_ci").Identity("Ab "),
            TextKey("varchar(20) COLLATE utf8mb4_general_ci").Identity("aB"));
  EXPECT_NE(TextKey("varchar(20) COLLATE utf8mb4_bin").Identity("Ab"),
            TextKey("varchar(20) COLLATE utf8mb4_bin").Identity("ab"));
}

TEST(SqlKeyOrder, NumbersOrderAsNumbers) {
  const TextKey key("decimal(10,2)");
  EXPECT_EQ(key.order.Compare(Key("-10.00"), Key("-9.00")), -1);
  EXPECT_EQ(key.order.Compare(Key("10.00"), Key("9.99")), 1);
}

TEST(LostKeys, AKeyIsLostReadOrNotKnown) {
  const TextKey key("int");
  LostKeyPart part;
  part.ranges.push_back({.from = Key("10"), .to = Key("20")});
  part.ranges.push_back({.from = Key("30"), .to = Key("40"), .exact = true, .above_leaves = true});
  LostKeys lost(key.order, {part});
  EXPECT_EQ(lost.Of(Key("9")).place, KeyPlace::kRead);
  EXPECT_EQ(lost.Of(Key("10")).place, KeyPlace::kLost);
  EXPECT_EQ(lost.Of(Key("20")).place, KeyPlace::kRead);
  EXPECT_EQ(lost.Of(Key("35")).place, KeyPlace::kUnknown);
}

TEST(LostKeys, OfPartitionsThatDisagreeNothingIsSaid) {
  const TextKey key("int");
  LostKeyPart hurt;
  hurt.ranges.push_back({.from = Key("10"), .to = std::nullopt});
  LostKeys lost(key.order, {hurt, LostKeyPart{}});
  EXPECT_EQ(lost.Of(Key("5")).place, KeyPlace::kRead);
  EXPECT_EQ(lost.Of(Key("15")).place, KeyPlace::kUnknown);
}

}  // namespace
}  // namespace innosalvage
