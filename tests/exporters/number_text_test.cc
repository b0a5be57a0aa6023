#include "exporters/number_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

namespace innosalvage {
namespace {

std::string SqlFloat(float value) {
  std::string out;
  AppendSqlFloat(value, out);
  return out;
}

std::string SqlDouble(double value) {
  std::string out;
  AppendSqlDouble(value, out);
  return out;
}

TEST(NumberText, IsTheShortestThatReadsBack) {
  EXPECT_EQ(SqlFloat(0.56789F), "0.56789");
  EXPECT_EQ(SqlDouble(0.1), "0.1");
  EXPECT_EQ(SqlDouble(5), "5");
  EXPECT_EQ(SqlDouble(1e22), "1e+22");
  EXPECT_EQ(SqlDouble(5e-324), "5e-324");
}

TEST(NumberText, NegativeZeroKeepsItsSignInSql) {
  EXPECT_EQ(SqlDouble(-0.0), "-0e0");
  EXPECT_EQ(SqlFloat(-0.0F), "-0e0");
}

TEST(NumberText, LargestFloatIsNotWrittenAsADoubleAboveIt) {
  // 3.4028235e+38 is above FLT_MAX as a double: the servers warn and clamp.
  EXPECT_EQ(SqlFloat(std::numeric_limits<float>::max()), "3.4028234663852886e+38");
}

TEST(NumberText, EveryFloatComesBackThroughADouble) {
  std::mt19937 random(20240229);
  for (int i = 0; i < 200000; ++i) {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    if (!std::isfinite(value)) continue;
    const double read = std::strtod(SqlFloat(value).c_str(), nullptr);
    ASSERT_LE(std::fabs(read), static_cast<double>(std::numeric_limits<float>::max()));
    ASSERT_EQ(std::bit_cast<std::uint32_t>(static_cast<float>(read)), std::bit_cast<std::uint32_t>(value));
  }
}

TEST(NumberText, HexIsUpperCaseTwoDigitsAByte) {
  std::string out = "0x";
  AppendHex(std::string_view("\x00\x0F\xAB", 3), out);
  EXPECT_EQ(out, "0x000FAB");
}

}  // namespace
}  // namespace innosalvage
