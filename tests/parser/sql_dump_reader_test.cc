#include "parser/sql_dump_reader.h"

#include <gmock/gmock.h>

#include <sstream>

#include "parser/limits.h"

namespace innosalvage {
namespace {

using testing::ElementsAre;

// What the reader says, one line a call.
class Log final : public DumpVisitor {
 public:
  void OnStatement(std::string_view sql, std::size_t /*line*/, const DumpSession& /*session*/) override {
    lines.push_back("statement " + std::string(sql));
  }
  bool OnInsert(const InsertHead& head, const DumpSession& session) override {
    std::string line = "insert " + head.db + "." + head.table;
    for (const std::string& column : head.columns) line += " " + column;
    lines.push_back(line);
    charset = session.charset;
    return true;
  }
  void OnRow(std::span<const SqlLiteral> values) override {
    std::string line = "row";
    for (const SqlLiteral& value : values) {
      constexpr std::string_view kKinds = "ndNTBE";
      line += ' ';
      line += kKinds[static_cast<std::size_t>(value.kind)];
      if (value.charset != nullptr) line += "(" + std::string(value.charset->name) + ")";
      line += value.text;
    }
    lines.push_back(line);
  }
  void OnProblem(std::size_t /*line*/, std::string_view what) override {
    lines.push_back("problem " + std::string(what));
  }

