#include "exporters/sql_plain_row.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <memory_resource>

#include "exporters/escape.h"
#include "parser/charset.h"
#include "parser/decimal.h"
#include "parser/eight_bytes.h"

namespace innosalvage {

namespace {

constexpr std::size_t kMaxLiterals = 1024;

std::size_t SizeOfInteger(SqlType type) {
  switch (type) {
    case SqlType::kTinyInt: return 1;
    case SqlType::kSmallInt: return 2;
    case SqlType::kMediumInt: return 3;
    case SqlType::kInt: return 4;
    case SqlType::kBigInt: return 8;
    default: return 0;
  }
}

// Bytes of text of which any number of characters is legal; 0: not text that is printed here.
std::size_t SafeTextSize(const Column& column) {
  switch (column.type) {
    case SqlType::kChar:
    case SqlType::kVarChar: return column.length;
    case SqlType::kTinyText: return 0xff;
    case SqlType::kText:
    case SqlType::kMediumText:
    case SqlType::kLongText: return 0xffff;
    default: return 0;
  }
}

constexpr std::uint64_t At(char c, unsigned byte) { return static_cast<std::uint64_t>(c) << (8 * byte); }

// "YYYY-MM-DD" and one character more.
[[gnu::always_inline]] inline TextCursor PutDate(std::uint32_t year, std::uint32_t month, std::uint32_t day,
                                                 char behind, TextCursor to) {
  to.PutBytes(digits::Pair(year / 100) | digits::Pair(year % 100) << 16U | At('-', 4) | digits::Pair(month) << 40U |
              At('-', 7));
  to.PutBytes(digits::Pair(day) | At(behind, 2), 3);
  return to;
}

// "hh:mm:ss'"
[[gnu::always_inline]] inline TextCursor PutTime(std::uint32_t hour, std::uint32_t minute, std::uint32_t second,
                                                 TextCursor to) {
  to.PutBytes(digits::Pair(hour) | At(':', 2) | digits::Pair(minute) << 24U | At(':', 5) | digits::Pair(second) << 48U);
  to.Put('\'');
  return to;
}

// The printers below take the integer that the stored bytes are, and give where they came to; nowhere, if the value is
// not one of those they know.

TextCursor PutDate(std::uint64_t stored, TextCursor to) {
  const auto value = static_cast<std::uint32_t>(stored ^ 0x800000U);
  const std::uint32_t year = value / 512;
  if (year > 9999 || value / 32 % 16 > 12) [[unlikely]]
    return {};
  to.Put('\'');
  return PutDate(year, value / 32 % 16, value % 32, '\'', to);
}

TextCursor PutDateTime(std::uint64_t value, TextCursor to) {
  const auto ymd = static_cast<std::uint32_t>((value & 0x7fffffffffU) >> 17U);
  const auto hms = static_cast<std::uint32_t>(value & 0x1ffffU);
  const std::uint32_t year = ymd / 32 / 13;
  if ((value & 0x8000000000U) == 0 || year > 9999 || hms / 4096 >= 24 || hms / 64 % 64 >= 60 || hms % 64 >= 60)
      [[unlikely]] {
    return {};
  }
  to.Put('\'');
  to = PutDate(year, ymd / 32 % 13, ymd % 32, ' ', to);
  return PutTime(hms / 4096, hms / 64 % 64, hms % 64, to);
}

[[gnu::noinline]] TextCursor PutTimestamp(std::uint64_t stored, TextCursor to) {
  const auto seconds = static_cast<std::uint32_t>(stored);  // of four bytes
  if (seconds == 0) return {};
  constexpr std::uint32_t kDay = 24 * 3600;
  const std::chrono::year_month_day date(std::chrono::sys_days(std::chrono::days(seconds / kDay)));
  to.Put('\'');
  to = PutDate(static_cast<unsigned>(static_cast<int>(date.year())), static_cast<unsigned>(date.month()),
               static_cast<unsigned>(date.day()), ' ', to);
  return PutTime(seconds % kDay / 3600, seconds / 60 % 60, seconds % 60, to);
}

[[gnu::always_inline]] inline TextCursor PutDecimal(bool negative, std::uint64_t integer, std::uint64_t fraction,
                                                    unsigned scale, TextCursor to) {
  if (negative && integer == 0 && fraction == 0) [[unlikely]]
    return {};
  to.PutMinus(negative);
  to.PutNumber(integer);
  if (scale == 0) return to;
  to.Put('.');
  to.PutPadded(fraction, scale);
  return to;
}

constexpr std::array<unsigned, 10> kDecimalBytes = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
constexpr std::array<std::uint64_t, 10> kPowers = {1,      10,      100,      1000,      10000,
                                                   100000, 1000000, 10000000, 100000000, 1000000000};

// DECIMAL of up to 18 digits on each side: see parser/decimal.h for the shape.
[[gnu::noinline]] TextCursor PutLongDecimal(Bytes stored, unsigned precision, unsigned scale, TextCursor to) {
  const unsigned whole = precision - scale;
  const bool negative = (std::to_integer<unsigned>(stored[0]) & 0x80U) == 0;
  std::uint64_t flip = 0x80U;  // of the first byte
  bool legal = true;
  const auto take = [&](unsigned digits) -> std::uint64_t {
    const std::size_t size = kDecimalBytes[digits];
    std::uint64_t group = LoadBig(stored.first(size)) ^ (flip << (size * 8 - 8));
    if (negative) group ^= (std::uint64_t{1} << (size * 8)) - 1;
    flip = 0;
    stored = stored.subspan(size);
    legal = legal && group < kPowers[digits];
    return group;
  };
  std::uint64_t integer = 0;
  if (whole % 9 != 0) integer = take(whole % 9);
  for (unsigned i = 0; i < whole / 9; ++i) integer = integer * kPowers[9] + take(9);
  std::uint64_t fraction = 0;
  for (unsigned i = 0; i < scale / 9; ++i) fraction = fraction * kPowers[9] + take(9);
  if (scale % 9 != 0) fraction = fraction * kPowers[scale % 9] + take(scale % 9);
  return legal ? PutDecimal(negative, integer, fraction, scale, to) : TextCursor();
}

// Sixteen bytes that are worked on at once, whatever the processor has for that.
using Sixteen = std::uint8_t __attribute__((vector_size(16)));

Sixteen SixteenAt(Bytes bytes, std::size_t offset) {
  Sixteen sixteen;
  static_cast<void>(bytes[offset + sizeof(sixteen) - 1]);
  std::memcpy(&sixteen, &bytes[offset], sizeof(sixteen));
  return sixteen;
}

bool Any(Sixteen bytes) {
  using Halves = std::uint64_t __attribute__((vector_size(16)));
  const auto halves = std::bit_cast<Halves>(bytes);
  return (halves[0] | halves[1]) != 0;
}

// What a text holds besides bytes that stand in a literal as they are.
struct Found {
  Sixteen high{};   // not ASCII: bit 7
  Sixteen other{};  // to be escaped, perhaps

