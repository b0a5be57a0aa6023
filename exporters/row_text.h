// Row text: a buffer that formatters of plain rows write into, with its room asked for once a row.
//
// Purpose   appending each character or short number to a std::string costs more than making it.
// Use       Begin(n) gives the place to Put at most n bytes at: what goes on past the room asked for is not checked.
//           End with where that came to; without it, nothing was put. A TextCursor is a value, so that it stays in a
//           register: what a character is stored into could be anything, the buffer's own size too.
// Lifetime  text() and cursors are valid until the next Begin or Clear. The memory is kept by Clear.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace innosalvage {

// Decimal digits as the text of a register, the first one in its lowest byte.
namespace digits {

inline constexpr std::uint64_t kZeros = 0x3030303030303030U;

// "00".."99"
inline constexpr auto kPairs = [] {
  std::array<std::uint16_t, 100> pairs{};
  for (unsigned i = 0; i < 100; ++i) {
    pairs[i] = static_cast<std::uint16_t>(('0' + i / 10) | (('0' + i % 10) << 8U));
  }
  return pairs;
}();

constexpr std::uint64_t Pair(std::uint64_t value) { return kPairs[value]; }

// The eight digits of a number below 10^8, as values 0 to 9: halved three times, all parts at once.
constexpr std::uint64_t Eight(std::uint64_t value) {
  const std::uint64_t fours = value / 10000 | (value % 10000) << 32U;
  // 10486 / 2^20 is 1/100, and 103 / 2^10 is 1/10, as exact as numbers below 10^4 and 10^2 need it.
  const std::uint64_t hundreds = (fours * 10486U >> 20U) & 0x7f0000007fU;
  const std::uint64_t twos = hundreds | (fours - 100 * hundreds) << 16U;
  const std::uint64_t tens = (twos * 103U >> 10U) & 0x000f000f000f000fU;
  return tens | (twos - 10 * tens) << 8U;
}

}  // namespace digits

// NOLINTBEGIN(cppcoreguidelines-pro-bounds-pointer-arithmetic): the one place where row text is put byte by byte
class TextCursor {
 public:
  // So many bytes behind what was put may be written over: a store of a fixed size is one instruction.
  static constexpr std::size_t kSlack = 32;

  TextCursor() = default;  // nowhere: what a printer gives for a value that it does not know
  explicit TextCursor(char* at) : at_(at) {}

  explicit operator bool() const { return at_ != nullptr; }
  char* at() const { return at_; }
  void Advance(std::size_t n) { at_ += n; }

  void Put(char c) { *at_++ = c; }
  void Put(std::string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  // The first `n` bytes of a register.
  void PutBytes(std::uint64_t bytes, std::size_t n = sizeof(std::uint64_t)) {
    static_assert(std::endian::native == std::endian::little, "the first byte is taken for the lowest one");
    std::memcpy(at_, &bytes, sizeof(bytes));
    at_ += n;
  }
  void PutMinus(bool negative) {
    *at_ = '-';
    at_ += negative ? 1 : 0;
  }
  // Exactly `width` digits, up to 18.
  void PutPadded(std::uint64_t value, unsigned width) {
    if (width > kEight) {
      PutPadded(value / kTenToEight, width - kEight);
      value %= kTenToEight;
      width = kEight;
    }
    if (width != 0) PutBytes((digits::Eight(value) | digits::kZeros) >> (8 * (kEight - width)), width);
  }
  void PutNumber(std::uint64_t value) {
    if (value < kTenToEight) return PutShort(value);
    const std::uint64_t above = value / kTenToEight;
    if (above < kTenToEight) {
      PutShort(above);
    } else {
      PutShort(above / kTenToEight);
      PutBytes(digits::Eight(above % kTenToEight) | digits::kZeros);
    }
    PutBytes(digits::Eight(value % kTenToEight) | digits::kZeros);
  }

 private:
  static constexpr unsigned kEight = 8;
  static constexpr std::uint64_t kTenToEight = 100'000'000;

  // Without zeros in front: 0 itself keeps its last one.
  void PutShort(std::uint64_t value) {
    const std::uint64_t eight = digits::Eight(value);
    const auto in_front = static_cast<unsigned>(std::countr_zero(eight | std::uint64_t{1} << 63U)) / 8;
    PutBytes((eight | digits::kZeros) >> (8 * in_front), kEight - in_front);
  }

  char* at_ = nullptr;
};

class RowText {
 public:
  void Clear() { size_ = 0; }
  void CutTo(std::size_t size) { size_ = std::min(size, size_); }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return bytes_.size(); }
  std::string_view text() const { return {bytes_.data(), size_}; }

  TextCursor Begin(std::size_t n) {
    if (bytes_.size() - size_ < n + TextCursor::kSlack) bytes_.resize(bytes_.size() * 2 + n + TextCursor::kSlack);
    return TextCursor(bytes_.data() + size_);
  }
  void End(TextCursor to) { size_ = static_cast<std::size_t>(to.at() - bytes_.data()); }

 private:
  std::vector<char> bytes_;
  std::size_t size_ = 0;
};
// NOLINTEND(cppcoreguidelines-pro-bounds-pointer-arithmetic)

}  // namespace innosalvage
