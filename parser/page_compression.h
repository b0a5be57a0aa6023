// Page compression: pages that a server compresses as it writes them, leaving a hole in the file behind each.
//
// Shape     three dialects. In all the page stands on the grid of the page size, its FIL header is in the clear, and
//           what lies behind the stream is zero: the punched hole, or zeros in a copy.
//
//   MySQL, type 14                       MariaDB before full_crc32, 34354     MariaDB full_crc32
//   24  2  14                            24  2  34354 (37401: encrypted too)  24  2  0x8000 | bytes / 256
//   26  1  version (1, 2)                26  8  algorithm (37401: the key      26     the stream: the whole page
//   27  1  algorithm                            version is there)
//   28  2  original page type            38  2  bytes of the stream           bytes-5  lz4, lzo, snappy: low 8 bits of
//   30  2  bytes behind the header       40  2  37401 only: algorithm                  the stream's end + 5
//   32  2  bytes of the stream           40  or 42: the stream, of the        bytes-4  CRC-32C of all before
//   38     the stream: what followed            whole page
//          the header
//
//           MySQL's original header survives but for bytes 24 to 33; MariaDB's stream brings a whole page, header
//           included. The page's own checksum is that of the page before it was compressed, but full_crc32's.
// Fails     never: what is damaged gives its FIL header, what came out before the damage, and zeros.
// Units     bytes.
// Source    storage/innobase/os/file.cc and include/os0file.h Compression (MySQL 8.0);
//           storage/innobase/fil/fil0pagecompress.cc, include/fil0fil.h, buf0buf.h buf_page_full_crc32_size (MariaDB).
#pragma once

#include "parser/block_compression.h"
#include "parser/fil_header.h"
#include "parser/page_type.h"
#include "parser/tablespace_flags.h"

namespace innosalvage {

struct UnpackedPage {
  std::size_t whole = 0;  // bytes of the page from its start that are what was written, as far as the stream tells
  BlockCompression compression = BlockCompression::kNone;
  bool ok = false;           // the stream gave the whole page, to the byte
  bool unsupported = false;  // a version or an algorithm that no known server writes
};

// MySQL: `physical` has the page's size, and type FIL_PAGE_COMPRESSED. `page`: as many bytes, all of them written.
UnpackedPage UnpackMySqlPage(Bytes physical, std::span<std::byte> page);

// The algorithm that the flags of page 0 name; nullopt: none, or page 0 is lost.
std::optional<BlockCompression> FullCrc32Algorithm(const TablespaceFormat& format);

// MySQL: bytes of the stream, as the header says.
std::size_t MySqlStreamSize(Bytes physical);

// MariaDB before full_crc32: type 34354, or 37401 after it was decrypted.
UnpackedPage UnpackMariaDbPage(Bytes physical, std::span<std::byte> page);

// MariaDB full_crc32. A page of the size `bytes` in its type; nullopt: not compressed. The size may be damaged: it is
// given only if it lies within the page.
std::optional<std::size_t> FullCrc32CompressedSize(Bytes physical);
// `physical` is cut to that size. Without an algorithm (page 0, which tells, is lost) each is tried.
UnpackedPage UnpackFullCrc32Page(Bytes physical, std::optional<BlockCompression> algorithm, std::span<std::byte> page);

}  // namespace innosalvage
