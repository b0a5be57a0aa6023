#include "exporters/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporters/create_table.h"
#include "parser/ddl_parser.h"

namespace innosalvage {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Target, IsAVendorAndAVersion) {
  EXPECT_EQ(ParseTarget("mysql-5.7")->version, 50799U);
  EXPECT_EQ(ParseTarget("mysql-8")->version, 80099U);
  EXPECT_EQ(ParseTarget("mysql-8.4")->version, 80499U);
  EXPECT_GE(ParseTarget("mysql-9")->version, 90700U);
  EXPECT_EQ(ParseTarget("mariadb-10.11")->version, 101199U);
  EXPECT_EQ(ParseTarget("mariadb-11.8")->vendor, Vendor::kMariaDb);
  for (const char* wrong : {"", "mysql", "mysql-", "mysql-x", "mysql-5", "mariadb-10", "postgres-16", "mysql-8.x",
                            "mysql-8.4.1", "mysql-4.1"}) {
    EXPECT_FALSE(ParseTarget(wrong)) << wrong;
  }
}

struct Case {
  const char* source;  // its server
  const char* target;
  const char* column;    // in CREATE TABLE t (…)
  const char* expected;  // in what is written
  const char* told;      // part of the sentence; nullptr: nothing is replaced
};

Table TableOf(const Case& test) {
  const auto source = ParseTarget(test.source);
  DdlOptions options;
  options.vendor = source->vendor;
  options.server_version = source->version;
  DdlScript script = ParseDdl(
      std::string("CREATE TABLE t (id int, ") + test.column + ") CHARSET=utf8mb4 COLLATE=utf8mb4_bin;", options);
  EXPECT_THAT(script.problems, IsEmpty());
  return script.tables.empty() ? Table() : script.tables.front().table;
}

class TargetTest : public testing::TestWithParam<Case> {};

