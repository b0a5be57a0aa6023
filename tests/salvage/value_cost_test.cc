#include "salvage/value_cost.h"

#include <gtest/gtest.h>

#include <string>

namespace innosalvage {
namespace {

double BitsOfTexts(const std::vector<std::string>& texts) {
  Column column;
  column.type = SqlType::kVarChar;
  ColumnSample sample;
  for (const std::string& text : texts) sample.values.push_back(AsBytes(text));
  return ValueBits(column, sample).value();
}

TEST(ValueCost, OfTextsThatBeginAlikeOnlyTheRestCounts) {
  const double alike = BitsOfTexts({"invoice 1", "invoice 2", "invoice 3", "invoice 4"});
  const double other = BitsOfTexts({"invoice 1", "quarrel 2", "bracket 3", "jackets 4"});
  EXPECT_LT(alike * 1.5, other);
}

TEST(ValueCost, ControlCharactersAreDearHoweverOftenTheyAreTheSame) {
  const std::string noise = std::string("\x07", 1) + "name ";
  const double texts = BitsOfTexts({"name 0", "name 1", "name 2", "name 3", "name 4", "name 5"});
  EXPECT_GT(BitsOfTexts(std::vector<std::string>(6, noise)), texts);
}

}  // namespace
}  // namespace innosalvage
