// A column of a .frm file: its 17 bytes become a Column. Internal to the .frm reader (frm_reader.h).
//
// Shape     offset size
//                3    2  length: bytes of text, digits and sign of numbers, characters of dates as printed
//                5    3  place in the row of defaults, from 1
//                8    2  flags: 1 signed, 2 number, 4 ZEROFILL, 3-6 width of a BLOB's length, 8-13 decimals,
//                        0x400 BLOB, 0x800 spatial, 0x1000 BIT in bytes, 0x4000 no default, 0x8000 may be NULL
//               10    1  AUTO_INCREMENT, CURRENT_TIMESTAMP, or 128: generated (MySQL 5.7)
//               11    1  collation's high byte
//               12    1  ENUM, SET: number of the list of members, from 1
//               13    1  type
//               14    1  collation's low byte; of a spatial column its kind
//               15    2  length of the comment
// Units     lengths in the Column as in DDL (schema.h).
// Fails     where the type is unknown, or a collation of text: nothing could be decoded.
// Source    include/field.h, sql/field.h FIELDFLAG_*, Field::utype, sql/field.cc make_field (MySQL 5.7);
//           sql/sql_type.cc Column_definition_attributes_frm_unpack (MariaDB 10.11).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/bytes.h"
#include "parser/error.h"
#include "parser/frm_sections.h"
#include "parser/schema.h"

namespace innosalvage {

// The server's types. Source: include/mysql_com.h enum_field_types (MySQL 5.7).
enum FrmType : unsigned {
  MYSQL_TYPE_DECIMAL = 0,
  MYSQL_TYPE_TINY = 1,
  MYSQL_TYPE_SHORT = 2,
  MYSQL_TYPE_LONG = 3,
  MYSQL_TYPE_FLOAT = 4,
  MYSQL_TYPE_DOUBLE = 5,
  MYSQL_TYPE_TIMESTAMP = 7,
  MYSQL_TYPE_LONGLONG = 8,
  MYSQL_TYPE_INT24 = 9,
  MYSQL_TYPE_DATE = 10,
  MYSQL_TYPE_TIME = 11,
  MYSQL_TYPE_DATETIME = 12,
  MYSQL_TYPE_YEAR = 13,
  MYSQL_TYPE_NEWDATE = 14,
  MYSQL_TYPE_VARCHAR = 15,
  MYSQL_TYPE_BIT = 16,
  MYSQL_TYPE_TIMESTAMP2 = 17,
  MYSQL_TYPE_DATETIME2 = 18,
  MYSQL_TYPE_TIME2 = 19,
  MYSQL_TYPE_VIRTUAL = 245,  // MariaDB before 10.2: the type itself stands with the expression
  MYSQL_TYPE_JSON = 245,
  MYSQL_TYPE_NEWDECIMAL = 246,
  MYSQL_TYPE_ENUM = 247,
  MYSQL_TYPE_SET = 248,
  MYSQL_TYPE_TINY_BLOB = 249,
  MYSQL_TYPE_MEDIUM_BLOB = 250,
  MYSQL_TYPE_LONG_BLOB = 251,
  MYSQL_TYPE_BLOB = 252,
  MYSQL_TYPE_VAR_STRING = 253,
  MYSQL_TYPE_STRING = 254,
  MYSQL_TYPE_GEOMETRY = 255,
};

struct FrmField {
  std::uint32_t length = 0;
  std::uint32_t place = 0;  // in the row of defaults, from 0
  unsigned flags = 0;
  unsigned check = 0;      // Field::utype, without the next
  bool generated = false;  // MySQL 5.7
  unsigned collation = 0;
  unsigned members = 0;
  unsigned type = 0;
  std::size_t comment = 0;

  bool is_signed() const { return (flags & 1U) != 0; }
  bool zerofill() const { return (flags & 4U) != 0; }
  bool is_blob() const { return (flags & 0x400U) != 0; }
  bool is_spatial() const { return (flags & 0x800U) != 0; }
  bool bit_in_bytes() const { return (flags & 0x1000U) != 0; }
  bool no_default() const { return (flags & 0x4000U) != 0; }
  bool nullable() const { return (flags & 0x8000U) != 0; }
};

// Source: sql/field.h Field::utype.
inline constexpr unsigned kFrmNextNumber = 15;
inline constexpr unsigned kFrmTimestampOld = 18;  // before 4.1.2: both of the following
inline constexpr unsigned kFrmTimestampDefault = 21;
inline constexpr unsigned kFrmTimestampUpdate = 22;
inline constexpr unsigned kFrmTimestampBoth = 23;
inline constexpr unsigned kFrmCompressed = 24;  // TMYSQL_COMPRESSED, MariaDB 10.3

FrmField DecodeFrmField(std::span<const std::byte, kFrmFieldSize> bytes);

struct FrmColumnContext {
  std::uint32_t server_version = 0;
  bool mariadb = false;
  const std::vector<std::vector<std::string_view>>* members = nullptr;
  std::optional<std::string> type_name;  // MariaDB: of a type that a plugin brings
};

// Name, comment, default, expression and visibility are the caller's.
Result<Column> FrmColumn(const FrmField& field, const FrmColumnContext& context, std::vector<std::string>& remarks);

// CURRENT_TIMESTAMP with the column's fraction.
std::string CurrentTimestamp(const Column& column);

}  // namespace innosalvage
