// Free pages: which pages the extent descriptors call free, as far as descriptor pages verify, or
// prove themselves (descriptor_sums.h).
//
// Units     memory: two bits a page of the file.
// Threads   safe after construction.
// Lifetime  keeps no view.
#pragma once

#include <optional>
#include <vector>

#include "salvage/page_store.h"

namespace innosalvage {

class FreePages {
 public:
  explicit FreePages(const PageStore& store);

  // nullopt: the descriptor is lost, or the page lies beyond the file.
  std::optional<bool> CalledFree(std::uint32_t page_no) const {
    if (page_no >= known_.size() || !known_[page_no]) return std::nullopt;
    return free_[page_no];
  }

 private:
  std::vector<bool> known_;
  std::vector<bool> free_;
};

}  // namespace innosalvage
