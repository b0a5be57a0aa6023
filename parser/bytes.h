// Bounded access to the bytes of a page: the only place where bytes become numbers.
//
// Purpose   every offset is checked once, when a structure is handed out; inside a structure of known size the
//           compiler checks. There is no pointer arithmetic over a page outside this file.
// Shape     Bytes is a view; ReadBig/ReadLittle read from views of fixed size; LoadBig/LoadLittle from views whose
//           size the caller has checked; BytesAt hands out a fixed view of a dynamic one.
// Units     bytes. On disk, InnoDB integers are big-endian (mach0data.ic); FLOAT, DOUBLE and JSON are little-endian.
// Fails     BytesAt returns nullopt where the view would leave the buffer. Nothing here throws.
// Lifetime  views point into the caller's buffer and must not outlive it.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

namespace innosalvage {

using Bytes = std::span<const std::byte>;

template <std::unsigned_integral T, std::size_t Offset, std::size_t N>
constexpr T ReadBig(std::span<const std::byte, N> bytes) {
  static_assert(N != std::dynamic_extent, "take a fixed-size view first");
  static_assert(Offset + sizeof(T) <= N, "field lies outside its structure");
  T value = 0;
  for (const std::byte b : bytes.template subspan<Offset, sizeof(T)>()) {
    value = static_cast<T>((static_cast<std::uint64_t>(value) << 8U) | std::to_integer<std::uint64_t>(b));
  }
  return value;
}

// Big-endian integer of `bytes.size()` bytes (0 to 8).
constexpr std::uint64_t LoadBig(Bytes bytes) {
  std::uint64_t value = 0;
  for (const std::byte b : bytes) value = (value << 8U) | std::to_integer<std::uint64_t>(b);
  return value;
}

// Little-endian integer of `bytes.size()` bytes (0 to 8).
constexpr std::uint64_t LoadLittle(Bytes bytes) {
  std::uint64_t value = 0;
  unsigned shift = 0;
  for (const std::byte b : bytes) {
    value |= std::to_integer<std::uint64_t>(b) << shift;
    shift += 8;
  }
  return value;
}

// A view of N bytes at `offset`, or nullopt. Written as a subtraction since offset + N could wrap.
template <std::size_t N>
constexpr std::optional<std::span<const std::byte, N>> FixedAt(Bytes bytes, std::size_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < N) return std::nullopt;
  return bytes.subspan(offset).template first<N>();
}

// A view of `size` bytes at `offset`, or nullopt.
constexpr std::optional<Bytes> BytesAt(Bytes bytes, std::size_t offset, std::size_t size) {
  if (offset > bytes.size() || bytes.size() - offset < size) return std::nullopt;
  return bytes.subspan(offset, size);
}

// Big-endian unsigned integer at an offset the caller knows to lie inside (used after a structure was bounded).
// Out of range it reads as 0 rather than past the end: a second belt for hostile pages.
template <std::unsigned_integral T>
constexpr T BigAt(Bytes bytes, std::size_t offset) {
  const auto view = FixedAt<sizeof(T)>(bytes, offset);
  return view ? ReadBig<T, 0>(*view) : T{0};
}

constexpr unsigned ByteAt(Bytes bytes, std::size_t offset) {
  return offset < bytes.size() ? std::to_integer<unsigned>(bytes[offset]) : 0U;
}

inline std::string_view AsText(Bytes bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): std::byte and char may alias anything
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline Bytes AsBytes(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }

bool AllZero(Bytes bytes);

}  // namespace innosalvage
