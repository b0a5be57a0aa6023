// DECIMAL as MySQL and MariaDB store it: big-endian groups of nine digits that sort as bytes.
//
// Shape     DECIMAL(p,s): the p-s digits before the point, then the s digits after it. From the point outwards every
//           nine digits take four bytes; the group left over at either end takes as few as hold it:
//             digits  0 1 2 3 4 5 6 7 8 9
//             bytes   0 1 1 2 2 3 3 4 4 4
//           A group is a big-endian integer. The top bit of the first byte is flipped; a negative number has all other
//           bits flipped as well. -0.50 in DECIMAL(5,2): 7f ff cd.
// Units     digits. A column has 1 to 65, and 0 to 30 (MariaDB: 38) after the point. The servers' working form, which
//           JSON documents keep, is nine groups: up to 81.
// Fails     kIllegalLength where the bytes are not DecimalSize(); kIllegalDecimal where a group is above what its
//           digits can say, or zero is negative: the server writes neither.
// Source    strings/decimal.cc decimal2bin(), bin2decimal() (MySQL 8.0); strings/decimal.c (MariaDB).
#pragma once

#include <cstddef>
#include <tl/expected.hpp>

#include "parser/bytes.h"
#include "parser/damage.h"
#include "parser/text_buffer.h"

namespace innosalvage {

inline constexpr unsigned kMaxColumnPrecision = 65;
inline constexpr unsigned kMaxDecimalDigits = 81;
inline constexpr unsigned kMaxDecimalScale = 38;  // DECIMAL_MAX_SCALE: 30 in MySQL, 38 in MariaDB (my_decimal_limits.h)

using DecimalText = TextBuffer<kMaxDecimalDigits + 3>;  // sign, digits, point, the 0 before it

// Bytes that DECIMAL(precision, scale) takes; 0: there is no such number.
std::size_t DecimalSize(unsigned precision, unsigned scale);

// Appends the number with exactly `scale` digits after the point, as the server prints it: "-0.50", "0.00", "12".
tl::expected<void, DamageKind> FormatDecimal(Bytes stored, unsigned precision, unsigned scale, DecimalText& out);

}  // namespace innosalvage
