// Carve runs: which finds follow each other as the pages of one file do.
//
// Shape     finds in order of offset. A find goes on with the run of the last one of its tablespace if its page number
//           is higher, and it stands no further behind than so many pages would reach: files are written in order, and
//           holes only shorten the way. Otherwise it begins a run.
//           Copies in the doublewrite buffer of a system tablespace (pages 64 to 191 of it) are of no run, though they
//           lie side by side. Source: FSP_EXTENT_SIZE and TRX_SYS_DOUBLEWRITE_BLOCK_SIZE, trx0sys.h (MariaDB,
//           MySQL 5.7).
// Memory    some 100 bytes a tablespace.
#pragma once

#include <map>
#include <vector>

#include "salvage/carve_find.h"

namespace innosalvage {

class CarveRuns {
 public:
  // Sets find.run; its size must be known.
  void Number(CarveFind& find) {
    const std::uint64_t page_size = find.page_size();
    if (InDoublewrite(find)) return;
    const auto [known, is_new] = last_.try_emplace(GroupOf(find));
    if (is_new && find.space_id == 0) systems_.push_back(known->first);
    Last& last = known->second;
    const bool goes_on = last.run != 0 && find.page_no > last.page_no && find.offset >= last.end &&
                         find.offset - last.offset <= std::uint64_t{find.page_no - last.page_no} * page_size;
    find.run = goes_on ? last.run : ++runs_;
    // What does not verify may be anything: it joins a run, and does not lead it astray.
    if (find.proof != PageProof::kLsn) last = {find.offset, find.end(), find.page_no, find.run};
  }

 private:
  // Compressed pages stand in slots as large as the system tablespace's own pages.
  bool InDoublewrite(const CarveFind& find) const {
    constexpr std::uint32_t kFirst = 64;
    constexpr std::uint32_t kEnd = 192;
    if (find.space_id == 0) return false;
    for (const CarveGroupKey& system : systems_) {
      const Last& last = last_.at(system);
      if (find.offset < last.end || last.page_no >= kEnd) continue;
      const std::uint64_t page = last.page_no + ((find.offset - last.offset) >> system.size_log2);
      if (page >= kFirst && page < kEnd) return true;
    }
    return false;
  }

  struct Last {
    std::uint64_t offset = 0;
    std::uint64_t end = 0;
    std::uint32_t page_no = 0;
    std::uint32_t run = 0;
  };
  std::map<CarveGroupKey, Last> last_;
  std::vector<CarveGroupKey> systems_;  // of last_, those of space 0: one a family and page size at most
  std::uint32_t runs_ = 0;
};

}  // namespace innosalvage
