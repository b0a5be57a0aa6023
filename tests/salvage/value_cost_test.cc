#include "salvage/value_cost.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

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

// Four INTs that count up, and the first byte of the DATETIME behind them, read as a DATETIME: 0000-00-00 06:18:25, and
// four minutes more each time. The same times of a day in 2019 must be cheaper.
TEST(ValueCost, ZeroDatesWithATimeOfDayAreDear) {
  Column column;
  column.type = SqlType::kDateTime;
  column.old_temporal = false;
  std::vector<std::array<unsigned char, 5>> none;
  std::vector<std::array<unsigned char, 5>> ordinary;
  for (unsigned char minutes = 0x64; minutes < 0x68; ++minutes) {
    none.push_back({0x80, 0x00, 0x00, minutes, 0x99});
    ordinary.push_back({0x99, 0xa4, 0x44, minutes, 0x99});
  }
  const auto bits_of = [&](const std::vector<std::array<unsigned char, 5>>& values) {
    ColumnSample sample;
    for (const auto& value : values) sample.values.push_back(std::as_bytes(std::span(value)));
    return ValueBits(column, sample).value();
  };
  EXPECT_GT(bits_of(none), bits_of(ordinary) + 48.0);
  // One in all rows counts once.
  EXPECT_LT(bits_of({none[0], none[0], none[0], none[0]}), bits_of(none) - 40.0);
}

TEST(ValueCost, NumbersBeyondWhatAFloatIsDeclaredForAreDear) {
  const auto bits_of = [](float number, bool is_unsigned) {
    Column column;
    column.type = SqlType::kFloat;
    column.length = 7;
    column.decimals = 4;
    column.has_decimals = true;
    column.is_unsigned = is_unsigned;
    std::array<unsigned char, 4> stored{};
    std::memcpy(stored.data(), &number, stored.size());
    return ValueBits(column, {.values = {std::as_bytes(std::span(stored))}});
  };
  // 1000 is what the limit is rounded to.
  EXPECT_LT(*bits_of(-1000.0F, false), *bits_of(1001.0F, false) - 10.0);
  EXPECT_TRUE(bits_of(1.0F, true));
  EXPECT_FALSE(bits_of(-1.0F, true));
}

}  // namespace
}  // namespace innosalvage
