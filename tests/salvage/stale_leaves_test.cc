#include "salvage/stale_leaves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "parser/page_type.h"

namespace innosalvage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t kIndex = 77;
constexpr std::uint32_t kNone = FIL_NULL;

class StaleLeaves : public testing::Test {
 protected:
  void Page(std::uint32_t page_no, std::uint32_t prev, std::uint32_t next, std::uint64_t lsn) {
    PageEntry entry;
    entry.offset = std::uint64_t{page_no} * 16384;
    entry.page_no = entry.claimed = page_no;
    entry.prev = prev;
    entry.next = next;
    entry.lsn = lsn;
    entry.type = FIL_PAGE_INDEX;
    entry.index_id = kIndex;
    entry.verdict = PageVerdict::kIntact;
    inventory_.entries.push_back(entry);
  }
  LeafAgreement Check(std::initializer_list<std::uint32_t> leaves) {
    inventory_.detected.format.page_size = inventory_.detected.format.physical_size = 16384;
    inventory_.Index();
    tree_.index_id = kIndex;
    for (const std::uint32_t page_no : leaves) tree_.leaves.push_back({.page_no = page_no});
    return CheckLeafLinks(inventory_, tree_, [this](std::uint32_t page_no) { return free_.contains(page_no); });
  }

  Inventory inventory_;
  LiveTree tree_;
  std::set<std::uint32_t> free_;
};

TEST_F(StaleLeaves, NeighboursThatPointAtEachOtherAreWhole) {
  Page(4, kNone, 5, 10);
  Page(5, 4, 6, 30);
  Page(6, 5, kNone, 20);
  const LeafAgreement agreement = Check({4, 5, 6});
  EXPECT_TRUE(agreement.whole);
  EXPECT_THAT(agreement.stale, IsEmpty());
}

// 5 came in between 4 and 6, and the write of 4 was lost.
TEST_F(StaleLeaves, APageThatWasSplitSinceIsOlderThanWhatNamesIt) {
  Page(4, kNone, 6, 10);
  Page(5, 4, 6, 30);
  Page(6, 5, kNone, 30);
  const LeafAgreement agreement = Check({4, 5, 6});
  EXPECT_FALSE(agreement.whole);
  EXPECT_THAT(agreement.stale, ElementsAre(0));
}

// 5 was merged into 4, and the tree above is older than that.
TEST_F(StaleLeaves, APageThatWasGivenUpIsOlderThanItsNeighbours) {
  Page(4, kNone, 6, 30);
  Page(5, 4, 6, 10);
  Page(6, 4, kNone, 30);
  EXPECT_THAT(Check({4, 5, 6}).stale, ElementsAre(1));
}

// The tree above is older than the split that made 5.
TEST_F(StaleLeaves, WhatTheTreePassesOverMakesTheTreeStaleAndNotTheLeaves) {
  Page(4, kNone, 5, 30);
  Page(5, 4, 6, 30);
  Page(6, 5, kNone, 30);
  const LeafAgreement agreement = Check({4, 6});
  EXPECT_FALSE(agreement.whole);
  EXPECT_THAT(agreement.stale, IsEmpty());
}

// 4 is of the time before 5 was merged away; 5 still says what it was.
TEST_F(StaleLeaves, APageThatIsNoMoreSavesNoneThatNamesIt) {
  Page(4, kNone, 5, 10);
  Page(5, 4, 6, 10);
  Page(6, 4, kNone, 30);
  EXPECT_THAT(Check({4, 6}).stale, ElementsAre(0));
}

TEST_F(StaleLeaves, APageThatIsFreeSavesNoneThatNamesIt) {
  Page(4, kNone, 5, 10);
  Page(5, 4, kNone, 10);
  free_ = {5};
  EXPECT_THAT(Check({4}).stale, ElementsAre(0));
}

TEST_F(StaleLeaves, AnEndThatGrewSinceIsStale) {
  Page(4, kNone, kNone, 10);
  Page(5, 4, kNone, 30);
  EXPECT_THAT(Check({4, 5}).stale, ElementsAre(0));
}

TEST_F(StaleLeaves, HurtNeighboursTellNothing) {
  Page(4, kNone, 5, 10);
  Page(5, 9, 9, 30);
  inventory_.entries.back().verdict = PageVerdict::kChecksumMismatch;
  Page(6, 5, kNone, 20);
  tree_.holes.push_back({.page_no = 5, .level = 0, .after_leaf = 1, .damage = {}});
  EXPECT_TRUE(Check({4, 6}).whole);
}

}  // namespace
}  // namespace innosalvage
