#include "exporters/sql_plain_row.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <memory_resource>

#include "exporters/escape.h"
#include "parser/charset.h"
#include "parser/decimal.h"

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

void PutDate(std::uint64_t year, std::uint64_t month, std::uint64_t day, TextCursor& to) {
  to.PutFour(year);
  to.Put('-');
  to.PutTwo(month);
  to.Put('-');
  to.PutTwo(day);
}

void PutTime(std::uint64_t hour, std::uint64_t minute, std::uint64_t second, TextCursor& to) {
  to.PutTwo(hour);
  to.Put(':');
  to.PutTwo(minute);
  to.Put(':');
  to.PutTwo(second);
}

// The printers below take the integer that the stored bytes are, and give where they came to; nowhere, if the value is
// not one of those they know.

TextCursor PutDate(std::uint64_t stored, TextCursor to) {
  const std::uint64_t value = stored ^ 0x800000U;
  const std::uint64_t year = value / 512;
  if (year > 9999 || value / 32 % 16 > 12) return {};
  to.Put('\'');
  PutDate(year, value / 32 % 16, value % 32, to);
  to.Put('\'');
  return to;
}

TextCursor PutDateTime(std::uint64_t value, TextCursor to) {
  const std::uint64_t ymd = (value & 0x7fffffffffU) >> 17U;
  const std::uint64_t hms = value & 0x1ffffU;
  const std::uint64_t year = ymd / 32 / 13;
  if ((value & 0x8000000000U) == 0 || year > 9999 || hms / 4096 >= 24 || hms / 64 % 64 >= 60 || hms % 64 >= 60) {
    return {};
  }
  to.Put('\'');
  PutDate(year, ymd / 32 % 13, ymd % 32, to);
  to.Put(' ');
  PutTime(hms / 4096, hms / 64 % 64, hms % 64, to);
  to.Put('\'');
  return to;
}

TextCursor PutTimestamp(std::uint64_t seconds, TextCursor to) {
  if (seconds == 0) return {};
  constexpr std::uint64_t kDay = 24 * 3600;
  const std::chrono::year_month_day date(std::chrono::sys_days(std::chrono::days(seconds / kDay)));
  to.Put('\'');
  PutDate(static_cast<unsigned>(static_cast<int>(date.year())), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()), to);
  to.Put(' ');
  PutTime(seconds % kDay / 3600, seconds / 60 % 60, seconds % 60, to);
  to.Put('\'');
  return to;
}

