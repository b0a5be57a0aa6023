// FSP_SPACE_FLAGS: what page 0 says about the tablespace's page size, row formats and checksum family.
//
// Three dialects share 32 bits; a file does not say which one it speaks, but for the full_crc32 marker:
//
//   MySQL 5.1 to 9                             MariaDB 10.1+ (classic)              MariaDB 10.4+ full_crc32
//   bit   0      POST_ANTELOPE                 the same                             bits 0-3  PAGE_SSIZE
//   bits  1-4    ZIP_SSIZE                     the same                             bit  4    marker, always 1
//   bit   5      ATOMIC_BLOBS                  the same                             bits 5-7  compression algorithm
//   bits  6-9    PAGE_SSIZE (0 = 16 KiB)       the same
//   bit  10      DATA_DIR                      reserved, 0
//   bit  11      SHARED                        reserved, 0
//   bit  12      TEMPORARY                     reserved, 0
//   bit  13      ENCRYPTION                    reserved, 0
//   bit  14      SDI                           reserved, 0
//   bit  16                                    PAGE_COMPRESSION
//
// A SSIZE s stands for 512 << s bytes (ZIP: 512 << s, 0 = not compressed; 16 KiB is 5 in full_crc32, 0 in the others).
//
// Fails     DecodeTablespaceFlags gives nullopt where bits contradict each other: such flags are damage.
// Source    storage/innobase/include/fsp0types.h (MySQL 8.0), storage/innobase/include/fsp0types.h (MariaDB 10.11).
#pragma once

#include <optional>

#include "parser/checksum.h"
#include "parser/schema.h"

namespace innosalvage {

struct TablespaceFormat {
  std::uint32_t page_size = 16384;      // logical: what a page is in memory
  std::uint32_t physical_size = 16384;  // on disk: smaller for ROW_FORMAT=COMPRESSED
  ChecksumFamily checksums = ChecksumFamily::kClassic;
  bool zip = false;           // ROW_FORMAT=COMPRESSED: index pages are deflated, also where both sizes are the same
  bool atomic_blobs = false;  // DYNAMIC or COMPRESSED
  bool encrypted = false;     // MySQL: the flag; MariaDB: known from page 0's crypt data
  bool has_sdi = false;
  bool shared = false;  // general tablespace
  bool temporary = false;
  bool page_compressed = false;            // MariaDB
  std::uint8_t compression_algorithm = 0;  // MariaDB full_crc32: 1 zlib, 2 lz4, 3 lzo, 4 lzma, 5 bzip2, 6 snappy
  Vendor vendor = Vendor::kUnknown;        // where the flags tell

  bool compressed() const { return zip; }
  // Pages described by one extent descriptor. Source: FSP_EXTENT_SIZE, fsp0types.h.
  std::uint32_t extent_pages() const {
    if (page_size <= 16384) return 1048576 / page_size;
    return 64;
  }
};

std::optional<TablespaceFormat> DecodeTablespaceFlags(std::uint32_t flags);

}  // namespace innosalvage
