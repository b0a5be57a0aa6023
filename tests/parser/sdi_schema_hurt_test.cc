// Documents that are cut off, hurt or hostile: each ends in an answer that says where it is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "parser/sdi_schema.h"
#include "tests/parser/sdi_samples.h"

namespace innosalvage {
namespace {

using testing::HasSubstr;

struct BadCase {
  const char* name;
  const char* what;
  const char* with;
  const char* where;
};

class SdiSchemaBadTest : public testing::TestWithParam<BadCase> {};

TEST_P(SdiSchemaBadTest, SaysWhereTheDocumentIsWrong) {
  const auto object = ParseSdi(Replaced(Sample("no_key"), GetParam().what, GetParam().with));
  ASSERT_FALSE(object.has_value());
  EXPECT_THAT(object.error().where, HasSubstr(GetParam().where)) << object.error().Message();
}

INSTANTIATE_TEST_SUITE_P(
    NoKey, SdiSchemaBadTest,
    testing::Values(
        BadCase{"UnknownType", R"("type":4)", R"("type":77)", "columns[0].type"},
        BadCase{"OldDecimal", R"("type":4)", R"("type":1)", "columns[0].type"},
        BadCase{"TypeIsText", R"("type":4)", R"("type":"4")", "columns[0].type"},
        BadCase{"NameMissing", R"("name":"a",)", "", "columns[0].name"},
        BadCase{"OrdinalTwice", R"("ordinal_position":2)", R"("ordinal_position":1)", "columns[1].ordinal_position"},
        BadCase{"OrdinalZero", R"("ordinal_position":1)", R"("ordinal_position":0)", "columns[0].ordinal_position"},
        BadCase{"ColumnsAreText", R"("columns":[)", R"("columns":"x","other":[)", "columns"},
        BadCase{"OtherObject", R"("dd_object_type":"Table")", R"("dd_object_type":"View")", "dd_object_type"},
        BadCase{"ObjectMissing", R"("dd_object":{)", R"("dd_objekt":{)", "dd_object"},
        BadCase{"PartOfNoColumn", R"("hidden":false,"column_opx":0)", R"("hidden":false,"column_opx":9)", "column_opx"},
        BadCase{"PartOfInnoDbsColumn", R"("hidden":false,"column_opx":0)", R"("hidden":false,"column_opx":3)",
                "column_opx"},
        BadCase{"UnknownPartitioning", R"("partition_type":0)", R"("partition_type":11)", "partition_type"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(SdiSchema, EveryTruncationIsAnError) {
  for (const char* name : {"no_key", "by_range", "tablespace"}) {
    std::string json = Sample(name);
    while (!json.empty() && json.back() == '\n') json.pop_back();
    for (std::size_t n = 0; n < json.size(); ++n) {
      ASSERT_FALSE(ParseSdi(json.substr(0, n)).has_value()) << name << " " << n;
    }
  }
}

TEST(SdiSchema, AnyFlippedBytesEndInAnAnswer) {
  std::mt19937 random(20240229);
  for (const auto& entry : std::filesystem::directory_iterator(SampleFolder())) {
    if (entry.path().extension() != ".json") continue;
    const std::string json = Sample(entry.path().stem());
    for (int round = 0; round < 300; ++round) {
      std::string hurt = json;
      for (unsigned flips = 1 + random() % 4; flips > 0; --flips) {
        hurt[random() % hurt.size()] = static_cast<char>(random() % 256);
      }
      const auto object = ParseSdi(hurt);
      if (!object) {
        EXPECT_FALSE(object.error().Message().empty());
      }
    }
    for (int round = 0; round < 300; ++round) {  // digits only: documents that stay JSON
      std::string hurt = json;
      for (unsigned tries = 0; tries < 200; ++tries) {
        char& c = hurt[random() % hurt.size()];
        if (c >= '0' && c <= '9') c = static_cast<char>('0' + random() % 10);
      }
      ParseSdi(hurt);
    }
  }
}

TEST(SdiSchema, DeepNestingIsAnError) {
  const std::string deep = "{\"dd_object\":" + std::string(1000000, '[') + std::string(1000000, ']') + "}";
  EXPECT_FALSE(ParseSdi(deep).has_value());
  EXPECT_FALSE(ParseSdi("[]").has_value());
  EXPECT_FALSE(ParseSdi("{}").has_value());
  EXPECT_FALSE(ParseSdi("null").has_value());
}

TEST(SdiSchema, HugeArraysAreAnError) {
  std::string columns = "{}";
  for (int i = 0; i < 100000; ++i) columns += ",{}";
  const auto object = ParseSdi(
      R"({"mysqld_version_id":80018,"dd_object_type":"Table","dd_object":{"name":"t","columns":[)" + columns + "]}}");
  ASSERT_FALSE(object.has_value());
  EXPECT_EQ(object.error().where, "dd_object.columns");
}

}  // namespace
}  // namespace innosalvage
