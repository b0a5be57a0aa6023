#include "parser/bytes.h"

#include <gtest/gtest.h>

#include <array>

namespace innosalvage {
namespace {

constexpr std::array<std::byte, 8> kBytes = {std::byte{0x01}, std::byte{0x02}, std::byte{0x03}, std::byte{0x04},
                                             std::byte{0xf5}, std::byte{0xf6}, std::byte{0xf7}, std::byte{0xf8}};

TEST(Bytes, ReadsBigEndianAtACompileTimeOffset) {
  constexpr std::span<const std::byte, 8> view(kBytes);
  EXPECT_EQ((ReadBig<std::uint16_t, 0>(view)), 0x0102);
  EXPECT_EQ((ReadBig<std::uint32_t, 4>(view)), 0xf5f6f7f8U);
  EXPECT_EQ((ReadBig<std::uint64_t, 0>(view)), 0x01020304f5f6f7f8ULL);
}

TEST(Bytes, LoadsIntegersOfOddWidths) {
  EXPECT_EQ(LoadBig(Bytes(kBytes).first(3)), 0x010203U);
  EXPECT_EQ(LoadLittle(Bytes(kBytes).first(3)), 0x030201U);
  EXPECT_EQ(LoadBig({}), 0U);
}

TEST(Bytes, AViewThatWouldLeaveTheBufferIsRefusedAlsoWhereOffsetPlusSizeWraps) {
  const Bytes bytes(kBytes);
  EXPECT_TRUE(FixedAt<8>(bytes, 0));
  EXPECT_FALSE(FixedAt<8>(bytes, 1));
  EXPECT_FALSE(FixedAt<2>(bytes, SIZE_MAX));
  EXPECT_FALSE(BytesAt(bytes, 4, SIZE_MAX - 3));
  EXPECT_TRUE(BytesAt(bytes, 8, 0));
}

TEST(Bytes, AllZeroSeesASingleByteAnywhere) {
  std::array<std::byte, 64> page{};
  EXPECT_TRUE(AllZero(page));
  for (std::byte& b : page) {
    b = std::byte{1};
    EXPECT_FALSE(AllZero(page));
    b = std::byte{0};
  }
  EXPECT_TRUE(AllZero({}));
}

}  // namespace
}  // namespace innosalvage
