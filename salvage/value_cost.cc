#include "salvage/value_cost.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "parser/decimal.h"
#include "parser/geometry.h"
#include "parser/json_binary.h"
#include "parser/temporal.h"
#include "parser/value.h"
#include "salvage/text_cost.h"

namespace innosalvage {

namespace {

// Elias' delta code: what a number costs of which nothing is known but that small ones are likelier.
double NumberBits(double magnitude) {
  const double bits = std::log2(1.0 + magnitude);
  return 1.0 + bits + 2.0 * std::log2(1.0 + bits);
}

constexpr std::uint64_t kTopBit = std::uint64_t{1} << 63;

double Magnitude(std::int64_t value, Bias bias) {
  if (bias == Bias::kNone) return std::abs(static_cast<double>(value));
  return static_cast<double>(static_cast<std::uint64_t>(value) ^ kTopBit);
}

std::uint64_t Distance(std::int64_t low, std::int64_t high) {
  return static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
}

// `sorted`: what each value becomes by `of` is what counts; `of` keeps their order.
template <class Of>
double SortedDistinctBits(std::span<const std::int64_t> sorted, Bias bias, const Of& of) {
  constexpr std::size_t kMaxDistinct = 64;
  double bits = 0.0;
  std::size_t distinct = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    if (++distinct > kMaxDistinct) return 1e18;
    const std::int64_t value = of(sorted[i]);
    const std::size_t from = i;
    while (i < sorted.size() && of(sorted[i]) == value) ++i;
    const auto count = static_cast<double>(i - from);
    bits += NumberBits(Magnitude(value, bias)) - count * std::log2(count / static_cast<double>(sorted.size()));
  }
  return bits + NumberBits(static_cast<double>(distinct));
}

double DistinctBits(std::span<const std::int64_t> sorted, Bias bias) {
  return SortedDistinctBits(sorted, bias, [](std::int64_t value) { return value; });
}

// The upper bits as one of a few, the lower ones as they are: for numbers that come in clusters. Never dearer than the
// number's bytes taken apart.
double ClusterBits(std::span<const std::int64_t> sorted, Bias bias) {
  double best = 1e18;
  for (unsigned low = 4; low <= 40; low += 4) {
    const std::int64_t more = bias == Bias::kTopBit ? std::int64_t{1} << (63 - low) : 0;
    const double upper =
        SortedDistinctBits(sorted, Bias::kNone, [&](std::int64_t value) { return (value >> low) + more; });
    best = std::min(best, upper + static_cast<double>(sorted.size()) * low);
  }
  return best;
}

std::vector<std::int64_t> Sorted(std::span<const std::int64_t> values) {
  std::vector<std::int64_t> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  return sorted;
}

// Writing each different value once, and which one it is every time.
template <class BitsOf>
double DistinctOrEach(std::span<const Bytes> values, const BitsOf& bits_of) {
  double each = 0.0;
  std::map<std::string_view, std::size_t> counts;
  for (const Bytes stored : values) {
    each += bits_of(stored);
    ++counts[AsText(stored)];
  }
  if (counts.size() * 2 > values.size()) return each;
  double bits = NumberBits(static_cast<double>(counts.size()));
  for (const auto& [value, count] : counts) {
    bits += bits_of(AsBytes(value));
    bits -= static_cast<double>(count) * std::log2(static_cast<double>(count) / static_cast<double>(values.size()));
  }
  return std::min(each, bits);
}

std::int64_t DaysFromCivil(std::int64_t year, std::int64_t month, std::int64_t day) {
  // Days are only compared with each other, so months may count 31 days each.
  return (year * 12 + month) * 31 + day;
}

// "2024-02-29 23:59:59" or "-838:59:59.5" as a number of seconds (dates alone: days), from 2005 on.
std::int64_t TemporalNumber(std::string_view text) {
  std::array<std::int64_t, 7> parts{};
  std::size_t n = 0;
  bool in_number = false;
  const bool negative = text.starts_with('-');
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      if (!in_number && ++n > parts.size()) break;
      in_number = true;
      parts[n - 1] = parts[n - 1] * 10 + (c - '0');
    } else {
      in_number = false;
    }
  }
  if (text.find('-', 1) == std::string_view::npos) {
    const std::int64_t seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2];
    return negative ? -seconds : seconds;
  }
  // The zero date is as common as any; with a time of day it is none.
  if (std::ranges::all_of(parts, [](std::int64_t part) { return part == 0; })) return 0;
  const std::int64_t days = DaysFromCivil(parts[0], parts[1], parts[2]) - DaysFromCivil(2005, 1, 1);
  if (text.size() <= 10) return days;
  return days * 86400 + (parts[3] * 60 + parts[4]) * 60 + parts[5];
}

