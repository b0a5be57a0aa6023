#include "parser/page_compression.h"

#include <algorithm>

namespace innosalvage {

namespace {

// MySQL. Source: os0file.h, fil0types.h.
constexpr std::size_t FIL_PAGE_VERSION = FIL_PAGE_FILE_FLUSH_LSN;
constexpr std::size_t FIL_PAGE_ALGORITHM_V1 = FIL_PAGE_VERSION + 1;
constexpr std::size_t FIL_PAGE_ORIGINAL_TYPE_V1 = FIL_PAGE_ALGORITHM_V1 + 1;
constexpr std::size_t FIL_PAGE_ORIGINAL_SIZE_V1 = FIL_PAGE_ORIGINAL_TYPE_V1 + 2;
constexpr std::size_t FIL_PAGE_COMPRESS_SIZE_V1 = FIL_PAGE_ORIGINAL_SIZE_V1 + 2;
static_assert(FIL_PAGE_COMPRESS_SIZE_V1 + 2 == FIL_PAGE_SPACE_ID);

// MariaDB. Source: fil0fil.h.
constexpr std::size_t FIL_PAGE_COMP_ALGO = FIL_PAGE_FILE_FLUSH_LSN;
constexpr std::size_t FIL_PAGE_COMP_SIZE = FIL_PAGE_DATA;
constexpr std::size_t FIL_PAGE_COMP_METADATA_LEN = 2;
constexpr std::size_t FIL_PAGE_ENCRYPT_COMP_ALGO = 2;
constexpr std::size_t FIL_PAGE_FCRC32_CHECKSUM = 4;

std::optional<BlockCompression> MariaDbAlgorithm(std::uint64_t number) {
  if (number == 0 || number >= kBlockCompressions) return std::nullopt;
  return static_cast<BlockCompression>(number);
}

void WriteType(std::span<std::byte> page, std::uint16_t type) {
  page[FIL_PAGE_TYPE] = static_cast<std::byte>(type >> 8U);
  page[FIL_PAGE_TYPE + 1] = static_cast<std::byte>(type & 0xffU);
}

void CopyHeader(Bytes physical, std::span<std::byte> page) {
  std::ranges::copy(physical.first(FIL_PAGE_DATA), page.begin());
}

// Uncompresses a stream that holds a page from its first byte on.
UnpackedPage UnpackWholePage(BlockCompression algorithm, Bytes stream, Bytes physical, std::span<std::byte> page) {
  const Uncompressed done = UncompressBlock(algorithm, stream, page);
  std::ranges::fill(page.subspan(done.size), std::byte{0});
  UnpackedPage unpacked{.whole = done.size, .compression = algorithm, .ok = done.whole && done.size == page.size()};
  if (done.size < FIL_PAGE_DATA) {
    CopyHeader(physical, page);
    unpacked.whole = 0;
  }
  return unpacked;
}

}  // namespace

std::optional<BlockCompression> FullCrc32Algorithm(const TablespaceFormat& format) {
  return MariaDbAlgorithm(format.compression_algorithm);
}

std::size_t MySqlStreamSize(Bytes physical) { return BigAt<std::uint16_t>(physical, FIL_PAGE_COMPRESS_SIZE_V1); }

UnpackedPage UnpackMySqlPage(Bytes physical, std::span<std::byte> page) {
  // Compression::Type in os0file.h: zlib and lz4 have MariaDB's numbers.
  const unsigned version = ByteAt(physical, FIL_PAGE_VERSION);
  const unsigned number = ByteAt(physical, FIL_PAGE_ALGORITHM_V1);
  CopyHeader(physical, page);
  WriteType(page, BigAt<std::uint16_t>(physical, FIL_PAGE_ORIGINAL_TYPE_V1));
  const std::span<std::byte> body = page.subspan(FIL_PAGE_DATA);
  const bool known = number == static_cast<unsigned>(BlockCompression::kZlib) ||
                     number == static_cast<unsigned>(BlockCompression::kLz4);
  if (!known || version < 1 || version > 2) {
    std::ranges::fill(body, std::byte{0});
    return {.whole = 0, .compression = BlockCompression::kNone, .ok = false, .unsupported = true};
  }
  const auto algorithm = static_cast<BlockCompression>(number);
  const Bytes rest = physical.subspan(FIL_PAGE_DATA);
  const Bytes stream = rest.first(std::min(rest.size(), MySqlStreamSize(physical)));
  const Uncompressed done = UncompressBlock(algorithm, stream, body);
  std::ranges::fill(body.subspan(done.size), std::byte{0});
  const std::size_t original = BigAt<std::uint16_t>(physical, FIL_PAGE_ORIGINAL_SIZE_V1);
  return {.whole = FIL_PAGE_DATA + done.size,
          .compression = algorithm,
          .ok = done.whole && done.size == body.size() && original == body.size()};
}

UnpackedPage UnpackMariaDbPage(Bytes physical, std::span<std::byte> page) {
  const bool encrypted = BigAt<std::uint16_t>(physical, FIL_PAGE_TYPE) == FIL_PAGE_PAGE_COMPRESSED_ENCRYPTED;
  const std::uint64_t number = encrypted
                                   ? BigAt<std::uint16_t>(physical, FIL_PAGE_COMP_SIZE + FIL_PAGE_COMP_METADATA_LEN)
                                   : BigAt<std::uint64_t>(physical, FIL_PAGE_COMP_ALGO);
  const auto algorithm = MariaDbAlgorithm(number);
  const std::size_t at = FIL_PAGE_COMP_SIZE + FIL_PAGE_COMP_METADATA_LEN + (encrypted ? FIL_PAGE_ENCRYPT_COMP_ALGO : 0);
  if (!algorithm) {
    std::ranges::fill(page, std::byte{0});
    CopyHeader(physical, page);
    return {.whole = 0, .compression = BlockCompression::kNone, .ok = false, .unsupported = true};
  }
  const Bytes rest = physical.subspan(at);
  const std::size_t size = BigAt<std::uint16_t>(physical, FIL_PAGE_COMP_SIZE);
  return UnpackWholePage(*algorithm, rest.first(std::min(rest.size(), size)), physical, page);
}

std::optional<std::size_t> FullCrc32CompressedSize(Bytes physical) {
  const unsigned type = BigAt<std::uint16_t>(physical, FIL_PAGE_TYPE);
  constexpr unsigned kMarker = 1U << FIL_PAGE_COMPRESS_FCRC32_MARKER;
  if ((type & kMarker) == 0) return std::nullopt;
  const std::size_t size = std::size_t{type & ~kMarker} * 256;
  if (size == 0 || size >= physical.size()) return std::nullopt;
  return size;
}

UnpackedPage UnpackFullCrc32Page(Bytes physical, std::optional<BlockCompression> algorithm, std::span<std::byte> page) {
  if (!algorithm) {
    UnpackedPage best;
    for (std::uint8_t number = 1; number < kBlockCompressions; ++number) {
      const UnpackedPage unpacked = UnpackFullCrc32Page(physical, static_cast<BlockCompression>(number), page);
      if (unpacked.ok) return unpacked;
      if (unpacked.whole > best.whole) best = unpacked;
    }
    if (best.compression == BlockCompression::kNone) {
      best.unsupported = true;
      return best;
    }
    return UnpackFullCrc32Page(physical, best.compression, page);
  }
  std::size_t end = physical.size();
  switch (*algorithm) {
    case BlockCompression::kLz4:
    case BlockCompression::kLzo:
    case BlockCompression::kSnappy:
      // These streams do not say where they end; its low 8 bits stand before the checksum.
      if (const std::size_t low = ByteAt(physical, physical.size() - FIL_PAGE_FCRC32_CHECKSUM - 1); low != 0) {
        end = end + low - 256;
      }
      end -= FIL_PAGE_FCRC32_CHECKSUM + 1;
      break;
    default: end -= FIL_PAGE_FCRC32_CHECKSUM; break;
  }
  const Bytes stream = BytesAt(physical, FIL_PAGE_COMP_ALGO, end - FIL_PAGE_COMP_ALGO).value_or(Bytes());
  return UnpackWholePage(*algorithm, stream, physical, page);
}

}  // namespace innosalvage
