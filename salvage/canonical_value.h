// Canonical value: a literal of an SQL file as the column holds it, so that the same value has the same bytes however
// it was spelt: 1, '1' and 01 in an INT; 1.50 and 1.5 in a DECIMAL(5,2); 'a' in latin1 and in utf8mb4; 0x41 and 'A'.
//
// Purpose   rows of a backup and of a salvage are compared by value, not by spelling.
// Shape     integers, DECIMAL and dates as the server prints them, without what does not count (leading zeros, a
//           fraction longer than the column's); text as UTF-8, CHAR without its padding; BINARY(n) padded; BIT without
//           leading zero bytes; ENUM and SET as their members; TIME in microseconds.
//           FLOAT has the six digits that dumps print of it: two that differ behind these count as equal.
// Fails     kNotTold: an expression, a number with more digits than the column, a TIMESTAMP whose time zone the dump
//           does not tell. Then nothing is said about equality.
// Source    sql/field.cc Field_*::store and val_str (MySQL 8.0); FLT_DIG for Field_float.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parser/dump_session.h"
#include "parser/schema.h"
#include "parser/sql_literal.h"

namespace innosalvage {

enum class Canonical : std::uint8_t { kNull, kValue, kNotTold };

// Sets `out`; it is empty for kNull and kNotTold.
Canonical MakeCanonical(const Column& column, const SqlLiteral& value, const DumpSession& session, std::string& out);

}  // namespace innosalvage