  void Look(Sixteen bytes) {
    high |= bytes;
    other |= std::bit_cast<Sixteen>((bytes < 0x20) | (bytes == '\'') | (bytes == '\\'));
  }
  // Of the first ones only.
  void Look(Sixteen bytes, std::size_t n) {
    constexpr Sixteen kPlaces = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    const auto own = std::bit_cast<Sixteen>(kPlaces < static_cast<std::uint8_t>(n));
    Look((bytes & own) | (~own & 'a'));
  }
  bool anything() const { return Any((high & 0x80) | other); }
  bool beyond_ascii() const { return Any(high & 0x80); }
  bool to_be_escaped() const { return Any(other); }
};

// The high bit of bytes that are to be escaped, perhaps, and of some behind the first of them.
std::uint64_t EscapeMarks(std::uint64_t eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHigh = 0x8080808080808080U;
  const auto zeros = [](std::uint64_t v) { return (v - kOnes) & ~v & kHigh; };
  return ((eight - kOnes * 0x20U) & ~eight & kHigh) | zeros(eight ^ (kOnes * '\'')) | zeros(eight ^ (kOnes * '\\'));
}

// Whether the same bytes are the same value in both: what DecodeValue and the printers ask a column for.
bool StoresAlike(const Column& a, const Column& b) {
  return a.type == b.type && a.is_unsigned == b.is_unsigned && a.length == b.length && a.decimals == b.decimals &&
         a.fsp == b.fsp && a.old_temporal == b.old_temporal && a.compressed == b.compressed &&
         a.collation == b.collation && a.members == b.members;
}

// Runs between bytes to be escaped, eight bytes at a time; the caller knows that the page goes on for eight more.
[[gnu::noinline]] TextCursor PutEscaped(Bytes page, std::size_t offset, std::size_t size, TextCursor to) {
  for (std::size_t i = 0; i < size;) {
    const std::uint64_t eight = LittleEight(page, offset + i);
    const auto run = static_cast<std::size_t>(std::countr_zero(EscapeMarks(eight))) / 8;  // 8: none is found
    to.PutBytes(eight, std::min(run, size - i));
    i += run;
    if (run == sizeof(eight) || i >= size) continue;
    const auto c = static_cast<char>(page[offset + i++]);
    const char escape = EscapeOf(kSqlEscapes, c);
    if (escape != 0) to.Put('\\');
    to.Put(escape != 0 ? escape : c);
  }
  return to;
}

}  // namespace

SqlPlainRow::SqlPlainRow(const Table& table, std::span<const std::uint32_t> columns, const SqlValue& values)
    : table_(table), columns_(columns.begin(), columns.end()), values_(values) {
  constexpr std::size_t kAround = 4;  // ",\n(" and ")"
  room_ = kAround;
  for (const std::uint32_t column : columns) {
    printers_.push_back(PrinterFor(table.columns[column], values));
    // A text's bytes twice come by its length. A value of another type is short; a copy of eight bytes may go further.
    constexpr std::size_t kShort = 64;
    static_assert(kShort >= sizeof(Literal::begin));
    std::size_t longest = kShort;
    for (const Literal& literal : printers_.back().literals) longest = std::max(longest, literal.text.size());
    room_ += 1 + longest;
  }
}

bool SqlPlainRow::Reads(const Table& source) const {
  return &source == &table_ || std::ranges::all_of(columns_, [&](std::uint32_t column) {
    return column < source.columns.size() && StoresAlike(source.columns[column], table_.columns[column]);
  });
}

SqlPlainRow::Printer SqlPlainRow::PrinterFor(const Column& column, const SqlValue& values) {
  Printer printer{.column = &column, .groups = {}, .literals = {}};
  if (column.compressed) return printer;
  if (const std::size_t size = SizeOfInteger(column.type); size != 0) {
    printer.kind = column.is_unsigned ? Kind::kUnsigned : Kind::kSigned;
    printer.size = size;
    return printer;
  }
  const bool is_new = !column.old_temporal.value_or(false) && column.fsp == 0;
  switch (column.type) {
    case SqlType::kDecimal: {
      const unsigned precision = column.length == 0 ? 10 : column.length;
      constexpr unsigned kDigits = 18;
      if (column.is_unsigned || column.decimals > precision || precision - column.decimals > kDigits ||
          column.decimals > kDigits) {
        break;
      }
      printer.kind = Kind::kDecimal;
      printer.precision = precision;
      printer.size = DecimalSize(precision, column.decimals);
      SetGroups(printer);
      break;
    }
    case SqlType::kDate:
      printer.kind = Kind::kDate;
      printer.size = 3;
      break;
    case SqlType::kDateTime:
      printer.kind = is_new ? Kind::kDateTime : Kind::kOther;
      printer.size = 5;
      break;
    case SqlType::kTimestamp:
      printer.kind = column.fsp == 0 ? Kind::kTimestamp : Kind::kOther;
      printer.size = 4;
      break;
    case SqlType::kEnum:
      if (column.members.size() >= kMaxLiterals) break;
      printer.kind = Kind::kEnum;
      printer.size = column.members.size() > 255 ? 2 : 1;
      for (std::size_t i = 0; i <= column.members.size(); ++i) {
        const std::array<std::byte, 2> stored = {static_cast<std::byte>(i >> 8U), static_cast<std::byte>(i & 0xffU)};
        std::pmr::monotonic_buffer_resource arena;
        const auto value = DecodeValue(column, Bytes(stored).last(printer.size), arena);
        if (!value) return Printer{.column = &column, .groups = {}, .literals = {}};
        Literal& literal = printer.literals.emplace_back();
        values.Append(*value, literal.text);
        literal.text.copy(literal.begin.data(), literal.begin.size());
      }
      break;
    default: {
      printer.max_size = SafeTextSize(column);
      if (printer.max_size == 0 || column.collation == nullptr || column.collation->charset == nullptr) break;
      const Charset* charset = column.collation->charset;
      if (charset->name == "binary" || !values.converter().KeepsAscii(charset)) break;
      printer.kind = Kind::kText;
      printer.utf8 = charset->name == "utf8mb4";
      printer.pad = column.type == SqlType::kChar;
      break;
    }
  }
  return printer;
}

// As PutLongDecimal takes them off one after the other.
void SqlPlainRow::SetGroups(Printer& printer) {
  if (printer.size > sizeof(std::uint64_t)) return;
  const unsigned scale = printer.column->decimals;
  const unsigned whole = printer.precision - scale;
  auto shift = static_cast<unsigned>(8 * printer.size);
  const auto add = [&](unsigned digits, std::size_t& count) {
    if (digits == 0) return;
    const unsigned bits = 8 * kDecimalBytes[digits];
    shift -= bits;
    printer.groups[printer.whole_groups + printer.fraction_groups] = {shift, (std::uint64_t{1} << bits) - 1,
                                                                      kPowers[digits]};
    ++count;
  };
  add(whole % 9, printer.whole_groups);
  for (unsigned i = 0; i < whole / 9; ++i) add(9, printer.whole_groups);
  for (unsigned i = 0; i < scale / 9; ++i) add(9, printer.fraction_groups);
  add(scale % 9, printer.fraction_groups);
}

// The same value for values of up to eight bytes, which are one integer.
[[gnu::always_inline]] inline TextCursor SqlPlainRow::PutShortDecimal(const Printer& printer, std::uint64_t value,
                                                                      TextCursor to) {
  const std::uint64_t sign = std::uint64_t{1} << (printer.size * 8 - 1);
  const bool negative = (value & sign) == 0;
  value ^= negative ? sign | (sign - 1) : 0;
  value ^= sign;
  bool legal = true;
  const auto digits_of = [&](std::span<const DecimalGroup> groups) {
    std::uint64_t number = 0;
    for (const DecimalGroup& group : groups) {
      const std::uint64_t digits = value >> group.shift & group.mask;
      legal = legal && digits < group.limit;
      number = number * group.limit + digits;
    }
    return number;
  };
  const std::span<const DecimalGroup> groups = printer.groups;
  const std::uint64_t integer = digits_of(groups.first(printer.whole_groups));
  const std::uint64_t fraction = digits_of(groups.subspan(printer.whole_groups, printer.fraction_groups));
  return legal ? PutDecimal(negative, integer, fraction, printer.column->decimals, to) : TextCursor();
}

[[gnu::always_inline]] inline TextCursor SqlPlainRow::PutText(const Printer& printer, Bytes page, const FieldRef& field,
                                                              TextCursor to) {
  std::size_t size = field.length;
  if (printer.pad) {
    while (size > 0 && page[field.offset + size - 1] == std::byte{' '}) --size;
  }
  constexpr std::size_t kAtOnce = sizeof(Sixteen);
  static_assert(kAtOnce <= TextCursor::kSlack);
  // So many bytes are read at a time, the last ones past the value: within the page.
  if (size > printer.max_size || field.offset + size + kAtOnce > page.size()) return {};
  to.Put('\'');
  Found found;
  std::size_t i = 0;
  for (; i + kAtOnce <= size; i += kAtOnce) {
    const Sixteen bytes = SixteenAt(page, field.offset + i);
    std::memcpy(to.at() + i, &bytes, kAtOnce);  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic)
    found.Look(bytes);
  }
  const Sixteen rest = SixteenAt(page, field.offset + i);
  std::memcpy(to.at() + i, &rest, kAtOnce);  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic)
  found.Look(rest, size - i);
  if (found.anything()) {
    const Bytes stored = page.subspan(field.offset, size);
    if (found.beyond_ascii() && !(printer.utf8 && IsWellFormed(*printer.column->collation->charset, stored))) return {};
    if (found.to_be_escaped()) {
      to = PutEscaped(page, field.offset, size, to);
      to.Put('\'');
      return to;
    }
  }
  to.Advance(size);
  to.Put('\'');
  return to;
}