// Nothing costs much more than its bytes.
double AtMostRaw(double bits, const ColumnSample& sample) {
  double raw = 6.0;
  for (const Bytes stored : sample.values) raw += 8.0 * static_cast<double>(stored.size());
  return std::min(bits, raw);
}

// Each by itself: a day near ours, and any time of it or midnight. `numbers`: of TemporalNumber.
double DayAndTimeBits(SqlType type, std::span<const std::int64_t> numbers) {
  constexpr std::int64_t kDay = 86400;
  constexpr double kTimeBits = 16.4;
  double bits = 0.0;
  for (const std::int64_t number : numbers) {
    const std::int64_t size = number < 0 ? -number : number;
    const std::int64_t days = type == SqlType::kDate ? size : size / kDay;
    bits += 3.0 + std::log2(1.0 + static_cast<double>(days));
    if (type != SqlType::kDate) bits += size % kDay == 0 ? 1.0 : 1.0 + kTimeBits;
  }
  return bits;
}

// The zero date with a time of day: servers take it, and programs hardly write it.
bool IsZeroDateWithTime(SqlType type, std::string_view text) {
  return type == SqlType::kDateTime && text.starts_with("0000-00-00") &&
         text.find_first_of("123456789") != std::string_view::npos;
}

std::optional<double> TemporalBits(const Column& column, const ColumnSample& sample) {
  std::vector<std::int64_t> numbers;
  double fraction = 0.0;
  std::set<std::int64_t> odd;  // one that stands in all rows counts once
  for (const Bytes stored : sample.values) {
    TemporalText text;
    if (!FormatTemporal(column.type, column.fsp, column.old_temporal, stored, text)) return std::nullopt;
    const std::string_view view = text.text();
    numbers.push_back(TemporalNumber(view));
    if (IsZeroDateWithTime(column.type, view)) odd.insert(numbers.back());
    const std::size_t point = view.find('.');
    if (point == std::string_view::npos) continue;
    // As many digits as are no zeros at the end, and how many those are.
    const std::size_t last = view.find_last_not_of('0');
    const double digits = last <= point ? 0.0 : static_cast<double>(last - point);
    fraction += digits == 0.0 ? 0.1 : std::min(3.33 * digits + 2.8, 3.33 * column.fsp + 0.5);
  }
  constexpr double kOdd = 16.0;
  return AtMostRaw(std::min(IntegerBits(numbers), DayAndTimeBits(column.type, numbers)) + fraction, sample) +
         kOdd * static_cast<double>(odd.size());
}

// A number that people or programs made has few digits; bytes that are no such number have all of them.
template <class Real>
double RealBits(Real value) {
  if (value == Real{0}) return 1.0;
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.begin(), text.end(), value, std::chars_format::scientific).ptr;
  const std::string_view view(text.data(), static_cast<std::size_t>(end - text.begin()));
  const std::size_t e = view.find('e');
  double digits = 0;
  for (const char c : view.substr(0, e)) digits += (c >= '0' && c <= '9') ? 1 : 0;
  int exponent = 0;
  const std::string_view exp_text = view.substr(std::min(view.size(), e + (view[e + 1] == '+' ? 2 : 1)));
  std::from_chars(exp_text.data(), exp_text.data() + exp_text.size(), exponent);
  return 1.0 + 3.33 * digits + NumberBits(std::abs(exponent)) + (std::abs(exponent) > 20 ? 8.0 : 0.0);
}

// Amounts have the same few decimals all over: what tells them apart is the number without its point, which may count
// up as any other. nullopt: no such numbers.
template <class Real>
std::optional<double> FixedPointBits(std::span<const Real> values) {
  constexpr int kMostDecimals = 4;
  constexpr double kExact = 9007199254740992.0;  // 2^53
  double scale = 1.0;
  for (int decimals = 0; decimals <= kMostDecimals; ++decimals, scale *= 10.0) {
    std::vector<std::int64_t> numbers;
    for (const Real value : values) {
      const double scaled = std::round(static_cast<double>(value) * scale);
      if (std::abs(scaled) >= kExact || static_cast<Real>(scaled / scale) != value) break;
      numbers.push_back(static_cast<std::int64_t>(scaled));
    }
    if (numbers.size() == values.size()) return IntegerBits(numbers) + 3.33 * decimals;
  }
  return std::nullopt;
}

