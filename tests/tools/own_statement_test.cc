#include "tools/own_statement.h"

#include <gtest/gtest.h>

#include "exporters/sql_session.h"

namespace innosalvage {
namespace {

TEST(OwnStatement, IsWhatTheFilesOfRowsHold) {
  for (const std::string_view sql :
       {"CREATE TABLE IF NOT EXISTS `t` (\n  `a` int\n) ENGINE=InnoDB", "INSERT INTO `t` (`a`) VALUES\n(1),\n(2)",
        "INSERT IGNORE INTO `a``b.c` (`a`) VALUES (1)", "START TRANSACTION", "COMMIT"}) {
    EXPECT_TRUE(IsOwnStatement(sql)) << sql;
  }
  std::string session;
  AppendSessionSettings(UniqueChecks::kOff, session);
  AppendSessionRestore(session);
  for (std::size_t at = 0, end = 0; (end = session.find(";\n", at)) != std::string::npos; at = end + 2) {
    EXPECT_TRUE(IsOwnStatement(session.substr(at, end - at))) << session.substr(at, end - at);
  }
}

TEST(OwnStatement, IsNothingThatReachesBeyondItsDatabase) {
  for (const std::string_view sql :
       {"DROP DATABASE shop", "INSERT INTO `shop`.`t` (`a`) VALUES (1)", "INSERT INTO `shop` . `t` (`a`) VALUES (1)",
        "CREATE TABLE IF NOT EXISTS `shop`.`t` (`a` int)", "USE `shop`", "/*!50000 DROP DATABASE shop */",
        "/*!40101 SET @a=1 */ DROP DATABASE shop /* */", "/*!40101 SET GLOBAL sql_mode='' */", "SET GLOBAL sql_mode=''",
        "INSERT INTO `t", "INSERT INTO t (a) VALUES (1)", "CREATE TABLE IF NOT EXISTS `t` SELECT 1", ""}) {
    EXPECT_FALSE(IsOwnStatement(sql)) << sql;
  }
}

}  // namespace
}  // namespace innosalvage
