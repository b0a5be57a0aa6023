// The DEFAULT of an SDI column as SQL text.
//
// Purpose   SDI keeps a default twice: default_value, the column's bytes in a server row buffer, and
//           default_value_utf8, made for people. The latter has '?' for characters beyond the BMP, cuts binary values
//           at the first NUL and holds a TIMESTAMP in the time zone of the session that created the table. So text,
//           binary, ENUM, SET and TIMESTAMP are decoded from the bytes; numbers, DATE, TIME, DATETIME and BIT, plain
//           ASCII, are taken from the text, which has the zeros of ZEROFILL and the right number of decimals.
// Units     a TIMESTAMP is printed in UTC, as a server with time_zone '+00:00' prints it.
// Fails     into the reader's error slot, where bytes and type contradict each other.
// Source    sql/dd/dd_table.cc prepare_default_value_string, sql/sql_show.cc print_default_value (MySQL 8.0), and
//           tables of a MySQL 9.7 server, tests/parser/sdi/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parser/schema.h"
#include "parser/sdi_json.h"

namespace innosalvage {

// For a column whose other members are filled in. nullopt: the column has no DEFAULT clause.
std::optional<std::string> SdiDefaultSql(const SdiReader& reader, const Column& column, std::uint32_t char_length);

}  // namespace innosalvage
