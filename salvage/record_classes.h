// Record classes: which of the records that were found in a page are live, and which are free.
//
// Purpose   the second half of record_recovery.h: a record that decodes perfectly may have been deleted, moved away by
//           a page split, or be an older version of another one.
// Rules     links from infimum and from PAGE_FREE, page directory slots, the sizes of groups, the sums of the page
//           header, and the keys of neighbours, each as far as it can be believed. Of a page made of two versions links
//           and slots of one part say nothing of the other (docs/salvage.md, section 6).
// Shape     records by their place in `records`, which stand in the order of their bytes.
// Fails     never: kUnknown.
#pragma once

#include <optional>
#include <vector>

#include "salvage/record_evidence.h"

namespace innosalvage {

enum class RecordClass : std::uint8_t { kUnknown, kLive, kFree };

struct RecordClasses {
  std::vector<RecordClass> class_of;
  std::vector<FoundBy> found_by;
  std::vector<std::uint32_t> order;            // by key where it can be told, else along the links
  bool free_list_known = false;                // all of it
  std::optional<std::uint32_t> last_of_newer;  // of a page made of two versions
};

RecordClasses ClassifyRecords(const PageContext& context, const TablePlan& plan, const PageClaims& claims,
                              const std::vector<AcceptedRecord>& records, const RecoveryHints& hints);

}  // namespace innosalvage
