// Find log: what a carve found so far, on disk, so that a run that is killed goes on where it was.
//
// Shape     one text line that says which image and options it belongs to, then a frame a segment: header, finds, bad
//           ranges; a CRC-32C over all of it. A frame that is not whole ends the log: it is cut off, its segment read
//           anew. Integers are the machine's own; the first line names their order.
// Fails     Open: the file cannot be had, or belongs to another image or other options.
// Memory    24 bytes a segment: 6 MB for 4 TiB.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "parser/error.h"
#include "salvage/carve_scan.h"

namespace innosalvage {

class FindLog {
 public:
  enum class Mode : std::uint8_t { kNew, kResume, kRead };

  // `identity`: one line of text. kRead takes the identity of the file, see identity().
  static Result<std::unique_ptr<FindLog>> Open(const std::string& path, const std::string& identity, Mode mode);
  ~FindLog();
  FindLog(const FindLog&) = delete;
  FindLog& operator=(const FindLog&) = delete;

  const std::string& identity() const { return identity_; }
  bool Has(std::uint64_t segment) const { return places_.contains(segment); }
  // Numbers of the segments it holds, ascending.
  std::vector<std::uint64_t> segments() const;

  Result<void> Append(const CarveSegment& segment);
  Result<void> Sync();
  Result<CarveSegment> Read(std::uint64_t segment) const;

 private:
  struct Place {
    std::uint64_t offset = 0;
  };
  FindLog(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  Result<void> Load(const std::string& identity, Mode mode);

  int fd_;
  std::string path_;
  std::string identity_;
  std::map<std::uint64_t, Place> places_;
  std::uint64_t end_ = 0;
};

}  // namespace innosalvage