// DECIMAL of up to 18 digits on each side: see parser/decimal.h for the shape.
TextCursor PutDecimal(Bytes stored, unsigned precision, unsigned scale, TextCursor to) {
  static constexpr std::array<unsigned, 10> kBytes = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
  static constexpr std::array<std::uint64_t, 10> kPowers = {1,      10,      100,      1000,      10000,
                                                            100000, 1000000, 10000000, 100000000, 1000000000};
  const unsigned whole = precision - scale;
  const bool negative = (std::to_integer<unsigned>(stored[0]) & 0x80U) == 0;
  std::uint64_t flip = 0x80U;  // of the first byte
  bool legal = true;
  const auto take = [&](unsigned digits) -> std::uint64_t {
    const std::size_t size = kBytes[digits];
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
  if (!legal || (negative && integer == 0 && fraction == 0)) return {};
  if (negative) to.Put('-');
  to.PutNumber(integer);
  if (scale == 0) return to;
  to.Put('.');
  to.PutPadded(fraction, scale);
  return to;
}

// What eight bytes of text hold besides bytes that stand in a literal as they are.
struct Found {
  std::uint64_t high = 0;   // not ASCII
  std::uint64_t other = 0;  // to be escaped, perhaps

  void Look(std::uint64_t eight) {
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    constexpr std::uint64_t kHigh = 0x8080808080808080U;
    const auto zeros = [](std::uint64_t v) { return (v - kOnes) & ~v & kHigh; };
    high |= eight & kHigh;
    other |= ((eight - kOnes * 0x20U) & ~eight & kHigh) | zeros(eight ^ (kOnes * '\'')) | zeros(eight ^ (kOnes * '\\'));
  }
};

// Whether the same bytes are the same value in both: what DecodeValue and the printers ask a column for.
bool StoresAlike(const Column& a, const Column& b) {
  return a.type == b.type && a.is_unsigned == b.is_unsigned && a.length == b.length && a.decimals == b.decimals &&
         a.fsp == b.fsp && a.old_temporal == b.old_temporal && a.compressed == b.compressed &&
         a.collation == b.collation && a.members == b.members;
}

std::uint64_t EightAt(Bytes bytes, std::size_t offset) {
  std::uint64_t eight = 0;
  std::memcpy(&eight, bytes.subspan(offset, sizeof(eight)).data(), sizeof(eight));
  return eight;
}

// LoadBig of one to eight bytes, without a loop where eight can be read: anywhere but in a page's trailer.
std::uint64_t LoadBigAt(Bytes page, const FieldRef& field) {
  if (field.offset + sizeof(std::uint64_t) > page.size()) return LoadBig(page.subspan(field.offset, field.length));
  return BigAt<std::uint64_t>(page, field.offset) >> (64 - 8 * field.length);
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
  Printer printer{.column = &column, .literals = {}};
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
        if (!value) return Printer{.column = &column, .literals = {}};
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

bool SqlPlainRow::Append(const PlainRows& rows, std::size_t row, RowText& out) const {
  const std::span<const FieldRef> fields = rows.Row(row);
  std::size_t room = room_;
  for (const FieldRef& field : fields) room += 2 * field.length;
  TextCursor to = out.Begin(room);
  to.Put(",\n(");
  for (std::size_t i = 0; i < printers_.size(); ++i) {
    if (i > 0) to.Put(',');
    if (fields[i].is_null) {
      to.Put("NULL");
    } else if (const TextCursor behind = PutValue(printers_[i], rows.page, fields[i], to)) {
      to = behind;
    } else {
      out.End(to);
      if (!AppendOther(printers_[i], rows.page.subspan(fields[i].offset, fields[i].length), out)) return false;
      to = out.Begin(room);
    }
  }
  to.Put(')');
  out.End(to);
  return true;
}

TextCursor SqlPlainRow::PutValue(const Printer& printer, Bytes page, const FieldRef& field, TextCursor to) {
  if (printer.kind == Kind::kText) return PutText(printer, page, field, to);
  if (printer.kind == Kind::kOther || field.length != printer.size) return {};
  if (printer.kind == Kind::kDecimal) {
    return PutDecimal(page.subspan(field.offset, field.length), printer.precision, printer.column->decimals, to);
  }
  const std::uint64_t value = LoadBigAt(page, field);
  switch (printer.kind) {
    case Kind::kUnsigned: to.PutNumber(value); return to;
    case Kind::kSigned: {
      // The sign bit is flipped: what is below 2^(n-1) is negative.
      const std::uint64_t zero = std::uint64_t{1} << (printer.size * 8 - 1);
      if (value < zero) to.Put('-');
      to.PutNumber(value < zero ? zero - value : value - zero);
      return to;
    }
    case Kind::kDate: return PutDate(value, to);
    case Kind::kDateTime: return PutDateTime(value, to);
    case Kind::kTimestamp: return PutTimestamp(value, to);
    case Kind::kEnum: {
      if (value >= printer.literals.size()) return {};
      const Literal& literal = printer.literals[value];
      if (literal.text.size() > literal.begin.size()) {
        to.Put(literal.text);
      } else {
        // A copy of a fixed size is a few instructions; what is too much of it is written over.
        std::memcpy(to.at(), literal.begin.data(), literal.begin.size());
        to.Advance(literal.text.size());
      }
      return to;
    }
    case Kind::kDecimal:
    case Kind::kText:
    case Kind::kOther: break;
  }
  return {};
}

TextCursor SqlPlainRow::PutText(const Printer& printer, Bytes page, const FieldRef& field, TextCursor to) {
  Bytes stored = page.subspan(field.offset, field.length);
  if (printer.pad) {
    while (!stored.empty() && stored.back() == std::byte{' '}) stored = stored.first(stored.size() - 1);
  }
  constexpr std::size_t kEight = sizeof(std::uint64_t);
  // Eight bytes are read at a time, the last ones past the value: within the page.
  if (stored.size() > printer.max_size || field.offset + stored.size() + kEight > page.size()) return {};
  to.Put('\'');
  Found found;
  std::size_t i = 0;
  for (; i + kEight <= stored.size(); i += kEight) {
    const std::uint64_t eight = EightAt(page, field.offset + i);
    std::memcpy(to.at() + i, &eight, kEight);  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic)
    found.Look(eight);
  }
  if (i < stored.size()) {
    const std::uint64_t eight = EightAt(page, field.offset + i);
    std::memcpy(to.at() + i, &eight, kEight);  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic)
    const std::uint64_t own = (std::uint64_t{1} << ((stored.size() - i) * 8)) - 1;
    static_assert(std::endian::native == std::endian::little, "the first bytes are taken for the low ones");
    found.Look((eight & own) | (0x6161616161616161U & ~own));
  }
  if (found.high != 0 && !(printer.utf8 && IsWellFormed(*printer.column->collation->charset, stored))) return {};
  if (found.other == 0) {
    to.Advance(stored.size());
  } else {
    for (const char c : AsText(stored)) {
      const char escape = EscapeOf(kSqlEscapes, c);
      if (escape != 0) to.Put('\\');
      to.Put(escape != 0 ? escape : c);
    }
  }
  to.Put('\'');
  return to;
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
