// DATE, TIME, DATETIME and TIMESTAMP in every encoding that an InnoDB file may hold.
//
// Shape     all big-endian. DATE is the same everywhere; of the others there are three families. n is the number of
//           fractional digits, f(n) = 0 1 1 2 2 3 3 bytes for n = 0 .. 6.
//
//             DATE       3 bytes, sign bit flipped: year*512 + month*32 + day
//
//             new (MySQL 5.6.4, MariaDB 10.0 with mysql56_temporal_format)
//             DATETIME   5 + f(n), sign bit set: year*13 + month, 5 bits day, 5 hour, 6 minute, 6 second; then fraction
//             TIME       3 + f(n): two's complement with the sign bit flipped of 10 bits hour, 6 minute, 6 second and
//                        the fraction, taken as one number
//             TIMESTAMP  4 + f(n): seconds since 1970, unsigned; then fraction
//             The fraction is counted in hundredths (1 byte), 1/10000 (2 bytes) or 1/1000000 (3 bytes).
//
//             old (before MySQL 5.6.4; n = 0)
//             DATETIME   8 bytes, sign bit flipped: the decimal number YYYYMMDDhhmmss
//             TIME       3 bytes, sign bit flipped: the decimal number [-]hhmmss
//             TIMESTAMP  4 bytes: seconds since 1970
//
//             old with fraction (MariaDB 5.3, later with mysql56_temporal_format=OFF; n > 0), in units of 10^-n seconds
//             DATETIME   6 6 7 7 7 8 bytes: ((((year*13 + month)*32 + day)*24 + hour)*60 + minute)*60 + second
//             TIME       4 4 5 5 5 6 bytes: seconds, plus 839 hours so that it is never negative
//             TIMESTAMP  4 + f(n): seconds since 1970; then the fraction in 10^-n
// Units     TIMESTAMP is printed in UTC, 0 as the zero date. MySQL and MariaDB before 11.5 end in 2038; the full 32
//           bits are accepted, which MariaDB 11.5 uses up to 2106.
// Fails     kIllegalLength, and kIllegalTemporal where no server setting would have let the value in: month 13, day 32,
//           hour 24, minute 60, year 10000, more than 838 hours, a fraction finer than n digits. Zero and partial dates
//           and days that the month does not have ('2023-02-31', ALLOW_INVALID_DATES) are legal.
// Source    mysys/my_time.cc my_datetime_packed_to_binary(), my_time_packed_to_binary(), my_timestamp_to_binary()
//           (MySQL 8.0); sql/field.cc Field_datetime, Field_time and Field_timestamp, _hires (MariaDB 10.11);
//           storage/innobase/handler/ha_innodb.cc get_innobase_type_from_mysql_type() for the flipped sign bits.
#pragma once

#include <cstdint>
#include <optional>
#include <tl/expected.hpp>

#include "parser/bytes.h"
#include "parser/damage.h"
#include "parser/schema.h"
#include "parser/text_buffer.h"

namespace innosalvage {

using TemporalText = TextBuffer<32>;

// Appends the value as the server prints it, with `fsp` fractional digits: "2024-02-29 23:59:58.12", "-838:59:59".
// `old_temporal` nullopt: old where the length leaves no other choice (DATETIME of 8 bytes), else new.
tl::expected<void, DamageKind> FormatTemporal(SqlType type, unsigned fsp, std::optional<bool> old_temporal,
                                              Bytes stored, TemporalText& out);

// The in-memory form of the new family, as JSON documents hold it: the integer above with a fraction of 24 bits in
// 1/1000000. Appends date, "date time" or time with 6 fractional digits (a date has none). False: illegal.
// Source: sql-common/json_dom.cc Json_datetime::from_packed(), mysys/my_time.cc TIME_from_longlong_datetime_packed().
bool FormatPackedTemporal(SqlType type, std::int64_t packed, TemporalText& out);

}  // namespace innosalvage
