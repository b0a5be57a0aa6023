// Data extents: which parts of a sparse file are stored at all, so that a reader may leave the others out.
//
// Purpose   images that dd or ddrescue wrote sparsely, and virtual disks, are holes for the most part. A hole reads as
//           zeros.
// Fails     never: where the system does not tell (a device, a file system without holes), all of it is data.
// Threads   one at a time.
// Source    lseek(2), SEEK_DATA.
#pragma once

#include <cstdint>
#include <string>

namespace innosalvage {

class DataExtents {
 public:
  explicit DataExtents(const std::string& path);
  ~DataExtents();
  DataExtents(const DataExtents&) = delete;
  DataExtents& operator=(const DataExtents&) = delete;

  // Where data begins at or behind `offset`; the end of the file: nowhere.
  std::uint64_t NextData(std::uint64_t offset);

 private:
  int fd_ = -1;
  std::uint64_t size_ = 0;
  std::uint64_t asked_ = UINT64_MAX;  // the last answer holds for all offsets from here to it
  std::uint64_t answer_ = 0;
};

}  // namespace innosalvage