// All of it belongs into the loop over the columns: a call a value, with its frame, costs as much as a short value.
[[gnu::always_inline]] inline TextCursor SqlPlainRow::PutValue(const Printer& printer, Bytes page,
                                                               const FieldRef& field, TextCursor to) {
  if (printer.kind == Kind::kText) return PutText(printer, page, field, to);
  if (field.length != printer.size) return {};  // nothing of kOther has a size
  const std::uint64_t value = StoredInteger(page, field);
  switch (printer.kind) {
    case Kind::kUnsigned: to.PutNumber(value); return to;
    case Kind::kSigned: {
      // The sign bit is flipped: what is below 2^(n-1) is negative.
      const std::uint64_t zero = std::uint64_t{1} << (printer.size * 8 - 1);
      to.PutMinus(value < zero);
      to.PutNumber(value < zero ? zero - value : value - zero);
      return to;
    }
    case Kind::kDecimal:
      if (printer.size <= sizeof(std::uint64_t)) return PutShortDecimal(printer, value, to);
      return PutLongDecimal(page.subspan(field.offset, field.length), printer.precision, printer.column->decimals, to);
    case Kind::kDate: return PutDate(value, to);
    case Kind::kDateTime: return PutDateTime(value, to);
    case Kind::kTimestamp: return PutTimestamp(value, to);
    case Kind::kEnum: {
      const std::span<const Literal> literals = printer.literals;
      if (value >= literals.size()) return {};
      const Literal& literal = literals[value];
      if (literal.text.size() > literal.begin.size()) {
        to.Put(literal.text);
      } else {
        // A copy of a fixed size is a few instructions; what is too much of it is written over.
        std::memcpy(to.at(), literal.begin.data(), literal.begin.size());
        to.Advance(literal.text.size());
      }
      return to;
    }
    case Kind::kText:
    case Kind::kOther: break;
  }
  return {};
}

