// Rival leaves: of leaves that may be live, those whose keys a better chain of leaves claims.
//
// Rules     leaves that verify and point at each other form a chain, and a chain owns the keys from its lowest to its
//           highest: pages of one level never overlap. Chains are ranked: trusted ones first, then by length, then by
//           the newest LSN. An undecided chain that overlaps a better one is a rival. Its rows are judged one by one
//           after all others were read (suspect_judge.h). Where keys do not compare by their bytes, every chain but the
//           first is a rival: that only delays it.
#pragma once

#include "salvage/clustered_key.h"
#include "salvage/live_tree.h"
#include "salvage/table_plan.h"

namespace innosalvage {

// Sets LeafRef::rival in `tree`.
void MarkRivals(const PageStore& store, const TablePlan& plan, const ClusteredKey& key, LiveTree& tree);

}  // namespace innosalvage