// FLOAT(7,4) holds up to 999.9999: a server writes the nearest it can (Field_real::truncate, sql/field.cc). But an
// ALTER TABLE to a narrower one may leave the values as they are.
template <class Real>
bool IsBeyondDeclared(const Column& column, Real value) {
  if (!column.has_decimals || column.length < column.decimals) return false;
  return std::abs(value) > static_cast<Real>(std::pow(10.0, static_cast<double>(column.length) - column.decimals));
}

template <class Real, class Raw>
std::optional<double> RealsBits(const Column& column, const ColumnSample& sample) {
  const auto value = [](Bytes stored) { return std::bit_cast<Real>(static_cast<Raw>(LoadLittle(stored))); };
  std::vector<Real> values;
  std::set<Real> beyond;
  for (const Bytes stored : sample.values) {
    if (stored.size() != sizeof(Real) || !std::isfinite(value(stored))) return std::nullopt;
    if (column.is_unsigned && value(stored) < Real{0}) return std::nullopt;
    if (IsBeyondDeclared(column, value(stored))) beyond.insert(value(stored));
    values.push_back(value(stored));
  }
  double bits = DistinctOrEach(sample.values, [&](Bytes stored) { return RealBits(value(stored)); });
  bits = std::min(bits, FixedPointBits<Real>(values).value_or(bits));
  // The bits of thirds and sevenths recur: what an integer gains by such clusters, a real of an ordinary size gains
  // too.
  constexpr double kLargest = 1e20;
  const auto ordinary = [](Real number) {
    const double size = std::abs(static_cast<double>(number));
    return size == 0.0 || (size > 1.0 / kLargest && size < kLargest);
  };
  if (std::ranges::all_of(values, ordinary)) {
    std::vector<std::int64_t> patterns;
    for (const Bytes stored : sample.values) patterns.push_back(static_cast<std::int64_t>(LoadBig(stored)));
    bits = std::min(bits, ClusterBits(Sorted(patterns), Bias::kNone));
  }
  // Not more for many: it must not outweigh what all values say.
  constexpr double kBeyond = 24.0;
  constexpr double kMostBeyond = 48.0;
  return AtMostRaw(bits, sample) + std::min(kBeyond * static_cast<double>(beyond.size()), kMostBeyond);
}

std::optional<double> DecimalBits(const Column& column, const ColumnSample& sample) {
  std::vector<std::int64_t> numbers;
  std::vector<std::int64_t> wholes;  // before the point, and behind it: prices end in .99 or .00
  std::vector<std::int64_t> ends;
  double long_ones = 0.0;
  const unsigned precision = column.length == 0 ? 10 : column.length;
  for (const Bytes stored : sample.values) {
    DecimalText text;
    if (!FormatDecimal(stored, precision, column.decimals, text)) return std::nullopt;
    std::int64_t number = 0;
    std::size_t digits = 0;
    for (const char c : text.text()) {
      if (c < '0' || c > '9' || (digits == 0 && c == '0')) continue;
      if (++digits <= 18) number = number * 10 + (c - '0');
    }
    if (digits > 18) long_ones += 3.33 * static_cast<double>(digits - 18);
    const bool negative = text.text().starts_with('-');
    numbers.push_back(negative ? -number : number);
    std::int64_t scale = 1;
    for (unsigned i = 0; i < column.decimals && i < 18; ++i) scale *= 10;
    wholes.push_back((negative ? -number : number) / scale);
    ends.push_back(number % scale);
  }
  const double at_once = IntegerBits(numbers);
  const bool parted = column.decimals > 0 && long_ones == 0.0;
  return AtMostRaw((parted ? std::min(at_once, IntegerBits(wholes) + IntegerBits(ends)) : at_once) + long_ones, sample);
}

// SET and BIT: which of the bits are set. nullopt: narrow ones cost no more as numbers.
std::optional<double> MaskBits(const ColumnSample& sample) {
  constexpr double kMask = 28.0;  // they are rare
  double bits = kMask;
  std::size_t wide = 0;
  for (const Bytes stored : sample.values) {
    const auto width = static_cast<double>(8 * stored.size());
    const auto set = static_cast<double>(std::popcount(LoadBig(stored)));
    // How many, and which of the ways to choose so many.
    bits += std::log2(width + 1.0) +
            (std::lgamma(width + 1.0) - std::lgamma(set + 1.0) - std::lgamma(width - set + 1.0)) / std::log(2.0);
    wide += stored.size();
  }
  if (wide < sample.values.size() * 4) return std::nullopt;
  return bits;
}

