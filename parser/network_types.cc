#include "parser/network_types.h"

#include <array>
#include <cstdint>

namespace innosalvage {
namespace {

constexpr std::size_t kUuidSize = 16;
constexpr std::size_t kInet6Size = 16;
constexpr std::size_t kInet4Size = 4;
constexpr std::string_view kHexDigits = "0123456789abcdef";

// Where each byte of the text's order lies in a record that has the parts reversed; and where not.
constexpr std::array<std::uint8_t, kUuidSize> kReversed = {12, 13, 14, 15, 10, 11, 8, 9, 6, 7, 0, 1, 2, 3, 4, 5};
constexpr std::array<std::uint8_t, kUuidSize> kAsItReads = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

void PutHexByte(unsigned byte, NetworkText& out) {
  out.Put(kHexDigits[byte >> 4U & 0xfU]);
  out.Put(kHexDigits[byte & 0xfU]);
}

void PutHexWord(unsigned word, NetworkText& out) {
  bool printed = false;
  for (unsigned shift = 16; shift > 0;) {
    shift -= 4;
    const unsigned digit = word >> shift & 0xfU;
    printed = printed || digit != 0 || shift == 0;
    if (printed) out.Put(kHexDigits[digit]);
  }
}

void PutDotted(Bytes four, NetworkText& out) {
  for (std::size_t i = 0; i < kInet4Size; ++i) {
    if (i > 0) out.Put('.');
    out.PutNumber(ByteAt(four, i));
  }
}

}  // namespace

tl::expected<void, DamageKind> FormatUuid(Bytes stored, NetworkText& out) {
  if (stored.size() != kUuidSize) return tl::unexpected(DamageKind::kIllegalLength);
  // The server's test is on the top bits of byte 6 and of the negated byte 8: the latter is set for 0x01 to 0x80.
  const unsigned version_byte = ByteAt(stored, 8);
  const bool reversed = (ByteAt(stored, 6) & 0x80U) != 0 && version_byte >= 0x01 && version_byte <= 0x80;
  const auto& order = reversed ? kReversed : kAsItReads;
  for (std::size_t i = 0; i < kUuidSize; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out.Put('-');
    PutHexByte(ByteAt(stored, order[i]), out);
  }
  return {};
}

tl::expected<void, DamageKind> FormatInet6(Bytes stored, NetworkText& out) {
  if (stored.size() != kInet6Size) return tl::unexpected(DamageKind::kIllegalLength);
  constexpr std::size_t kWords = 8;
  std::array<unsigned, kWords> words{};
  for (std::size_t i = 0; i < kWords; ++i) words[i] = BigAt<std::uint16_t>(stored, i * 2);

  // "::" stands for the first of the longest runs of zero words; the server uses it for a single one too.
  std::size_t gap = kWords;
  std::size_t gap_length = 0;
  for (std::size_t i = 0; i < kWords;) {
    std::size_t length = 0;
    while (i + length < kWords && words[i + length] == 0) ++length;
    if (length > gap_length) {
      gap = i;
      gap_length = length;
    }
    i += length + 1;
  }
  // IPv4-compatible (::a.b.c.d, its upper word not zero) and IPv4-mapped (::ffff:a.b.c.d) addresses end dotted.
  const bool compatible = gap == 0 && gap_length == 6;
  const bool mapped = gap == 0 && gap_length == 5 && words[5] == 0xffff;
  if (compatible || mapped) {
    out.Put(mapped ? "::ffff:" : "::");
    PutDotted(stored.last(kInet4Size), out);
    return {};
  }
  for (std::size_t i = 0; i < kWords;) {
    if (i == gap) {
      out.Put("::");
      i += gap_length;
      continue;
    }
    if (i > 0 && i != gap + gap_length) out.Put(':');
    PutHexWord(words[i], out);
    ++i;
  }
  return {};
}

tl::expected<void, DamageKind> FormatInet4(Bytes stored, NetworkText& out) {
  if (stored.size() != kInet4Size) return tl::unexpected(DamageKind::kIllegalLength);
  PutDotted(stored, out);
  return {};
}

}  // namespace innosalvage
