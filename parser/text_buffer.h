// Small text put together on the stack or in the caller's arena, without a std::string a value.
//
// Purpose   TextBuffer holds a text whose longest form is known (a date, a DECIMAL); ArenaText one that is not (JSON).
// Fails     TextBuffer drops what does not fit: its size is a promise of the code that fills it, never of the data.
// Lifetime  ArenaText's text lives as long as the arena: its memory is given back with the arena alone, hence the
//           arena must be one that frees as a whole (std::pmr::monotonic_buffer_resource).
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <memory_resource>
#include <span>
#include <string_view>

namespace innosalvage {

// A copy of `text` in the arena.
inline std::string_view CopyToArena(std::string_view text, std::pmr::memory_resource& arena) {
  if (text.empty()) return {};
  const std::span<char> copy(static_cast<char*>(arena.allocate(text.size(), 1)), text.size());
  std::ranges::copy(text, copy.begin());
  return {copy.data(), copy.size()};
}

template <std::size_t N>
class TextBuffer {
 public:
  void Put(char c) {
    assert(size_ < N);
    if (size_ < N) text_[size_++] = c;
  }
  void Put(std::string_view text) {
    assert(N - size_ >= text.size());
    if (N - size_ < text.size()) return;
    std::ranges::copy(text, std::span(text_).subspan(size_).begin());
    size_ += text.size();
  }
  // `value` with at least `width` digits, zeros in front.
  void PutNumber(std::uint64_t value, unsigned width = 1) {
    std::size_t digits = 1;
    for (std::uint64_t rest = value; rest >= 10; rest /= 10) ++digits;
    digits = std::max<std::size_t>(digits, width);
    assert(N - size_ >= digits);
    if (N - size_ < digits) return;
    const std::span<char> place = std::span(text_).subspan(size_, digits);
    for (auto digit = place.rbegin(); digit != place.rend(); ++digit) {
      *digit = static_cast<char>('0' + value % 10);
      value /= 10;
    }
    size_ += digits;
  }
  std::string_view text() const { return {text_.data(), size_}; }

 private:
  std::array<char, N> text_;
  std::size_t size_ = 0;
};

class ArenaText {
 public:
  ArenaText(std::pmr::memory_resource& arena, std::size_t expected_size) : arena_(arena) { Grow(expected_size); }
  void Put(char c) {
    if (size_ == space_.size()) Grow(size_ + 1);
    space_[size_++] = c;
  }
  void Put(std::string_view text) {
    if (text.empty()) return;
    if (space_.size() - size_ < text.size()) Grow(size_ + text.size());
    std::memcpy(space_.subspan(size_).data(), text.data(), text.size());
    size_ += text.size();
  }
  std::string_view text() const { return {space_.data(), size_}; }

 private:
  void Grow(std::size_t needed) {
    const std::size_t size = std::max({needed, space_.size() * 2, std::size_t{64}});
    const std::span<char> bigger(static_cast<char*>(arena_.allocate(size, 1)), size);
    if (size_ > 0) std::memcpy(bigger.data(), space_.data(), size_);
    space_ = bigger;
  }

  std::pmr::memory_resource& arena_;
  std::span<char> space_;
  std::size_t size_ = 0;
};

}  // namespace innosalvage
