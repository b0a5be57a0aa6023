// DB_TRX_ID and DB_ROLL_PTR by their shape.
#include "salvage/system_fields.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace innosalvage {
namespace {

constexpr std::size_t kPage = 16384;
using Fields = std::array<std::byte, kSystemFieldBytes>;

Fields Of(std::uint64_t trx, std::uint64_t roll) {
  Fields fields{};
  for (std::size_t i = 0; i < 6; ++i) fields[5 - i] = static_cast<std::byte>(trx >> (8 * i));
  for (std::size_t i = 0; i < 7; ++i) fields[12 - i] = static_cast<std::byte>(roll >> (8 * i));
  return fields;
}

TEST(SystemFields, AnInsertIsKnown) {
  // Insert flag, rollback segment 2, page 300, offset 272.
  EXPECT_TRUE(LooksLikeSystemFields(Of(0x5013, 0x8200012c0110ULL | (std::uint64_t{1} << 55)), kPage));
}

TEST(SystemFields, AResetOneIsKnownAfterPurge) {
  EXPECT_TRUE(LooksLikeSystemFields(Of(0, std::uint64_t{1} << 55), kPage));
}

TEST(SystemFields, ATransactionOfZeroNeedsAResetRollPointer) {
  EXPECT_FALSE(LooksLikeSystemFields(Of(0, 0x8200012c0110ULL), kPage));
}

TEST(SystemFields, AnUndoOffsetBeyondThePageIsNone) {
  EXPECT_FALSE(LooksLikeSystemFields(Of(0x5013, 0x82000000012c0000ULL | 0x4001), kPage));
}

TEST(SystemFields, IntegersSideBySideAreNone) {
  // 80 00 00 05 | 80 00 00 07 | 80 00 00 09 | 80: three INTs.
  const Fields ints = {std::byte{0x80}, {}, {}, std::byte{5}, std::byte{0x80}, {}, {}, std::byte{7},
                       std::byte{0x80}, {}, {}, std::byte{9}, std::byte{0x80}};
  EXPECT_FALSE(LooksLikeSystemFields(ints, kPage));
}

TEST(SystemFields, OneInFiftyMayBeWrong) {
  const Fields right = Of(0x5013, 0x8200012c0110ULL | (std::uint64_t{1} << 55));
  const Fields wrong{};
  std::vector<Bytes> fields(50, Bytes(right));
  fields.back() = Bytes(wrong);
  EXPECT_TRUE(SystemFieldsScore(fields, kPage));
  fields.front() = Bytes(wrong);
  EXPECT_FALSE(SystemFieldsScore(fields, kPage));
}

}  // namespace
}  // namespace innosalvage
