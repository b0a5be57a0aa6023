// Row text: a buffer that formatters of plain rows write into, with its room asked for once a value.
//
// Purpose   appending each character or short number to a std::string costs more than making it.
// Use       Room(n), then Put… at most n bytes: what goes on past the room asked for is not checked.
// Lifetime  text() is valid until the next Room or Clear. The memory is kept by Clear.
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
class RowText {
 public:
  void Clear() { size_ = 0; }
  std::size_t size() const { return size_; }
  std::string_view text() const { return {bytes_.data(), size_}; }

  void Room(std::size_t n) {
    if (bytes_.size() - size_ < n) bytes_.resize(bytes_.size() * 2 + n);
  }
  void Put(char c) { bytes_[size_++] = c; }
  void Put(std::string_view text) {
    std::memcpy(bytes_.data() + size_, text.data(), text.size());
    size_ += text.size();
  }
  // Exactly two, four, `width` digits.
  void PutTwo(std::uint64_t value) { PutPair(size_, value), size_ += 2; }
  void PutFour(std::uint64_t value) {
    PutTwo(value / 100);
    PutTwo(value % 100);
  }
  void PutPadded(std::uint64_t value, unsigned width) {
    for (unsigned i = width; i-- > 0; value /= 10) bytes_[size_ + i] = static_cast<char>('0' + value % 10);
    size_ += width;
  }
  void PutNumber(std::uint64_t value) {
    const unsigned digits = DigitsOf(value);
    std::size_t at = size_ + digits;
    while (value >= 100) {
      at -= 2;
      PutPair(at, value % 100);
      value /= 100;
    }
    if (value >= 10) {
      PutPair(at - 2, value);
    } else {
      bytes_[at - 1] = static_cast<char>('0' + value);
    }
    size_ += digits;
  }
  // Where the next byte goes, for what is written eight bytes at a time; Advance says how many of them count.
  char* at() { return bytes_.data() + size_; }
  void Advance(std::size_t n) { size_ += n; }
  // Takes back what was put since size() was `size`.
  void CutTo(std::size_t size) { size_ = size; }

 private:
  static unsigned DigitsOf(std::uint64_t value) {
    constexpr auto kPowers = [] {
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
  void PutPair(std::size_t at, std::uint64_t value) {
    std::memcpy(bytes_.data() + at, kDigitPairs.data() + 2 * value, 2);
  }

  std::vector<char> bytes_;
  std::size_t size_ = 0;
};
// NOLINTEND(cppcoreguidelines-pro-bounds-pointer-arithmetic)

}  // namespace innosalvage
