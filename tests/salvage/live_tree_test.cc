// The live tree where nothing but sibling links tells which leaves were freed.
#include "salvage/live_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "parser/page_type.h"

namespace innosalvage {
namespace {

constexpr std::uint64_t kIndex = 77;

PageEntry IntactPage(std::uint32_t page_no, std::uint32_t prev, std::uint32_t next, std::uint16_t level) {
  PageEntry entry;
  entry.offset = std::uint64_t{page_no} * 16384;
  entry.page_no = entry.claimed = page_no;
  entry.prev = prev;
  entry.next = next;
  entry.type = FIL_PAGE_INDEX;
  entry.index_id = kIndex;
  entry.level = level;
  entry.n_recs = 1;
  entry.verdict = PageVerdict::kIntact;
  return entry;
}

class LinkedLeaves {
 public:
  // The leaf of page `page_no`, and what it says of its neighbours.
  void Add(std::uint32_t page_no, std::uint32_t prev, std::uint32_t next, std::uint64_t lsn) {
    inventory_.entries.push_back(IntactPage(page_no, prev, next, 0));
    inventory_.entries.back().lsn = lsn;
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

// A tree of three levels that lost its root, page 4: nodes 25 and 26 above the leaves 10 to 21. Keys are 100 times the page.
class TreeWithoutRoot {
 public:
  TreeWithoutRoot() : bytes_(kPages * kPage) {
    for (std::uint32_t leaf = kFirst; leaf <= kLast; ++leaf) {
      AddLeaf(leaf, leaf == kFirst ? FIL_NULL : leaf - 1, leaf == kLast ? FIL_NULL : leaf + 1, 100);
    }
    AddNode(25, FIL_NULL, 26, kFirst, 6);
    AddNode(26, 25, FIL_NULL, kFirst + 6, 6);
  }

  void AddLeaf(std::uint32_t page_no, std::uint32_t prev, std::uint32_t next, std::uint64_t lsn) {
    Add(page_no, prev, next, 0).lsn = lsn;
  }
  PageEntry& Of(std::uint32_t page_no) { return *std::ranges::find(inventory_.entries, page_no, &PageEntry::page_no); }
  void Lose(std::uint32_t page_no) {
    std::erase_if(inventory_.entries, [&](const PageEntry& entry) { return entry.page_no == page_no; });
  }

  LiveTree Build() {
    inventory_.detected.format.page_size = inventory_.detected.format.physical_size = kPage;
    inventory_.Index();
    RecordLayout leaf;
    leaf.fields = {{.fixed_length = 4, .max_length = 4}};
    leaf.n_key = 1;
    const auto source = MemorySource(bytes_);
    return BuildLiveTree(PageStore(*source, inventory_), kIndex, std::nullopt, NodePointerLayout(leaf));
  }

  static constexpr std::uint32_t kFirst = 10;
  static constexpr std::uint32_t kLast = 21;

 private:
  static constexpr std::uint32_t kPages = 50;
  static constexpr std::size_t kPage = 16384;

  PageEntry& Add(std::uint32_t page_no, std::uint32_t prev, std::uint32_t next, std::uint16_t level) {
    return inventory_.entries.emplace_back(IntactPage(page_no, prev, next, level));
  }

  void Put(std::uint32_t page_no, std::size_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = size; i-- > 0; value >>= 8U) {
      bytes_.at(page_no * kPage + at + i) = static_cast<std::byte>(value);
    }
  }

  // COMPACT: infimum at 99, supremum at 112, records from 120 on, each of 5 bytes of header, key and child.
  void AddNode(std::uint32_t page_no, std::uint32_t prev, std::uint32_t next, std::uint32_t first_child,
               std::uint32_t n) {
    constexpr std::size_t kRecord = 5 + 4 + 4;
    const auto origin = [](std::size_t i) { return 120 + 5 + i * kRecord; };
    Add(page_no, prev, next, 1).n_recs = static_cast<std::uint16_t>(n);
    Put(page_no, 38, 2, 2);
    Put(page_no, 40, 120 + n * kRecord, 2);
    Put(page_no, 42, 0x8000U | (n + 2), 2);
    Put(page_no, 54, n, 2);
    Put(page_no, 64, 1, 2);
    Put(page_no, 66, kIndex, 8);
    Put(page_no, 94, 0x010002, 3);
    Put(page_no, 97, origin(0) - 99, 2);
    Put(page_no, 107, (n + 1) << 16U | 0x000bU, 3);
    for (std::uint32_t i = 0; i < n; ++i) {
      const bool lowest = prev == FIL_NULL && i == 0;
      Put(page_no, origin(i) - 5, lowest ? 0x10 : 0, 1);
      Put(page_no, origin(i) - 4, (i + 2) << 3U | 1U, 2);
      Put(page_no, origin(i) - 2, (i + 1 < n ? origin(i + 1) : 112) - origin(i), 2);
      Put(page_no, origin(i), 100 * (first_child + i), 4);
      Put(page_no, origin(i) + 4, first_child + i, 4);
    }
  }

  std::vector<std::byte> bytes_;
  Inventory inventory_;
};

// A leaf whose neighbours are lost, so that no link tells whether it was freed.
constexpr std::uint32_t kAstray = 30;
void AddAstray(TreeWithoutRoot& tree) { tree.AddLeaf(kAstray, 40, 41, 50); }

void ExpectPlace(const LiveTree& tree, LeafPlace place) {
  for (const LeafRef& leaf : tree.leaves) EXPECT_EQ(leaf.place, place) << leaf.page_no;
}

TEST(LiveTreeWithoutRoot, AWholeLevelBelowItLeavesNothingOpen) {
  TreeWithoutRoot pages;
  AddAstray(pages);
  pages.Lose(13);
  pages.Lose(15);  // 14 has no neighbour left
  const LiveTree tree = pages.Build();
  EXPECT_FALSE(tree.root.has_value());
  EXPECT_EQ(PageNos(tree), (std::vector<std::uint32_t>{10, 11, 12, 14, 16, 17, 18, 19, 20, 21}));
  ExpectPlace(tree, LeafPlace::kByLinks);
  EXPECT_EQ(tree.freed, std::vector<std::uint32_t>{kAstray});
  EXPECT_EQ(tree.holes.size(), 2U);
}

TEST(LiveTreeWithoutRoot, ALevelThatPointsAtWhatIsNoLeafProvesNothing) {
  TreeWithoutRoot pages;
  AddAstray(pages);
  pages.Of(TreeWithoutRoot::kLast).index_id = kIndex + 1;
  const LiveTree tree = pages.Build();
  EXPECT_TRUE(tree.freed.empty());
  EXPECT_EQ(tree.leaves.back().page_no, kAstray);
}

TEST(LiveTreeWithoutRoot, ALevelThatANewerLeafStandsBeyondProvesNothing) {
  TreeWithoutRoot pages;
  pages.AddLeaf(22, TreeWithoutRoot::kLast, FIL_NULL, 200);
  const LiveTree tree = pages.Build();
  EXPECT_TRUE(tree.freed.empty());
  EXPECT_EQ(tree.leaves.back().page_no, 22U);
}

TEST(LiveTreeWithoutRoot, ALevelWhoseLeavesPointElsewhereIsNotBelieved) {
  TreeWithoutRoot pages;
  pages.AddLeaf(30, 12, 13, 200);
  pages.Of(12).next = pages.Of(13).prev = 30;
  const LiveTree tree = pages.Build();
  EXPECT_TRUE(tree.freed.empty());
  ExpectPlace(tree, LeafPlace::kUndecided);
}

TEST(LiveTreeWithoutRoot, ItsLevelIsWalkedAsFarAsItIsLeft) {
  TreeWithoutRoot pages;
  pages.Lose(26);
  pages.Of(10).type = 0;  // 25 still names it
  pages.Of(10).verdict = PageVerdict::kGarbage;
  const LiveTree tree = pages.Build();
  EXPECT_EQ(PageNos(tree), (std::vector<std::uint32_t>{10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21}));
  EXPECT_FALSE(tree.leaves.front().verified);
  EXPECT_EQ(tree.leaves.front().place, LeafPlace::kInTree);
  for (std::size_t i = 1; i < tree.leaves.size(); ++i) EXPECT_EQ(tree.leaves[i].place, LeafPlace::kByLinks) << i;
}

}  // namespace
}  // namespace innosalvage
