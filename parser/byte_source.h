// Byte source: positioned reads from something that may be broken. A bad sector is a value here, not an error.
//
// Purpose   one way to read a file, a device or an image, with pread into buffers that the caller owns; never a
//           mapping, under which a bad sector is SIGBUS.
// Units     bytes; bad ranges are of sector granularity (512).
// Fails     opening: Error. Reading: never; bytes that could not be had are zeroed in the buffer and listed in `bad`.
// Threads   ReadAt may be called from many threads at once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parser/bytes.h"
#include "parser/error.h"

namespace innosalvage {

struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint64_t end() const { return offset + size; }
  bool operator==(const ByteRange&) const = default;
};

struct ReadOutcome {
  std::size_t size = 0;        // bytes of the buffer that lie inside the source; less only at its end
  std::vector<ByteRange> bad;  // unreadable ranges, offsets in the source, ascending
};

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;
  virtual ReadOutcome ReadAt(std::uint64_t offset, std::span<std::byte> buffer) const = 0;
};

// Opens a regular file or block device, read-only (with O_NOATIME where the system allows it).
Result<std::unique_ptr<ByteSource>> OpenFile(const std::string& path);

// A source over bytes in memory, which it owns. For tests and for inflated inputs of known size.
std::unique_ptr<ByteSource> MemorySource(std::vector<std::byte> bytes);

}  // namespace innosalvage
