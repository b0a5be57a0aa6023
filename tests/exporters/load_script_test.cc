#include "exporters/load_script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace innosalvage {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<LoadEntry> Entries() {
  return {{"shop",
           "orders",
           "tables/shop.orders.sql",
           "",
           {"ALTER TABLE `orders` ADD CONSTRAINT `fk` FOREIGN KEY (`c`) REFERENCES `clients` (`id`);"}},
          {"shop", "clients", "tables/shop.clients.sql", "", {}},
          {"a`b", "t", "tables/a%60b.t.sql", "", {}},
          {"", "orphan", "tables/orphan.sql", "", {}}};
}

TEST(LoadScript, CreatesDatabasesSourcesTablesAndBringsForeignKeysLast) {
  const auto entries = Entries();
  const std::string script = LoadScript(entries, {.tool = "innosalvage test"});
  EXPECT_THAT(script, HasSubstr("CREATE DATABASE IF NOT EXISTS `shop`;\n"
                                "CREATE DATABASE IF NOT EXISTS `a``b`;\n"
                                "\n"
                                "source tables/orphan.sql\n"
                                "USE `shop`;\n"
                                "source tables/shop.orders.sql\n"
                                "source tables/shop.clients.sql\n"
                                "USE `a``b`;\n"
                                "source tables/a%60b.t.sql\n"));
  const std::size_t last_source = script.rfind("\nsource ");
  const std::size_t unchecked = script.find("FOREIGN_KEY_CHECKS=0");
  const std::size_t key = script.find("ALTER TABLE `orders`");
  EXPECT_LT(last_source, unchecked);
  EXPECT_LT(unchecked, key);
  EXPECT_THAT(script.substr(last_source), HasSubstr("USE `shop`;\nALTER TABLE `orders`"));
}

// What is between the files is quoted for no mode in particular, and a server's own may be any.
TEST(LoadScript, SetsTheModeBeforeItNamesAnything) {
  for (const LoadBody body : {LoadBody::kSource, LoadBody::kInline}) {
    std::string script;
    for (const LoadPiece& piece : LoadScriptPieces(Entries(), {.tool = "innosalvage test", .body = body})) {
      script += piece.text;
    }
    const std::size_t set = script.find("SQL_MODE='");
    ASSERT_NE(set, std::string::npos);
    EXPECT_LT(set, script.find("CREATE DATABASE"));
    EXPECT_EQ(script.substr(0, set).find_first_of("'\"`"), std::string::npos);
    EXPECT_GT(script.rfind("SET SQL_MODE=@SCRIPT_OLD_SQL_MODE */;\n"), script.rfind("ALTER TABLE"));
  }
}

TEST(LoadScript, BringsSequencesBeforeTablesThatMayAskThem) {
  std::vector<LoadEntry> entries = {{"shop", "orders", "tables/shop.orders.sql", "", {}},
                                    {"shop", "seq", "tables/shop.seq.sql", "", {}, true}};
  EXPECT_THAT(LoadScript(entries, {.tool = "innosalvage test"}),
              HasSubstr("USE `shop`;\nsource tables/shop.seq.sql\nsource tables/shop.orders.sql\n"));
}

TEST(LoadScript, SaysHowCompressedFilesAreLoaded) {
  std::vector<LoadEntry> entries = {{"shop", "t", "tables/shop.t.sql.gz", "", {}}};
  const std::string script = LoadScript(entries, {.tool = "", .compression = Compression::kGzip});
  EXPECT_THAT(script, HasSubstr("--   gunzip -k tables/*.gz\n"));
  EXPECT_THAT(script, HasSubstr("--   zcat tables/shop.t.sql.gz | mysql DATABASE\n"));
  EXPECT_THAT(script, HasSubstr("\nsource tables/shop.t.sql\n"));
}

TEST(LoadScript, OfSuspectRowsAsksForTheTrustedOnesFirst) {
  const std::string script = LoadScript({}, {.tool = "", .section = RowSection::kSuspect});
  EXPECT_THAT(script, HasSubstr("Run load.sql first"));
  EXPECT_THAT(script, HasSubstr("mysql < load_suspect.sql"));
  EXPECT_THAT(script, Not(HasSubstr("source tables")));
}

}  // namespace
}  // namespace innosalvage
