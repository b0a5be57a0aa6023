// Compact draft: the fields of COMPACT records, from the shape that explains them (compact_shape.h) and the cut of
// their bytes (compact_cut.h).
//
// Shape     one draft for each shape that explains the records; the lower its bits, the likelier.
// Lifetime  drafts point into the sample.
#pragma once

#include "salvage/index_sample.h"
#include "salvage/key_witness.h"
#include "salvage/record_draft.h"

namespace innosalvage {

struct RatedDraft {
  RecordDraft draft;
  double bits = 0.0;
};

std::vector<RatedDraft> DraftCompact(const IndexSample& sample, Vendor vendor,
                                     const std::vector<SecondarySample>& secondaries);

}  // namespace innosalvage
