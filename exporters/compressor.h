// Compression of an output as a stream: none, gzip or Zstandard, each with its own checksum of the content.
//
// Shape     Append any number of times, then Finish once; compressed bytes are appended to the caller's buffer as they
//           come. The same input gives the same bytes (no time, no name in the gzip header), however it was cut up.
// Fails     with the library's own message.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "parser/error.h"

namespace innosalvage {

enum class Compression : std::uint8_t { kNone, kGzip, kZstd };

// What the file name gets: "", ".gz", ".zst".
std::string_view Extension(Compression compression);

class Compressor {
 public:
  virtual ~Compressor() = default;
  virtual Result<void> Append(std::string_view bytes, std::string& out) = 0;
  virtual Result<void> Finish(std::string& out) = 0;
};

// Null for Compression::kNone.
std::unique_ptr<Compressor> MakeCompressor(Compression compression);

}  // namespace innosalvage
