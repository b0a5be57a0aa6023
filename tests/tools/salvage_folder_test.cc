#include "tools/salvage_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace innosalvage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Json TableOf(const std::string& db, const std::string& name, const std::string& partition = {}) {
  return Json{{"db", db}, {"name", name}, {"partition", partition}};
}

Json ReportOf(const std::vector<Json>& tables, const std::vector<std::pair<std::string, std::string>>& outputs) {
  Json report{{"schema", "innosalvage-report"},
              {"scope", "salvage"},
              {"tablespaces", Json::array()},
              {"outputs", Json::array()}};
  for (const Json& table : tables) report["tablespaces"].push_back(Json{{"tables", Json::array({table})}});
  for (const auto& [kind, path] : outputs) {
    report["outputs"].push_back(Json{{"class", kind}, {"path", path}, {"rows", 1}});
  }
  return report;
}

TEST(SalvageFolder, FilesOfATableAreFoundByTheirNames) {
  const Json report = ReportOf({TableOf("shop", "a"), TableOf("shop", "a~0002"), TableOf("shop", "b")},
                               {{"table", "tables/shop.a~0010.sql"},
                                {"table", "tables/shop.a.sql.gz"},
                                {"table", "tables/shop.a~0002.sql.zst"},
                                {"suspect", "suspect/shop.a.sql"},
                                {"table", "tables/shop.a~x.sql"},
                                {"table", "tables/shop.a~0123456789abcdef.sql"},
                                {"table", "tables/shop.a%7E0002.sql"},
                                {"script", "load.sql"}});
  const auto folder = MakeSalvageFolder("out", report);
  ASSERT_TRUE(folder);
  ASSERT_EQ(folder->tables.size(), 3U);
  EXPECT_THAT(folder->tables[0].trusted,
              ElementsAre("tables/shop.a.sql.gz", "tables/shop.a~0002.sql.zst", "tables/shop.a~0010.sql"));
  EXPECT_EQ(folder->tables[0].trusted_rows, 3U);
  EXPECT_THAT(folder->tables[0].suspect, ElementsAre("suspect/shop.a.sql"));
  EXPECT_THAT(folder->tables[1].trusted, ElementsAre("tables/shop.a%7E0002.sql"));
  EXPECT_THAT(folder->tables[2].trusted, IsEmpty());
}

TEST(SalvageFolder, PartitionsAreOneTable) {
  const auto folder = MakeSalvageFolder(
      "out", ReportOf({TableOf("d", "t", "p0"), TableOf("d", "t", "p1"), TableOf("e", "t"), TableOf("e", "t")}, {}));
  ASSERT_TRUE(folder);
  ASSERT_EQ(folder->tables.size(), 2U);
  EXPECT_EQ(folder->tables[0].parts.size(), 2U);
  EXPECT_EQ(folder->tables[1].parts.size(), 1U);
}

TEST(SalvageFolder, ATableIsFoundWithoutItsDatabaseIfItsNameIsTheOnlyOne) {
  const auto folder = MakeSalvageFolder(
      "out", ReportOf({TableOf("d", "t"), TableOf("d", "u"), TableOf("e", "u"), TableOf("", "v")}, {}));
  ASSERT_TRUE(folder);
  EXPECT_EQ(folder->Find("d", "t"), &folder->tables[0]);
  EXPECT_EQ(folder->Find("", "t"), &folder->tables[0]);
  EXPECT_EQ(folder->Find("x", "t"), nullptr);
  EXPECT_EQ(folder->Find("", "u"), nullptr);
  EXPECT_EQ(folder->Find("e", "u"), &folder->tables[2]);
  EXPECT_EQ(folder->Find("x", "v"), &folder->tables[3]);
}

TEST(SalvageFolder, FilesOutsideOfItAreRefused) {
  for (const char* path : {"/etc/passwd", "../other/tables/d.t.sql", "tables/../../d.t.sql", ".."}) {
    SCOPED_TRACE(path);
    const auto folder = MakeSalvageFolder("out", ReportOf({TableOf("d", "t")}, {{"table", path}}));
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().where, "out/report.json");
    EXPECT_THAT(folder.error().what, HasSubstr("not below the folder"));
  }
  EXPECT_TRUE(MakeSalvageFolder("out", ReportOf({TableOf("d", "..t")}, {{"table", "tables/d...t.sql"}})));
}

// Each table went through a copy of the whole list, twice: of so many an hour.
TEST(SalvageFolder, AServerOfManyTablesIsRead) {
  constexpr std::size_t kTables = 40'000;
  std::vector<Json> tables;
  std::vector<std::pair<std::string, std::string>> outputs;
  for (std::size_t i = 0; i < kTables; ++i) {
    tables.push_back(TableOf("d", fmt::format("t{}", i)));
    outputs.emplace_back("table", fmt::format("tables/d.t{}.sql", i));
  }
  const auto folder = MakeSalvageFolder("out", ReportOf(tables, outputs));
  ASSERT_TRUE(folder);
  ASSERT_EQ(folder->tables.size(), kTables);
  for (std::size_t i = 0; i < kTables; ++i) {
    ASSERT_EQ(folder->tables[i].trusted_rows, 1U);
    ASSERT_EQ(folder->Find("d", folder->tables[i].name), &folder->tables[i]);
  }
}

}  // namespace
}  // namespace innosalvage
