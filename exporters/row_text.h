// Row text: a buffer that formatters of plain rows write into, with its room asked for once a row.
//
// Purpose   appending each character or short number to a std::string costs more than making it.
// Use       Begin(n) gives the place to Put at most n bytes at: what goes on past the room asked for is not checked.
//           End with where that came to; without it, nothing was put. A TextCursor is a value, so that it stays in a
//           register: what a character is stored into could be anything, the buffer's own size too.
// Lifetime  text() and cursors are valid until the next Begin or Clear. The memory is kept by Clear.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace innosalvage {

// "00".."99"
inline constexpr auto kDigitPairs = [] {
  std::array<char, 200> pairs{};
  for (unsigned i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

// NOLINTBEGIN(cppcoreguidelines-pro-bounds-pointer-arithmetic): the one place where row text is put byte by byte
class TextCursor {
 public:
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
  // Exactly two, four, `width` digits.
  void PutTwo(std::uint64_t value) {
    PutPair(at_, value);
    at_ += 2;
  }
  void PutFour(std::uint64_t value) {
    PutTwo(value / 100);
    PutTwo(value % 100);
  }
  void PutPadded(std::uint64_t value, unsigned width) {
    unsigned left = width;
    for (; left >= 2; value /= 100) PutPair(at_ + (left -= 2), value % 100);
    if (left == 1) *at_ = static_cast<char>('0' + value % 10);
    at_ += width;
  }
  void PutNumber(std::uint64_t value) {
    char* const end = at_ + DigitsOf(value);
    char* at = end;
    for (; value >= 100; value /= 100) PutPair(at -= 2, value % 100);
    if (value >= 10) {
      PutPair(at - 2, value);
    } else {
      at[-1] = static_cast<char>('0' + value);
    }
    at_ = end;
  }

 private:
  static unsigned DigitsOf(std::uint64_t value) {
    static constexpr auto kPowers = [] {
      std::array<std::uint64_t, 20> powers{};
      std::uint64_t power = 1;
      for (auto& item : powers) {
        item = power;
        power *= 10;
      }
      return powers;
    }();
    value |= 1U;  // 0 has a digit; no other number gets one by this
    // log10(2) is 1233 / 4096 and a little.
    const auto guess = static_cast<unsigned>(std::bit_width(value)) * 1233U >> 12U;
    return guess + (value >= kPowers[guess] ? 1U : 0U);
  }
  static void PutPair(char* at, std::uint64_t value) { std::memcpy(at, kDigitPairs.data() + 2 * value, 2); }

  char* at_ = nullptr;
};

class RowText {
 public:
  void Clear() { size_ = 0; }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return bytes_.size(); }
  std::string_view text() const { return {bytes_.data(), size_}; }

  TextCursor Begin(std::size_t n) {
    if (bytes_.size() - size_ < n) bytes_.resize(bytes_.size() * 2 + n);
    return TextCursor(bytes_.data() + size_);
  }
  void End(TextCursor to) { size_ = static_cast<std::size_t>(to.at() - bytes_.data()); }

 private:
  std::vector<char> bytes_;
  std::size_t size_ = 0;
};
// NOLINTEND(cppcoreguidelines-pro-bounds-pointer-arithmetic)

}  // namespace innosalvage