bool SqlPlainRow::Append(const PlainRows& rows, std::size_t row, RowText& out) const {
  const std::span<const FieldRef> fields = rows.Row(row);
  // The fields of a row do not overlap.
  const std::size_t room = room_ + 2 * rows.page.size();
  TextCursor to = out.Begin(room);
  to.PutBytes(At(',', 0) | At('\n', 1) | At('(', 2), 3);
  const std::span<const Printer> printers = printers_;
  for (std::size_t i = 0; i < printers.size(); ++i) {
    if (i > 0) to.Put(',');
    if (fields[i].is_null) {
      to.PutBytes(At('N', 0) | At('U', 1) | At('L', 2) | At('L', 3), 4);
    } else if (const TextCursor behind = PutValue(printers[i], rows.page, fields[i], to)) {
      to = behind;
    } else {
      out.End(to);
      if (!AppendOther(printers[i], rows.page.subspan(fields[i].offset, fields[i].length), out)) return false;
      to = out.Begin(room);
    }
  }
  to.Put(')');
  out.End(to);
  return true;
}

bool SqlPlainRow::AppendOther(const Printer& printer, Bytes stored, RowText& out) const {
  std::array<std::byte, 1024> scratch;  // NOLINT(cppcoreguidelines-pro-type-member-init): the arena fills what it gives
  std::pmr::monotonic_buffer_resource arena(scratch.data(), scratch.size());
  const auto value = DecodeValue(*printer.column, stored, arena);
  if (!value) return false;
  std::string text;
  values_.Append(*value, text);
  TextCursor to = out.Begin(text.size());
  to.Put(text);
  out.End(to);
  return true;
}

}  // namespace innosalvage
