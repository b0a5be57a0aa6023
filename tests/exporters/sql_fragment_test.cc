#include "exporters/sql_fragment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "exporters/create_table.h"

namespace innosalvage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(SqlFragment, WhatServersPrintIsWhole) {
  for (const std::string_view sql :
       {"", "1", "`a` + 1", "concat(_utf8mb4'a=;',`a`)", "(`a` - -1)", "5--1", "'it''s\\'; --'", "\"x;\"", "`a``;b`",
        "json_extract(`j`,_utf8mb4'$.a[*]')", "CURRENT_TIMESTAMP(6)", "b'1'", "0x41",
        "COLUMN_FORMAT FIXED /*!80021 ENGINE_ATTRIBUTE '{\"a\": \"b;\"}' */",
        "case when (`a` > 1) then 'x' else 'y' end", "(`a`)\n  or (`b`)", "'\xc3\xa4'", "`delimiter` + 1", "'/*'"}) {
    EXPECT_TRUE(IsWholeFragment(sql, FragmentPlace::kPart)) << sql;
    EXPECT_TRUE(IsWholeFragment(sql, FragmentPlace::kInParentheses)) << sql;
  }
}

TEST(SqlFragment, WhatLeavesItsPlaceIsNot) {
  using std::string_literals::operator""s;
  for (const std::string& sql : {"1); DROP DATABASE x; -- "s,
                                 "1)"s,
                                 "(1"s,
                                 "1) + (1"s,
                                 "'"s,
                                 "'x\\'"s,
                                 "`x"s,
                                 "\"x"s,
                                 "1;"s,
                                 "1 -- x"s,
                                 "1 --"s,
                                 "1 # x"s,
                                 "1 /* x */"s,
                                 "1 /*"s,
                                 "*/ 1"s,
                                 "\\! touch x"s,
                                 "1\n\\. x"s,
                                 "1 delimiter x"s,
                                 "1 DELIMITER\tx"s,
                                 "1\0"s,
                                 "'\0'"s,
                                 "\xff"s,
                                 "'\xc3'"s,
                                 "1\x1b[2J"s,
                                 "/*!80000 (1 */ )"s,
                                 "( /*!80000 ) */"s,
                                 "/*!80000 'x*/ y' */"s,
                                 "/*!80000 'x/* y' */"s,
                                 "/*!80000 /*!1 */ */"s,
                                 "/*!80000 1"s}) {
    EXPECT_FALSE(IsWholeFragment(sql, FragmentPlace::kPart)) << sql;
    EXPECT_FALSE(IsWholeFragment(sql, FragmentPlace::kInParentheses)) << sql;
  }
}

TEST(SqlFragment, APartHasNoCommaOfItsOwn) {
  EXPECT_FALSE(IsWholeFragment("1, q int", FragmentPlace::kPart));
  EXPECT_TRUE(IsWholeFragment("f(1, 2)", FragmentPlace::kPart));
  EXPECT_TRUE(IsWholeFragment("1, 2", FragmentPlace::kInParentheses));
}

Table Hostile() {
  const std::string evil = "1); DROP DATABASE x; -- ";
  Table table;
  table.name = "t";
  Column generated;
  generated.name = "g";
  generated.nullable = false;
  generated.generated = Generated::kStored;
  generated.generation_expression = evil;
  Column plain;
  plain.name = "p\n; DROP DATABASE x";
  plain.default_sql = evil;
  plain.on_update_sql = evil;
  plain.check_sql = evil;
  plain.other_attributes = evil;
  Column sound;
  sound.name = "s";
  sound.default_sql = "(1 + 1)";
  table.columns = {generated, plain, sound};
  Index of_expression;
  of_expression.name = "k";
  of_expression.parts = {{.column = UINT32_MAX, .expression = evil}};
  Index of_columns;
  of_columns.name = "c";
  of_columns.parts = {{.column = 2, .expression = {}}};
  of_columns.other_options = evil;
  table.indexes = {of_expression, of_columns};
  table.checks = {{.name = "bad", .expression = evil}, {.name = "good", .expression = "`s` > 0"}};
  table.foreign_keys = {{.name = "f",
                         .columns = {"s"},
                         .referenced_db = {},
                         .referenced_table = "o",
                         .referenced_columns = {"s"},
                         .on_delete = "CASCADE; DROP DATABASE x",
                         .on_update = "CASCADE"}};
  table.other_elements = {evil};
  table.other_options = "STATS_PERSISTENT=1 SELECT 1 FROM=x ; DROP DATABASE y";
  table.partition_sql = "PARTITION BY HASH (`s`) SELECT * FROM mysql.user";
  return table;
}

