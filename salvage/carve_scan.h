// Carve scan: every place of an image where a page may start, tried.
//
// Shape     the image is cut into segments of 16 MiB, at multiples of that. A segment's finds depend on its bytes and
//           those of the page that begins last in it, on nothing else: segments may be scanned in any order, by any
//           number of runs and machines, and give the same finds. Inside a segment each multiple of 512 is tried, but
//           for those inside a page that verified: its checksum covers them.
// Errors    bytes that could not be read are listed. A page that they touch counts as verified only if a checksum
//           proves that they are zero: then they were.
// Memory    (threads + 2) buffers of a segment, at most 16.
// Threads   reading and delivering are serial, in order; scanning is parallel.
#pragma once

#include <functional>
#include <vector>

#include "parser/byte_source.h"
#include "salvage/carve_find.h"
#include "salvage/prefix_sha256.h"

namespace innosalvage {

inline constexpr std::uint64_t kCarveSegment = 16U << 20U;
inline constexpr std::size_t kCarveStep = 512;

struct CarveSegment {
  std::uint64_t number = 0;
  std::uint64_t bytes = 0;             // less than kCarveSegment at the end of the image
  std::vector<CarveFind> finds;        // by offset
  std::vector<ByteRange> bad;          // inside the segment
  std::array<std::byte, 32> sha256{};  // of its bytes, unreadable ones as zeros
  PrefixSha256::State prefix{};        // of the image up to its end, where the run began at 0
  std::string image_sha256;            // the image's last segment, where the run began at 0
};

struct CarveScanOptions {
  unsigned threads = 1;
  std::uint64_t first = 0;          // segment numbers: from `first` up to, not including, `last`
  std::uint64_t last = UINT64_MAX;  // cut to the image
  // Where the hash of all of the image goes on; nullopt: it is not computed.
  std::optional<PrefixSha256::State> prefix;
  std::function<bool(std::uint64_t segment)> skip;  // segments that are known already
  // Where data begins at or behind an offset, if the image has holes: these are zeros, and are not read. May be empty.
  std::function<std::uint64_t(std::uint64_t offset)> next_data;
};

inline std::uint64_t CarveSegments(std::uint64_t image_size) {
  return (image_size + kCarveSegment - 1) / kCarveSegment;
}

// `take` returns false to stop.
void ScanImage(const ByteSource& image, const CarveScanOptions& options,
               const std::function<bool(CarveSegment&&)>& take);

// The finds of the first `begin` bytes of `bytes`; `offset`: of bytes[0] in the image. For ScanImage and for tests.
std::vector<CarveFind> ScanBytes(Bytes bytes, std::size_t begin, std::uint64_t offset,
                                 const std::vector<ByteRange>& bad);

}  // namespace innosalvage
