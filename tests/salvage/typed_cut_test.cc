// Cuts by types, of records that contradict themselves: an end, whatever they claim.
#include "salvage/typed_cut.h"

#include <gtest/gtest.h>

#include <array>

namespace innosalvage {
namespace {

constexpr std::array<std::byte, 8> kBytes = {std::byte{0x80}, std::byte{0}, std::byte{0}, std::byte{1},
                                             std::byte{0x80}, std::byte{0}, std::byte{0}, std::byte{2}};

// Two records of one fixed field, an INT, the first of them with a bit set that the other does not have.
TypedCutInput OfOneField(std::optional<std::size_t> width) {
  TypedCutInput input;
  input.records.push_back({.bytes = kBytes, .lengths = {}, .bitmap = 1, .fixed = 0});
  input.records.push_back({.bytes = Bytes(kBytes).last(4), .lengths = {}, .bitmap = 0, .fixed = 4});
  input.nullable.push_back({.bit = 0, .variable = false, .width = width, .columns_before = 0});
  return input;
}

TEST(TypedCut, TakesAFixedFieldThatMayBeNull) {
  for (const std::optional<std::size_t> width : {std::optional<std::size_t>(4), std::optional<std::size_t>()}) {
    const auto cut = FindTypedCut(OfOneField(width));
    ASSERT_TRUE(cut);
    ASSERT_EQ(cut->fields.size(), 1U);
    EXPECT_FALSE(cut->fields[0].variable);
    EXPECT_EQ(cut->fields[0].width, 4U);
    EXPECT_EQ(cut->fields[0].null_bit, 0U);
  }
}

// Found by torture, case 50207: equations of hurt records left no byte for a fixed field, which was then read as a
// variable one of records that have no lengths.
TEST(TypedCut, AFixedFieldWithoutBytesIsNone) { EXPECT_FALSE(FindTypedCut(OfOneField(0))); }

}  // namespace
}  // namespace innosalvage