// Numbers that differ at all do so in their first digits too; those that do not are several columns' bytes.
double NarrowBits(std::span<const std::int64_t> numbers, bool is_signed) {
  constexpr double kNarrow = 12.0;
  constexpr double kVeryNarrow = 18.0;
  constexpr std::size_t kFew = 4;
  const auto [low, high] = std::ranges::minmax(numbers);
  if (numbers.size() < kFew || low == high) return 0.0;
  const double size = std::min(Magnitude(low, is_signed ? Bias::kNone : Bias::kTopBit),
                               Magnitude(high, is_signed ? Bias::kNone : Bias::kTopBit));
  const double ratio = size / static_cast<double>(Distance(low, high));
  return ratio > 256.0 ? kVeryNarrow : ratio > 32.0 ? kNarrow : 0.0;
}

// The least and the greatest number of a type are written more often than others of their size.
double LimitBits(const ColumnSample& sample, bool is_signed) {
  constexpr double kLimit = 5.0;
  const auto bits_of = [&](Bytes stored) {
    const auto all = [&](std::byte byte) {
      return std::ranges::all_of(stored, [&](std::byte b) { return b == byte; });
    };
    if (all(std::byte{0xff}) || (is_signed && all(std::byte{0}))) return kLimit;
    const std::uint64_t half = is_signed ? std::uint64_t{1} << (8 * stored.size() - 1) : 0;
    const std::uint64_t raw = LoadBig(stored);
    return NumberBits(static_cast<double>(raw >= half ? raw - half : half - raw));
  };
  return 2.0 + DistinctOrEach(sample.values, bits_of);
}

std::optional<double> IntegersBits(const ColumnSample& sample, bool is_signed) {
  std::vector<std::int64_t> numbers;
  for (const Bytes stored : sample.values) {
    if (stored.empty() || stored.size() > 8) return std::nullopt;
    std::uint64_t raw = LoadBig(stored);
    if (is_signed) {
      const unsigned width = static_cast<unsigned>(stored.size()) * 8;
      raw -= std::uint64_t{1} << (width - 1);
      numbers.push_back(static_cast<std::int64_t>(raw));
    } else {
      numbers.push_back(static_cast<std::int64_t>(raw ^ kTopBit));
    }
  }
  const double bits = AtMostRaw(
      std::min(IntegerBits(numbers, is_signed ? Bias::kNone : Bias::kTopBit), LimitBits(sample, is_signed)), sample);
  const double all = bits + NarrowBits(numbers, is_signed);
  return is_signed ? all : std::min(all, MaskBits(sample).value_or(all));
}

std::optional<double> YearBits(const ColumnSample& sample) {
  constexpr std::int64_t kOurs = 105;  // 2005
  std::vector<std::int64_t> numbers;
  for (const Bytes stored : sample.values) {
    if (stored.size() != 1) return std::nullopt;
    const auto raw = static_cast<std::int64_t>(LoadBig(stored));
    numbers.push_back(raw == 0 ? 0 : raw - kOurs);
  }
  return IntegerBits(numbers);
}

// Texts of one column often begin or end as the one before does: "item 1", "item 2"; "eric@test.com", "neo@test.com".
double FrontAndBackCodedBits(std::span<const Bytes> texts) {
  double bits = 0.0;
  double behind_first = 0.0;
  std::vector<std::int64_t> firsts;  // first bytes: of sorted texts they rise
  std::vector<std::int64_t> fronts;
  std::vector<std::int64_t> backs;
  Bytes before;
  for (const Bytes text : texts) {
    const auto front = static_cast<std::size_t>(std::ranges::mismatch(before, text).in1 - before.begin());
    const std::size_t most = std::min(before.size(), text.size()) - front;
    std::size_t back = 0;
    while (back < most && before[before.size() - 1 - back] == text[text.size() - 1 - back]) ++back;
    const Bytes own = text.first(text.size() - back);
    const double own_bits = TextBits(own, front);
    bits += own_bits;
    behind_first += front > 0 ? own_bits : TextBits(own, 1);
    firsts.push_back(text.empty() ? 0 : std::to_integer<std::int64_t>(text.front()));
    fronts.push_back(static_cast<std::int64_t>(front));
    backs.push_back(static_cast<std::int64_t>(back));
    before = text;
  }
  bits = std::min(bits, IntegerBits(firsts) + behind_first);
  // That all texts begin or end alike is rare; a byte beside the text that is always the same is not.
  constexpr std::size_t kFew = 4;
  constexpr double kAlike = 16.0;
  if (texts.size() >= kFew) {
    for (const auto& shared : {fronts, backs}) {
      if (std::ranges::all_of(shared.begin() + 1, shared.end(), [](std::int64_t n) { return n > 0; })) bits += kAlike;
    }
  }
  return bits + IntegerBits(fronts) + IntegerBits(backs);
}

