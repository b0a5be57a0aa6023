// One entry of an SDI document's "columns": type, attributes, default.
//
// Purpose   the Column of schema.h, and what the index entries need to know about it.
// Units     SDI's char_length is bytes for text and binary types, bits for BIT, print width for numbers.
// Fails     into the reader's error slot (sdi_json.h): unknown type numbers, lengths the type cannot have, a default
//           that does not decode.
// Source    sql/dd/types/column.h enum_column_types, enum_hidden_type; sql/dd/impl/types/column_impl.cc serialize;
//           sql/dd/dd_table.cc fill_dd_columns_from_create_fields; storage/innobase/dict/dict0dd.cc (MySQL 8.0).
#pragma once

#include <cstdint>

#include "parser/schema.h"
#include "parser/sdi_json.h"

namespace innosalvage {

struct SdiColumn {
  Column column;
  std::uint32_t ordinal = 0;  // ordinal_position, from 1
  std::uint32_t char_length =
      0;                       // bytes of a CHAR, VARCHAR, BINARY, VARBINARY; an index entry's length is compared to it
  bool dropped = false;        // by ALGORITHM=INSTANT (8.0.29 and later): still in older rows
  bool is_row_header = false;  // DB_ROW_ID, DB_TRX_ID, DB_ROLL_PTR
};

SdiColumn ReadSdiColumn(const SdiReader& reader);

}  // namespace innosalvage
