// Redundant draft: the fields of REDUNDANT records, which say themselves where each field ends.
//
// Fails     nullopt: no record. Of records with fewer fields than others (instant DDL) nothing is asked.
// Lifetime  the draft points into the sample.
// Source    rec_1_get_field_end_info, rec_2_get_field_end_info (rem0rec.ic).
#pragma once

#include "salvage/index_sample.h"
#include "salvage/record_draft.h"

namespace innosalvage {

std::optional<RecordDraft> DraftRedundant(const IndexSample& sample, Vendor vendor);

// Whether the records hold DB_TRX_ID and DB_ROLL_PTR.
bool LooksClusteredRedundant(const IndexSample& sample);

}  // namespace innosalvage
