#include "exporters/create_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "exporters/sql_text.h"
#include "parser/ddl_parser.h"

namespace innosalvage {
namespace {

using testing::HasSubstr;
using testing::Not;

Table TableOf(std::string_view sql, Vendor vendor = Vendor::kMySql, std::uint32_t version = 80036) {
  DdlOptions options;
  options.vendor = vendor;
  options.server_version = version;
  DdlScript script = ParseDdl(sql, options);
  EXPECT_TRUE(script.problems.empty());
  return script.tables.empty() ? Table{} : std::move(script.tables.front().table);
}

TEST(CreateTable, QuotedTextReadsBackAsItWas) {
  std::string every;
  for (int c = 0; c < 128; ++c) every.push_back(static_cast<char>(c));
  const Table table = TableOf("CREATE TABLE t (a int COMMENT " + QuoteSqlString(every) + ")");
  ASSERT_EQ(table.columns.size(), 1U);
  EXPECT_EQ(table.columns[0].comment, every);
}

TEST(CreateTable, WritesOneColumnKeyOrCheckALine) {
  const Table table = TableOf(
      "CREATE TABLE `db`.`t` (id int unsigned NOT NULL AUTO_INCREMENT, a varchar(20) CHARACTER SET latin1 DEFAULT 'x', "
      "b timestamp(3) NULL DEFAULT NOW(3) ON UPDATE NOW(3), c enum('it''s','b') NOT NULL COMMENT 'c''s', "
      "d int AS (id + 1) STORED, PRIMARY KEY (id), KEY k (a(5) DESC) COMMENT 'k', CHECK (id > 0)) "
      "AUTO_INCREMENT=7 ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 CHARSET=utf8mb3 COMMENT='t'");
  EXPECT_EQ(CreateTableSql(table),
            "CREATE TABLE `t` (\n"
            "  `id` int unsigned NOT NULL AUTO_INCREMENT,\n"
            "  `a` varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT 'x',\n"
            "  `b` timestamp(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),\n"
            "  `c` enum('it\\'s','b') NOT NULL COMMENT 'c\\'s',\n"
            "  `d` int GENERATED ALWAYS AS (id + 1) STORED,\n"
            "  PRIMARY KEY (`id`),\n"
            "  KEY `k` (`a`(5) DESC) COMMENT 'k',\n"
            "  CHECK (id > 0)\n"
            ") ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci "
            "ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 COMMENT='t';\n");
}

TEST(CreateTable, WhatOneVendorAloneReadsStandsInItsComment) {
  const std::string mysql = CreateTableSql(
      TableOf("CREATE TABLE t (a int INVISIBLE, g point NOT NULL SRID 4326, KEY f ((a + 1)), KEY i (a) INVISIBLE) "
              "COMPRESSION='zlib'"));
  EXPECT_THAT(mysql, HasSubstr("/*!80023 INVISIBLE */"));
  EXPECT_THAT(mysql, HasSubstr("/*!80003 SRID 4326 */"));
  EXPECT_THAT(mysql, HasSubstr("\n  /*!80013 ,KEY `f` ((a + 1)) */"));
  EXPECT_THAT(mysql, HasSubstr("KEY `i` (`a`) /*!80000 INVISIBLE */ /*M!100600 IGNORED */"));
  EXPECT_THAT(mysql, HasSubstr("DEFAULT CHARSET=utf8mb4 /*!80000 COLLATE=utf8mb4_0900_ai_ci */"));
  EXPECT_THAT(mysql, HasSubstr("/*!50706 COMPRESSION='zlib' */"));
  const std::string mariadb = CreateTableSql(TableOf(
      "CREATE TABLE t (a text COMPRESSED, b int INVISIBLE, PRIMARY KEY (b)) PAGE_COMPRESSED=1 WITH SYSTEM VERSIONING",
      Vendor::kMariaDb, 110806));
  EXPECT_THAT(mariadb, HasSubstr("text /*M!100301 COMPRESSED */"));
  EXPECT_THAT(mariadb, HasSubstr("`b` int NOT NULL INVISIBLE"));
  EXPECT_THAT(mariadb, HasSubstr("/*M!100000 PAGE_COMPRESSED=1 */"));
  EXPECT_THAT(mariadb, HasSubstr("/*M!100300 WITH SYSTEM VERSIONING */"));
  EXPECT_THAT(mariadb, HasSubstr("PRIMARY KEY (`b`)"));  // without the hidden row_end
}

TEST(CreateTable, TextThatWouldEndACommentGetsNone) {
  const std::string sql = CreateTableSql(TableOf("CREATE TABLE t (a varchar(9), KEY f ((concat(a, '*/'))))"));
  EXPECT_THAT(sql, HasSubstr(",\n  KEY `f` ((concat(a, '*/')))"));
}

TEST(CreateTable, DefaultsThatMySqlTakesInParenthesesAloneGetThem) {
  const std::string sql = CreateTableSql(
      TableOf("CREATE TABLE t (a text DEFAULT 'x', b char(36) DEFAULT uuid(), c int DEFAULT 4, d blob DEFAULT NULL)",
              Vendor::kMariaDb, 100523));
  EXPECT_THAT(sql, HasSubstr("`a` text DEFAULT ('x')"));
  EXPECT_THAT(sql, HasSubstr("`b` char(36) DEFAULT (uuid())"));
  EXPECT_THAT(sql, HasSubstr("`c` int DEFAULT 4"));
  EXPECT_THAT(sql, HasSubstr("`d` blob DEFAULT NULL"));
}

TEST(CreateTable, LeavesOutHiddenColumnsPlacesPartitionsAndForeignKeys) {
  const Table table = TableOf(
      "CREATE TABLE t (a text, b int, FULLTEXT KEY f (a), KEY b (b), CONSTRAINT fk FOREIGN KEY (b) REFERENCES p (x) "
      "ON DELETE CASCADE) DATA DIRECTORY='/x' ENCRYPTION='Y' STATS_PERSISTENT=1 PARTITION BY HASH (b)");
  const std::string sql = CreateTableSql(table);
  EXPECT_THAT(sql, Not(HasSubstr("FTS_DOC_ID")));
  EXPECT_THAT(sql, Not(HasSubstr("DIRECTORY")));
  EXPECT_THAT(sql, Not(HasSubstr("ENCRYPTION")));
  EXPECT_THAT(sql, Not(HasSubstr("PARTITION")));
  EXPECT_THAT(sql, Not(HasSubstr("FOREIGN")));
  EXPECT_THAT(sql, HasSubstr(" STATS_PERSISTENT=1"));
  EXPECT_EQ(AlterTableForeignKeys(table),
            "ALTER TABLE `t`\n  ADD CONSTRAINT `fk` FOREIGN KEY (`b`) REFERENCES `p` (`x`) ON DELETE CASCADE;\n");
  CreateTableOptions options;
  options.foreign_keys = CreateTableOptions::Include::kYes;
  options.partitions = CreateTableOptions::Include::kYes;
  EXPECT_THAT(CreateTableSql(table, options), HasSubstr("CONSTRAINT `fk` FOREIGN KEY"));
  EXPECT_THAT(CreateTableSql(table, options), HasSubstr("\nPARTITION BY HASH (b);"));
}

TEST(CreateTable, ReadsBackAsItself) {
  const Table table = TableOf(
      "CREATE TABLE `odd``name` (`a b` decimal(10,3) unsigned zerofill DEFAULT '1.5', `c;` set('x','y') COLLATE "
      "utf8mb4_bin, e double(8,2), f year NOT NULL, g bit(9) DEFAULT b'1', h json, i geometry, UNIQUE u (`c;`, f))");
  const std::string once = CreateTableSql(table);
  EXPECT_EQ(CreateTableSql(TableOf(once)), once);
}

TEST(CreateTable, TableWithNothingInItIsWritten) {
  EXPECT_EQ(CreateTableSql(Table{}), "CREATE TABLE `` (\n) ENGINE=InnoDB;\n");
}

}  // namespace
}  // namespace innosalvage
