// Carve runs: which finds follow each other as the pages of one file do.
//
// Shape     finds in order of offset. A find goes on with the run of the last one of its tablespace if its page number
// is
//           higher, and it stands no further behind than so many pages would reach: files are written in order, and
//           holes only shorten the way. Otherwise it begins a run.
//           Copies in the doublewrite buffer of a system tablespace (pages 64 to 191 of it) are of no run, though they
//           lie side by side. Source: FSP_EXTENT_SIZE and TRX_SYS_DOUBLEWRITE_BLOCK_SIZE, trx0sys.h (MariaDB,
//           MySQL 5.7).
// Memory    some 100 bytes a tablespace.
#pragma once

#include <map>

#include "salvage/carve_find.h"

namespace innosalvage {

class CarveRuns {
 public:
  // Sets find.run; its size must be known.
  void Number(CarveFind& find) {
    const std::uint64_t page_size = find.page_size();
    if (InDoublewrite(find)) return;
    Last& last = last_[GroupOf(find)];
    const bool goes_on = last.run != 0 && find.page_no > last.page_no && find.offset >= last.end &&
                         find.offset - last.offset <= std::uint64_t{find.page_no - last.page_no} * page_size;
    find.run = goes_on ? last.run : ++runs_;
    // What does not verify may be anything: it joins a run, and does not lead it astray.
    if (find.proof != PageProof::kLsn) last = {find.offset, find.end(), find.page_no, find.run};
  }

 private:
  bool InDoublewrite(const CarveFind& find) const {
    if (find.space_id == 0) return false;
    CarveGroupKey system = GroupOf(find);
    system.space_id = 0;
    const auto known = last_.find(system);
    if (known == last_.end() || find.offset < known->second.end) return false;
    const std::uint64_t page = known->second.page_no + (find.offset - known->second.offset) / find.page_size();
    return known->second.page_no < 192 && page >= 64 && page < 192;
  }

  struct Last {
    std::uint64_t offset = 0;
    std::uint64_t end = 0;
    std::uint32_t page_no = 0;
    std::uint32_t run = 0;
  };
  std::map<CarveGroupKey, Last> last_;
  std::uint32_t runs_ = 0;
};

}  // namespace innosalvage
