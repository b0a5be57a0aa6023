// Leaf gaps: which key ranges are lost where no node pointer tells, by the keys of the leaves around them.
//
// Purpose   below a lost page above the leaves nothing says which leaves there were. Leaves that verify and point at
//           each other leave nothing out between them; between two such chains, and before the first and behind the
//           last one unless it has no sibling there, leaves are missing.
// Fails     empty where keys do not compare by their bytes, or where the chains' keys overlap.
// Units     pages read: two a chain.
#pragma once

#include "salvage/clustered_key.h"
#include "salvage/leaf_reader.h"

namespace innosalvage {

struct LeafGap {
  std::optional<RawKey> after;       // the highest key before it; nullopt: the table's beginning
  std::optional<RawKey> before;      // the lowest key behind it
  std::uint32_t page_no = FIL_NULL;  // of the lost leaf, as a neighbour tells
  bool one_leaf = false;             // both neighbours name the same page
  std::size_t leaf = 0;              // leaves of chains before it
};

// `outcomes`: of tree.leaves. Rivals (rival_leaves.h) are left out.
std::vector<LeafGap> FindLeafGaps(const PageStore& store, const TablePlan& plan, const ClusteredKey& key,
                                  const LiveTree& tree, std::span<const LeafOutcome> outcomes);

}  // namespace innosalvage
