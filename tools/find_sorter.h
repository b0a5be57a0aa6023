// Find sorter: finds in CarveOrder, however many there are: what does not fit in memory goes to files, and is merged.
//
// Shape     Add…, Finish, then Read by index, as often as is wanted. The files have no name: they are gone with the
//           process, however it ends.
// Memory    4 Mi finds (224 MiB) at most, and 1 MiB a file of the merge: 2^28 finds make 64 files.
// Fails     where the folder cannot take the files.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parser/error.h"
#include "salvage/carve_find.h"

namespace innosalvage {

class FindSorter {
 public:
  // `folder`: for files, where they are needed. `in_memory`: finds held before a file is begun.
  explicit FindSorter(std::string folder, std::size_t in_memory = std::size_t{4} << 20U);
  ~FindSorter();
  FindSorter(const FindSorter&) = delete;
  FindSorter& operator=(const FindSorter&) = delete;

  Result<void> Add(const CarveFind& find);
  Result<void> Finish();

  std::uint64_t size() const { return size_; }
  // Finds from `index` on into `finds`; returns how many: all, but at the end.
  Result<std::size_t> Read(std::uint64_t index, std::span<CarveFind> finds) const;

 private:
  Result<void> Spill();
  Result<void> Merge();

  std::string folder_;
  std::size_t in_memory_;
  std::vector<CarveFind> finds_;
  std::vector<std::pair<int, std::uint64_t>> runs_;  // file, finds in it
  int sorted_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace innosalvage
