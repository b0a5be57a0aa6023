// Page checksums of MySQL 5.0 to 9 and MariaDB 10 to 11.
//
// Shape     ChecksumFamily is what a tablespace was written under; a page verifies if one algorithm of its family
//           agrees. The families differ in where the trailer keeps checksum and LSN:
//             classic      checksum at 0; at size-8: the same CRC-32C, or the innodb algorithm's old checksum, or the
//                          magic of "none"; at size-4: low half of the LSN
//             full_crc32   CRC-32C of all but the last four bytes, which hold it; at size-8: low half of the LSN
//             zip          ROW_FORMAT=COMPRESSED: one checksum at 0, no trailer (zip_checksum.h)
// Units     bytes; `page` is a whole page of the physical size.
// Source    storage/innobase/buf/checksum.cc (MySQL 8.0), buf0checksum.cc and ut0crc32.cc (5.7: big-endian variant),
//           storage/innobase/buf/buf0buf.cc buf_page_is_corrupted (MariaDB).
#pragma once

#include <string_view>

#include "parser/bytes.h"

namespace innosalvage {

inline constexpr std::uint32_t BUF_NO_CHECKSUM_MAGIC = 0xdeadbeefU;

enum class ChecksumFamily : std::uint8_t { kClassic, kFullCrc32, kZip };

enum class ChecksumAlgorithm : std::uint8_t {
  kUnverified,      // none agrees
  kCrc32,           // CRC-32C, little-endian words
  kCrc32BigEndian,  // CRC-32C as big-endian machines and MySQL 5.6 and early 5.7 wrote it
  kInnodb,          // "new" fold in the header, "old" fold in the trailer
  kNone,            // innodb_checksum_algorithm=none: magic in both places
  kFullCrc32,
  kZeroPage,  // all bytes zero: never written, or wiped
};

std::string_view Name(ChecksumAlgorithm algorithm);

// CRC-32C as InnoDB's ut_crc32 (initial value and result inverted).
std::uint32_t Crc32c(Bytes bytes);

// CRC-32C continued: `state` is the raw register (start with 0xffffffff, invert at the end).
std::uint32_t Crc32cUpdate(std::uint32_t state, Bytes bytes);

// The same over aligned words of 8 bytes turned round. Words begin where `offset_in_page` is a multiple of 8.
std::uint32_t Crc32cSwappedWords(Bytes bytes, std::size_t offset_in_page);

// The classic crc32 page checksum: header part and body part, XORed. Needs a page of at least kMinPageSize / 4 bytes.
std::uint32_t PageCrc32(Bytes page);
std::uint32_t PageCrc32BigEndian(Bytes page);
std::uint32_t PageNewFold(Bytes page);
std::uint32_t PageOldFold(Bytes page);

// Which algorithm verifies this page; kUnverified if none of the family's does. `hint` is tried first: the algorithm
// that verified the neighbours. A page whose header and trailer LSN differ does not verify in the classic family
// under kCrc32, kInnodb and kNone: the checksum covers the header's LSN only, the trailer's tells a torn write.
ChecksumAlgorithm VerifyPage(Bytes page, ChecksumFamily family, ChecksumAlgorithm hint);

// True where the low half of the LSN in header and trailer agree. Zip pages have no trailer: always true.
bool LsnHalvesAgree(Bytes page, ChecksumFamily family);

}  // namespace innosalvage
