// Appends characters to a string as UTF-8.
//
// Purpose   decoders put one character at a time; the string grows in larger steps, and is as it was if they give up.
// Shape     Put() each character, then Finish() or Discard(), both last.
// Lifetime  holds a reference to the caller's string.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace innosalvage {

class Utf8Sink {
 public:
  explicit Utf8Sink(std::string& out) : out_(out), start_(out.size()) {}

  // A Unicode scalar value: the caller has refused surrogates and anything above U+10FFFF.
  void Put(char32_t c) {
    if (buffer_.size() - used_ < 4) Flush();
    if (c < 0x80) {
      Add(c);
    } else if (c < 0x800) {
      Add(0xc0U | (c >> 6U));
      Add(0x80U | (c & 0x3fU));
    } else if (c < 0x10000) {
      Add(0xe0U | (c >> 12U));
      Add(0x80U | ((c >> 6U) & 0x3fU));
      Add(0x80U | (c & 0x3fU));
    } else {
      Add(0xf0U | (c >> 18U));
      Add(0x80U | ((c >> 12U) & 0x3fU));
      Add(0x80U | ((c >> 6U) & 0x3fU));
      Add(0x80U | (c & 0x3fU));
    }
  }

  // Text that is UTF-8 already.
  void PutUtf8(std::string_view text) {
    Flush();
    out_.append(text);
  }

  // Both return what AppendUtf8 has to: done, or not.
  bool Finish() {
    Flush();
    return true;
  }
  bool Discard() {
    out_.resize(start_);
    return false;
  }

 private:
  void Add(char32_t byte) { buffer_[used_++] = static_cast<char>(byte); }
  void Flush() {
    out_.append(buffer_.data(), used_);
    used_ = 0;
  }

  std::string& out_;
  std::size_t start_;
  std::size_t used_ = 0;
  std::array<char, 512> buffer_;
};

}  // namespace innosalvage
