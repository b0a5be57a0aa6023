// Single edits of a definition.
#include "salvage/schema_variants.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "parser/ddl_parser.h"

namespace innosalvage {
namespace {

Table Parse(std::string_view sql) { return ParseDdl(sql, DdlOptions{}).tables.at(0).table; }

TEST(SchemaVariants, EachKindOfMistakeIsTried) {
  const Table table = Parse(
      "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n BIGINT, name VARCHAR(30), note VARCHAR(40), d DATE) "
      "CHARSET=utf8mb4;");
  std::map<EditKind, std::size_t> kinds;
  ForEachVariant(table, std::nullopt, [&](const SchemaVariant& variant) { ++kinds[variant.kind]; });
  EXPECT_EQ(kinds.size(), 9U);
  EXPECT_EQ(kinds[EditKind::kDropColumn], 5U);
  EXPECT_EQ(kinds[EditKind::kNullability], 5U);
  EXPECT_EQ(kinds[EditKind::kSign], 2U);
}

TEST(SchemaVariants, KeysFollowTheirColumns) {
  const Table table = Parse("CREATE TABLE t (a INT, b DATE, id INT NOT NULL, PRIMARY KEY (id), KEY (b));");
  ForEachVariant(table, std::nullopt, [&](const SchemaVariant& variant) {
    for (const Index& index : variant.table.indexes) {
      for (const KeyPart& part : index.parts) {
        ASSERT_LT(part.column, variant.table.columns.size());
        EXPECT_EQ(variant.table.columns[part.column].name, index.kind == IndexKind::kPrimary ? "id" : "b");
      }
    }
  });
}

TEST(SchemaVariants, ColumnsOfOneKindAreNotMovedOverEachOther) {
  const Table table = Parse("CREATE TABLE t (a INT, b INT, c INT);");
  ForEachVariant(table, std::nullopt, [&](const SchemaVariant& variant) {
    EXPECT_NE(variant.kind, EditKind::kMove);
    EXPECT_NE(variant.kind, EditKind::kSwap);
  });
}

TEST(SchemaVariants, AGapNamesTheWidthOfChar) {
  const Table table = Parse("CREATE TABLE t (a INT, c CHAR(10)) CHARSET=latin1;");
  std::set<std::string> details;
  ForEachVariant(table, 3, [&](const SchemaVariant& variant) { details.insert(variant.detail); });
  EXPECT_TRUE(details.contains("CHAR(13), not CHAR(10)"));
}

}  // namespace
}  // namespace innosalvage
