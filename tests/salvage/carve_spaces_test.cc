#include "salvage/carve_spaces.h"

#include <gtest/gtest.h>

namespace innosalvage {
namespace {

constexpr std::uint64_t kMiB = 1U << 20U;

CarveFind Find(std::uint64_t offset, std::uint32_t page_no, std::uint32_t length) {
  CarveFind find;
  find.offset = offset;
  find.page_no = page_no;
  find.length = length;
  find.family = ChecksumFamily::kFullCrc32;
  find.algorithm = ChecksumAlgorithm::kFullCrc32;
  find.proof = PageProof::kVerified;
  return find;
}

class CarveSpacesTest : public testing::Test {
 protected:
  CarveSpacesTest() { SeePage(0, OtherPages::kEncoded); }
  void SeePage(std::uint32_t page_no, OtherPages others) {
    CarveFind page = Find(kMiB + std::uint64_t{page_no} * 16384, page_no, 16384);
    page.space_id = 31;
    page.size_log2 = 14;
    page.others = others;
    EXPECT_TRUE(spaces_.Assign(page));
  }
  // The space that a page goes to which hides its own; nullopt: none.
  std::optional<std::uint32_t> SpaceOf(std::uint64_t offset, std::uint32_t page_no) {
    CarveFind find = Find(offset, page_no, 4096);
    find.space_hidden = true;
    return spaces_.Assign(find) ? std::optional(find.space_id) : std::nullopt;
  }

  CarveSpaces spaces_;
};

TEST_F(CarveSpacesTest, APageThatHidesItsSpaceGoesOnWithTheFileBeforeIt) {
  EXPECT_EQ(SpaceOf(kMiB + 16384, 1), 31U);
  EXPECT_EQ(SpaceOf(kMiB + 20480, 2), 31U);  // a hole was punched behind page 1
  EXPECT_EQ(SpaceOf(kMiB + 10 * 16384, 400), 31U);
}

TEST_F(CarveSpacesTest, APageFurtherBehindThanItsNumberReachesDoesNot) {
  EXPECT_EQ(SpaceOf(kMiB + 10 * 16384, 5), std::nullopt);
}

// Pages of another table, whose page 0 was written over, stand behind one that hides nothing.
TEST_F(CarveSpacesTest, NoPageGoesOnWithAFileWhosePagesAreInTheClear) {
  SeePage(0, OtherPages::kInTheClear);
  EXPECT_EQ(SpaceOf(kMiB + 16384, 1), std::nullopt);
}

TEST_F(CarveSpacesTest, WherePage0WasNotSeenOnlyTheNextPageGoesOn) {
  spaces_ = {};
  SeePage(7, OtherPages::kNotTold);
  EXPECT_EQ(SpaceOf(kMiB + 12 * 16384, 12), std::nullopt);
  EXPECT_EQ(SpaceOf(kMiB + 8 * 16384, 8), 31U);
}

// It would make a file of half a terabyte.
TEST_F(CarveSpacesTest, APageWhoseNumberIsFarTooHighForItsPlaceDoesNot) {
  EXPECT_EQ(SpaceOf(kMiB + 16384, 33554880), std::nullopt);
}

}  // namespace
}  // namespace innosalvage
