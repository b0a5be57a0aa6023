#include "parser/compressed_column.h"

#include <zlib.h>

#include <limits>

namespace innosalvage {
namespace {

constexpr unsigned kMethodMask = 0xf0;
constexpr unsigned kZlib = 0x80;
constexpr unsigned kNoZlibHeader = 0x08;
constexpr unsigned kLengthSizeMask = 0x07;
// zlib's own figure for what deflate can do at best; keeps a hostile length from allocating gigabytes.
constexpr std::uint64_t kMaxDeflateRatio = 1032;

// Inflates `stream` into exactly `out`.
bool InflateExactly(Bytes stream, std::span<unsigned char> out, int window_bits) {
  z_stream state{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast,cppcoreguidelines-pro-type-const-cast): zlib's interface
  state.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(stream.data()));
  state.avail_in = static_cast<uInt>(stream.size());
  state.next_out = out.data();
  state.avail_out = static_cast<uInt>(out.size());
  if (inflateInit2(&state, window_bits) != Z_OK) return false;
  const int result = inflate(&state, Z_FINISH);
  const bool whole = result == Z_STREAM_END && state.total_out == out.size();
  inflateEnd(&state);
  return whole;
}

}  // namespace

tl::expected<Bytes, DamageKind> UncompressColumn(Bytes stored, std::uint64_t max_size,
                                                 std::pmr::memory_resource& arena) {
  if (stored.empty()) return stored;
  const unsigned head = ByteAt(stored, 0);
  if (head == 0) return stored.subspan(1);
  if ((head & kMethodMask) != kZlib) return tl::unexpected(DamageKind::kUnsupported);
  const auto length_bytes = BytesAt(stored, 1, head & kLengthSizeMask);
  if (!length_bytes || stored.size() > std::numeric_limits<uInt>::max()) {
    return tl::unexpected(DamageKind::kIllegalLength);
  }
  const std::uint64_t size = LoadBig(*length_bytes);
  const Bytes stream = stored.subspan(1 + length_bytes->size());
  if (size == 0 || size > max_size || size > std::numeric_limits<uInt>::max() ||
      size / kMaxDeflateRatio > stream.size()) {
    return tl::unexpected(DamageKind::kIllegalLength);
  }
  const std::span<unsigned char> out(static_cast<unsigned char*>(arena.allocate(size, 1)), size);
  const int window_bits = (head & kNoZlibHeader) != 0 ? -MAX_WBITS : MAX_WBITS;
  if (!InflateExactly(stream, out, window_bits)) return tl::unexpected(DamageKind::kIllegalLength);
  return std::as_bytes(out);
}

}  // namespace innosalvage
