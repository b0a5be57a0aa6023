#include "salvage/free_pages.h"

#include <algorithm>

#include "salvage/descriptor_sums.h"

namespace innosalvage {

FreePages::FreePages(const PageStore& store)
    : known_(store.inventory().page_limit(), false), free_(store.inventory().page_limit(), false) {
  const TablespaceFormat& format = store.inventory().detected.format;
  const std::uint32_t group = PagesPerXdesPage(format);
  std::vector<std::byte> buffer(store.page_size());
  const auto limit = static_cast<std::uint32_t>(known_.size());
  std::optional<bool> add_up;  // asked only where a descriptor page does not verify
  for (std::uint64_t first = 0; first < limit; first += group) {
    const auto descriptor = static_cast<std::uint32_t>(first);
    const auto page = store.Read(descriptor, buffer);
    if (!page) continue;
    if (!page->verified) {
      if (!add_up) add_up = DescriptorsAddUp(store);
      if (!*add_up) continue;
    }
    const auto end = static_cast<std::uint32_t>(std::min<std::uint64_t>(first + group, limit));
    for (std::uint32_t page_no = descriptor; page_no < end; ++page_no) {
      const auto free = IsFree(buffer, format, page_no);
      if (!free) continue;
      known_[page_no] = true;
      free_[page_no] = *free;
    }
  }
}

}  // namespace innosalvage