TEST(SqlFragment, NothingOfAHostileDefinitionRuns) {
  const Table table = Hostile();
  CreateTableOptions options;
  options.foreign_keys = CreateTableOptions::Include::kYes;
  options.partitions = CreateTableOptions::Include::kYes;
  options.place_options = CreateTableOptions::Include::kYes;
  options.encryption = CreateTableOptions::Include::kYes;
  const std::string sql = CreateTableSql(table, options);
  const std::size_t create = sql.find("CREATE TABLE");
  ASSERT_NE(create, std::string::npos);
  // What stands before is comments, each of one line.
  for (std::size_t at = 0; at < create; at = sql.find('\n', at) + 1) EXPECT_THAT(sql.substr(at), StartsWith("-- "));
  EXPECT_EQ(sql.substr(create),
            "CREATE TABLE `t` (\n"
            "  `g` int,\n"
            "  `p\n; DROP DATABASE x` int,\n"
            "  `s` int DEFAULT (1 + 1),\n"
            "  KEY `c` (`s`),\n"
            "  CONSTRAINT `good` CHECK (`s` > 0),\n"
            "  CONSTRAINT `f` FOREIGN KEY (`s`) REFERENCES `o` (`s`) ON UPDATE CASCADE\n"
            ") ENGINE=InnoDB STATS_PERSISTENT=1 SELECT=1 FROM=x DATABASE=y;\n");
  EXPECT_THAT(AlterTableForeignKeys(table), Not(HasSubstr("DROP")));
}

TEST(SqlFragment, WhatIsTakenIsNamed) {
  Table table = Hostile();
  table.columns.erase(table.columns.begin() + 1);
  table.indexes.clear();
  table.other_elements.clear();
  table.other_options.clear();
  EXPECT_THAT(TakeUnsafeFragments(table),
              ElementsAre("the expression of column g: 1)\\x3b DROP DATABASE x\\x3b -- ",
                          "the CHECK bad: 1)\\x3b DROP DATABASE x\\x3b -- ",
                          "the clause of its partitions: PARTITION BY HASH (\\x60s\\x60) SELECT * FROM mysql.user"));
  EXPECT_THAT(TakeUnsafeFragments(table), ElementsAre());
}

TEST(SqlFragment, PartitionsStay) {
  for (const std::string_view sql :
       {"PARTITION BY RANGE (`a`)\n(PARTITION p0 VALUES LESS THAN (1) ENGINE = InnoDB)",
        "PARTITION BY LINEAR KEY ALGORITHM = 2 (`a`) PARTITIONS 4",
        "PARTITION BY RANGE COLUMNS(`a`,`b`) SUBPARTITION BY HASH (`c`) SUBPARTITIONS 2 (PARTITION p VALUES LESS THAN "
        "(1,'x;'))",
        "PARTITION BY SYSTEM_TIME INTERVAL 1 DAY STARTS TIMESTAMP'2024-01-01 00:00:00' AUTO PARTITIONS 3"}) {
    Table table;
    table.partition_sql = sql;
    EXPECT_THAT(TakeUnsafeFragments(table), ElementsAre()) << sql;
    EXPECT_EQ(table.partition_sql, sql);
  }
}

// A server that passes a comment of the other vendor over takes the first sign of an end for its end.
TEST(SqlFragment, NoNameMovesTheEndOfAComment) {
  Table table;
  table.name = "t";
  table.vendor = Vendor::kMySql;
  table.columns.emplace_back().name = "a";
  table.other_options = "COMPRESSION='z/*'";
  table.comment = "*/ ; DROP DATABASE x; -- ";
  Index index;
  index.name = "k/*";
  index.parts = {{.column = UINT32_MAX, .expression = "`a` + 1"}};
  table.indexes = {index};
  EXPECT_EQ(CreateTableSql(table),
            "CREATE TABLE `t` (\n  `a` int,\n  KEY `k/*` ((`a` + 1))\n) ENGINE=InnoDB COMPRESSION='z/*' "
            "COMMENT='*/ ; DROP DATABASE x; -- ';\n");
}

}  // namespace
}  // namespace innosalvage
