#include "parser/geometry.h"

#include <gtest/gtest.h>

#include "tests/parser/decode.h"

namespace innosalvage {
namespace {

struct GeometryCase {
  SqlType type;
  std::string_view stored;
};

// Records of MySQL 9.7; those of MariaDB 11.8 are the same bytes.
constexpr std::string_view kPoint = "000000000101000000000000000000f03f0000000000000040";
constexpr std::string_view kLine =  // SRID 4326
    "e610000001020000000300000000000000000000000000000000000000000000000000f03f000000000000f03f0000000000000040"
    "0000000000000040";
constexpr GeometryCase kCases[] = {
    {SqlType::kPoint, kPoint},
    {SqlType::kLineString, kLine},
    {SqlType::kPolygon,
     "0000000001030000000100000004000000000000000000000000000000000000000000000000000000000000000000f03f000000000000f0"
     "3f000000000000f03f00000000000000000000000000000000"},
    {SqlType::kMultiPoint,
     "000000000104000000020000000101000000000000000000000000000000000000000101000000000000000000f03f000000000000f03f"},
    {SqlType::kMultiLineString,
     "0000000001050000000200000001020000000200000000000000000000000000000000000000000000000000f03f000000000000f03f0102"
     "000000020000000000000000000040000000000000004000000000000008400000000000000840"},
    {SqlType::kMultiPolygon,
     "0000000001060000000100000001030000000100000004000000000000000000000000000000000000000000000000000000000000000000"
     "f03f000000000000f03f000000000000f03f00000000000000000000000000000000"},
    {SqlType::kGeometryCollection,
     "000000000107000000020000000101000000000000000000f03f000000000000004001070000000100000001020000000200000000000000"
     "000000000000000000000000000000000000f03f000000000000f03f"},
    {SqlType::kGeometryCollection, "00000000010700000000000000"},
};

TEST(Geometry, IsItsBytes) {
  for (const GeometryCase& c : kCases) {
    const auto stored = FromHex(c.stored);
    EXPECT_EQ(Printed(ColumnOf(SqlType::kGeometry), Bytes(stored)), AsText(stored));
    EXPECT_EQ(Printed(ColumnOf(c.type), Bytes(stored)), AsText(stored));
  }
}

TEST(Geometry, AColumnOfASubtypeHoldsOnlyThat) {
  EXPECT_EQ(Printed(ColumnOf(SqlType::kLineString), kPoint), Illegal(DamageKind::kIllegalGeometry));
  EXPECT_EQ(Printed(ColumnOf(SqlType::kPoint), kLine), Illegal(DamageKind::kIllegalGeometry));
}

TEST(Geometry, EveryShorterOneIsIllegalAndSoIsALongerOne) {
  for (const GeometryCase& c : kCases) {
    auto stored = FromHex(c.stored);
    for (std::size_t size = 0; size < stored.size(); ++size) {
      EXPECT_FALSE(IsWellFormedGeometry(SqlType::kGeometry, Bytes(stored).first(size))) << size;
    }
    stored.push_back(std::byte{0});
    EXPECT_FALSE(IsWellFormedGeometry(SqlType::kGeometry, stored));
  }
}

TEST(Geometry, ByteOrderTypeCountAndCoordinatesAreChecked) {
  const auto with = [](std::string_view hex, std::size_t at, unsigned byte) {
    auto stored = FromHex(hex);
    stored[at] = static_cast<std::byte>(byte);
    return IsWellFormedGeometry(SqlType::kGeometry, stored);
  };
  EXPECT_TRUE(with(kPoint, 4, 1));
  EXPECT_FALSE(with(kPoint, 4, 0));
  EXPECT_FALSE(with(kPoint, 5, 0));
  EXPECT_FALSE(with(kPoint, 5, 8));
  EXPECT_FALSE(with(kPoint, 6, 1));
  EXPECT_FALSE(with(kLine, 9, 4));
  EXPECT_FALSE(with(kLine, 9, 0));
  EXPECT_FALSE(with(kLine, 12, 0xff));
  EXPECT_TRUE(with(kPoint, 24, 0x7f));
  auto infinite = FromHex(kPoint);
  infinite[23] = std::byte{0xf0};
  infinite[24] = std::byte{0x7f};
  EXPECT_FALSE(IsWellFormedGeometry(SqlType::kGeometry, infinite));
}

TEST(Geometry, DeepNestingEndsInDamageNotInTheStack) {
  std::vector<std::byte> stored(4);
  for (unsigned i = 0; i < 1'000'000; ++i) {
    for (const unsigned b : {1U, 7U, 0U, 0U, 0U, 1U, 0U, 0U, 0U}) stored.push_back(static_cast<std::byte>(b));
  }
  EXPECT_FALSE(IsWellFormedGeometry(SqlType::kGeometry, stored));
}

}  // namespace
}  // namespace innosalvage
