#include "tools/data_extents.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace innosalvage {

DataExtents::DataExtents(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  size_ = static_cast<std::uint64_t>(status.st_size);
}

DataExtents::~DataExtents() {
  if (fd_ >= 0) ::close(fd_);
}

std::uint64_t DataExtents::NextData(std::uint64_t offset) {
  if (fd_ < 0 || offset >= size_) return offset;
  if (offset >= asked_ && offset <= answer_) return answer_;
  const off_t at = ::lseek(fd_, static_cast<off_t>(offset), SEEK_DATA);
  asked_ = offset;
  if (at >= 0) {
    answer_ = std::max(offset, static_cast<std::uint64_t>(at));
  } else {
    answer_ = errno == ENXIO ? size_ : offset;  // behind the last data; anything else: not told
  }
  return answer_;
}

}  // namespace innosalvage
