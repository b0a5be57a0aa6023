// Reported losses: which keys of a table were lost, as report.json has it (salvage/lost_keys.h).
//
// Shape     a part for each of the report's objects of the table, and one more, all of whose keys are lost, where
//           partitions are missing.
// Fails     never: a bound that cannot be read makes its range inexact, so that no key is surely in or out of it.
// Source    docs/report.schema.json: lost_ranges, leaves, tree_complete, leaves_chained, missing_partitions.
#pragma once

#include <vector>

#include "salvage/lost_keys.h"
#include "tools/salvage_folder.h"

namespace innosalvage {

std::vector<LostKeyPart> ReportedLosses(const FolderTable& salvaged, const Table& table, const SqlKeyOrder& order);

}  // namespace innosalvage