  std::vector<std::string> lines;
  const Charset* charset = nullptr;
};

std::vector<std::string> Read(const std::string& sql, DumpSession session = {}) {
  std::istringstream in(sql);
  Log log;
  SqlDumpReader(in, log, std::move(session)).Run();
  return log.lines;
}

TEST(SqlDumpReader, RowsOfAnExtendedInsert) {
  EXPECT_THAT(Read("INSERT INTO `a``b` VALUES (1,'x',NULL),(-2.5e3,'it\\'s ''q''\\n',DEFAULT);"),
              ElementsAre("insert .a`b", "row N1 Tx n", "row N-2.5e3 Tit's 'q'\n d"));
}

TEST(SqlDumpReader, ColumnsAndDatabaseOfTheStatement) {
  EXPECT_THAT(Read("USE `d`;REPLACE INTO t (`a`, b) VALUES (1,2);INSERT IGNORE INTO e.t VALUES (3);"),
              ElementsAre("statement USE `d`", "insert d.t a b", "row N1 N2", "insert e.t", "row N3"));
}

TEST(SqlDumpReader, BytesInEachSpelling) {
  EXPECT_THAT(Read("INSERT INTO t VALUES (0x4142,X'43',b'01000001',_binary 'xy',_latin1'z',0x5,_binary 0x44);"),
              ElementsAre("insert .t", "row BAB BC BA Bxy T(latin1)z B\x05 BD"));
}

TEST(SqlDumpReader, BackslashIsPlainUnderNoBackslashEscapes) {
  EXPECT_THAT(Read("SET sql_mode='NO_BACKSLASH_ESCAPES';INSERT INTO t VALUES ('a\\'),('b''c');"),
              ElementsAre("statement SET sql_mode='NO_BACKSLASH_ESCAPES'", "insert .t", "row Ta\\", "row Tb'c"));
}

TEST(SqlDumpReader, SavingASqlModeIsNotSettingIt) {
  const auto lines = Read(
      "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;\n"
      "INSERT INTO t VALUES ('\\n');");
  EXPECT_EQ(lines.back(), "row T\n");
}

TEST(SqlDumpReader, CommentsStandAnywhere) {
  EXPECT_THAT(Read("-- a; 'b\n/* c; */ INSERT INTO t VALUES\n-- d (5)\n(1) /* e */, # f\n(2);\n-- 'g"),
              ElementsAre("insert .t", "row N1", "row N2"));
}

TEST(SqlDumpReader, AQuoteInACommentOpensNothing) {
  EXPECT_THAT(Read("CREATE TABLE t (a INT /*Mike's*/);INSERT INTO t VALUES (1);"),
              ElementsAre("statement CREATE TABLE t (a INT  )", "insert .t", "row N1"));
  EXPECT_THAT(Read("CREATE TABLE t (a INT /*M!100100 COMMENT 'x;y'*/);"),
              ElementsAre("statement CREATE TABLE t (a INT /*M!100100 COMMENT 'x;y'*/)"));
  EXPECT_THAT(Read("/*/ it's */INSERT INTO t VALUES (1);"), ElementsAre("insert .t", "row N1"));
}

TEST(SqlDumpReader, CommentsInWhatIsPassedOverAreComments) {
  const std::string head = "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a=1";
  for (const std::string_view comment : {" # it's\n", " /* it's; */", " -- it's\n"}) {
    EXPECT_THAT(Read(head + std::string(comment) + ";INSERT INTO t VALUES (2);"),
                ElementsAre("insert .t", "row N1", "insert .t", "row N2"));
  }
}

TEST(SqlDumpReader, AnExpressionIsKeptAsSpelt) {
  EXPECT_THAT(Read("INSERT INTO t VALUES (JSON_OBJECT('a)',CAST('1' AS DECIMAL(2,1))),'x' COLLATE utf8mb4_bin,7);"),
              ElementsAre("insert .t", "row EJSON_OBJECT('a)',CAST('1' AS DECIMAL(2,1))) E N7"));
}

TEST(SqlDumpReader, InsertsInTheBodyOfATriggerAreNone) {
  EXPECT_THAT(
      Read("DELIMITER ;;\nCREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN\nINSERT INTO u VALUES (1);\nEND ;;\n"
           "DELIMITER ;\nINSERT INTO t VALUES (2);"),
      ElementsAre(testing::StartsWith("statement CREATE TRIGGER"), "insert .t", "row N2"));
}

TEST(SqlDumpReader, AfterAnUnreadableRowTheNextStatementIsRead) {
  EXPECT_THAT(Read("INSERT INTO t VALUES (1),(2;\nINSERT INTO t SELECT 1;INSERT INTO t VALUES (3);"),
              testing::AllOf(testing::Contains("row N1"), testing::Contains("row N3"),
                             testing::Contains(testing::StartsWith("problem"))));
}

std::string Repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(SqlDumpReader, ARowHasAsManyValuesAsATableMayHaveColumns) {
  const std::size_t kMost = ValueOf(Limit::kDumpValues);
  EXPECT_EQ(Read("INSERT INTO t VALUES (" + Repeated(",", kMost - 1) + ");").size(), 2U);
  EXPECT_THAT(Read("INSERT INTO t VALUES (" + Repeated(",", kMost) + ");INSERT INTO t VALUES (1);"),
              ElementsAre("insert .t", testing::StartsWith("problem"), "insert .t", "row N1"));
}

TEST(SqlDumpReader, AnInsertNamesAsManyColumnsAsATableMayHave) {
  const std::size_t kMost = ValueOf(Limit::kDumpValues);
  EXPECT_EQ(Read("INSERT INTO t (" + Repeated("a,", kMost - 1) + "a) VALUES (1);").size(), 2U);
  EXPECT_THAT(Read("INSERT INTO t (" + Repeated("a,", kMost) + "a) VALUES (1);"),
              ElementsAre(testing::StartsWith("problem")));
}

TEST(SqlDumpReader, EveryShorterDumpEnds) {
  const std::string dump =
      "/*!40101 SET NAMES latin1 */;\nCREATE TABLE `t` (a int);\nINSERT INTO `t` (`a`) VALUES (1),(_binary 'x\\0y'),"
      "(0x41),(JSON_ARRAY(1,'(')) ON DUPLICATE KEY UPDATE a=VALUES(a);\n-- end\n";
  for (std::size_t n = 0; n <= dump.size(); ++n) {
    SCOPED_TRACE(n);
    Read(dump.substr(0, n));
  }
}

TEST(DumpSession, FollowsTheCharacterSetOfTheConnection) {
  DumpSession session;
  session.Follow("/*!40101 SET NAMES latin1 */");
  EXPECT_EQ(session.charset->name, "latin1");
  session.Follow("/*!40101 SET @saved_cs_client     = @@character_set_client */");
  session.Follow("/*!50503 SET character_set_client = utf8mb4 */");
  EXPECT_EQ(session.charset->name, "utf8mb4");
  session.Follow("/*!40101 SET character_set_client = @saved_cs_client */");
  EXPECT_EQ(session.charset->name, "latin1");
}

TEST(DumpSession, KnowsWhetherTimestampsAreInUtc) {
  DumpSession session;
  EXPECT_FALSE(session.utc);
  session.Follow("/*!40103 SET TIME_ZONE='+00:00' */");
  EXPECT_TRUE(session.utc);
}

}  // namespace
}  // namespace innosalvage
