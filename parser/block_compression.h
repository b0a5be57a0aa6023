// Block compression: the general compressors that servers put a page through.
//
// Shape     a stream in, the block out; the numbers are those of MariaDB's innodb_compression_algorithm, of which MySQL
//           has the first three. lzma is an .xz stream without checks, lz4 and snappy are raw blocks, lzo is LZO1X.
// Fails     never: of a damaged stream what comes out before the damage is kept (lz4 too; bzip2 and snappy give all or
//           nothing), and `whole` is false. Bytes behind the stream's end are padding.
// Memory    bounded: the block is the caller's; a hostile lzma stream may ask for up to 70 MiB, no more.
// Threads   safe.
// Source    storage/innobase/include/fil0pagecompress.h, fil0pagecompress.cc (MariaDB), os/file.cc (MySQL 8.0).
#pragma once

#include "parser/bytes.h"

namespace innosalvage {

enum class BlockCompression : std::uint8_t { kNone, kZlib, kLz4, kLzo, kLzma, kBzip2, kSnappy };
inline constexpr std::uint8_t kBlockCompressions = 7;

std::string_view Name(BlockCompression compression);  // "zlib", ...

struct Uncompressed {
  std::size_t size = 0;  // bytes that came out
  bool whole = false;    // the stream ended as it should
};

// `out` is the block. A stream that holds more than that is not whole.
Uncompressed UncompressBlock(BlockCompression compression, Bytes stream, std::span<std::byte> out);

}  // namespace innosalvage