// "invoice 17": a few texts, each with a number behind it. nullopt: not all are such.
std::optional<double> NumberedBits(std::span<const Bytes> texts) {
  constexpr std::size_t kMaxDigits = 18;
  std::vector<Bytes> names;
  std::vector<std::int64_t> numbers;
  for (const Bytes text : texts) {
    std::int64_t number = 0;
    std::int64_t scale = 1;
    std::size_t digits = 0;
    while (digits < std::min(text.size(), kMaxDigits)) {
      const unsigned c = std::to_integer<unsigned>(text[text.size() - 1 - digits]);
      if (c < '0' || c > '9') break;
      number += static_cast<std::int64_t>(c - '0') * scale;
      scale *= 10;
      ++digits;
    }
    if (digits == 0) return std::nullopt;
    names.push_back(text.first(text.size() - digits));
    numbers.push_back(number);
  }
  return DistinctOrEach(names, [](Bytes name) { return 1.0 + TextBits(name); }) + IntegerBits(numbers);
}

// What holds control characters is no text, be it ever so often the same.
double NoTextBits(std::span<const Bytes> texts) {
  constexpr double kEach = 12.0;
  double bits = 0.0;
  for (const Bytes text : texts) {
    const bool control = std::ranges::any_of(text, [](std::byte b) {
      const unsigned c = std::to_integer<unsigned>(b);
      return c < 0x20 && c != '\n' && c != '\r' && c != '\t';
    });
    bits += control ? kEach : 0.0;
  }
  return bits;
}

// CHAR and BINARY: the padding costs little.
double PaddedBits(Bytes stored, std::byte pad, bool text) {
  std::size_t used = stored.size();
  while (used > 0 && stored[used - 1] == pad) --used;
  const Bytes body = stored.first(used);
  const double width = std::log2(2.0 + static_cast<double>(stored.size()));
  return (used == stored.size() ? 0.5 : 0.5 + width) + (text ? TextBits(body) : 8.0 * static_cast<double>(body.size()));
}

// CHAR as texts of some lengths; what fills its column in all rows is likelier a piece of something else.
double UnpaddedBits(std::span<const Bytes> padded) {
  if (std::ranges::none_of(padded, [](Bytes text) { return !text.empty() && text.back() == std::byte{' '}; }))
    return 1e18;
  std::vector<Bytes> texts;
  std::vector<std::int64_t> sizes;
  for (Bytes text : padded) {
    while (!text.empty() && text.back() == std::byte{' '}) text = text.first(text.size() - 1);
    texts.push_back(text);
    sizes.push_back(static_cast<std::int64_t>(text.size()));
  }
  return FrontAndBackCodedBits(texts) + NoTextBits(texts) + IntegerBits(sizes);
}

}  // namespace

double IntegerBits(std::span<const std::int64_t> values, Bias bias) {
  if (values.empty()) return 0.0;
  double alone = 0.0;
  double steps = 0.0;
  std::vector<double> differences;
  std::vector<std::int64_t> exact;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double bits = NumberBits(Magnitude(values[i], bias));
    alone += bits;
    if (i == 0) {
      steps += bits;
      continue;
    }
    // Unsigned subtraction: exact where doubles are not.
    const bool up = values[i] >= values[i - 1];
    const auto distance =
        static_cast<double>(up ? Distance(values[i - 1], values[i]) : Distance(values[i], values[i - 1]));
    steps += NumberBits(distance);
    differences.push_back(up ? distance : -distance);
    exact.push_back(
        static_cast<std::int64_t>(static_cast<std::uint64_t>(values[i]) - static_cast<std::uint64_t>(values[i - 1])));
  }
  double even_steps = 1e18;  // keys of a page, and of pages at equal distances, rise by about the same
  if (differences.size() > 1) {
    const auto [least, most] = std::ranges::minmax(differences);
    even_steps = NumberBits(Magnitude(values.front(), bias)) + NumberBits(std::abs(least)) + NumberBits(most - least) +
                 static_cast<double>(differences.size()) * std::log2(1.0 + (most - least));
    std::ranges::sort(exact);
    even_steps = std::min(even_steps, NumberBits(Magnitude(values.front(), bias)) +
                                          std::min(DistinctBits(exact, Bias::kNone), ClusterBits(exact, Bias::kNone)));
  }
  const std::vector<std::int64_t> sorted = Sorted(values);
  const std::int64_t low = sorted.front();
  const double range = static_cast<double>(Distance(low, sorted.back()));
  const double in_range = NumberBits(Magnitude(low, bias)) + NumberBits(range) +
                          static_cast<double>(values.size()) * std::log2(1.0 + range);
  return 2.0 + std::min({alone, steps, even_steps, in_range, DistinctBits(sorted, bias), ClusterBits(sorted, bias)});
}

