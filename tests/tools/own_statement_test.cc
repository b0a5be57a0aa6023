#include "tools/own_statement.h"

#include <gtest/gtest.h>

#include "exporters/sql_session.h"

namespace innosalvage {
namespace {

TEST(OwnStatement, IsWhatTheFilesOfRowsHold) {
  for (const std::string_view sql :
       {"CREATE TABLE IF NOT EXISTS `t` (\n  `a` int\n) ENGINE=InnoDB", "INSERT INTO `t` (`a`) VALUES\n(1),\n(2)",
        "INSERT IGNORE INTO `a``b.c` (`a`) VALUES (1)", "START TRANSACTION", "COMMIT",
        "INSERT INTO `t` (`a`,`b`) VALUES\n(1.5,'SELECT . FROM'),(-0.25,JSON_OBJECT('a',CAST('x' AS JSON)))",
        "CREATE TABLE IF NOT EXISTS `t` (\n  `a` int DEFAULT (1.5 + 2) COMMENT 'a.b',\n  `b` int GENERATED ALWAYS AS "
        "(`a` + 1) "
        "STORED\n) ENGINE=InnoDB /*!50706 COMPRESSION='zlib' */ COMMENT='SELECT'\nPARTITION BY RANGE (`a`) (PARTITION "
        "p0 "
        "VALUES LESS THAN (1) ENGINE = InnoDB)",
        "CREATE TABLE IF NOT EXISTS `t` (`a` int) ENGINE=InnoDB /*M!100300 WITH SYSTEM VERSIONING */"}) {
    EXPECT_TRUE(IsOwnStatement(sql)) << sql;
  }
  EXPECT_TRUE(IsOwnStatement(kCheckUniqueKeys));
  std::string session;
  AppendSessionSettings(UniqueChecks::kOff, session);
  AppendSessionRestore(session);
  for (std::size_t at = 0, end = 0; (end = session.find(";\n", at)) != std::string::npos; at = end + 2) {
    EXPECT_TRUE(IsOwnStatement(session.substr(at, end - at))) << session.substr(at, end - at);
  }
}

TEST(OwnStatement, IsNothingThatReachesBeyondItsDatabase) {
  for (const std::string_view sql :
       {"DROP DATABASE shop",
        "INSERT INTO `shop`.`t` (`a`) VALUES (1)",
        "INSERT INTO `shop` . `t` (`a`) VALUES (1)",
        "CREATE TABLE IF NOT EXISTS `shop`.`t` (`a` int)",
        "USE `shop`",
        "/*!50000 DROP DATABASE shop */",
        "/*!40101 SET @a=1 */ DROP DATABASE shop /* */",
        "/*!40101 SET GLOBAL sql_mode='' */",
        "SET GLOBAL sql_mode=''",
        "/*!40101 SET STATEMENT max_statement_time=1 FOR DROP DATABASE shop */",
        "/*!40101 SET @@global.sql_mode='' */",
        "/*!40101 SET PASSWORD='' */",
        "CREATE TABLE IF NOT EXISTS `t` (`a` int) ENGINE=MERGE UNION=(shop.t) INSERT_METHOD=LAST",
        "CREATE TABLE IF NOT EXISTS `t` (`a` int) UNION=(t)",
        "CREATE TABLE IF NOT EXISTS `t` (`a` int) ENGINE=FEDERATED",
        "CREATE TABLE IF NOT EXISTS `t` (`a` int) SELECT 1",
        "CREATE TABLE IF NOT EXISTS `t` (`a` int) AS TABLE `shop`.`t`",
        "CREATE TABLE IF NOT EXISTS `t` (`a` int) /*!50000 SELECT * FROM mysql.user */",
        "CREATE TABLE IF NOT EXISTS `t` (`a` int DEFAULT (`shop`.`f`()))",
        "CREATE TABLE IF NOT EXISTS `t` (`a` int) ENGINE=InnoDB DATA DIRECTORY='/tmp'",
        "CREATE TABLE IF NOT EXISTS `t` (`a` int) ENGINE=InnoDB PARTITION BY HASH(a) (PARTITION p DATA "
        "DIRECTORY='/tmp')",
        "CREATE TABLE IF NOT EXISTS `t` (`a` int)) ENGINE=InnoDB",
        "CREATE TABLE IF NOT EXISTS `t` (`a` int",
        "INSERT INTO `t` (`a`) SELECT 1",
        "INSERT INTO `t` (`a`) VALUES ((SELECT 1))",
        "INSERT INTO `t` (`a`) VALUES (`s`.`f`())",
        "INSERT INTO `t` (`a`) VALUES (LOAD_FILE('/etc/passwd'))",
        "INSERT INTO `t",
        "INSERT INTO t (a) VALUES (1)",
        "CREATE TABLE IF NOT EXISTS `t` SELECT 1",
        ""}) {
    EXPECT_FALSE(IsOwnStatement(sql)) << sql;
  }
}

}  // namespace
}  // namespace innosalvage
