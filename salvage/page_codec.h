// Page codec: from the bytes of a page as they stand in the file to the page that the server has in memory.
//
// Purpose   encryption, page compression and ROW_FORMAT=COMPRESSED stand between the two. Here, and here only, they are
//           undone: everything above asks for the logical page and what is known of it.
// Shape     physical image (TablespaceFormat::physical_size bytes) -> Decode -> PageImage. Where nothing stands between,
//           as in a plain tablespace, the image is the physical bytes themselves: nothing is copied, two bytes are
//           looked at. Which page is encoded how, each page says for itself.
// Checksum  Verify knows over which of the two images a format's checksum goes.
// Repairs   are made on the physical image (page_repair.h), before Decode.
// Fails     never: `obstacle` says what stood in the way, and what came out before it is kept. What is encoded and
//           damaged is given as its FIL header, what could be decoded behind it, and zeros.
// Threads   safe: the codec is const, each caller brings its own scratch.
// Lifetime  PageImage::bytes is a view into `physical` or into the scratch, until the scratch is used again.
#pragma once

#include <vector>

#include "parser/tablespace_flags.h"

namespace innosalvage {

enum class PageObstacle : std::uint8_t {
  kNone,         // the logical page is here
  kUnsupported,  // encoded in a way that this version does not undo
  kDamaged,      // the decoder was stopped by the bytes: PageImage::whole says where
};

struct PageImage {
  Bytes bytes;            // page_size bytes, or fewer: a page cut off; a page that is smaller (zip, not of an index)
  std::size_t whole = 0;  // bytes from the start that were decoded; the rest is zero
  PageObstacle obstacle = PageObstacle::kNone;
  bool encoded = false;  // the bytes differ from the physical ones

  // Something can be read in it, be it damaged.
  bool readable() const { return obstacle == PageObstacle::kNone || obstacle == PageObstacle::kDamaged; }
};

// Memory for decoding; empty until it is needed.
struct PageScratch {
  std::vector<std::byte> page;  // the logical page
};

class PageCodec {
 public:
  PageCodec() = default;  // plain pages of 16 KiB
  explicit PageCodec(const TablespaceFormat& format) : format_(format) {}

  // `physical` may be shorter than a page: then as much as there is is decoded.
  PageImage Decode(Bytes physical, PageScratch& scratch) const;

  // Which checksum vouches for the page; kUnverified: none. `image` is what Decode made of `physical`.
  ChecksumAlgorithm Verify(Bytes physical, const PageImage& image, ChecksumAlgorithm hint) const;

  // Decodes a physical page at the beginning of `buffer` into `buffer`, which holds a logical one.
  PageImage DecodeInPlace(std::span<std::byte> buffer, std::size_t physical) const;

 private:
  TablespaceFormat format_;
};

}  // namespace innosalvage
