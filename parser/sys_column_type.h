// SYS column type: the column that MTYPE, PRTYPE and LEN of SYS_COLUMNS stand for, as far as they tell.
//
//   MTYPE     1 VARCHAR (latin1)  2 CHAR (latin1)  3 FIXBINARY  4 BINARY  5 BLOB  6 INT  9 FLOAT  10 DOUBLE  11 DECIMAL
//             12 VARMYSQL  13 MYSQL (CHAR of other character sets)  14 GEOMETRY
//   PRTYPE    bits 0-7 the SQL type (enum_field_types), 8 NOT NULL, 9 UNSIGNED, 10 binary, 12 two length bytes,
//             13 virtual, 14 and 15 (MariaDB) ROW START and ROW END, both: versioned; 16 and above: collation id
//   LEN       bytes a value may have; BLOB: 8 + length bytes
//
// Rules     what is not stored is not guessed. A DECIMAL is of so many bytes, but its digits before and behind the
//           point are not told: it becomes BINARY, its bytes as stored. ENUM and SET become the integer that is stored.
//           MariaDB's UUID and INET6 cannot be told from each other: BINARY(16).
// Source    get_innobase_type_from_mysql_type, create_table_info_t::create_table_def (ha_innodb.cc); data0type.h
//           (MySQL 5.7, MariaDB 10.11); enum_field_types (field_types.h).
#pragma once

#include "parser/schema.h"

namespace innosalvage {

struct SysColumnType {
  Column column;    // without name
  std::string gap;  // what its values cannot be written exactly without; empty: they can
  bool is_virtual = false;
  bool row_start = false;  // MariaDB: system versioning
  bool row_end = false;
  bool known = true;  // false: no server writes this
};

SysColumnType DecodeSysColumnType(std::uint32_t mtype, std::uint32_t prtype, std::uint32_t length, Vendor vendor);

}  // namespace innosalvage
