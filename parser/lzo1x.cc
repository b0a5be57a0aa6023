#include "parser/lzo1x.h"

#include <algorithm>

namespace innosalvage {

namespace {

class Lzo1xReader {
 public:
  Lzo1xReader(Bytes in, std::span<std::byte> out) : in_(in), out_(out) {}

  Uncompressed Run() {
    bool ended = false;
    if (Peek() > 17) {
      const std::size_t literals = Next() - 17;
      Literals(literals);
      before_ = literals < 4 ? literals : kRun;
    }
    while (!failed_ && !ended) ended = Step();
    return {.size = at_, .whole = ended && !failed_};
  }

 private:
  static constexpr std::size_t kRun = 4;  // a run of literals stands before, not the 0 to 3 of an instruction

  unsigned Peek() const { return ByteAt(in_, 0); }

  unsigned Next() {
    if (in_.empty()) {
      failed_ = true;
      return 0;
    }
    const unsigned byte = Peek();
    in_ = in_.subspan(1);
    return byte;
  }

  // A length of which `bits` is what the instruction holds, and `base` the number from which more bytes count on.
  std::size_t Length(unsigned bits, std::size_t base) {
    if (bits != 0) return bits;
    std::size_t length = base;
    for (unsigned byte = Next(); !failed_; byte = Next()) {
      if (byte != 0) return length + byte;
      length += 255;
      if (length > out_.size()) failed_ = true;  // no page is that long
    }
    return 0;
  }

  void Literals(std::size_t count) {
    const std::size_t size = std::min({count, in_.size(), out_.size() - at_});
    std::ranges::copy(in_.first(size), out_.subspan(at_).begin());
    at_ += size;
    in_ = in_.subspan(size);
    if (size < count) failed_ = true;
  }

  // Byte by byte: source and target may overlap, and then what was just written is copied on.
  void Copy(std::size_t distance, std::size_t length) {
    if (failed_) return;
    if (distance > at_) {
      failed_ = true;
      return;
    }
    const std::size_t size = std::min(length, out_.size() - at_);
    for (std::size_t i = 0; i < size; ++i, ++at_) out_[at_] = out_[at_ - distance];
    if (size < length) failed_ = true;
  }

  void CopyThenLiterals(std::size_t distance, std::size_t length, std::size_t literals) {
    Copy(distance, length);
    if (!failed_) Literals(literals);
    before_ = literals;
  }

  bool Step() {
    const unsigned op = Next();
    if (failed_) return false;
    if (op >= 64) {
      const std::size_t length = op >= 128 ? 5 + ((op >> 5U) & 3U) : 3 + ((op >> 5U) & 1U);
      const std::size_t distance = 1 + ((op >> 2U) & 7U) + (std::size_t{Next()} << 3U);
      CopyThenLiterals(distance, length, op & 3U);
    } else if (op >= 16) {
      const bool near = op >= 32;
      const std::size_t length = near ? 2 + Length(op & 31U, 31) : 2 + Length(op & 7U, 7);
      const unsigned low = Next();
      const unsigned word = low | (Next() << 8U);
      if (failed_) return false;
      const std::size_t distance = near ? 1 + (word >> 2U) : 16384 + (((op >> 3U) & 1U) << 14U) + (word >> 2U);
      if (!near && distance == 16384) return true;
      CopyThenLiterals(distance, length, word & 3U);
    } else if (before_ == 0) {
      const std::size_t count = 3 + Length(op, 15);
      if (!failed_) Literals(count);
      before_ = kRun;
    } else {
      const std::size_t base = before_ == kRun ? 2049 : 1;
      const std::size_t length = before_ == kRun ? 3 : 2;
      CopyThenLiterals(base + (op >> 2U) + (std::size_t{Next()} << 2U), length, op & 3U);
    }
    return false;
  }

  Bytes in_;
  std::span<std::byte> out_;
  std::size_t at_ = 0;
  std::size_t before_ = 0;  // literals that stand right before, or kRun
  bool failed_ = false;
};

}  // namespace

Uncompressed UncompressLzo1x(Bytes stream, std::span<std::byte> out) { return Lzo1xReader(stream, out).Run(); }

}  // namespace innosalvage
