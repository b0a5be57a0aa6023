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

void PutDate(std::uint64_t year, std::uint64_t month, std::uint64_t day, RowText& out) {
  out.PutFour(year);
  out.Put('-');
  out.PutTwo(month);
  out.Put('-');
  out.PutTwo(day);
}

void PutTime(std::uint64_t hour, std::uint64_t minute, std::uint64_t second, RowText& out) {
  out.PutTwo(hour);
  out.Put(':');
  out.PutTwo(minute);
  out.Put(':');
  out.PutTwo(second);
}

// The printers below answer false where the value is not one of those they know, and have put nothing then.

bool PutDate(Bytes stored, RowText& out) {
  const std::uint64_t value = LoadBig(stored) ^ 0x800000U;
  const std::uint64_t year = value / 512;
  if (year > 9999 || value / 32 % 16 > 12) return false;
  out.Put('\'');
  PutDate(year, value / 32 % 16, value % 32, out);
  out.Put('\'');
  return true;
}

bool PutDateTime(Bytes stored, RowText& out) {
  const std::uint64_t value = LoadBig(stored.first<5>());
  const std::uint64_t ymd = (value & 0x7fffffffffU) >> 17U;
  const std::uint64_t hms = value & 0x1ffffU;
  const std::uint64_t year = ymd / 32 / 13;
  if ((value & 0x8000000000U) == 0 || year > 9999 || hms / 4096 >= 24 || hms / 64 % 64 >= 60 || hms % 64 >= 60) {
    return false;
  }
  out.Put('\'');
  PutDate(year, ymd / 32 % 13, ymd % 32, out);
  out.Put(' ');
  PutTime(hms / 4096, hms / 64 % 64, hms % 64, out);
  out.Put('\'');
  return true;
}

bool PutTimestamp(Bytes stored, RowText& out) {
  const std::uint64_t seconds = LoadBig(stored.first<4>());
  if (seconds == 0) return false;
  constexpr std::uint64_t kDay = 24 * 3600;
  const std::chrono::year_month_day date(std::chrono::sys_days(std::chrono::days(seconds / kDay)));
  out.Put('\'');
  PutDate(static_cast<unsigned>(static_cast<int>(date.year())), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()), out);
  out.Put(' ');
  PutTime(seconds % kDay / 3600, seconds / 60 % 60, seconds % 60, out);
  out.Put('\'');
  return true;
}

