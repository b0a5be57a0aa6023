#include "parser/tablespace_flags.h"

#include "parser/fil_header.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t FSP_FLAGS_FCRC32_MASK_MARKER = 1U << 4U;
constexpr unsigned kBitsPageCompression = 16;  // MariaDB FSP_FLAGS_POS_PAGE_COMPRESSION

constexpr std::uint32_t Bits(std::uint32_t flags, unsigned at, unsigned width) {
  return (flags >> at) & ((1U << width) - 1U);
}

std::optional<TablespaceFormat> DecodeFullCrc32(std::uint32_t flags) {
  const std::uint32_t ssize = Bits(flags, 0, 4);
  if (ssize < 3 || ssize > 7 || Bits(flags, 8, 24) != 0 || Bits(flags, 5, 3) > 6) return std::nullopt;
  TablespaceFormat format;
  format.page_size = format.physical_size = 512U << ssize;
  format.checksums = ChecksumFamily::kFullCrc32;
  format.compression_algorithm = static_cast<std::uint8_t>(Bits(flags, 5, 3));
  format.page_compressed = format.compression_algorithm != 0;
  format.atomic_blobs = true;  // full_crc32 flags no longer tell the row format
  format.vendor = Vendor::kMariaDb;
  return format;
}

}  // namespace

std::optional<TablespaceFormat> DecodeTablespaceFlags(std::uint32_t flags) {
  const std::uint32_t ssize = Bits(flags, 6, 4);
  const std::uint32_t zip_ssize = Bits(flags, 1, 4);
  const bool post_antelope = (flags & 1U) != 0;
  const bool atomic_blobs = Bits(flags, 5, 1) != 0;
  // Bit 4 is the top bit of ZIP_SSIZE in the classic dialects, where it is never set (ZIP_SSIZE is at most 5).
  if ((flags & FSP_FLAGS_FCRC32_MASK_MARKER) != 0) return DecodeFullCrc32(flags);
  if (ssize != 0 && (ssize < 3 || ssize > 7)) return std::nullopt;
  if (zip_ssize > 5 || (atomic_blobs && !post_antelope) || (zip_ssize != 0 && !atomic_blobs)) return std::nullopt;
  TablespaceFormat format;
  format.page_size = ssize == 0 ? 16384 : 512U << ssize;
  format.physical_size = zip_ssize == 0 ? format.page_size : 512U << zip_ssize;
  if (format.physical_size > format.page_size) return std::nullopt;
  format.zip = zip_ssize != 0;
  if (format.zip) format.checksums = ChecksumFamily::kZip;
  format.atomic_blobs = atomic_blobs;
  format.shared = Bits(flags, 11, 1) != 0;
  format.temporary = Bits(flags, 12, 1) != 0;
  format.encrypted = Bits(flags, 13, 1) != 0;
  format.has_sdi = Bits(flags, 14, 1) != 0;
  format.page_compressed = Bits(flags, kBitsPageCompression, 1) != 0;
  if (format.has_sdi || format.shared || format.encrypted) format.vendor = Vendor::kMySql;
  if (format.page_compressed) format.vendor = Vendor::kMariaDb;
  if (Bits(flags, kBitsPageCompression + 1, 15) != 0 || Bits(flags, 15, 1) != 0) return std::nullopt;
  return format;
}

}  // namespace innosalvage
