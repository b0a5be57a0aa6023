#include "exporters/explain_inode_page.h"

#include <fmt/format.h>

#include <algorithm>

namespace innosalvage {

namespace {

constexpr std::size_t FSEG_ARR_OFFSET = FIL_PAGE_DATA + FLST_NODE_SIZE;
constexpr std::size_t kFragments = 16 + 3 * FLST_BASE_NODE_SIZE;  // FSEG_FRAG_ARR
constexpr std::uint32_t FSEG_MAGIC_N_VALUE = 97937874;
static_assert(FSEG_ARR_OFFSET == 50 && kFragments == 64);

void ExplainInode(const ExplainedPage& page, std::size_t at, std::size_t fragments, std::uint32_t number) {
  page.map.Heading(at, fmt::format("inode {}", number));
  page.Number(at, 8, "FSEG_ID");
  page.Number(at + 8, 4, "FSEG_NOT_FULL_N_USED");
  page.ListBase(at + 12, "FSEG_FREE");
  page.ListBase(at + 28, "FSEG_NOT_FULL");
  page.ListBase(at + 44, "FSEG_FULL");
  const auto magic = BigAt<std::uint32_t>(page.page, at + 60);
  page.Number(at + 60, 4, "FSEG_MAGIC_N",
              magic == FSEG_MAGIC_N_VALUE ? "97937874, right" : fmt::format("{}, not 97937874", magic),
              ImpossibleIf(magic != FSEG_MAGIC_N_VALUE));
  std::vector<std::uint32_t> pages;
  bool missing = false;
  for (std::size_t i = 0; i < fragments; ++i) {
    const auto page_no = BigAt<std::uint32_t>(page.page, at + kFragments + i * 4);
    if (page_no == FIL_NULL) continue;
    pages.push_back(page_no);
    missing = missing || !page.PageExists(page_no);
  }
  std::ranges::sort(pages);
  page.map.Add(at + kFragments, fragments * 4, "FSEG_FRAG_ARR",
               pages.empty() ? "no single page"
                             : fmt::format("{} of {} single pages: {}", pages.size(), fragments, RunsText(pages)),
               ImpossibleIf(missing));
}

}  // namespace

void ExplainInodePage(const ExplainedPage& page) {
  page.ListNode(FIL_PAGE_DATA, "FSEG_INODE_PAGE_NODE");
  const std::size_t fragments = page.input.format.extent_pages() / 2;
  const std::size_t size = kFragments + fragments * 4;
  // FSP_SEG_INODES_PER_PAGE leaves 10 bytes for the trailer.
  const std::size_t end = page.page.size() - 10;
  std::uint32_t number = 0;
  for (std::size_t at = FSEG_ARR_OFFSET; at + size <= end; at += size, ++number) {
    if (BigAt<std::uint64_t>(page.page, at) != 0) {
      ExplainInode(page, at, fragments, number);
      continue;
    }
    std::size_t last = at;
    std::uint32_t unused = 0;
    for (; last + size <= end && BigAt<std::uint64_t>(page.page, last) == 0; last += size) ++unused;
    page.map.Add(
        at, last - at,
        unused == 1 ? fmt::format("inode {}", number) : fmt::format("inode {}..{}", number, number + unused - 1),
        "not in use");
    at = last - size;
    number += unused - 1;
  }
}

}  // namespace innosalvage
