#include "salvage/text_shape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace innosalvage {

namespace {

// What was seen of one feature, and what the next value costs.
template <class Key>
class Seen {
 public:
  double Bits(const Key& key, double bits_if_new) {
    const auto seen = static_cast<double>(counts_[key]++);
    const double share = (seen + std::exp2(-bits_if_new)) / (total_ + 1.0);
    total_ += 1.0;
    return -std::log2(share);
  }

 private:
  std::map<Key, std::size_t> counts_;
  double total_ = 0.0;
};

enum Kind : unsigned { kLower = 1, kUpper = 2, kDigit = 4, kSpace = 8, kMark = 16, kHigh = 32 };

unsigned KindOf(std::byte b) {
  const auto c = std::to_integer<unsigned>(b);
  if (c >= 'a' && c <= 'z') return kLower;
  if (c >= 'A' && c <= 'Z') return kUpper;
  if (c >= '0' && c <= '9') return kDigit;
  if (c == ' ') return kSpace;
  return c < 0x80 ? kMark : kHigh;
}

unsigned KindsOf(Bytes text) {
  unsigned kinds = 0;
  for (const std::byte b : text) kinds |= KindOf(b);
  return kinds;
}

}  // namespace

double ShapeBits(std::span<const Bytes> texts) {
  constexpr double kNewEnd = 6.0;  // one letter of some sixty
  constexpr double kNewKinds = 4.0;
  constexpr double kLengthMore = 2.0;
  Seen<std::size_t> lengths;
  Seen<unsigned> firsts;
  Seen<unsigned> lasts;
  Seen<unsigned> kinds;
  Seen<std::string_view> whole;
  double by_features = 0.0;
  double by_repeats = 0.0;
  for (const Bytes text : texts) {
    const auto size = static_cast<double>(text.size());
    const double new_length = kLengthMore + std::log2(1.0 + size);
    const unsigned first = text.empty() ? 256U : std::to_integer<unsigned>(text.front());
    const unsigned last = text.empty() ? 256U : std::to_integer<unsigned>(text.back());
    double bits = lengths.Bits(text.size(), new_length);
    bits += firsts.Bits(first, kNewEnd) + lasts.Bits(last, kNewEnd) + kinds.Bits(KindsOf(text), kNewKinds);
    by_features += bits;
    by_repeats += whole.Bits(AsText(text), new_length + std::min(size, 3.0) * kNewEnd);
  }
  return std::min(by_features, by_repeats);
}

}  // namespace innosalvage
