// Page repairs: how the repaired pages of a file came to verify, for the reports.
//
// Shape     one PageRepairTold a repaired page, in file order; RepairsByHow counts them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "salvage/inventory.h"

namespace innosalvage {

struct PageRepairTold {
  std::uint32_t page_no = 0;
  std::string kind;    // "bit_flip", "checksum_field", "trailer_lsn", "lost_zeros", "doublewrite",
                       // "second_image"
  std::string how;     // one sentence: what was changed, or where the page was taken from
  bool added = false;  // the file does not hold the page at all
};

std::vector<PageRepairTold> ToldRepairs(const Inventory& inventory);

// Pages by kind, in the order of the kinds' names.
std::map<std::string, std::uint64_t> RepairsByKind(const Inventory& inventory);

// "12 by one flipped bit, 3 from a second image (a.ibd)"; empty: nothing was repaired.
std::string RepairsText(const Inventory& inventory);

}  // namespace innosalvage
