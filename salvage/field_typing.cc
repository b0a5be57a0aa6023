#include "salvage/field_typing.h"

#include <algorithm>
#include <array>
#include <map>

#include "parser/decimal.h"

namespace innosalvage {

namespace {

constexpr double kFieldBits = 10.0;  // what each field costs by being one more

Column Typed(SqlType type, bool is_unsigned = false) {
  Column column;
  column.type = type;
  column.is_unsigned = is_unsigned;
  column.old_temporal = false;
  return column;
}

struct Candidate {
  Column column;
  double prior = 0.0;
};

void AddTemporal(std::vector<Candidate>& candidates, std::size_t width) {
  const auto add = [&](SqlType type, std::size_t base, double prior) {
    if (width < base || width > base + 3) return;
    Column column = Typed(type);
    // Digits come in pairs: 1 and 2 take one byte. Nobody asks for the odd ones.
    column.fsp = static_cast<std::uint8_t>((width - base) * 2);
    const double rare = column.fsp == 0 ? 0.0 : column.fsp == 6 ? 1.0 : 3.0;
    candidates.push_back({std::move(column), prior + rare});
  };
  if (width == 3) candidates.push_back({Typed(SqlType::kDate), 4.0});
  add(SqlType::kDateTime, 5, 3.0);
  add(SqlType::kTimestamp, 4, 3.0);
  add(SqlType::kTime, 3, 7.0);
  const auto add_old = [&](SqlType type, double prior) {
    Column column = Typed(type);
    column.old_temporal = true;
    candidates.push_back({std::move(column), prior});
  };
  if (width == 8) add_old(SqlType::kDateTime, 4.0);
  if (width == 3) add_old(SqlType::kTime, 9.0);
}

void AddDecimals(std::vector<Candidate>& candidates, std::size_t width) {
  if (width < 2 || width > 32) return;
  constexpr std::array<std::uint8_t, 12> kScales = {2, 0, 4, 3, 1, 5, 6, 8, 10, 15, 25, 30};
  for (const std::uint8_t scale : kScales) {
    for (unsigned precision = kMaxColumnPrecision; precision >= std::max<unsigned>(scale, 1); --precision) {
      if (DecimalSize(precision, scale) != width) continue;
      Column column = Typed(SqlType::kDecimal);
      column.length = precision;
      column.decimals = scale;
      candidates.push_back({std::move(column), scale == 2 ? 5.0 : scale == 0 ? 7.0 : 9.0});
      break;
    }
  }
}

std::vector<Candidate> FixedCandidates(std::size_t width) {
  std::vector<Candidate> candidates;
  const auto integers = [&](SqlType type, double prior) {
    candidates.push_back({Typed(type), prior});
    candidates.push_back({Typed(type, true), prior + 0.5});
  };
  switch (width) {
    case 1:
      integers(SqlType::kTinyInt, 3.0);
      candidates.push_back({Typed(SqlType::kYear), 1.5});
      break;
    case 2: integers(SqlType::kSmallInt, 4.0); break;
    case 3: integers(SqlType::kMediumInt, 6.5); break;
    case 4:
      integers(SqlType::kInt, 2.0);
      candidates.push_back({Typed(SqlType::kFloat), 7.0});
      break;
    case 8:
      integers(SqlType::kBigInt, 3.0);
      candidates.push_back({Typed(SqlType::kDouble), 5.0});
      break;
    default: break;
  }
  AddTemporal(candidates, width);
  AddDecimals(candidates, width);
  Column text = Typed(SqlType::kChar);
  text.length = static_cast<std::uint32_t>(width);
  candidates.push_back({std::move(text), 4.0});
  Column binary = Typed(SqlType::kBinary);
  binary.length = static_cast<std::uint32_t>(width);
  // UUIDs and digests are what BINARY is used for; other widths are what is left when nothing fits.
  const bool usual = width == 16 || width == 20 || width == 32;
  candidates.push_back({std::move(binary), usual ? 10.0 : 60.0});
  return candidates;
}

// Numbers all of whose bytes are letters or blanks are more likely text.
double PrintableBits(const ColumnSample& sample) {
  const bool printable = std::ranges::all_of(sample.values, [](Bytes stored) {
    return std::ranges::all_of(stored, [](std::byte b) { return b >= std::byte{0x20} && b < std::byte{0x7f}; });
  });
  return printable ? 7.0 + 2.5 * static_cast<double>(sample.values.front().size()) : 0.0;
}

// Types that say more than integers of the same bytes do, and are believed only for values of their ordinary range.
double RangeBits(const Column& column, const ColumnSample& sample) {
  if (column.type == SqlType::kTimestamp) {
    constexpr std::uint64_t k1990 = 631152000;
    constexpr std::uint64_t k2040 = 2208988800;
    double bits = 0.0;
    for (const Bytes stored : sample.values) {
      const std::uint64_t seconds = LoadBig(stored.first(4));
      // The least and the greatest one are what tests and defaults use.
      if (seconds <= 1 || seconds == 0x7fffffff || (seconds >= k1990 && seconds <= k2040)) continue;
      // Before MySQL 8.0.28 and MariaDB 11.5 no TIMESTAMP was beyond 2038; few are now.
      bits = std::max(bits, 12.0) + (seconds > 0x7fffffff ? 6.0 : 0.0);
    }
    return bits;
  }
  if (column.type == SqlType::kTime) {
    // A time of day, seldom a span of days or a negative one.
    constexpr std::uint64_t kZero = 0x800000;
    const std::uint64_t day = column.old_temporal.value_or(false) ? 240000 : 24U << 12U;
    const auto odd = [&](Bytes stored) {
      const std::uint64_t packed = LoadBig(stored.first(3));
      return packed < kZero || packed - kZero > day;
    };
    if (std::ranges::any_of(sample.values, odd)) return 12.0;
  }
  if (column.type == SqlType::kYear) {
    for (const Bytes stored : sample.values) {
      const unsigned year = ByteAt(stored, 0);
      if (year != 0 && (year < 50 || year > 150)) return 12.0;
    }
  }
  if (column.type == SqlType::kDate || (column.type == SqlType::kDateTime && !column.old_temporal.value_or(false))) {
    double bits = 0.0;
    for (const Bytes stored : sample.values) {
      const bool date = column.type == SqlType::kDate;
      const std::uint64_t packed = LoadBig(stored.first(date ? 3 : 5)) & (date ? 0x7fffffU : 0x7fffffffffU);
      const std::uint64_t year = date ? packed >> 9U : (packed >> 22U) / 13;
      if (packed == 0 || (year >= 1800 && year <= 2200)) continue;
      if (year < 1000) return 24.0;  // a part of a date that is zero, or bytes that are none
      bits = year == 1000 || year == 9999 ? bits : 12.0;
    }
    return bits;
  }
  if (column.type == SqlType::kChar) {
    const bool ascii = std::ranges::all_of(sample.values, [](Bytes stored) {
      return std::ranges::all_of(stored, [](std::byte b) { return (b & std::byte{0x80}) == std::byte{0}; });
    });
    if (!ascii && column.length < 8) return 14.0;
    // Text that fills its column in all rows, or none of them, is more likely a part of a wider one.
    const auto blank = [](Bytes stored) { return stored.back() == std::byte{' '}; };
    const bool full = std::ranges::none_of(sample.values, blank);
    const bool empty = std::ranges::all_of(sample.values, [](Bytes stored) {
      return std::ranges::all_of(stored, [](std::byte b) { return b == std::byte{' '}; });
    });
    if ((full || empty) && column.length != 1 && column.length != 2 && column.length != 3) return 12.0;
  }
  return 0.0;
}

bool HighBytesInPairs(Bytes text) {
  std::size_t run = 0;
  for (const std::byte b : text) {
    if (std::to_integer<unsigned>(b) >= 0x81) {
      ++run;
      continue;
    }
    if (run % 2 != 0) return false;
    run = 0;
  }
  return run % 2 == 0;
}

bool IsPlainText(Bytes text) {
  return std::ranges::none_of(text, [](std::byte b) {
    const unsigned c = std::to_integer<unsigned>(b);
    return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
  });
}

struct TextLook {
  bool text = true;
  bool ascii = true;
  bool utf8 = true;
  bool pairs = true;
  bool latin = true;  // no bytes 80 to 9f
};

TextLook LookAt(const ColumnSample& sample) {
  static const Charset& utf8mb4 = *FindCharset("utf8mb4");
  TextLook look;
  for (Bytes value : sample.values) {
    look.text = look.text && IsPlainText(value);
    look.ascii =
        look.ascii && std::ranges::none_of(value, [](std::byte b) { return (b & std::byte{0x80}) != std::byte{0}; });
    if (sample.cut_short) {
      // A prefix may end inside a character.
      while (!value.empty() && (value.back() & std::byte{0x80}) != std::byte{0}) value = value.first(value.size() - 1);
    }
    look.utf8 = look.utf8 && IsWellFormed(utf8mb4, value);
    look.pairs = look.pairs && HighBytesInPairs(value);
    look.latin = look.latin &&
                 std::ranges::none_of(value, [](std::byte b) { return b >= std::byte{0x80} && b < std::byte{0xa0}; });
  }
  return look;
}

const Collation* CollationOf(const TextLook& look) {
  if (look.utf8) return FindCollation("utf8mb4_bin");
  if (look.pairs && !look.latin) return FindCollation("gbk_bin");
  return FindCollation("latin1_bin");
}

std::optional<double> CostOf(const Candidate& candidate, const ColumnSample& sample) {
  if (candidate.column.type == SqlType::kChar && !std::ranges::all_of(sample.values, IsPlainText)) return std::nullopt;
  const auto bits = ValueBits(candidate.column, sample);
  if (!bits) return std::nullopt;
  const bool number = candidate.column.type != SqlType::kChar && candidate.column.type != SqlType::kBinary;
  const double printable = number ? PrintableBits(sample) : 0.0;
  return *bits + candidate.prior + printable + RangeBits(candidate.column, sample) + kFieldBits;
}

}  // namespace

TypedField TypeOfFixed(const ColumnSample& sample) {
  TypedField best;
  const std::size_t width = sample.values.empty() ? 0 : sample.values.front().size();
  best.width = width;
  bool found = false;
  for (const Candidate& candidate : FixedCandidates(width)) {
    const auto bits = CostOf(candidate, sample);
    if (!bits || (found && *bits >= best.bits)) continue;
    best.column = candidate.column;
    best.bits = *bits;
    found = true;
  }
  if (best.column.type == SqlType::kChar) {
    const TextLook look = LookAt(sample);
    if (look.text) {
      // A fixed CHAR is of a character set with one byte a character.
      best.column.collation = FindCollation("latin1_bin");
    } else {
      best.column.type = SqlType::kBinary;
    }
  }
  return best;
}

std::vector<TypedField> SplitFixedRun(std::span<const Bytes> runs, std::size_t count) {
  if (runs.empty() || runs.front().empty()) return {};
  constexpr std::size_t kMaxNumberWidth = 32;
  constexpr std::size_t kMaxCount = 128;
  const std::size_t length = runs.front().size();
  // Each byte is looked at in some 40 widths: of long runs fewer are asked.
  constexpr std::size_t kMaxBytes = 16384;
  const std::size_t most = std::min(std::clamp<std::size_t>(kMaxBytes / length, 8, 64), runs.size());
  std::vector<Bytes> asked;
  for (std::size_t i = 0; i < most; ++i) asked.push_back(runs[runs.size() * i / most]);
  const auto is_tried = [&](std::size_t from, std::size_t width) {
    constexpr std::array<std::size_t, 10> kTextWidths = {36, 40, 48, 50, 60, 64, 100, 128, 200, 255};
    return width <= kMaxNumberWidth || from + width == length ||
           std::ranges::find(kTextWidths, width) != kTextWidths.end();
  };
  const std::size_t max_count = count == 0 ? 1 : std::min(count, kMaxCount) + 1;
  // Cell (place, fields so far); with the count not known all share one row.
  struct Cell {
    double bits = 1e300;
    std::size_t from = 0;
  };
  const auto type_of = [&](std::size_t from, std::size_t width) {
    ColumnSample sample;
    for (const Bytes run : asked) sample.values.push_back(run.subspan(from, width));
    return TypeOfFixed(sample);
  };
  std::vector<std::vector<Cell>> cells(length + 1, std::vector<Cell>(max_count));
  cells[0][0].bits = 0.0;
  for (std::size_t from = 0; from < length; ++from) {
    if (std::ranges::all_of(cells[from], [](const Cell& cell) { return cell.bits >= 1e299; })) continue;
    constexpr std::size_t kMaxWidth = 1020;  // CHAR(255) of utf32: no fixed field is wider
    for (std::size_t width = 1; width <= kMaxWidth && from + width <= length; ++width) {
      if (!is_tried(from, width)) continue;
      const double field_bits = type_of(from, width).bits;
      for (std::size_t n = 0; n < max_count; ++n) {
        const std::size_t to = count == 0 ? 0 : n + 1;
        if (to >= max_count || cells[from][n].bits >= 1e299) continue;
        const double bits = cells[from][n].bits + field_bits;
        if (bits < cells[from + width][to].bits) cells[from + width][to] = {bits, from};
      }
    }
  }
  std::size_t n = count == 0 ? 0 : max_count - 1;
  if (cells[length][n].bits >= 1e299) return SplitFixedRun(runs, 0);
  std::vector<TypedField> fields;
  for (std::size_t at = length; at > 0;) {
    const Cell& cell = cells[at][n];
    fields.push_back(type_of(cell.from, at - cell.from));
    at = cell.from;
    if (count != 0) --n;
  }
  std::ranges::reverse(fields);
  return fields;
}

TypedField TypeOfVariable(const VariableSample& sample, RecordFormat format, Vendor vendor) {
  TypedField best;
  const auto consider = [&](Column column, double prior) {
    const auto bits = ValueBits(column, sample.values);
    if (!bits) return;
    const double cost = *bits + prior + kFieldBits;
    if (best.bits != 0.0 && cost >= best.bits) return;
    best.bits = cost;
    best.column = std::move(column);
  };
  std::size_t longest = 0;
  std::size_t shortest = SIZE_MAX;
  bool padded = true;
  for (const Bytes value : sample.values.values) {
    longest = std::max(longest, value.size());
    shortest = std::min(shortest, value.size());
  }
  for (const Bytes value : sample.values.values) {
    // CHAR of a multi-byte character set is padded to as many bytes as it has characters, and not beyond.
    const bool space = !value.empty() && value.back() == std::byte{' '};
    padded = padded && (value.size() == shortest || !space);
  }
  const bool some_pad = std::ranges::any_of(
      sample.values.values, [](Bytes value) { return !value.empty() && value.back() == std::byte{' '}; });
  const TextLook look = LookAt(sample.values);
  const bool large = sample.external || longest > 2000;
  Column text = Typed(large ? SqlType::kLongText : SqlType::kVarChar);
  text.collation = CollationOf(look);
  Column binary = Typed(large ? SqlType::kLongBlob : SqlType::kVarBinary);
  if (!large) {
    // A length byte above 127 decides between the two ways to store lengths; below, any size reads the same.
    const std::uint32_t bytes =
        sample.two_bytes ? static_cast<std::uint32_t>(std::max<std::size_t>(longest * 2, 1024)) : 255;
    binary.length = bytes;
    if (!sample.two_bytes && look.ascii) text.collation = FindCollation("latin1_bin");
    text.length = std::max<std::uint32_t>(bytes / text.collation->charset->mbmaxlen, 1);
    if (sample.two_bytes) text.length = bytes;
    if (text.length * text.collation->charset->mbmaxlen < longest) text.collation = FindCollation("latin1_bin");
    if (!sample.two_bytes && text.length * text.collation->charset->mbmaxlen < longest) text.length = 255;
  }
  if (look.text) consider(text, 3.0);
  if (look.text && padded && some_pad && !large && shortest > 0 && shortest <= 255 &&
      format == RecordFormat::kCompact) {
    // CHAR of a character set with several bytes a character.
    Column padded_text = Typed(SqlType::kChar);
    padded_text.length = static_cast<std::uint32_t>(shortest);
    padded_text.collation = FindCollation("utf8mb4_bin");
    consider(padded_text, 4.0);
  }
  consider(binary, 8.0);
  if (!sample.values.cut_short && longest >= 2) {
    if (vendor != Vendor::kMariaDb) consider(Typed(SqlType::kJson), 12.0);
    consider(Typed(SqlType::kGeometry), 6.0);
  }
  return best;
}

}  // namespace innosalvage
