#include "parser/decimal.h"

#include <gtest/gtest.h>

#include "tests/parser/decode.h"

namespace innosalvage {
namespace {

struct DecimalCase {
  unsigned precision, scale;
  std::string_view stored, printed;
};

Column DecimalColumn(unsigned precision, unsigned scale) {
  Column column = ColumnOf(SqlType::kDecimal, precision);
  column.decimals = static_cast<std::uint8_t>(scale);
  return column;
}

// Records and SELECT of MySQL 9.7.
constexpr DecimalCase kCases[] = {
    {5, 2, "800000", "0.00"},
    {5, 2, "7fffcd", "-0.50"},
    {5, 2, "800032", "0.50"},
    {5, 2, "807b2d", "123.45"},
    {5, 2, "7c189c", "-999.99"},
    {5, 2, "83e763", "999.99"},
    {10, 0, "8000000000", "0"},
    {10, 0, "7ffffffffe", "-1"},
    {10, 0, "893b9ac9ff", "9999999999"},
    {10, 0, "76c4653600", "-9999999999"},
    {10, 0, "8100000000", "1000000000"},
    {65, 30, "7f439eb1ca484078caf1cb3fd0f8a086f8a432eaff439eb1ca484078fc85",
     "-12345678901234567890123456789012345.123456789012345678901234567890"},
    {65, 30, "800000000000000000000000000000000000000000000000000000000000", "0.000000000000000000000000000000"},
    {65, 30, "800000000000000000000000000000010000000000000000000000000000", "1.000000000000000000000000000000"},
    {65, 30, "7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe", "-0.000000000000000000000000000001"},
    {65, 0, "e33b9ac9ff3b9ac9ff3b9ac9ff3b9ac9ff3b9ac9ff3b9ac9ff3b9ac9ff",
     "99999999999999999999999999999999999999999999999999999999999999999"},
    {65, 0, "1cc4653600c4653600c4653600c4653600c4653600c4653600c4653600",
     "-99999999999999999999999999999999999999999999999999999999999999999"},
    {65, 0, "8000000000000000000000000000000000000000000000000000000001", "1"},
    {30, 30, "85f5e10000000000000000000000", "0.100000000000000000000000000000"},
    {30, 30, "7a0a1effffffffffffffffffffff", "-0.100000000000000000000000000000"},
    {30, 30, "875bcd1500bc614e35b7bf87037a", "0.123456789012345678901234567890"},
    {1, 0, "89", "9"},
    {1, 0, "76", "-9"},
    {1, 1, "89", "0.9"},
    {1, 1, "76", "-0.9"},
    {18, 9, "7ffffffefffffffe", "-1.000000001"},
    {18, 9, "875bcd153ade68b1", "123456789.987654321"},
    {20, 6, "8000000012d6870d9490", "1234567.890000"},
    {20, 6, "7fffffffed2978f26b6f", "-1234567.890000"},
    {20, 6, "7fff9bfffffffff85edf", "-100000000000.500000"},
    {20, 6, "80271000000000000000", "10000000000000.000000"},
};

TEST(Decimal, PrintsAsTheServerDoes) {
  for (const DecimalCase& c : kCases) {
    EXPECT_EQ(Printed(DecimalColumn(c.precision, c.scale), c.stored), c.printed) << c.precision << ',' << c.scale;
  }
}

TEST(Decimal, EverySizeIsTheServersOwn) {
  EXPECT_EQ(DecimalSize(10, 0), 5U);
  EXPECT_EQ(DecimalSize(14, 4), 7U);
  EXPECT_EQ(DecimalSize(65, 30), 30U);
  EXPECT_EQ(DecimalSize(0, 0), 0U);
  EXPECT_EQ(DecimalSize(5, 6), 0U);
  EXPECT_EQ(DecimalSize(60, 38), 27U);  // MariaDB
  EXPECT_EQ(DecimalSize(60, 39), 0U);
}

TEST(Decimal, AnyOtherLengthIsIllegal) {
  for (const DecimalCase& c : kCases) {
    auto stored = FromHex(c.stored);
    stored.push_back(std::byte{0});
    for (std::size_t size = 0; size <= stored.size(); ++size) {
      if (size == DecimalSize(c.precision, c.scale)) continue;
      EXPECT_EQ(Printed(DecimalColumn(c.precision, c.scale), Bytes(stored).first(size)),
                Illegal(DamageKind::kIllegalLength));
    }
  }
}

TEST(Decimal, AGroupAboveWhatItsDigitsSayIsIllegal) {
  EXPECT_EQ(Printed(DecimalColumn(1, 0), "8a"), Illegal(DamageKind::kIllegalDecimal));
  EXPECT_EQ(Printed(DecimalColumn(5, 2), "83e863"), Illegal(DamageKind::kIllegalDecimal));  // 1000 before the point
  EXPECT_EQ(Printed(DecimalColumn(5, 2), "800064"), Illegal(DamageKind::kIllegalDecimal));  // 100 behind it
  EXPECT_EQ(Printed(DecimalColumn(9, 0), "bb9aca00"), Illegal(DamageKind::kIllegalDecimal));
  EXPECT_EQ(Printed(DecimalColumn(9, 0), "bb9ac9ff"), "999999999");
}

TEST(Decimal, ZeroHasNoSign) {
  EXPECT_EQ(Printed(DecimalColumn(5, 2), "7fffff"), Illegal(DamageKind::kIllegalDecimal));
}

TEST(Decimal, AnUnsignedColumnHoldsNoNegativeNumber) {
  Column column = DecimalColumn(5, 2);
  column.is_unsigned = true;
  EXPECT_EQ(Printed(column, "7fffcd"), Illegal(DamageKind::kIllegalDecimal));
  EXPECT_EQ(Printed(column, "800032"), "0.50");
}

TEST(Decimal, AColumnHasAtMost65Digits) {
  EXPECT_EQ(Printed(DecimalColumn(66, 0), "80"), Illegal(DamageKind::kUnsupported));
}

TEST(Decimal, EveryFlippedByteEndsInANumberOrInDamage) {
  for (const DecimalCase& c : kCases) {
    const auto original = FromHex(c.stored);
    for (std::size_t i = 0; i < original.size(); ++i) {
      for (unsigned value = 0; value < 256; ++value) {
        auto stored = original;
        stored[i] = static_cast<std::byte>(value);
        const std::string printed = Printed(DecimalColumn(c.precision, c.scale), Bytes(stored));
        if (printed == Illegal(DamageKind::kIllegalDecimal)) continue;
        EXPECT_LE(printed.size(), c.precision + 3);
        EXPECT_EQ(printed.find_first_not_of("-.0123456789"), std::string::npos);
      }
    }
  }
}

}  // namespace
}  // namespace innosalvage
