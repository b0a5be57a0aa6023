#include "salvage/doublewrite_area.h"

#include "parser/fsp_header.h"
#include "parser/page_type.h"
#include "salvage/page_store.h"

namespace innosalvage {

namespace {

constexpr std::size_t kFsegPageNo = 4;  // in the FSEG header: space id, page no, offset
constexpr std::size_t kFsegOffset = 8;
constexpr std::size_t kInodeFragments = 64;  // FSEG_FRAG_ARR; source: fsp0fsp.h
constexpr std::size_t kFragments = 32;       // FSEG_FRAG_ARR_N_SLOTS of pages up to 16 KiB; more do no harm

}  // namespace

void SettleDoublewriteArea(const ByteSource& source, Inventory& inventory) {
  const PageStore store(source, inventory);
  std::vector<std::byte> buffer(inventory.detected.format.page_size);
  const auto page = store.Read(FSP_TRX_SYS_PAGE_NO, buffer);
  if (!page || !page->verified || page->bytes.size() < buffer.size()) return;
  if (BigAt<std::uint16_t>(page->bytes, FIL_PAGE_TYPE) != FIL_PAGE_TYPE_TRX_SYS) return;
  const std::size_t area = buffer.size() - kDoublewriteFromEnd;
  if (BigAt<std::uint32_t>(page->bytes, area + TRX_SYS_DOUBLEWRITE_MAGIC) != TRX_SYS_DOUBLEWRITE_MAGIC_N) return;
  const std::uint32_t extent = inventory.detected.format.extent_pages();
  const std::size_t page_size = inventory.detected.format.physical_size;
  for (const std::size_t at : {area + TRX_SYS_DOUBLEWRITE_BLOCK1, area + TRX_SYS_DOUBLEWRITE_BLOCK2}) {
    const std::uint64_t first = BigAt<std::uint32_t>(page->bytes, at);
    for (PageEntry& entry : inventory.entries) {
      const std::uint64_t place = entry.offset / page_size;
      if (place < first || place >= first + extent || entry.verdict == PageVerdict::kUnreadable) continue;
      entry.verdict = PageVerdict::kUnused;
      entry.page_no = static_cast<std::uint32_t>(place);
    }
  }
  const auto inode_page = BigAt<std::uint32_t>(page->bytes, area + kFsegPageNo);
  const std::size_t inode = BigAt<std::uint16_t>(page->bytes, area + kFsegOffset);
  const auto inodes = store.Read(inode_page, buffer);
  if (!inodes || !inodes->verified || inode + kInodeFragments + 4 * kFragments > inodes->bytes.size()) return;
  for (std::size_t i = 0; i < kFragments; ++i) {
    const auto page_no = BigAt<std::uint32_t>(inodes->bytes, inode + kInodeFragments + 4 * i);
    const std::uint32_t entry = inventory.Best(page_no);
    if (entry == kNoEntry || inventory.entries[entry].verdict != PageVerdict::kZeroed) continue;
    inventory.entries[entry].verdict = PageVerdict::kUnused;
  }
}

}  // namespace innosalvage
