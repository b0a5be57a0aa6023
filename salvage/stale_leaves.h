// Stale leaves: of a tree whose pages all verify, leaves that were written at another time than what stands beside them.
//
// Purpose   a write that was lost, or a file that was copied while its server ran, leaves an older image of a page in its
//           place, whole and with a checksum that is right. Its rows are older versions, deleted ones, and such as have
//           moved to other pages since. Where pages were split or merged in between, the siblings tell.
// Rules     neighbours point at each other. Of two that do not, the one with the older LSN is stale: what changed the
//           links wrote both. A leaf that the tree passes over, while it and its neighbour name each other, makes the tree
//           above them stale; or the neighbour, if the page is free, or if what the tree has in its stead names the
//           neighbour as well, and is newer. What is behind a sibling that does not verify is not told.
//           Rows that changed within a page change no link: that is not seen here.
// Units     positions in LiveTree::leaves.
// Source    btr_page_split_and_insert, btr_compress, btr_level_list_remove (storage/innobase/btr/btr0btr.cc).
#pragma once

#include <functional>
#include <vector>

#include "salvage/live_tree.h"

namespace innosalvage {

struct LeafAgreement {
  bool whole = true;  // all leaves that verify and stand side by side point at each other, and none beyond the ends
  std::vector<std::size_t> stale;
};

// `is_free`: whether the extent descriptors call a page free.
LeafAgreement CheckLeafLinks(const Inventory& inventory, const LiveTree& tree,
                             const std::function<bool(std::uint32_t page_no)>& is_free);

}  // namespace innosalvage