// DECIMAL of up to 18 digits on each side: see parser/decimal.h for the shape.
bool PutDecimal(Bytes stored, unsigned precision, unsigned scale, RowText& out) {
  constexpr std::array<unsigned, 10> kBytes = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
  constexpr std::array<std::uint64_t, 10> kPowers = {1,      10,      100,      1000,      10000,
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
  if (!legal || (negative && integer == 0 && fraction == 0)) return false;
  if (negative) out.Put('-');
  out.PutNumber(integer);
  if (scale == 0) return true;
  out.Put('.');
  out.PutPadded(fraction, scale);
  return true;
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

}  // namespace

SqlPlainRow::SqlPlainRow(const Table& table, std::span<const std::uint32_t> columns, const SqlValue& values)
    : table_(table), columns_(columns.begin(), columns.end()), values_(values) {
  for (const std::uint32_t column : columns) printers_.push_back(PrinterFor(table.columns[column], values));
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
        values.Append(*value, printer.literals.emplace_back());
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
  out.Room(4);
  out.Put(",\n(");
  for (std::size_t i = 0; i < printers_.size(); ++i) {
    out.Room(1 + 4);
    if (i > 0) out.Put(',');
    if (fields[i].is_null) {
      out.Put("NULL");
    } else if (!AppendValue(printers_[i], rows.page, fields[i], out)) {
      return false;
    }
  }
  out.Room(1);
  out.Put(')');
  return true;
}

bool SqlPlainRow::AppendValue(const Printer& printer, Bytes page, const FieldRef& field, RowText& out) const {
  if (printer.kind == Kind::kText) return AppendText(printer, page, field, out);
  const Bytes stored = page.subspan(field.offset, field.length);
  if (printer.kind == Kind::kOther || stored.size() != printer.size) return AppendOther(printer, stored, out);
  constexpr std::size_t kLongest = 64;
  out.Room(kLongest);
  switch (printer.kind) {
    case Kind::kUnsigned: out.PutNumber(LoadBig(stored)); return true;
    case Kind::kSigned: {
      // The sign bit is flipped: what is below 2^(n-1) is negative.
      const std::uint64_t value = LoadBig(stored);
      const std::uint64_t zero = std::uint64_t{1} << (printer.size * 8 - 1);
      if (value < zero) out.Put('-');
      out.PutNumber(value < zero ? zero - value : value - zero);
      return true;
    }
    case Kind::kDecimal: {
      const unsigned precision = printer.column->length == 0 ? 10 : printer.column->length;
      if (PutDecimal(stored, precision, printer.column->decimals, out)) return true;
      break;
    }
    case Kind::kDate:
      if (PutDate(stored, out)) return true;
      break;
    case Kind::kDateTime:
      if (PutDateTime(stored, out)) return true;
      break;
    case Kind::kTimestamp:
      if (PutTimestamp(stored, out)) return true;
      break;
    case Kind::kEnum: {
      const std::uint64_t index = LoadBig(stored);
      if (index >= printer.literals.size()) break;
      out.Room(printer.literals[index].size());
      out.Put(printer.literals[index]);
      return true;
    }
    case Kind::kText:
    case Kind::kOther: break;
  }
  return AppendOther(printer, stored, out);
}

bool SqlPlainRow::AppendText(const Printer& printer, Bytes page, const FieldRef& field, RowText& out) const {
  Bytes stored = page.subspan(field.offset, field.length);
  if (printer.pad) {
    while (!stored.empty() && stored.back() == std::byte{' '}) stored = stored.first(stored.size() - 1);
  }
  constexpr std::size_t kEight = sizeof(std::uint64_t);
  // Eight bytes are read at a time, the last ones past the value: within the page.
  if (stored.size() > printer.max_size || field.offset + stored.size() + kEight > page.size()) {
    return AppendOther(printer, page.subspan(field.offset, field.length), out);
  }
  out.Room(2 * stored.size() + 2 + kEight);
  const std::size_t begin = out.size();
  out.Put('\'');
  Found found;
  std::size_t i = 0;
  for (; i + kEight <= stored.size(); i += kEight) {
    const std::uint64_t eight = EightAt(page, field.offset + i);
    std::memcpy(out.at() + i, &eight, kEight);  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic)
    found.Look(eight);
  }
  if (i < stored.size()) {
    const std::uint64_t eight = EightAt(page, field.offset + i);
    std::memcpy(out.at() + i, &eight, kEight);  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic)
    const std::uint64_t own = (std::uint64_t{1} << ((stored.size() - i) * 8)) - 1;
    static_assert(std::endian::native == std::endian::little, "the first bytes are taken for the low ones");
    found.Look((eight & own) | (0x6161616161616161U & ~own));
  }
  if (found.high != 0 && !(printer.utf8 && IsWellFormed(*printer.column->collation->charset, stored))) {
    out.CutTo(begin);
    return AppendOther(printer, page.subspan(field.offset, field.length), out);
  }
  if (found.other == 0) {
    out.Advance(stored.size());
  } else {
    for (const char c : AsText(stored)) {
      const char escape = EscapeOf(kSqlEscapes, c);
      if (escape != 0) out.Put('\\');
      out.Put(escape != 0 ? escape : c);
    }
  }
  out.Put('\'');
  return true;
}

bool SqlPlainRow::AppendOther(const Printer& printer, Bytes stored, RowText& out) const {
  std::array<std::byte, 1024> scratch;  // NOLINT(cppcoreguidelines-pro-type-member-init): the arena fills what it gives
  std::pmr::monotonic_buffer_resource arena(scratch.data(), scratch.size());
  const auto value = DecodeValue(*printer.column, stored, arena);
  if (!value) return false;
  std::string text;
  values_.Append(*value, text);
  out.Room(text.size());
  out.Put(text);
  return true;
}

}  // namespace innosalvage
