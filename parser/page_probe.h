// Page probe: whether a page starts at a place of which nothing is known, and which page it claims to be.
//
// Purpose   finds pages in the bytes of a drive, where no file says what lies where. A header test that touches one
//           cache line drops nearly every place; what passes must carry the low half of its LSN where a page of some
//           size repeats it, and then a checksum of any family.
// Shape     page sizes 4 to 64 KiB; checksum families of parser/checksum.h; pages of ROW_FORMAT=COMPRESSED of 1 to 16
//           KiB (zip_probe.h); and pages that carry no checksum that can be computed without more: encrypted and
//           page-compressed ones, told by their headers:
//             MariaDB full_crc32, encrypted    the checksum covers what is on disk; the LSN's copy is encrypted
//             MariaDB full_crc32, compressed   bit 15 of the type, length / 256 below it; checksum at that length's end
//             MariaDB classic, encrypted       key version at 26, the checksum of what is on disk at 30
//             MariaDB classic, compressed      type 34354 or 37401, magic of "none" at 0, algorithm at 26, length at 38
//             MySQL compressed                 type 14: version 26, algorithm 27, type 28, size 30, length 32
//             MySQL encrypted                  type 15, 16, 17: the type before at 28
//           A file system that stores no zeros (a sparse file, as mkfs and cp write them) leaves blocks out of the
//           middle of a page: the blocks that are there follow each other, and the holes between them are found by the
//           checksum.
// Units     bytes. `bytes` starts at the place, and holds up to kMaxPageSize of what follows.
// Fails     nullopt: nothing there that could be told from chance.
// Source    buf_page_is_corrupted, buf_page_full_crc32_size (MariaDB buf0buf.cc, buf0buf.h), fil_encrypt_buf
//           (fil0crypt.cc), fil_page_compress (fil0pagecompress.cc); os_file_compress_page (MySQL os0file.cc),
//           Encryption::encrypt (os0enc.cc), FIL_PAGE_VERSION and what follows (fil0types.h).
#pragma once

#include <array>
#include <optional>

#include "parser/checksum.h"
#include "parser/fil_header.h"

namespace innosalvage {

enum class PageProof : std::uint8_t {
  kVerified,   // a checksum holds
  kStructure,  // encrypted or compressed: no checksum to compute, and a header that chance does not make
  kLsn,        // the checksum fails; both halves carry the same LSN, or (zip) a stream begins where it should
};

// A part of a page that is zero, and not on disk. In units of 512 bytes, from the page's start.
struct PageHole {
  std::uint8_t at = 0;
  std::uint8_t size = 0;
  bool operator==(const PageHole&) const = default;
};
using PageHoles = std::array<PageHole, 2>;  // ascending; size 0: none

// What page 0 says of the others of its tablespace (full_crc32).
enum class OtherPages : std::uint8_t { kNotTold, kInTheClear, kEncoded };

struct ProbedPage {
  FilHeader header;
  std::uint32_t page_size = 0;  // 0: the page does not tell (MariaDB full_crc32, compressed)
  std::uint32_t length = 0;     // bytes on disk that are the page's; less than its size where it is compressed
  ChecksumFamily family = ChecksumFamily::kClassic;
  ChecksumAlgorithm algorithm = ChecksumAlgorithm::kUnverified;
  PageProof proof = PageProof::kLsn;
  std::uint64_t index_id = 0;  // INDEX, RTREE and SDI pages that are stored plainly; else 0
  PageHoles holes{};           // `length` is without them
  bool space_hidden = false;   // the space id is encrypted or compressed with the page: header.space_id is noise
  OtherPages others = OtherPages::kNotTold;
};

std::string_view Name(PageProof proof);  // "verified", "structure", "lsn"

// The header test: a type that some server writes, a page number below 2^31, an LSN.
bool MayStartPage(std::span<const std::byte, FIL_PAGE_DATA> header);

std::optional<ProbedPage> ProbePage(Bytes bytes, ChecksumAlgorithm hint);

// The page as it was in its file: `disk`, with zeros where its holes are, and behind its end. `page` is as large as the
// page, and may be as large as the part of it that is wanted.
void UnpackPage(Bytes disk, const PageHoles& holes, std::span<std::byte> page);

}  // namespace innosalvage
