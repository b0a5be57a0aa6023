// What a lost leaf is said to have held, against numbers worked out by hand.

#include "salvage/leaf_fill.h"

#include <gtest/gtest.h>

namespace innosalvage {
namespace {

RawKey Key(std::initializer_list<int> bytes) {
  std::vector<std::byte> raw;
  for (const int byte : bytes) raw.push_back(static_cast<std::byte>(byte));
  return {raw};
}

TEST(LeafFill, SumOfAveragesIsRight) {
  LeafFill fill;
  fill.AddWhole(10, std::nullopt);
  fill.AddWhole(11, std::nullopt);
  fill.Choose();
  EXPECT_EQ(fill.Next(std::nullopt).rows + fill.Next(std::nullopt).rows, 21U);
}

TEST(LeafFill, NoMoreRowsThanIntegers) {
  LeafFill fill;
  fill.AddWhole(100, 130);
  fill.AddWhole(100, 900);
  fill.Choose();
  EXPECT_EQ(fill.Next(7).rows, 7U);
  EXPECT_EQ(fill.Next(500).rows, 100U);
}

TEST(LeafFill, DensityWhereWidthsTellMore) {
  LeafFill fill;  // every second integer is a key; leaves differ in size
  for (const std::uint64_t rows : {10U, 40U, 25U, 5U, 60U}) fill.AddWhole(rows, rows * 2);
  fill.Choose();
  EXPECT_EQ(fill.Next(36).rows, 18U);
  EXPECT_EQ(fill.Next(100'000).rows, 28U);  // no leaf holds as many: keys are not as dense there
  EXPECT_EQ(fill.Next(std::nullopt).rows, 28U);
}

TEST(LeafFill, AverageWhereWidthsTellLess) {
  LeafFill fill;  // leaves are alike, the gaps between their keys are not
  for (const std::uint64_t width : {100U, 5000U, 150U, 90000U, 120U}) fill.AddWhole(50, width);
  fill.Choose();
  EXPECT_EQ(fill.Next(70'000).rows, 50U);
}

TEST(LeafFill, WithoutAnyWholeLeaf) {
  LeafFill fill;
  fill.Choose();
  EXPECT_EQ(fill.Next(67).rows, 67U);
  EXPECT_EQ(fill.Next(std::nullopt).rows, 0U);
  LeafFill hurt;
  hurt.AddHurt(12);
  hurt.Choose();
  EXPECT_EQ(hurt.Next(67).rows, 12U);
}

TEST(KeyWidth, OfOneIntegerOnly) {
  Table table;
  table.columns.emplace_back();
  table.columns.back().type = SqlType::kInt;
  TablePlan plan;
  plan.table = &table;
  plan.leaf.n_key = 1;
  plan.leaf.fields.resize(1);
  plan.leaf.fields[0].column = 0;
  const RawKey minus16 = Key({0x7f, 0xff, 0xff, 0xf0});
  const RawKey plus16 = Key({0x80, 0x00, 0x00, 0x10});
  EXPECT_EQ(KeyWidth(plan, minus16, plus16), 32U);
  EXPECT_EQ(KeyWidth(plan, plus16, minus16), 32U);  // DESC
  table.columns.back().type = SqlType::kVarChar;
  EXPECT_EQ(KeyWidth(plan, minus16, plus16), std::nullopt);
}

// secondary_rows.cc puts a number that is better known in the place of what begins so.
TEST(LeafFill, EveryHowBeginsWithRows) {
  LeafFill none;
  none.Choose();
  EXPECT_TRUE(none.Next(std::nullopt).how.starts_with("rows ")) << none.Next(std::nullopt).how;
  EXPECT_TRUE(none.Next(10).how.starts_with("rows ")) << none.Next(10).how;
  LeafFill average;
  average.AddWhole(10, std::nullopt);
  average.Choose();
  EXPECT_TRUE(average.Next(std::nullopt).how.starts_with("rows ")) << average.Next(std::nullopt).how;
  LeafFill density;
  density.AddWhole(10, 10);
  density.AddWhole(100, 100);
  density.Choose();
  EXPECT_TRUE(density.Next(50).how.starts_with("rows ")) << density.Next(50).how;
}

}  // namespace
}  // namespace innosalvage
