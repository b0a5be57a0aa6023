#include "salvage/carve_assembly.h"

#include <gmock/gmock.h>

#include <algorithm>

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

// One page that claims to lie there would make a file of terabytes, whose holes are hashed.
TEST(CarveAssembly, APageFarBeyondTheDriveIsLeftOut) {
  const auto image = MemorySource(std::vector<std::byte>(8 * kPageSize));
  std::vector<CarveFind> finds;
  for (std::uint32_t i = 0; i < 5; ++i) finds.push_back(Find(i, i * kPageSize));
  finds.push_back(Find(33'554'880, 6 * kPageSize));
  const CarveGroupFinds group{
      .key = GroupOf(finds.front()), .size = finds.size(), .read = [&](std::uint64_t index, std::span<CarveFind> into) {
        const std::size_t n = std::min<std::size_t>(into.size(), finds.size() - index);
        std::ranges::copy(std::span(finds).subspan(index, n), into.begin());
        return n;
      }};
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
