#include "parser/block_compression.h"

#include <bzlib.h>
#include <lz4.h>
#include <lzma.h>
#include <snappy-c.h>
#include <zlib.h>

#include <array>

#include "parser/lzo1x.h"

// The libraries take pointers to char or unsigned char, some of them not const; none writes to its input.
// NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast,cppcoreguidelines-pro-type-const-cast)

namespace innosalvage {

namespace {

template <class T>
T* In(Bytes bytes) {
  return reinterpret_cast<T*>(const_cast<std::byte*>(bytes.data()));
}

template <class T>
T* Out(std::span<std::byte> bytes) {
  return reinterpret_cast<T*>(bytes.data());
}

Uncompressed Zlib(Bytes stream, std::span<std::byte> out) {
  z_stream state{};
  state.next_in = In<Bytef>(stream);
  state.avail_in = static_cast<uInt>(stream.size());
  state.next_out = Out<Bytef>(out);
  state.avail_out = static_cast<uInt>(out.size());
  if (inflateInit(&state) != Z_OK) return {};
  const int result = inflate(&state, Z_FINISH);
  const Uncompressed done{.size = static_cast<std::size_t>(state.total_out), .whole = result == Z_STREAM_END};
  inflateEnd(&state);
  return done;
}

Uncompressed Lz4(Bytes stream, std::span<std::byte> out) {
  const auto in_size = static_cast<int>(stream.size());
  const auto capacity = static_cast<int>(out.size());
  const int size = LZ4_decompress_safe(In<const char>(stream), Out<char>(out), in_size, capacity);
  if (size >= 0) return {.size = static_cast<std::size_t>(size), .whole = true};
  // The library does not say how far it came, but it stops at a size if asked to: the largest that it reaches is what
  // stands before the damage.
  const auto reaches = [&](int target) {
    return LZ4_decompress_safe_partial(In<const char>(stream), Out<char>(out), in_size, target, capacity);
  };
  int low = 0;
  int high = capacity;
  while (low < high) {
    const int middle = low + (high - low + 1) / 2;
    if (reaches(middle) >= middle) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return {.size = low > 0 && reaches(low) >= low ? static_cast<std::size_t>(low) : 0, .whole = false};
}

Uncompressed Lzma(Bytes stream, std::span<std::byte> out) {
  constexpr std::uint64_t kMemoryLimit = 70U << 20U;  // level 9, the servers' highest, asks for 65 MiB
  lzma_stream state = LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&state, kMemoryLimit, 0) != LZMA_OK) return {};
  state.next_in = In<const std::uint8_t>(stream);
  state.avail_in = stream.size();
  state.next_out = Out<std::uint8_t>(out);
  state.avail_out = out.size();
  const lzma_ret result = lzma_code(&state, LZMA_FINISH);
  const Uncompressed done{.size = static_cast<std::size_t>(state.total_out), .whole = result == LZMA_STREAM_END};
  lzma_end(&state);
  return done;
}

Uncompressed Bzip2(Bytes stream, std::span<std::byte> out) {
  bz_stream state{};
  if (BZ2_bzDecompressInit(&state, 0, 0) != BZ_OK) return {};
  state.next_in = In<char>(stream);
  state.avail_in = static_cast<unsigned>(stream.size());
  state.next_out = Out<char>(out);
  state.avail_out = static_cast<unsigned>(out.size());
  const int result = BZ2_bzDecompress(&state);
  const Uncompressed done{.size = state.total_out_lo32, .whole = result == BZ_STREAM_END};
  BZ2_bzDecompressEnd(&state);
  return done;
}

Uncompressed Snappy(Bytes stream, std::span<std::byte> out) {
  std::size_t size = out.size();
  if (snappy_uncompress(In<const char>(stream), stream.size(), Out<char>(out), &size) != SNAPPY_OK) return {};
  return {.size = size, .whole = true};
}

}  // namespace

std::string_view Name(BlockCompression compression) {
  constexpr std::array<std::string_view, kBlockCompressions> kNames = {"none", "zlib",  "lz4",   "lzo",
                                                                       "lzma", "bzip2", "snappy"};
  return kNames[static_cast<std::size_t>(compression)];
}

Uncompressed UncompressBlock(BlockCompression compression, Bytes stream, std::span<std::byte> out) {
  switch (compression) {
    case BlockCompression::kNone: return {};
    case BlockCompression::kZlib: return Zlib(stream, out);
    case BlockCompression::kLz4: return Lz4(stream, out);
    case BlockCompression::kLzo: return UncompressLzo1x(stream, out);
    case BlockCompression::kLzma: return Lzma(stream, out);
    case BlockCompression::kBzip2: return Bzip2(stream, out);
    case BlockCompression::kSnappy: return Snappy(stream, out);
  }
  return {};
}

}  // namespace innosalvage
// NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast,cppcoreguidelines-pro-type-const-cast)
