// Plain rows as tuples of an INSERT, from the bytes they are stored in.
//
// Purpose   the hot path of a salvage. The common types are printed straight from the page; all others, and all that is
//           not plain about a value of a common type (text that is not UTF-8 yet, ...), by DecodeValue and SqlValue, as
//           everywhere else. The bytes are the same.
// Rules     bytes mean what the table says by whose layout they were cut (PlainRows::table). Parts of one table may say
//           it differently: a partition that was copied before the server converted its TIME columns.
// Fails     false where a value is not legal for its type: salvage/ then judges the leaf row by row.
// Threads   const after construction.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "exporters/row_text.h"
#include "exporters/sql_value.h"
#include "salvage/plain_rows.h"

namespace innosalvage {

class SqlPlainRow {
 public:
  // `columns` as in RowBatch; they are copied. Table and values outlive it.
  SqlPlainRow(const Table& table, std::span<const std::uint32_t> columns, const SqlValue& values);

  // Whether rows of `source` store the columns as this table does. Only such rows may be appended.
  bool Reads(const Table& source) const;

  // Appends ",\n(…)" for one row.
  bool Append(const PlainRows& rows, std::size_t row, RowText& out) const;

 private:
  enum class Kind : std::uint8_t { kSigned, kUnsigned, kDecimal, kDate, kDateTime, kTimestamp, kText, kEnum, kOther };
  struct Literal {
    std::string text;
    std::array<char, 32> begin{};  // of the text; all of it, if it fits
  };
  // Digits of a DECIMAL that are stored together, in an integer of all its bytes.
  struct DecimalGroup {
    unsigned shift = 0;
    std::uint64_t mask = 0;   // of the bits, when shifted
    std::uint64_t limit = 0;  // 10 to the number of its digits
  };
  struct Printer {
    Kind kind = Kind::kOther;
    const Column* column = nullptr;
    std::size_t size = 0;      // bytes of a value of fixed size
    bool utf8 = false;         // kText: utf8mb4
    bool pad = false;          // kText: CHAR
    std::size_t max_size = 0;  // kText: bytes that surely are not too many characters
    unsigned precision = 0;    // kDecimal
    // kDecimal of up to eight bytes: those before the point, those behind it
    std::array<DecimalGroup, 4> groups{};
    std::size_t whole_groups = 0;
    std::size_t fraction_groups = 0;
    std::vector<Literal> literals;  // kEnum: by index
  };
  static Printer PrinterFor(const Column& column, const SqlValue& values);
  static void SetGroups(Printer& printer);
  // These give where they came to; nowhere, if the value is none that they know.
  static TextCursor PutValue(const Printer& printer, Bytes page, const FieldRef& field, TextCursor to);
  static TextCursor PutShortDecimal(const Printer& printer, std::uint64_t value, TextCursor to);
  static TextCursor PutText(const Printer& printer, Bytes page, const FieldRef& field, TextCursor to);
  [[gnu::noinline]] bool AppendOther(const Printer& printer, Bytes stored, RowText& out) const;

  const Table& table_;
  std::vector<std::uint32_t> columns_;
  const SqlValue& values_;
  std::vector<Printer> printers_;  // as columns_
  std::size_t room_ = 0;           // what a row takes at most, its fields' bytes not counted
};

}  // namespace innosalvage
