#include "salvage/carve_assembly.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "parser/page_type.h"

namespace innosalvage {
namespace {

constexpr std::uint32_t kPageSize = 16384;

CarveFind Find(std::uint32_t page_no, std::uint64_t offset) {
  CarveFind find;
  find.offset = offset;
  find.lsn = 1000 + page_no;
  find.space_id = 7;
  find.page_no = page_no;
  find.length = kPageSize;
  find.size_log2 = 14;
  find.algorithm = ChecksumAlgorithm::kCrc32;
  find.proof = PageProof::kVerified;
  return find;
}

CarveGroupFinds GroupOfFinds(const std::vector<CarveFind>& finds) {
  return {
      .key = GroupOf(finds.front()), .size = finds.size(), .read = [&](std::uint64_t index, std::span<CarveFind> into) {
        const std::size_t n = std::min<std::size_t>(into.size(), finds.size() - index);
        std::ranges::copy(std::span(finds).subspan(index, n), into.begin());
        return n;
      }};
}

// Pages 10 to 19 of a file, at `offset`.
std::vector<CarveFind> RunOf(std::uint32_t number, std::uint64_t offset, std::uint64_t lsn) {
  std::vector<CarveFind> finds;
  for (std::uint32_t i = 0; i < 10; ++i) {
    CarveFind find = Find(10 + i, offset + std::uint64_t{i} * kPageSize);
    find.run = number;
    find.lsn = lsn + i;
    find.content = static_cast<std::uint32_t>(find.lsn);
    find.index_id = 3;
    finds.push_back(find);
  }
  return finds;
}

std::vector<CarveFind> InOrder(std::vector<CarveFind> finds, const std::vector<CarveFind>& more) {
  finds.insert(finds.end(), more.begin(), more.end());
  std::ranges::sort(finds, CarveOrder());
  return finds;
}

// MySQL's doublewrite file has pages of a compressed tablespace as they were before: another content, the same page.
TEST(CarveAssembly, APageBeforeItWasCompressedIsNoOtherFiles) {
  std::vector<CarveFind> packed = RunOf(1, 0, 500);
  for (CarveFind& find : packed) {
    find.content += 1;
    find.type = 14;
    find.proof = PageProof::kStructure;
  }
  const auto finds = InOrder(packed, RunOf(2, 1U << 20U, 500));
  EXPECT_EQ(FindLineages(GroupOfFinds(finds)).count(), 1U);
  const auto other = InOrder(packed, RunOf(2, 1U << 20U, 700));
  EXPECT_EQ(FindLineages(GroupOfFinds(other)).count(), 2U);
}

// Carving cannot open encrypted pages: two images that differ are one page, and one of them is hurt.
TEST(CarveAssembly, ImagesOfOneLsnThatNothingVerifiesAreOneFiles) {
  std::vector<CarveFind> whole = RunOf(1, 0, 500);
  std::vector<CarveFind> hurt = RunOf(2, 64U << 20U, 500);
  for (std::vector<CarveFind>* run : {&whole, &hurt}) {
    for (CarveFind& find : *run) find.proof = PageProof::kStructure;
  }
  hurt[3].content += 1;
  EXPECT_EQ(FindLineages(GroupOfFinds(InOrder(whole, hurt))).count(), 1U);
  hurt[3].lsn += 100;
  EXPECT_EQ(FindLineages(GroupOfFinds(InOrder(whole, hurt))).count(), 2U);
}

// A doublewrite file holds compressed pages as they were before, with a checksum; the file's own have none.
TEST(CarveAssembly, AnOlderCopyWithAChecksumIsNotTakenForANewerCompressedPage) {
  const auto image = MemorySource(std::vector<std::byte>(8 * kPageSize));
  std::vector<CarveFind> packed = RunOf(1, 64U << 20U, 900);
  for (CarveFind& find : packed) {
    find.type = 14;
    find.proof = PageProof::kStructure;
  }
  CarveFind copy = Find(12, 1U << 20U);
  copy.lsn = 500;
  copy.run = 2;
  const auto finds = InOrder(packed, {copy});
  std::vector<std::uint64_t> lsns;
  CarveSink sink;
  sink.page = [&](const CarvedPage& page) { lsns.push_back(page.image.lsn); };
  AssembleTablespace(*image, GroupOfFinds(finds), FindLineages(GroupOfFinds(finds)), 0, sink);
  EXPECT_THAT(lsns, testing::ElementsAre(900, 901, 902, 903, 904, 905, 906, 907, 908, 909));
}

// Older pages in order of their file are another file; unless older ones of other tablespaces lie right beside them.
TEST(CarveAssembly, ADoublewriteFileIsNoFileOfItsOwn) {
  const auto finds = InOrder(RunOf(1, 64U << 20U, 900), RunOf(2, 1U << 20U, 500));
  EXPECT_EQ(FindLineages(GroupOfFinds(finds)).count(), 2U);
  std::vector<CarveFind> beside = InOrder(RunOf(3, 65U << 20U, 900), RunOf(4, (1U << 20U) + 10 * kPageSize, 500));
  for (CarveFind& find : beside) find.space_id = 8;
  CarveCopies copies;
  ForEachPage(GroupOfFinds(finds), [&](std::span<const CarveFind> images) { copies.Collect(images); });
  ForEachPage(GroupOfFinds(beside), [&](std::span<const CarveFind> images) { copies.Collect(images); });
  copies.Conclude();
  const CarveLineages lineages = FindLineages(GroupOfFinds(finds), &copies);
  EXPECT_EQ(lineages.count(), 1U);
  for (const CarveFind& find : finds) EXPECT_EQ(lineages.IsCopy(find), find.run == 2);
  CarveFind piece = Find(30, 100U << 20U);
  piece.run = 9;
  EXPECT_FALSE(lineages.IsCopy(piece));
  piece.offset = 8U << 20U;
  EXPECT_TRUE(lineages.IsCopy(piece)) << "it may be of the same doublewrite file";
  EXPECT_TRUE(lineages.MayBeOlder(piece));
}

// A file system that has no room for a file in one piece puts its blocks where there is some, also out of order.
TEST(CarveAssembly, APieceThatTouchesItsFileIsNoCopyThoughADoublewriteFileIsNear) {
  constexpr std::uint64_t kFile = 8U << 20U;  // within reach of the copies
  const std::vector<CarveFind> older = RunOf(2, 1U << 20U, 500);
  std::vector<CarveFind> others = older;
  for (CarveFind& find : others) {
    find.space_id = 8;
    find.offset += std::uint64_t{older.size()} * kPageSize;
  }
  std::vector<CarveFind> newer = others;
  for (CarveFind& find : newer) {
    find.offset += 64U << 20U;
    find.lsn += 900;
    find.run = 3;
  }
  CarveFind head = Find(0, kFile + 10 * std::uint64_t{kPageSize});  // behind pages 10 to 19
  head.run = 4;
  CarveFind next = Find(20, head.end());
  next.run = 5;
  CarveFind apart = Find(21, next.end() + kPageSize);
  apart.run = 6;
  CarveFind among = Find(22, older.back().offset - 5 * std::uint64_t{kPageSize});
  among.run = 7;
  const auto finds = InOrder(InOrder(RunOf(1, kFile, 900), older), {head, next, apart, among});
  CarveCopies copies;
  ForEachPage(GroupOfFinds(finds), [&](std::span<const CarveFind> images) { copies.Collect(images); });
  ForEachPage(GroupOfFinds(InOrder(others, newer)), [&](std::span<const CarveFind> images) { copies.Collect(images); });
  copies.Conclude();
  const CarveLineages lineages = FindLineages(GroupOfFinds(finds), &copies);
  EXPECT_TRUE(copies.Holds(next));
  EXPECT_TRUE(lineages.InRun(head));
  EXPECT_TRUE(lineages.InRun(next)) << "it touches a piece that touches the file";
  EXPECT_EQ(lineages.LineageOf(next), lineages.LineageOf(finds.front()));
  EXPECT_FALSE(lineages.InRun(apart));
  EXPECT_TRUE(lineages.IsCopy(apart));
  EXPECT_FALSE(lineages.InRun(among));
}

// Of pages that are lost the doublewrite file may have the last copies, in the order of the file, and older than it.
TEST(CarveAssembly, OlderUncompressedPagesNearADoublewriteFileAreNoPieceOfACompressedFile) {
  std::vector<CarveFind> packed = RunOf(1, 64U << 20U, 900);
  for (CarveFind& find : packed) {
    find.type = 14;
    find.proof = PageProof::kStructure;
  }
  std::vector<CarveFind> copies_of_lost = RunOf(2, 4U << 20U, 500);
  for (CarveFind& find : copies_of_lost) {
    find.page_no += 100;
    find.type = FIL_PAGE_INDEX;
  }
  // What tells the doublewrite file: older pages of two other tablespaces.
  CarveCopies copies;
  for (const std::uint32_t space_id : {8U, 9U}) {
    std::vector<CarveFind> others =
        InOrder(RunOf(3, (65U + space_id) << 20U, 900), RunOf(4, (1U << 20U) + space_id * 10 * kPageSize, 500));
    for (CarveFind& find : others) find.space_id = space_id;
    ForEachPage(GroupOfFinds(others), [&](std::span<const CarveFind> images) { copies.Collect(images); });
  }
  copies.Conclude();
  const auto pages_of = [&](const std::vector<CarveFind>& finds) {
    std::vector<std::uint32_t> pages;
    CarveSink sink;
    sink.page = [&](const CarvedPage& page) { pages.push_back(page.page_no); };
    const auto image = MemorySource(std::vector<std::byte>(8 * kPageSize));
    AssembleTablespace(*image, GroupOfFinds(finds), FindLineages(GroupOfFinds(finds), &copies), 0, sink);
    return pages;
  };
  EXPECT_THAT(pages_of(InOrder(packed, copies_of_lost)), testing::Each(testing::Lt(100U)));
  // Newer than the file's own pages, or in a tablespace that is not compressed: a piece of it.
  for (CarveFind& find : copies_of_lost) find.lsn += 1000;
  EXPECT_THAT(pages_of(InOrder(packed, copies_of_lost)), testing::Contains(110U));
  for (CarveFind& find : copies_of_lost) find.lsn -= 1000;
  for (CarveFind& find : packed) {
    find.type = FIL_PAGE_INDEX;
    find.proof = PageProof::kVerified;
  }
  EXPECT_THAT(pages_of(InOrder(packed, copies_of_lost)), testing::Contains(110U));
}

// One page that claims to lie there would make a file of terabytes, whose holes are hashed.
TEST(CarveAssembly, APageFarBeyondTheDriveIsLeftOut) {
  const auto image = MemorySource(std::vector<std::byte>(8 * kPageSize));
  std::vector<CarveFind> finds;
  for (std::uint32_t i = 0; i < 5; ++i) finds.push_back(Find(i, i * kPageSize));
  finds.push_back(Find(33'554'880, 6 * kPageSize));
  const CarveGroupFinds group = GroupOfFinds(finds);
  std::vector<std::uint32_t> pages;
  std::vector<std::uint32_t> left_out;
  CarveSink sink;
  sink.page = [&](const CarvedPage& page) { pages.push_back(page.page_no); };
  sink.left_out = [&](std::span<const CarveFind> images) { left_out.push_back(images.front().page_no); };
  AssembleTablespace(*image, group, FindLineages(group), 0, sink);
  EXPECT_THAT(pages, testing::ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(left_out, testing::ElementsAre(33'554'880));
}

}  // namespace
}  // namespace innosalvage
