// Joined source: several byte sources, each in its place, read as one. Where none lies, nothing is readable.
//
// Purpose   a system tablespace may have several data files, and one of them may be lost.
// Fails     never: what no part covers is zeroed and told as bad, like a sector that the device does not give.
// Threads   as the parts.
#pragma once

#include "parser/byte_source.h"

namespace innosalvage {

struct SourcePart {
  std::uint64_t offset = 0;  // of its first byte in the whole
  std::unique_ptr<ByteSource> source;
};

// A part ends where the next one begins, at the latest. The whole ends with the last part.
std::unique_ptr<ByteSource> JoinSources(std::vector<SourcePart> parts);

}  // namespace innosalvage
