// Carve plan: the tablespaces that a carve is to rebuild: what each is named, and which are older ones of another.
//
// Rules     of several tablespaces of one name the newest is the table. One whose pages another one holds at a later
//           time is none, nor is a partition that kept its name from before a rebuild (FindOlderPartitions). Older ones
//           go to versions/, with space id and LSN in their names. No two get one name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "salvage/carve_find.h"

namespace innosalvage {

// The finds of a tablespace, by their place in the sorted log.
struct CarveGroup {
  CarveGroupKey key;
  std::uint64_t first = 0;
  std::uint64_t size = 0;
};

struct CarvePlan {
  CarveGroup group;
  std::uint32_t lineage = 0;  // of the group's (carve_lineage.h)
  std::uint64_t newest_lsn = 0;
  std::string name;    // "shop/orders.ibd"; NamePlans makes it the path in the folder of results
  bool named = false;  // by an SDI or a file system; else by its space id
  bool older = false;
};

// Says which are older, and gives each its path.
void NamePlans(std::vector<CarvePlan>& plans);

}  // namespace innosalvage
