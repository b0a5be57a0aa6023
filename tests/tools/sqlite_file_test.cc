#include "tools/sqlite_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporters/temporary_folder.h"

namespace innosalvage {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

Json TableObject(const std::string& name) { return Json{{"db", "shop"}, {"name", name}, {"rows", Json::object()}}; }
Json OutputObject(const std::string& name, int rows) {
  return Json{{"path", "tables/shop." + name + ".sql"}, {"class", "table"}, {"rows", rows}, {"bytes", 0}};
}

// What stands in a tablespace as a column's expression is nobody's promise.
TEST(SqliteFile, ATableWhoseDefinitionHasAnOpenQuoteIsLeftOutAndNamed) {
  const TemporaryFolder out;
  std::filesystem::create_directory(out.path() / "tables");
  WriteFile(
      out.path() / "tables/shop.good.sql",
      "CREATE TABLE IF NOT EXISTS `good` (\n  `id` int NOT NULL\n);\nINSERT INTO `good` (`id`) VALUES\n(1),\n(2);\n");
  WriteFile(out.path() / "tables/shop.open.sql",
            "CREATE TABLE IF NOT EXISTS `open` (\n  `id` int NOT NULL,\n  `v` int GENERATED ALWAYS AS (') VIRTUAL\n);\n"
            "INSERT INTO `open` (`id`) VALUES\n(1);\n");
  WriteFile(out.path() / "tables/shop.more.sql",
            "CREATE TABLE IF NOT EXISTS `more` (\n  `id` int NOT NULL\n);\nINSERT INTO `more` (`id`) VALUES (77);\n"
            "INSERT INTO `more` (`id`) VALUES\n(1);\n");
  const Json report{
      {"schema", "innosalvage-report"},
      {"scope", "salvage"},
      {"tablespaces",
       {Json{{"path", "shop"}, {"tables", {TableObject("good"), TableObject("open"), TableObject("more")}}}}},
      {"outputs", {OutputObject("good", 2), OutputObject("open", 1), OutputObject("more", 1)}}};
  const auto folder = MakeSalvageFolder(out.path().string(), report);
  ASSERT_TRUE(folder.has_value()) << folder.error().Message();
  const auto written = WriteSqliteFile(*folder);
  ASSERT_TRUE(written.has_value()) << written.error().Message();
  EXPECT_EQ(written->file.rows, 2U);
  ASSERT_THAT(written->left_out, SizeIs(2));
  EXPECT_EQ(written->left_out[0].where, "tables/shop.open.sql");
  EXPECT_THAT(written->left_out[0].what, HasSubstr("reads back as 0 rows, 1 were written"));
  EXPECT_THAT(written->left_out[1].what, HasSubstr("reads back as 2 rows, 1 were written"));
  EXPECT_TRUE(std::filesystem::is_regular_file(out.path() / "salvage.sqlite"));
}

}  // namespace
}  // namespace innosalvage
