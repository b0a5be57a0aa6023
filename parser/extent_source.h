// Extent source: a file that lies in pieces in an image, read where it lies.
//
// Shape     extents map ranges of the file to ranges of the image. What no extent covers are holes of the file: zeros.
// Units     bytes.
// Fails     as ByteSource: what the image cannot give is listed, by the file's own offsets.
// Lifetime  shares the image.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "parser/byte_source.h"

namespace innosalvage {

struct Extent {
  std::uint64_t file_offset = 0;
  std::uint64_t image_offset = 0;
  std::uint64_t size = 0;
  std::uint64_t file_end() const { return file_offset + size; }
};

// `extents`: ascending by file_offset, without overlap; what lies beyond `size` is not read.
std::unique_ptr<ByteSource> ExtentSource(std::shared_ptr<const ByteSource> image, std::vector<Extent> extents,
                                         std::uint64_t size);

}  // namespace innosalvage