double BinaryBits(Bytes bytes) {
  // No number is wider: what stands beside each other in fewer bytes may be several of them.
  constexpr std::size_t kWidestNumber = 32;
  if (bytes.size() <= kWidestNumber) return 8.0 * static_cast<double>(bytes.size());
  constexpr double kGoesOn = 0.7;  // padding, and what tests write
  constexpr double kOther = 8.2;
  double bits = 0.0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const bool run = i >= 2 && bytes[i - 1] == bytes[i - 2];
    bits += run && bytes[i] == bytes[i - 1] ? kGoesOn : kOther;
  }
  return bits;
}

std::optional<double> ValueBits(const Column& column, const ColumnSample& sample) {
  if (sample.values.empty()) return 0.0;
  const auto sum = [&](auto&& bits_of) { return DistinctOrEach(sample.values, bits_of); };
  const auto text_bits = [](Bytes text) { return TextBits(text); };
  const auto lengths = [&] {
    std::vector<std::int64_t> sizes;
    for (const Bytes stored : sample.values) sizes.push_back(static_cast<std::int64_t>(stored.size()));
    return IntegerBits(sizes);
  };
  switch (column.type) {
    case SqlType::kTinyInt:
    case SqlType::kSmallInt:
    case SqlType::kMediumInt:
    case SqlType::kInt:
    case SqlType::kBigInt: return IntegersBits(sample, !column.is_unsigned);
    case SqlType::kFloat: return RealsBits<float, std::uint32_t>(column, sample);
    case SqlType::kDouble: return RealsBits<double, std::uint64_t>(column, sample);
    case SqlType::kDecimal: return DecimalBits(column, sample);
    case SqlType::kBit:
    case SqlType::kEnum:
    case SqlType::kSet: {
      const bool limited = column.type == SqlType::kEnum && !column.members.empty();
      for (const Bytes stored : sample.values) {
        if (stored.size() > 8 || (limited && LoadBig(stored) > column.members.size())) return std::nullopt;
      }
      return IntegersBits(sample, false);
    }
    case SqlType::kYear: return YearBits(sample);
    case SqlType::kDate:
    case SqlType::kTime:
    case SqlType::kDateTime:
    case SqlType::kTimestamp: return TemporalBits(column, sample);
    case SqlType::kChar: {
      const double padded = sum([](Bytes stored) { return PaddedBits(stored, std::byte{' '}, true); });
      return std::min(padded, UnpaddedBits(sample.values));
    }
    case SqlType::kBinary: return sum([](Bytes stored) { return PaddedBits(stored, std::byte{0}, false); });
    case SqlType::kVarChar:
    case SqlType::kTinyText:
    case SqlType::kText:
    case SqlType::kMediumText:
    case SqlType::kLongText: {
      const double coded = std::min(sum(text_bits), FrontAndBackCodedBits(sample.values));
      return std::min(coded, NumberedBits(sample.values).value_or(coded)) + NoTextBits(sample.values) + lengths();
    }
    default: break;
  }
  if (sample.cut_short) return sum(BinaryBits) + lengths();
  if (column.type == SqlType::kJson || IsSpatial(column.type)) {
    for (const Bytes stored : sample.values) {
      std::array<std::byte, 4096> scratch{};
      std::pmr::monotonic_buffer_resource arena(scratch.data(), scratch.size());
      const bool legal = column.type == SqlType::kJson ? DecodeJson(stored, arena).has_value()
                                                       : IsWellFormedGeometry(column.type, stored);
      if (!legal) return std::nullopt;
    }
    return sum(BinaryBits) * 0.7 + lengths();
  }
  return sum(BinaryBits) + lengths();
}

}  // namespace innosalvage
