// Typed compact cut: the cut of COMPACT records by the types of their fields (typed_cut.h): some records of each NULL
// bitmap are asked, with what the shape knows of their nullable fields and what secondary indexes witness.
//
// Fails     nullopt: no types explain all of them, or it would take too long; compact_cut.h then cuts by bytes.
// Lifetime  plain values.
#pragma once

#include "salvage/compact_cut.h"
#include "salvage/compact_stretch.h"

namespace innosalvage {

std::optional<CompactCut> CutByTypes(const std::vector<AskedRecord>& records, const CompactShape& shape, Vendor vendor,
                                     const std::vector<SecondarySample>& secondaries);

}  // namespace innosalvage
