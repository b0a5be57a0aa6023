// FIL header and trailer: the first 38 and the last 8 bytes of every page. All integers are big-endian.
//
//   offset size  name                       meaning
//        0    4  FIL_PAGE_SPACE_OR_CHKSUM   page checksum (before 4.0.14: space id; MariaDB full_crc32: key version)
//        4    4  FIL_PAGE_OFFSET            page no the page claims to be
//        8    4  FIL_PAGE_PREV              left sibling on the level, or FIL_NULL (page 0 of MySQL 8: server version)
//       12    4  FIL_PAGE_NEXT              right sibling, or FIL_NULL (page 0 of MySQL 8: space version)
//       16    8  FIL_PAGE_LSN               LSN of the newest change; low half repeated in the trailer
//       24    2  FIL_PAGE_TYPE              page_type.h
//       26    8  FIL_PAGE_FILE_FLUSH_LSN    system tablespace page 0; reused by page compression and encryption
//       34    4  FIL_PAGE_SPACE_ID
//   size-8    4  FIL_PAGE_END_LSN_OLD_CHKSUM  old checksum or CRC-32C again; full_crc32: low half of the LSN
//   size-4    4                             low half of the LSN; full_crc32: the checksum
//
// Fails     cannot: fixed views in, plain structs out. What a page claims is judged in salvage/.
// Source    storage/innobase/include/fil0types.h (MySQL 8.0), fil0fil.h (MySQL 5.7, MariaDB).
#pragma once

#include "parser/bytes.h"

namespace innosalvage {

inline constexpr std::size_t FIL_PAGE_SPACE_OR_CHKSUM = 0;
inline constexpr std::size_t FIL_PAGE_OFFSET = 4;
inline constexpr std::size_t FIL_PAGE_PREV = 8;
inline constexpr std::size_t FIL_PAGE_NEXT = 12;
inline constexpr std::size_t FIL_PAGE_LSN = 16;
inline constexpr std::size_t FIL_PAGE_TYPE = 24;
inline constexpr std::size_t FIL_PAGE_FILE_FLUSH_LSN = 26;
inline constexpr std::size_t FIL_PAGE_SPACE_ID = 34;
inline constexpr std::size_t FIL_PAGE_DATA = 38;
inline constexpr std::size_t FIL_PAGE_DATA_END = 8;
inline constexpr std::uint32_t FIL_NULL = 0xffffffffU;
static_assert(FIL_PAGE_SPACE_ID + sizeof(std::uint32_t) == FIL_PAGE_DATA);

// UNIV_PAGE_SIZE_MIN and UNIV_PAGE_SIZE_MAX; compressed tablespaces have pages down to 1 KiB on disk.
inline constexpr std::uint32_t kMinPageSize = 4096;
inline constexpr std::uint32_t kMaxPageSize = 65536;

struct FilHeader {
  std::uint32_t checksum = 0;
  std::uint32_t page_no = 0;
  std::uint32_t prev = FIL_NULL;
  std::uint32_t next = FIL_NULL;
  std::uint64_t lsn = 0;
  std::uint16_t type = 0;
  std::uint64_t flush_lsn = 0;
  std::uint32_t space_id = 0;
};

constexpr FilHeader DecodeFilHeader(std::span<const std::byte, FIL_PAGE_DATA> page) {
  return FilHeader{.checksum = ReadBig<std::uint32_t, FIL_PAGE_SPACE_OR_CHKSUM>(page),
                   .page_no = ReadBig<std::uint32_t, FIL_PAGE_OFFSET>(page),
                   .prev = ReadBig<std::uint32_t, FIL_PAGE_PREV>(page),
                   .next = ReadBig<std::uint32_t, FIL_PAGE_NEXT>(page),
                   .lsn = ReadBig<std::uint64_t, FIL_PAGE_LSN>(page),
                   .type = ReadBig<std::uint16_t, FIL_PAGE_TYPE>(page),
                   .flush_lsn = ReadBig<std::uint64_t, FIL_PAGE_FILE_FLUSH_LSN>(page),
                   .space_id = ReadBig<std::uint32_t, FIL_PAGE_SPACE_ID>(page)};
}

// The two words of the trailer, named by position since their meaning depends on the checksum family.
struct FilTrailer {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
};

constexpr FilTrailer DecodeFilTrailer(std::span<const std::byte, FIL_PAGE_DATA_END> trailer) {
  return FilTrailer{.first = ReadBig<std::uint32_t, 0>(trailer), .second = ReadBig<std::uint32_t, 4>(trailer)};
}

}  // namespace innosalvage
