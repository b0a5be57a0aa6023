#include "parser/decimal.h"

#include <array>
#include <cstdint>

namespace innosalvage {
namespace {

constexpr unsigned kGroupDigits = 9;
constexpr std::array<unsigned, kGroupDigits + 1> kBytesOfDigits = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
constexpr std::array<std::uint32_t, kGroupDigits + 1> kPowerOf10 = {1,      10,      100,      1000,      10000,
                                                                    100000, 1000000, 10000000, 100000000, 1000000000};

std::size_t SizeOfPart(unsigned digits) {
  return digits / kGroupDigits * sizeof(std::uint32_t) + kBytesOfDigits[digits % kGroupDigits];
}

// Takes the groups one after the other and undoes the flipped bits.
class GroupReader {
 public:
  explicit GroupReader(Bytes stored) : rest_(stored), negative_((ByteAt(stored, 0) & 0x80U) == 0) {}
  bool negative() const { return negative_; }
  std::uint32_t Next(unsigned digits) {
    std::uint32_t group = 0;
    const std::size_t size = kBytesOfDigits[digits];
    for (const std::byte b : rest_.first(size)) {
      unsigned value = std::to_integer<unsigned>(b);
      if (first_) value ^= 0x80U;
      first_ = false;
      if (negative_) value ^= 0xffU;
      group = group << 8U | value;
    }
    rest_ = rest_.subspan(size);
    return group;
  }

 private:
  Bytes rest_;
  bool negative_;
  bool first_ = true;
};

}  // namespace

std::size_t DecimalSize(unsigned precision, unsigned scale) {
  if (precision == 0 || precision > kMaxDecimalDigits || scale > kMaxDecimalScale || scale > precision) return 0;
  return SizeOfPart(precision - scale) + SizeOfPart(scale);
}

tl::expected<void, DamageKind> FormatDecimal(Bytes stored, unsigned precision, unsigned scale, DecimalText& out) {
  const std::size_t size = DecimalSize(precision, scale);
  if (size == 0 || stored.size() != size) return tl::unexpected(DamageKind::kIllegalLength);
  GroupReader reader(stored);
  if (reader.negative()) out.Put('-');
  bool printed = false;  // leading zeros are left out
  bool zero = true;
  bool legal = true;
  const auto take = [&](unsigned digits) {
    const std::uint32_t group = reader.Next(digits);
    legal = legal && group < kPowerOf10[digits];
    zero = zero && group == 0;
    return legal ? group : 0;
  };

  const unsigned whole = precision - scale;
  if (const unsigned digits = whole % kGroupDigits; digits > 0) {
    if (const std::uint32_t group = take(digits); group > 0) {
      out.PutNumber(group);
      printed = true;
    }
  }
  for (unsigned i = 0; i < whole / kGroupDigits; ++i) {
    const std::uint32_t group = take(kGroupDigits);
    if (!printed && group == 0) continue;
    out.PutNumber(group, printed ? kGroupDigits : 1);
    printed = true;
  }
  if (!printed) out.Put('0');
  if (scale > 0) out.Put('.');
  for (unsigned i = 0; i < scale / kGroupDigits; ++i) out.PutNumber(take(kGroupDigits), kGroupDigits);
  if (const unsigned digits = scale % kGroupDigits; digits > 0) out.PutNumber(take(digits), digits);

  // The server clears the sign of zero before it stores it (decimal_make_zero and string2decimal).
  if (!legal || (zero && reader.negative())) return tl::unexpected(DamageKind::kIllegalDecimal);
  return {};
}

}  // namespace innosalvage
