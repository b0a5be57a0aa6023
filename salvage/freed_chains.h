// Freed chains: which leaves that no node page tells of were taken out of the list of leaves.
//
// Rules     of leaves that point at each other, and hang on no live one: they were freed if a neighbour that is newer
//           passes them over, and no verified leaf outside of them points at them but leaves that were freed
//           themselves. Pages freed one after the other may still point at each other, so that each chain that is found
//           freed may free the next: its pointers are taken off, and nothing is asked twice.
#pragma once

#include <span>
#include <vector>

#include "salvage/live_tree.h"

namespace innosalvage {

// `leaf_pages`: of all leaves of the index, by page number. `chains`: leaves that verify. One answer a chain.
std::vector<bool> FreedChains(const Inventory& inventory, std::uint64_t index_id,
                              std::span<const std::uint32_t> leaf_pages,
                              const std::vector<std::vector<LeafRef>>& chains);

}  // namespace innosalvage
