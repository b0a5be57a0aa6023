// DEFAULT values of a .frm file: the row that a server copies when an INSERT names no column. Internal to the .frm
// reader (frm_reader.h).
//
// Shape     a row in the server's own form: null bits first (the first bit is the deletion mark's, unless
//           HA_OPTION_PACK_RECORD), integers little-endian, VARCHAR behind one or two bytes of length. MySQL 5.7 gives
//           virtual columns their null bits behind those of all others.
// Fails     nullopt: the column has no DEFAULT, or the row is damaged there, which `remarks` tells.
// Source    sql/unireg.cc make_empty_rec, sql/table.cc open_binary_frm (MySQL 5.7); sql/field.cc store and val_str of
//           each type.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parser/bytes.h"
#include "parser/frm_column.h"
#include "parser/schema.h"

namespace innosalvage {

// Where each column's null bit stands; a bit for a column that cannot be NULL is not used.
struct NullBit {
  std::uint32_t byte = 0;
  unsigned bit = 0;
};

struct NullBitOptions {
  bool first_bit_taken = false;
  bool virtual_last = false;  // MySQL 5.7
};
// `is_virtual`: as many as fields.
std::vector<NullBit> FrmNullBits(const std::vector<FrmField>& fields, const std::vector<bool>& is_virtual,
                                 const NullBitOptions& options);

// As SQL, see Column::default_sql. For a column that is neither generated nor has an expression.
std::optional<std::string> FrmDefault(const FrmField& field, const Column& column, Bytes row, const NullBit& null_bit,
                                      std::vector<std::string>& remarks);

}  // namespace innosalvage
