// Page codec: from the bytes of a page as they stand in the file to the page that the server has in memory.
//
// Purpose   encryption, page compression and ROW_FORMAT=COMPRESSED stand between the two. Here, and here only, they are
//           undone: everything above asks for the logical page and what is known of it.
// Shape     physical image (TablespaceFormat::physical_size bytes) -> decrypt -> uncompress -> PageImage. Where nothing
//           stands between, as in a plain tablespace, the image is the physical bytes themselves: nothing is copied,
//           two bytes are looked at. Which page is encoded how, each page says for itself: tables that were altered
//           have both.
// Checksum  Verify knows over which of the images a format's checksum goes:
//             MySQL, compressed or encrypted        the logical page: without the key nothing is verified
//             MariaDB before full_crc32, compressed the logical page
//             ... encrypted                         both: one over the encrypted page, one over the logical one
//             full_crc32                            the physical page, as far as it was written
// Repairs   are made on the physical image (page_repair.h), before Decode.
// Fails     never: `obstacle` says what stood in the way, and what came out before it is kept. What is encoded and
//           damaged is given as its FIL header, what could be decoded behind it, and zeros.
// Threads   safe: the codec is const, each caller brings its own scratch.
// Lifetime  PageImage::bytes is a view into `physical` or into the scratch, until the scratch is used again.
#pragma once

#include <memory>
#include <vector>

#include "parser/block_compression.h"
#include "parser/tablespace_flags.h"
#include "salvage/tablespace_encryption.h"

namespace innosalvage {

enum class PageObstacle : std::uint8_t {
  kNone,         // the logical page is here
  kUnsupported,  // encoded in a way that this version does not undo
  kNoKey,        // encrypted, with a key that is not at hand
  kDamaged,      // the decoder was stopped by the bytes: PageImage::whole says where
};

// How a page stands on disk.
struct PageCoding {
  std::uint32_t key_version = 0;  // MariaDB's encrypted pages name the one that they need; else 0
  bool encrypted = false;
  BlockCompression compression = BlockCompression::kNone;  // of page compression
  bool any() const { return encrypted || compression != BlockCompression::kNone; }
};

struct PageImage {
  Bytes bytes;            // page_size bytes, or fewer: a page cut off; a page that is smaller (zip, not of an index)
  std::size_t whole = 0;  // bytes from the start that were decoded; the rest is zero
  PageObstacle obstacle = PageObstacle::kNone;
  PageCoding coding{};
  Bytes clear{};  // of a page that was decrypted: what would stand on disk without that

  // Something can be read in it, be it damaged.
  bool readable() const { return obstacle == PageObstacle::kNone || obstacle == PageObstacle::kDamaged; }
};

// Memory for decoding; empty until it is needed.
struct PageScratch {
  std::vector<std::byte> padded;  // a page that is cut off, filled up with zeros
  std::vector<std::byte> clear;   // decrypted
  std::vector<std::byte> page;    // the logical page
  std::vector<std::byte> zip;     // the same of a compressed tablespace, inflated
};

class PageCodec {
 public:
  PageCodec() = default;  // plain pages of 16 KiB
  explicit PageCodec(const TablespaceFormat& format, std::shared_ptr<const TablespaceEncryption> encryption = nullptr)
      : format_(format), encryption_(std::move(encryption)) {}

  // `physical` may be shorter than a page: then as much as there is is decoded.
  PageImage Decode(Bytes physical, PageScratch& scratch) const;

  // The same, but index pages of ROW_FORMAT=COMPRESSED stay deflated: headers and checksum are there without that.
  PageImage Unwrap(Bytes physical, PageScratch& scratch) const;

  // Which checksum vouches for the page; kUnverified: none. `image` is what Decode made of `physical`, or, in a
  // compressed tablespace, Unwrap. Of a page without its key, the checksum over the encrypted bytes, where the format
  // has one.
  ChecksumAlgorithm Verify(Bytes physical, const PageImage& image, ChecksumAlgorithm hint) const;

  // Decodes a physical page at the beginning of `buffer` into `buffer`, which holds a logical one.
  PageImage DecodeInPlace(std::span<std::byte> buffer, std::size_t physical) const;

  // The bytes of the page that were written, and that its checksum covers where that goes over the physical page.
  Bytes Written(Bytes physical) const;

  const TablespaceEncryption* encryption() const { return encryption_.get(); }

 private:
  void Inflate(PageImage& image, PageScratch& scratch) const;
  bool full_crc32() const { return format_.checksums == ChecksumFamily::kFullCrc32; }
  bool IsEncrypted(Bytes physical, std::uint16_t type) const;
  bool Decrypt(Bytes physical, std::span<std::byte> clear) const;
  void Uncompress(Bytes clear, PageScratch& scratch, PageImage& image) const;

  TablespaceFormat format_;
  std::shared_ptr<const TablespaceEncryption> encryption_;  // nullptr: none is looked for
};

}  // namespace innosalvage
