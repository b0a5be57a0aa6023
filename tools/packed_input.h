// Packed input: .gz, .bz2, .xz and .zst files, unpacked once into a nameless file and read from there.
//
// Shape     known by their first bytes. Pages are read at any offset, and more than once: a stream gives neither.
// Limits    an input that grows to more than 1,000 times its size and beyond 1 GiB is a bomb, and refused; so is what
//           does not leave 1 GiB free where it is unpacked.
// Fails     the file cannot be had, or there is no room. A stream that breaks off gives what came before: that is
//           damage.
#pragma once

#include <memory>
#include <string>

#include "parser/byte_source.h"
#include "parser/error.h"

namespace innosalvage {

bool IsCompressed(const std::string& path);

struct Unpacked {
  std::shared_ptr<const ByteSource> bytes;
  std::string broke_off;  // why the stream ended early; empty: it did not
};

// `folder`: where there is room for what comes out; the file in it has no name, and is gone with the source.
Result<Unpacked> Unpack(const std::string& path, const std::string& folder);

}  // namespace innosalvage
