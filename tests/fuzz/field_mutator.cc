#include "tests/fuzz/field_mutator.h"

#include <array>

namespace innosalvage {

namespace {

class Changer {
 public:
  Changer(std::vector<std::uint8_t>& input, ByteOrder order, std::mt19937& random, std::size_t begin)
      : input_(input), order_(order), random_(random), begin_(begin) {}

  void Change() {
    if (input_.size() <= begin_) {
      input_.push_back(static_cast<std::uint8_t>(random_()));
      return;
    }
    const std::size_t kind = Below(random_, 16);
    if (kind < 9) return SetField();
    if (kind < 11) return Repeat();
    if (kind < 12) return Remove();
    if (kind < 14) return Copy();
    Noise();
  }

 private:
  std::size_t length() const { return input_.size() - begin_; }
  // Headers come first.
  std::size_t APlace() {
    constexpr std::size_t kHeader = 128;
    return begin_ + Below(random_, Below(random_, 2) == 0 ? std::min(length(), kHeader) : length());
  }
  std::size_t ASize(std::size_t at) {
    return std::min(std::size_t{1} << Below(random_, 4 + 2 * Below(random_, 4)), input_.size() - at);
  }
  auto At(std::size_t place) { return input_.begin() + static_cast<std::ptrdiff_t>(place); }

  std::size_t ByteOf(std::size_t at, std::size_t size, std::size_t i) const {
    return order_ == ByteOrder::kBig ? at + size - 1 - i : at + i;
  }
  std::uint64_t Get(std::size_t at, std::size_t size) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value |= std::uint64_t{input_[ByteOf(at, size, i)]} << (8 * i);
    return value;
  }

  void SetField() {
    const std::size_t at = APlace();
    const std::size_t size = std::min(std::size_t{1} << Below(random_, 4), input_.size() - at);
    const std::uint64_t value = Telling(Get(at, size), at, size);
    for (std::size_t i = 0; i < size; ++i) input_[ByteOf(at, size, i)] = static_cast<std::uint8_t>(value >> (8 * i));
  }

  std::uint64_t Telling(std::uint64_t old, std::size_t at, std::size_t size) {
    switch (Below(random_, 14)) {
      case 0: return 0;
      case 1: return 1;
      case 2: return UINT64_MAX;
      case 3: return old + 1;
      case 4: return old - 1;
      case 5: return old ^ std::uint64_t{1} << Below(random_, 8 * size);
      case 6: return std::uint64_t{1} << (8 * size - 1);  // the lowest negative one
      case 7: return (std::uint64_t{1} << (8 * size - 1)) - 1;
      case 8: return input_.size();
      case 9: return input_.size() - at;
      case 10: return Below(random_, input_.size());  // a place
      case 11: return old * 2;
      case 12:
        return Get(begin_ + Below(random_, length() - std::min(length(), size) + 1),
                   std::min(length(), size));  // that of another field
      default: return random_();
    }
  }

  void Repeat() {
    const std::size_t from = APlace();
    const std::vector<std::uint8_t> piece(At(from), At(from + ASize(from)));
    input_.insert(At(Below(random_, 2) == 0 ? from : APlace()), piece.begin(), piece.end());
  }
  void Remove() {
    const std::size_t from = APlace();
    input_.erase(At(from), At(from + ASize(from)));
  }
  void Copy() {
    const std::size_t from = APlace();
    const std::vector<std::uint8_t> piece(At(from), At(from + ASize(from)));
    const std::size_t to = APlace();
    std::copy_n(piece.begin(), std::min(piece.size(), input_.size() - to), At(to));
  }
  void Noise() {
    const std::size_t at = APlace();
    const std::size_t size = ASize(at);
    LLVMFuzzerMutate(&input_[at], size, size);
  }

  std::vector<std::uint8_t>& input_;
  ByteOrder order_;
  std::mt19937& random_;
  std::size_t begin_;
};

}  // namespace

void ChangeFields(std::vector<std::uint8_t>& input, ByteOrder order, std::mt19937& random, std::size_t begin) {
  Changer changer(input, order, random, begin);
  for (std::size_t i = Below(random, 4) + 1; i > 0; --i) changer.Change();
}

std::size_t MutateFields(std::uint8_t* data, std::size_t size, std::size_t max_size, ByteOrder order, unsigned seed) {
  if (size == 0 || LeaveToNoise(seed)) return LLVMFuzzerMutate(data, size, max_size);
  std::mt19937 random(seed);
  std::vector<std::uint8_t> input(data, data + size);  // NOLINT: libFuzzer's interface
  ChangeFields(input, order, random);
  return PutBack(input, data, max_size);
}

}  // namespace innosalvage