TEST_P(TargetTest, ReplacesWhatItLacks) {
  const Case& test = GetParam();
  const auto target = ParseTarget(test.target);
  const TargetedTable targeted = ForTarget(TableOf(test), *target);
  EXPECT_THAT(CreateTableSql(targeted.table), HasSubstr(test.expected));
  if (test.told == nullptr) {
    EXPECT_THAT(targeted.replaced, IsEmpty());
  } else {
    EXPECT_THAT(targeted.replaced, ElementsAre(HasSubstr(test.told)));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Servers, TargetTest,
    testing::Values(
        Case{"mysql-8", "mariadb-10.11", "a varchar(9) COLLATE utf8mb4_0900_ai_ci", "utf8mb4_uca1400_ai_ci",
             "column `a`: collation utf8mb4_0900_ai_ci becomes utf8mb4_uca1400_ai_ci"},
        Case{"mysql-8", "mariadb-10.5", "a varchar(9) COLLATE utf8mb4_0900_ai_ci", "utf8mb4_unicode_520_ci", "520"},
        Case{"mysql-8", "mariadb-10.5", "a varchar(9) COLLATE utf8mb4_0900_as_cs", "utf8mb4_bin", "utf8mb4_bin"},
        Case{"mysql-8", "mysql-5.7", "a varchar(9) COLLATE utf8mb4_0900_ai_ci", "utf8mb4_unicode_520_ci", "520"},
        Case{"mysql-8", "mysql-9", "a varchar(9) COLLATE utf8mb4_0900_ai_ci", "utf8mb4_0900_ai_ci", nullptr},
        Case{"mysql-8", "mariadb-11.8", "a varchar(9) CHARACTER SET gb18030", "utf8mb4_uca1400_ai_ci", "gb18030"},
        Case{"mariadb-11.8", "mysql-8", "a varchar(9) COLLATE utf8mb4_uca1400_as_cs", "utf8mb4_0900_as_cs", "uca1400"},
        Case{"mariadb-11.8", "mysql-5.7", "a varchar(9) COLLATE utf8mb4_uca1400_ai_ci", "utf8mb4_unicode_520_ci",
             "uca1400"},
        Case{"mariadb-11.8", "mariadb-10.5", "a varchar(9) COLLATE utf8mb4_uca1400_ai_ci", "utf8mb4_unicode_520_ci",
             "uca1400"},
        Case{"mariadb-11.8", "mysql-8", "a varchar(9) COLLATE utf8mb4_unicode_nopad_ci", "utf8mb4_unicode_ci", "nopad"},
        Case{"mariadb-11.8", "mysql-8", "a uuid", "`a` char(36) CHARACTER SET ascii", "UUID becomes CHAR(36)"},
        Case{"mariadb-11.8", "mariadb-10.5", "a inet4", "`a` varchar(15)", "INET4"},
        Case{"mariadb-11.8", "mariadb-10.5", "a inet6", "`a` inet6", nullptr},
        Case{"mysql-9", "mysql-8", "a vector(3)", "`a` longblob", "VECTOR"},
        Case{"mysql-9", "mariadb-11.8", "a vector(3)", "`a` vector(3)", nullptr},
        Case{"mysql-8", "mysql-5.7", "a int INVISIBLE", "`a` int", "INVISIBLE"},
        Case{"mysql-8", "mysql-5.7", "a int DEFAULT (1 + 2)", "`a` int", "DEFAULT (1 + 2) is left out"},
        Case{"mysql-8", "mariadb-10.11", "a int, KEY k ((a + 1))", "`a` int", "key `k` is left out"},
        Case{"mariadb-11.8", "mysql-9", "a vector(3) NOT NULL, VECTOR KEY k (a)", "`a` vector(3)",
             "it is a vector index"},
        Case{"mariadb-11.8", "mysql-8", "a text, UNIQUE KEY k (a)", "`a` text", "key `k` is left out"}),
    [](const auto& test) { return "Case" + std::to_string(test.index); });

TEST(Target, LeavesOutWhatATableOfMariaDbKeepsOfThePast) {
  Table table = TableOf({"mariadb-11.8", "mysql-8", "a int", "", nullptr});
  table.system_versioned = true;
  table.other_elements = {"PERIOD FOR `p` (`s`, `e`)"};
  table.partition_sql = "PARTITION BY SYSTEM_TIME LIMIT 100 (PARTITION p0 HISTORY, PARTITION pn CURRENT)";
  const TargetedTable targeted = ForTarget(table, *ParseTarget("mysql-8"));
  CreateTableOptions options;
  options.partitions = CreateTableOptions::Include::kYes;
  EXPECT_THAT(CreateTableSql(targeted.table, options),
              AllOf(Not(HasSubstr("VERSIONING")), Not(HasSubstr("PERIOD")), Not(HasSubstr("PARTITION"))));
  EXPECT_EQ(targeted.replaced.size(), 3U);
}

// What a MySQL 9.7 prints, and a MariaDB 10.11 refuses: the expression with its introducer, the function, the key.
TEST(Target, ExpressionsOfMySqlThatMariaDbCannotRead) {
  const Table table =
      TableOf({"mysql-9", "",
               "a int NOT NULL, b binary(16) DEFAULT (uuid_to_bin(uuid())), c varchar(40) GENERATED ALWAYS AS "
               "(concat(_utf8mb4'it\\'s _utf8mb4', `a`)) STORED NOT NULL, PRIMARY KEY (c), CONSTRAINT k CHECK ((`a` <> "
               "_utf8mb4'x'))",
               "", nullptr});
  const TargetedTable targeted = ForTarget(table, *ParseTarget("mariadb-10.11"));
  const std::string sql = CreateTableSql(targeted.table);
  EXPECT_THAT(sql, HasSubstr("concat('it\\'s _utf8mb4'"));
  EXPECT_THAT(sql, Not(HasSubstr("uuid_to_bin")));
  EXPECT_THAT(sql, HasSubstr("UNIQUE KEY `primary_key` (`c`)"));
  EXPECT_THAT(sql, Not(HasSubstr("_utf8mb4'x'")));
  EXPECT_EQ(targeted.replaced.size(), 2U);
}

// What a MariaDB 10.11 prints, and a MySQL 9.7 refuses.
TEST(Target, ExpressionsOfMariaDbThatMySqlRefuses) {
  const Table table = TableOf(
      {"mariadb-10.11", "",
       "a bigint DEFAULT nextval(`s`), b int CHECK (`b` <> `a`), c date GENERATED ALWAYS AS (date_format(now(), '%Y')) "
       "VIRTUAL, d varchar(9) COLLATE utf8mb4_thai_520_w2, CONSTRAINT `CONSTRAINT_1` CHECK (`a` > 0)",
       "", nullptr});
  const TargetedTable targeted = ForTarget(table, *ParseTarget("mysql-9"));
  const std::string sql = CreateTableSql(targeted.table);
  EXPECT_THAT(sql, AllOf(Not(HasSubstr("nextval")), Not(HasSubstr("now()")), Not(HasSubstr("thai"))));
  EXPECT_THAT(sql, HasSubstr(",\n  CHECK (`b` <> `a`)"));
  EXPECT_THAT(sql, HasSubstr(",\n  CHECK (`a` > 0)"));
  EXPECT_EQ(targeted.replaced.size(), 3U);
}

}  // namespace
}  // namespace innosalvage
