#include "parser/ddl_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>
#include <string>

namespace innosalvage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t kMySql57 = 50733;
constexpr std::uint32_t kMySql80 = 80036;

DdlOptions For(Vendor vendor, std::uint32_t version) {
  DdlOptions options;
  options.vendor = vendor;
  options.server_version = version;
  return options;
}

// The only table of a text without problems.
Table OneTable(std::string_view sql, const DdlOptions& options = For(Vendor::kMySql, kMySql57)) {
  DdlScript script = ParseDdl(sql, options);
  for (const DdlProblem& problem : script.problems) ADD_FAILURE() << "line " << problem.line << ": " << problem.what;
  EXPECT_THAT(script.tables, SizeIs(1));
  return script.tables.empty() ? Table{} : std::move(script.tables.front().table);
}

Column OneColumn(std::string_view definition, const DdlOptions& options = For(Vendor::kMySql, kMySql57)) {
  const Table table = OneTable("CREATE TABLE t (" + std::string(definition) + ")", options);
  return table.columns.empty() ? Column{} : table.columns.front();
}

std::vector<std::string> ColumnNames(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

std::vector<std::string> IndexNames(const Table& table) {
  std::vector<std::string> names;
  for (const Index& index : table.indexes) names.push_back(index.name);
  return names;
}

struct TypeCase {
  std::string_view definition;
  SqlType type;
  std::uint32_t length;
};

class DdlTypeTest : public testing::TestWithParam<TypeCase> {};

TEST_P(DdlTypeTest, IsWhatTheServerMakesOfIt) {
  const Column column = OneColumn("a " + std::string(GetParam().definition));
  EXPECT_EQ(Name(column.type), Name(GetParam().type));
  EXPECT_EQ(column.length, GetParam().length);
}

// As SHOW CREATE TABLE of MySQL 9.7 and MariaDB 10.5 to 11.8 printed them; see tests/servers/ddl_round_trip.sh.
INSTANTIATE_TEST_SUITE_P(
    Types, DdlTypeTest,
    testing::Values(
        TypeCase{"INTEGER", SqlType::kInt, 0}, TypeCase{"INT3", SqlType::kMediumInt, 0},
        TypeCase{"MIDDLEINT(5)", SqlType::kMediumInt, 5}, TypeCase{"BOOL", SqlType::kTinyInt, 1},
        TypeCase{"SERIAL", SqlType::kBigInt, 0}, TypeCase{"REAL", SqlType::kDouble, 0},
        TypeCase{"DOUBLE PRECISION", SqlType::kDouble, 0}, TypeCase{"FLOAT(24)", SqlType::kFloat, 0},
        TypeCase{"FLOAT(25)", SqlType::kDouble, 0}, TypeCase{"DEC", SqlType::kDecimal, 10},
        TypeCase{"FIXED(5,2)", SqlType::kDecimal, 5}, TypeCase{"BIT", SqlType::kBit, 1},
        TypeCase{"TIMESTAMP(14)", SqlType::kTimestamp, 0}, TypeCase{"CHAR", SqlType::kChar, 1},
        TypeCase{"CHAR VARYING(6)", SqlType::kVarChar, 6}, TypeCase{"LONG", SqlType::kMediumText, 0},
        TypeCase{"LONG VARBINARY", SqlType::kMediumBlob, 0}, TypeCase{"NCHAR VARCHAR(9)", SqlType::kVarChar, 9},
        TypeCase{"TEXT(63) CHARSET utf8mb4", SqlType::kTinyText, 0},
        TypeCase{"TEXT(64) CHARSET utf8mb4", SqlType::kText, 0},
        TypeCase{"TEXT(16384) CHARSET utf8mb4", SqlType::kMediumText, 0},
        TypeCase{"BLOB(16777216)", SqlType::kLongBlob, 0}, TypeCase{"BLOB(255)", SqlType::kTinyBlob, 0},
        TypeCase{"VARCHAR(65536)", SqlType::kMediumText, 0},
        TypeCase{"VARCHAR(30000) CHARSET utf8", SqlType::kMediumText, 0},
        TypeCase{"CHAR(4) CHARACTER SET binary", SqlType::kBinary, 4}, TypeCase{"CHAR(3) BYTE", SqlType::kBinary, 3},
        TypeCase{"TEXT CHARACTER SET binary", SqlType::kBlob, 0},
        TypeCase{"GEOMCOLLECTION", SqlType::kGeometryCollection, 0}, TypeCase{"VECTOR(3)", SqlType::kVector, 3},
        TypeCase{"INET6", SqlType::kInet6, 0}, TypeCase{"TINYINT ZEROFILL", SqlType::kTinyInt, 3}),
    [](const auto& test) { return "Case" + std::to_string(test.index); });

TEST(DdlColumn, ZerofillIsUnsigned) { EXPECT_TRUE(OneColumn("a int zerofill").is_unsigned); }

TEST(DdlColumn, FractionalDigitsAreNoLength) {
  const Column column = OneColumn("a datetime(3) DEFAULT NOW(3) ON UPDATE LOCALTIMESTAMP(3)");
  EXPECT_EQ(column.fsp, 3);
  EXPECT_EQ(column.length, 0U);
  EXPECT_EQ(column.default_sql, "CURRENT_TIMESTAMP(3)");
  EXPECT_EQ(column.on_update_sql, "CURRENT_TIMESTAMP(3)");
}

TEST(DdlColumn, MembersAreUnquotedAndLoseTrailingBlanks) {
  EXPECT_THAT(OneColumn(R"(a enum('it''s','back\\slash','line\n','trailing  ','',0x41))").members,
              ElementsAre("it's", "back\\slash", "line\n", "trailing", "", "A"));
}

TEST(DdlColumn, CharacterSetAndCollationImplyEachOther) {
  EXPECT_EQ(OneColumn("a char(1) CHARSET utf8").collation->name, "utf8mb3_general_ci");
  EXPECT_EQ(OneColumn("a char(1) COLLATE cp1251_bin").collation->charset->name, "cp1251");
  EXPECT_EQ(OneColumn("a char(1) CHARSET latin5 BINARY").collation->name, "latin5_bin");
  EXPECT_EQ(OneColumn("a char(1) BINARY").collation->name, "latin1_bin");
  EXPECT_EQ(OneColumn("a varchar(5) ASCII").collation->charset->name, "latin1");
  EXPECT_EQ(OneColumn("a varchar(5) UNICODE").collation->charset->name, "ucs2");
  EXPECT_EQ(OneColumn("a varchar(9) DEFAULT NULL COLLATE utf8_bin").collation->name, "utf8mb3_bin");
  EXPECT_EQ(OneColumn("a NCHAR(5)").collation->charset->name, "utf8mb3");
}

TEST(DdlColumn, TakesTheTablesCollationOnlyWhereItNamesNoCharacterSet) {
  const Table table =
      OneTable("CREATE TABLE t (a char(1), b char(1) CHARACTER SET utf8mb4) CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
               For(Vendor::kMySql, kMySql80));
  EXPECT_EQ(table.columns.at(0).collation->name, "utf8mb4_bin");
  EXPECT_EQ(table.columns.at(1).collation->name, "utf8mb4_0900_ai_ci");
}

TEST(DdlColumn, TimestampWithoutNullIsNotNullInOldServersAlone) {
  EXPECT_FALSE(OneColumn("a timestamp", For(Vendor::kMySql, kMySql57)).nullable);
  EXPECT_TRUE(OneColumn("a timestamp", For(Vendor::kMySql, kMySql80)).nullable);
  EXPECT_FALSE(OneColumn("a timestamp", For(Vendor::kMariaDb, 100523)).nullable);
  EXPECT_TRUE(OneColumn("a timestamp", For(Vendor::kMariaDb, 101118)).nullable);
  EXPECT_TRUE(OneColumn("a timestamp NULL", For(Vendor::kMySql, kMySql57)).nullable);
  EXPECT_FALSE(OneColumn("a timestamp", DdlOptions{}).nullable);
}

TEST(DdlColumn, DefaultsKeepTheirSpelling) {
  EXPECT_EQ(OneColumn("a varchar(9) DEFAULT 'it''s'").default_sql, "'it''s'");
  EXPECT_EQ(OneColumn("a varchar(9) DEFAULT \"it's\"").default_sql, "'it''s'");
  EXPECT_EQ(OneColumn("a bit(3) DEFAULT b'101' NOT NULL").default_sql, "b'101'");
  EXPECT_EQ(OneColumn("a int DEFAULT -1").default_sql, "-1");
  EXPECT_EQ(OneColumn("a int DEFAULT (1 + (2)) COMMENT 'x'").default_sql, "(1 + (2))");
  EXPECT_EQ(OneColumn("a char(36) DEFAULT uuid()").default_sql, "uuid()");
  EXPECT_EQ(OneColumn("a int NOT NULL").default_sql, std::nullopt);
}

TEST(DdlColumn, GeneratedColumnsKeepTheirExpression) {
  const Column column = OneColumn("a int GENERATED ALWAYS AS (concat(b, ')')) STORED NOT NULL");
  EXPECT_EQ(column.generation_expression, "concat(b, ')')");
  EXPECT_EQ(column.generated, Generated::kStored);
  EXPECT_EQ(OneColumn("a int AS (1)").generated, Generated::kVirtual);
}

TEST(DdlTable, PrimaryKeyColumnsAreNotNull) {
  const Table table = OneTable("CREATE TABLE t (a int, b int DEFAULT NULL, PRIMARY KEY (b))");
  EXPECT_TRUE(table.columns.at(0).nullable);
  EXPECT_FALSE(table.columns.at(1).nullable);
  EXPECT_EQ(table.columns.at(1).default_sql, std::nullopt);
}

TEST(DdlTable, KeysComeInTheServersOrder) {
  const Table table = OneTable(
      "CREATE TABLE t (a int NOT NULL, b int, c varchar(20) NOT NULL, d text, KEY k1 (a), UNIQUE u_null (b), "
      "UNIQUE u_prefix (c(5)), UNIQUE u_whole (c(20)), FULLTEXT f (d), KEY k2 (b), PRIMARY KEY (c, a))");
  EXPECT_THAT(IndexNames(table), ElementsAre("PRIMARY", "u_whole", "u_prefix", "u_null", "k1", "k2", "f"));
  EXPECT_EQ(table.indexes.at(1).parts.at(0).prefix, 0U);
  EXPECT_EQ(table.indexes.at(2).parts.at(0).prefix, 5U);
}

TEST(DdlTable, UnnamedKeysAreNamedAfterTheirFirstColumn) {
  const Table table = OneTable("CREATE TABLE t (a int, b int, KEY (a), KEY (a, b), INDEX ((a + 1)), KEY (b))");
  EXPECT_THAT(IndexNames(table), ElementsAre("a", "a_2", "functional_index", "b"));
  EXPECT_EQ(table.indexes.at(2).parts.at(0).expression, "a + 1");
}

TEST(DdlTable, ForeignKeysBringAnIndexWhereNoneServes) {
  const Table table = OneTable(
      "CREATE TABLE t (a int, b int, c int, KEY ab (a, b), FOREIGN KEY (a) REFERENCES p (x), "
      "CONSTRAINT `fk` FOREIGN KEY (c) REFERENCES `d`.`p` (`y`) ON DELETE SET NULL ON UPDATE CASCADE)");
  EXPECT_THAT(IndexNames(table), ElementsAre("ab", "fk"));
  ASSERT_THAT(table.foreign_keys, SizeIs(2));
  EXPECT_EQ(table.foreign_keys[1].referenced_db, "d");
  EXPECT_EQ(table.foreign_keys[1].on_delete, "SET NULL");
}

TEST(DdlTable, FulltextKeysBringTheHiddenDocumentId) {
  const Table table = OneTable("CREATE TABLE t (a text, FULLTEXT KEY (a))");
  ASSERT_THAT(ColumnNames(table), ElementsAre("a", "FTS_DOC_ID"));
  EXPECT_EQ(table.columns.at(1).hidden, Hidden::kByEngine);
}

TEST(DdlTable, SystemVersioningBringsHiddenColumnsAndEndsUniqueKeys) {
  const Table table = OneTable("CREATE TABLE t (a int PRIMARY KEY, b int, KEY (b)) WITH SYSTEM VERSIONING",
                               For(Vendor::kMariaDb, 100523));
  EXPECT_THAT(ColumnNames(table), ElementsAre("a", "b", "row_start", "row_end"));
  ASSERT_THAT(table.indexes.at(0).parts, SizeIs(2));
  EXPECT_EQ(table.indexes.at(0).parts.at(1).column, 3U);
  EXPECT_THAT(table.indexes.at(1).parts, SizeIs(1));
}

TEST(DdlTable, OptionsComeWithAndWithoutEqualsAndCommas) {
  const Table table = OneTable(
      "CREATE TABLE t (a int) TYPE=InnoDB, ROW_FORMAT COMPRESSED KEY_BLOCK_SIZE=4, AUTO_INCREMENT = 7 "
      "COMMENT='it''s' DEFAULT CHARACTER SET = latin2 STATS_PERSISTENT=1 `PAGE_COMPRESSED`=1 DATA DIRECTORY='/x'");
  EXPECT_EQ(table.row_format, RowFormat::kCompressed);
  EXPECT_EQ(table.key_block_size, 4U);
  EXPECT_EQ(table.auto_increment, 7U);
  EXPECT_EQ(table.comment, "it's");
  EXPECT_EQ(table.collation->name, "latin2_general_ci");
  EXPECT_EQ(table.other_options, "STATS_PERSISTENT=1 `PAGE_COMPRESSED`=1 DATA DIRECTORY='/x'");
}

TEST(DdlTable, VersionedCommentsAreRead) {
  const Table table = OneTable(
      "CREATE TABLE t (a int /*!80023 INVISIBLE */, b int /* plain */)\n"
      "/*!50100 PARTITION BY HASH (a)\nPARTITIONS 3 */;");
  EXPECT_EQ(table.columns.at(0).hidden, Hidden::kByUser);
  EXPECT_EQ(table.partition_sql, "PARTITION BY HASH (a)\nPARTITIONS 3");
}

TEST(DdlTable, NamesMayHoldAnything) {
  const Table table = OneTable("CREATE TABLE `d;b`.`t``; -- x` (`a b` int, `quo'te\"` int, \"ansi\" int, comment int)");
  EXPECT_EQ(table.db, "d;b");
  EXPECT_EQ(table.name, "t`; -- x");
  EXPECT_THAT(ColumnNames(table), ElementsAre("a b", "quo'te\"", "ansi", "comment"));
}

TEST(DdlScript, DumpHeaderTellsServerAndDatabase) {
  const DdlScript script = ParseDdl(
      "/*M!999999\\- enable the sandbox mode */ \n"
      "-- MariaDB dump 10.19  Distrib 10.5.23-MariaDB, for debian-linux-gnu (x86_64)\n"
      "-- Host: localhost    Database: shop\n-- Server version\t10.5.23-MariaDB-0+deb11u1\n\n"
      "CREATE TABLE `t` (\n  `j` json DEFAULT NULL\n);\n",
      {});
  ASSERT_THAT(script.tables, SizeIs(1));
  const Table& table = script.tables[0].table;
  EXPECT_EQ(table.vendor, Vendor::kMariaDb);
  EXPECT_EQ(table.server_version, 100523U);
  EXPECT_EQ(table.db, "shop");
  EXPECT_EQ(table.collation->name, "latin1_swedish_ci");
  EXPECT_EQ(table.columns.at(0).type, SqlType::kLongText);
  EXPECT_EQ(table.columns.at(0).check_sql, "json_valid(`j`)");
  EXPECT_EQ(script.tables[0].line, 6U);
}

TEST(DdlScript, JsonStaysJsonWhereTheVendorIsUnknown) {
  Table table = OneTable("CREATE TABLE t (`a``b` json) CHARSET=latin1", {});
  EXPECT_EQ(table.columns.at(0).type, SqlType::kJson);
  ApplyVendor(table, Vendor::kMariaDb);
  EXPECT_EQ(table.columns.at(0).collation->name, "utf8mb4_bin");
  EXPECT_EQ(table.columns.at(0).check_sql, "json_valid(`a``b`)");
}

TEST(DdlScript, DatabaseGivesTheDefaultCharacterSet) {
  const DdlScript script = ParseDdl(
      "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `a` /*!40100 DEFAULT CHARACTER SET cp1251 */;\nUSE `a`;\n"
      "CREATE TABLE t (x char(1));\nUSE b;\nCREATE TABLE t (x char(1));",
      {});
  ASSERT_THAT(script.tables, SizeIs(2));
  EXPECT_EQ(script.tables[0].table.collation->charset->name, "cp1251");
  EXPECT_EQ(script.tables[1].table.collation->charset->name, "utf8mb4");
  EXPECT_EQ(script.tables[1].table.db, "b");
  ASSERT_THAT(script.remarks, SizeIs(1));
  EXPECT_EQ(script.remarks[0].line, 5U);
}

TEST(DdlScript, AlterTableBringsKeysIn) {  // as phpMyAdmin writes its dumps
  const Table table = OneTable(
      "CREATE TABLE `t` (\n  `id` int(11) NOT NULL,\n  `a` varchar(9) DEFAULT NULL\n) ENGINE=InnoDB;\n"
      "INSERT INTO `t` (`id`, `a`) VALUES (1, 'CREATE TABLE x (a int);');\n"
      "ALTER TABLE `t`\n  ADD PRIMARY KEY (`id`),\n  ADD KEY `a` (`a`);\n"
      "ALTER TABLE `t`\n  MODIFY `id` int(11) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=2;\n");
  EXPECT_THAT(IndexNames(table), ElementsAre("PRIMARY", "a"));
  EXPECT_TRUE(table.columns.at(0).auto_increment);
  EXPECT_EQ(table.auto_increment, 2U);
}

TEST(DdlScript, AlterTableMovesAndRenamesColumnsUnderTheirKeys) {
  const Table table = OneTable(
      "CREATE TABLE t (a int, b int, KEY k (b, a));\n"
      "ALTER TABLE t ADD c int FIRST, CHANGE b bb varchar(5) AFTER c, ADD (d int, e int), DROP COLUMN d;");
  EXPECT_THAT(ColumnNames(table), ElementsAre("c", "bb", "a", "e"));
  EXPECT_EQ(table.indexes.at(0).parts.at(0).column, 1U);
  EXPECT_EQ(table.indexes.at(0).parts.at(1).column, 2U);
}

TEST(DdlScript, LikeDropAndRenameActOnEarlierTables) {
  const DdlScript script = ParseDdl(
      "CREATE TABLE a (x int); CREATE TABLE b LIKE a; DROP TABLE IF EXISTS a; RENAME TABLE b TO c;"
      "CREATE TABLE IF NOT EXISTS c (y int); CREATE OR REPLACE TABLE d (z int);",
      {});
  ASSERT_THAT(script.tables, SizeIs(2));
  EXPECT_EQ(script.tables[0].table.name, "c");
  EXPECT_THAT(ColumnNames(script.tables[0].table), ElementsAre("x"));
}

TEST(DdlScript, RoutinesAndDelimitersPassBy) {
  const DdlScript script = ParseDdl(
      "DELIMITER ;;\nCREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN\n  CREATE TABLE no (a int);\nEND ;;\n"
      "DELIMITER ;\nCREATE TABLE yes (a int);\n/*!50001 CREATE VIEW v AS SELECT 1 AS `a`*/;\n",
      {});
  EXPECT_THAT(script.problems, IsEmpty());
  ASSERT_THAT(script.tables, SizeIs(1));
  EXPECT_EQ(script.tables[0].line, 6U);
}

TEST(DdlScript, StatementThatCannotBeReadIsAProblemAndReadingGoesOn) {
  const DdlScript script = ParseDdl("CREATE TABLE a (x int,\n y strange);\nCREATE TABLE b (x int);", {});
  ASSERT_THAT(script.problems, SizeIs(1));
  EXPECT_EQ(script.problems[0].line, 2U);
  EXPECT_THAT(script.problems[0].what, HasSubstr("expected a type at: strange"));
  ASSERT_THAT(script.tables, SizeIs(1));
  EXPECT_EQ(script.tables[0].table.name, "b");
}

TEST(DdlScript, UnknownCharacterSetIsAProblem) {  // it decides how bytes are stored
  const DdlScript script = ParseDdl("CREATE TABLE a (x char(1) CHARSET klingon)", {});
  ASSERT_THAT(script.problems, SizeIs(1));
  EXPECT_THAT(script.tables, IsEmpty());
}

TEST(DdlScript, LongInsertsPassWithoutBeingHeld) {
  std::string sql = "INSERT INTO t VALUES ('";
  sql.append(std::size_t{3} << 20U, 'x');
  sql += "\\'; CREATE TABLE no (a int)');\nCREATE TABLE yes (a int, b char(1) COMMENT '";
  sql.append(2000, 'y');
  sql += "');";
  DdlOptions options;
  options.max_statement = 1000;
  const DdlScript script = ParseDdl(sql, options);
  EXPECT_THAT(script.tables, IsEmpty());
  ASSERT_THAT(script.problems, SizeIs(1));
  EXPECT_EQ(script.problems[0].line, 2U);
  EXPECT_THAT(ParseDdl(sql, {}).tables, SizeIs(1));
}

constexpr std::string_view kRich =
    "-- Server version\t8.0.18\n/*!40101 SET NAMES utf8 */;\nCREATE TABLE `t` (`a` int unsigned zerofill NOT NULL "
    "AUTO_INCREMENT COMMENT 'it''s', b enum('x',0x41) DEFAULT 'x', c varchar(20) CHARSET latin1 COLLATE latin1_bin, d "
    "int "
    "AS ((a + 1)) STORED CHECK (d > 0), PRIMARY KEY (a), KEY k (c(3) DESC) USING BTREE, KEY ((a + 2)), CONSTRAINT f "
    "FOREIGN "
    "KEY (d) REFERENCES x.y (z) ON DELETE CASCADE) ENGINE=InnoDB /*!50100 PARTITION BY HASH (a) */;\n"
    "ALTER TABLE t ADD e json FIRST, DROP KEY k, MODIFY b bit(3) DEFAULT b'1'; CREATE TABLE u LIKE t;\n";

TEST(DdlHostile, EveryTruncationEnds) {
  for (std::size_t n = 0; n <= kRich.size(); ++n) ParseDdl(kRich.substr(0, n), {});
}

TEST(DdlHostile, EveryReplacedByteEnds) {
  std::mt19937 random(20240229);  // NOLINT(cert-msc51-cpp): the same cases in each run
  constexpr std::string_view kBytes("\0\xff'\"`\\(),;*/-#!. a0\n", 21);
  for (int i = 0; i < 5000; ++i) {
    std::string sql(kRich);
    for (int edits = 0; edits < 3; ++edits) sql[random() % sql.size()] = kBytes[random() % kBytes.size()];
    ParseDdl(sql, {});
  }
}

TEST(DdlHostile, DeepParenthesesEnd) {
  const std::string deep(1U << 20U, '(');
  EXPECT_THAT(ParseDdl("CREATE TABLE t (a int DEFAULT " + deep, {}).problems, SizeIs(1));
  EXPECT_THAT(ParseDdl("CREATE TABLE t " + deep, {}).problems, SizeIs(1));
}

TEST(DdlHostile, LikeDoesNotMultiplyWithoutBound) {
  std::string sql = "CREATE TABLE t (a enum('0'";
  for (int i = 1; i < 60000; ++i) sql += ",'" + std::to_string(i) + "'";
  sql += "));";
  for (int i = 0; i < 40; ++i) sql += "CREATE TABLE t" + std::to_string(i) + " LIKE t;";
  const DdlScript script = ParseDdl(sql, {});
  EXPECT_LT(script.tables.size(), 20U);
  EXPECT_FALSE(script.problems.empty());
}

TEST(DdlScript, Utf16IsNamed) {
  const DdlScript script = ParseDdl(std::string_view("\xff\xfe"
                                                     "C\0R\0",
                                                     6),
                                    {});
  ASSERT_THAT(script.problems, SizeIs(1));
  EXPECT_THAT(script.problems[0].what, HasSubstr("UTF-16"));
}

std::string Repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(DdlLimits, KeysWithoutNamesGetThoseThatAreFree) {
  const Table table = OneTable(
      "CREATE TABLE t (a INT, b INT, KEY(a), KEY a_3 (b), KEY(A), KEY(a), KEY(b), KEY(a), KEY B_2 (a), KEY(b))");
  EXPECT_THAT(IndexNames(table), ElementsAre("a", "a_3", "A_2", "a_4", "b", "a_5", "B_2", "b_3"));
}

// As many as are read, in tables of as many columns as there can be: naming them took the cube of their number, and
// ordering them went through all columns for each part at each comparison.
TEST(DdlLimits, TablesOfManyKeysAreRead) {
  constexpr std::size_t kTables = 20;
  constexpr std::size_t kKeys = 4000;
  std::string columns = "CREATE TABLE t (a INT";
  for (std::size_t i = 0; i < 4000; ++i) columns += ", c" + std::to_string(i) + " INT";
  std::string part;
  for (std::size_t i = 0; i < 16; ++i) part += (i == 0 ? "c" : ",c") + std::to_string(3999 - i);
  const std::string unnamed = "CREATE TABLE t (a INT" + Repeated(",KEY(a)", kKeys) + ")";
  const std::string sorted = columns + Repeated(",UNIQUE KEY(" + part + ")", kKeys / 4) + ")";
  for (std::size_t i = 0; i < kTables; ++i) {
    EXPECT_EQ(OneTable(unnamed).indexes.back().name, "a_" + std::to_string(kKeys));
    EXPECT_THAT(OneTable(sorted).indexes, SizeIs(kKeys / 4));
  }
}

// Each was read to the end of the statement, for an end that is not there.
TEST(DdlLimits, CommandsOfTheClientThatAreNotClosedAreLookedForOnce) {
  for (const std::string_view open : {"/*!999999 ", "/*M!999999 "}) {
    const Table table = OneTable("CREATE TABLE t (a INT) " + Repeated(open, 500'000));
    EXPECT_EQ(table.name, "t");
  }
  EXPECT_THAT(
      ColumnNames(OneTable("CREATE TABLE t (/*!999999 x INT, */ a INT, /*!50000 b INT, /*M!999999 c */ d INT */)")),
      ElementsAre("a", "b", "d"));
}

// The first word of a statement was looked for from its beginning, at each of its first 64 KiB.
TEST(DdlLimits, StatementsThatComeToNoWordArePassedOver) {
  std::string text;
  for (const std::string_view filler : {"(", "word", "/* */ ", "1", "/*!1 "}) {
    text += Repeated((filler == "1" ? "/*!1" : "") + Repeated(filler, 60'000 / filler.size()) + ";\n", 100);
  }
  EXPECT_EQ(OneTable(text + "( /* */ /*!50100 CREATE*/ TABLE t (a INT)").name, "t");
}

}  // namespace
}  // namespace innosalvage
