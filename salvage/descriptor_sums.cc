#include "salvage/descriptor_sums.h"

#include <algorithm>

namespace innosalvage {

namespace {

// Lengths of the lists of extents, in the FSP header.
constexpr std::size_t kFree = FSP_HEADER_OFFSET + 24;
constexpr std::size_t kFreeFrag = FSP_HEADER_OFFSET + 40;
constexpr std::size_t kFullFrag = FSP_HEADER_OFFSET + 56;

struct Sums {
  std::uint64_t free = 0;
  std::uint64_t free_frag = 0;
  std::uint64_t full_frag = 0;
  std::uint64_t frag_used = 0;
};

std::uint32_t UsedPages(Bytes page, const TablespaceFormat& format, std::uint32_t first) {
  std::uint32_t used = 0;
  for (std::uint32_t i = 0; i < format.extent_pages(); ++i) {
    if (!IsFree(page, format, first + i).value_or(true)) ++used;
  }
  return used;
}

// Adds the extents of one descriptor page, up to `limit`. False where a state is none, or contradicts its pages.
bool AddGroup(Bytes page, const TablespaceFormat& format, std::uint32_t first, std::uint32_t limit, Sums& sums) {
  const std::uint32_t extent = format.extent_pages();
  const std::uint64_t end = std::min<std::uint64_t>(std::uint64_t{first} + PagesPerXdesPage(format), limit);
  for (std::uint64_t at = first; at < end; at += extent) {
    const auto page_no = static_cast<std::uint32_t>(at);
    const auto xdes = XdesOf(page, format, page_no);
    if (!xdes) return false;
    const std::uint32_t used = UsedPages(page, format, page_no);
    switch (xdes->state) {
      case XdesState::kFree:
        if (used != 0) return false;
        ++sums.free;
        break;
      case XdesState::kFreeFrag:
        ++sums.free_frag;
        sums.frag_used += used;
        break;
      case XdesState::kFullFrag:
        if (used != extent) return false;
        ++sums.full_frag;
        break;
      case XdesState::kSegment:
      case XdesState::kSegmentFragments:
        if (used == 0 || xdes->segment_id == 0) return false;
        break;
      default: return false;
    }
  }
  return true;
}

}  // namespace

bool DescriptorsAddUp(const PageStore& store) {
  const TablespaceFormat& format = store.inventory().detected.format;
  std::vector<std::byte> page0(store.page_size());
  if (!store.Read(0, page0)) return false;
  const FspHeader fsp = DecodeFspHeader(Bytes(page0).first<XDES_ARR_OFFSET>());
  const std::uint64_t pages = store.inventory().entries.size();
  if (fsp.free_limit == 0 || fsp.free_limit > fsp.size || fsp.free_limit % format.extent_pages() != 0) return false;
  if (fsp.free_limit > 4 * pages + PagesPerXdesPage(format)) return false;
  Sums sums;
  std::vector<std::byte> buffer(store.page_size());
  for (std::uint64_t first = 0; first < fsp.free_limit; first += PagesPerXdesPage(format)) {
    if (!store.Read(static_cast<std::uint32_t>(first), buffer)) return false;
    if (!AddGroup(buffer, format, static_cast<std::uint32_t>(first), fsp.free_limit, sums)) return false;
  }
  const Bytes page = page0;
  return sums.free == BigAt<std::uint32_t>(page, kFree) && sums.free_frag == BigAt<std::uint32_t>(page, kFreeFrag) &&
         sums.full_frag == BigAt<std::uint32_t>(page, kFullFrag) && sums.frag_used == fsp.frag_n_used &&
         sums.free_frag + sums.full_frag > 0;
}

}  // namespace innosalvage
