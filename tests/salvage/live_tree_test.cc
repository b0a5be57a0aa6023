// The live tree where nothing but sibling links tells which leaves were freed.
#include "salvage/live_tree.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "parser/page_type.h"

namespace innosalvage {
namespace {

constexpr std::uint64_t kIndex = 77;

class LinkedLeaves {
 public:
  // The leaf of page `page_no`, and what it says of its neighbours.
  void Add(std::uint32_t page_no, std::uint32_t prev, std::uint32_t next, std::uint64_t lsn) {
    PageEntry entry;
    entry.offset = std::uint64_t{page_no} * 16384;
    entry.page_no = entry.claimed = page_no;
    entry.prev = prev;
    entry.next = next;
    entry.lsn = lsn;
    entry.type = FIL_PAGE_INDEX;
    entry.index_id = kIndex;
    entry.n_recs = 1;
    entry.verdict = PageVerdict::kIntact;
    inventory_.entries.push_back(entry);
  }

  // Of the page added last.
  void SetLevel(std::uint16_t level) { inventory_.entries.back().level = level; }

  // The page that stands there has lost what it is.
  void AddHurt(std::uint32_t page_no) {
    Add(page_no, 0, 0, 0);
    PageEntry& entry = inventory_.entries.back();
    entry.type = 0;
    entry.index_id = 0;
    entry.verdict = PageVerdict::kPartlyZeroed;
  }

  LiveTree Build() {
    inventory_.detected.format.page_size = inventory_.detected.format.physical_size = 16384;
    inventory_.Index();
    const auto empty = MemorySource({});
    return BuildLiveTree(PageStore(*empty, inventory_), kIndex, std::nullopt, RecordLayout{});
  }

 private:
  Inventory inventory_;
};

std::vector<std::uint32_t> PageNos(const LiveTree& tree) {
  std::vector<std::uint32_t> page_nos;
  for (const LeafRef& leaf : tree.leaves) page_nos.push_back(leaf.page_no);
  return page_nos;
}

// 10 <-> 11 <-> 12 are the list. 20 was merged away between 11 and 12, which are newer and name each other; 21 before
// that, when 20 was its neighbour: only a freed leaf points at it still.
TEST(LiveTree, LeavesThatOnlyFreedOnesPointAtAreFreedAsWell) {
  LinkedLeaves leaves;
  leaves.Add(10, FIL_NULL, 11, 100);
  leaves.Add(11, 10, 12, 100);
  leaves.Add(12, 11, FIL_NULL, 100);
  leaves.Add(20, 11, 21, 50);
  leaves.Add(21, 11, 12, 40);
  const LiveTree tree = leaves.Build();
  EXPECT_EQ(PageNos(tree), (std::vector<std::uint32_t>{10, 11, 12}));
  EXPECT_EQ(std::set(tree.freed.begin(), tree.freed.end()), (std::set<std::uint32_t>{20, 21}));
}

TEST(LiveTree, ALeafThatALiveOneStillPointsAtIsNotCalledFreed) {
  LinkedLeaves leaves;
  leaves.Add(10, FIL_NULL, 11, 100);
  leaves.Add(11, 10, 21, 100);  // its right neighbour is hurt: 21 may be what follows
  leaves.Add(12, FIL_NULL, FIL_NULL, 100);
  leaves.Add(21, 9, 12, 40);
  const LiveTree tree = leaves.Build();
  EXPECT_TRUE(tree.freed.empty());
  EXPECT_EQ(tree.leaves.size(), 4U);
}

TEST(LiveTree, AHurtPageIsTheLeafThatItsNeighboursName) {
  LinkedLeaves leaves;
  leaves.Add(10, FIL_NULL, 11, 100);
  leaves.AddHurt(11);
  leaves.Add(12, 11, FIL_NULL, 100);
  leaves.AddHurt(13);  // nobody names it
  const LiveTree tree = leaves.Build();
  ASSERT_EQ(PageNos(tree), (std::vector<std::uint32_t>{10, 11, 12}));
  EXPECT_FALSE(tree.leaves[1].verified);
  EXPECT_EQ(tree.leaves[1].place, LeafPlace::kUndecided);
}

// A page above the leaves that has a neighbour is no root, though no other page of its level is left.
TEST(LiveTree, APageWithSiblingsIsNoRoot) {
  LinkedLeaves leaves;
  leaves.Add(10, FIL_NULL, 11, 100);
  leaves.Add(11, 10, FIL_NULL, 100);
  leaves.Add(20, FIL_NULL, 21, 100);
  leaves.SetLevel(1);
  const LiveTree tree = leaves.Build();
  EXPECT_FALSE(tree.root.has_value());
  EXPECT_FALSE(tree.complete);
  EXPECT_EQ(PageNos(tree), (std::vector<std::uint32_t>{10, 11}));
  EXPECT_TRUE(tree.freed.empty());
}

// Nor is one that has none but names no segments: the root took its place when the tree shrank.
TEST(LiveTree, APageWithoutSegmentsIsNoRoot) {
  LinkedLeaves leaves;
  leaves.Add(10, FIL_NULL, 11, 100);
  leaves.Add(11, 10, FIL_NULL, 100);
  leaves.Add(20, FIL_NULL, FIL_NULL, 100);
  leaves.SetLevel(1);
  const LiveTree tree = leaves.Build();
  EXPECT_FALSE(tree.root.has_value());
  EXPECT_EQ(PageNos(tree), (std::vector<std::uint32_t>{10, 11}));
  EXPECT_TRUE(tree.freed.empty());
}

// Each leaf frees the one before it and no other, so that going over all of them again and again takes minutes.
TEST(LiveTree, ALongHistoryOfFreedLeavesTakesNoLongerThanItsLength) {
  constexpr std::uint32_t kFreed = 60000;
  LinkedLeaves leaves;
  leaves.Add(10, FIL_NULL, 11, 1000000);
  leaves.Add(11, 10, FIL_NULL, 1000000);
  for (std::uint32_t i = 0; i < kFreed; ++i) leaves.Add(100 + i, i == 0 ? 10 : 99 + i, 11, 100 + i);
  const auto began = std::chrono::steady_clock::now();
  const LiveTree tree = leaves.Build();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  EXPECT_EQ(PageNos(tree), (std::vector<std::uint32_t>{10, 11}));
  EXPECT_EQ(tree.freed.size(), kFreed);
}

}  // namespace
}  // namespace innosalvage
