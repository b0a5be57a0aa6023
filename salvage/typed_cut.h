// Typed cut: the fields of COMPACT records whose shape is known (compact_shape.h), as the ones under whose types all
// records' values cost the fewest bits together (field_typing.h).
//
// Purpose   a field boundary is seldom told by the bytes beside it alone. `80 00 00 05 64 45 72 69 63` is INT, TINYINT
//           and text, or INT and text with a byte to spare: what the whole record costs decides. So places, widths,
//           types and which of the fields are NULL are chosen at once.
// Method    fields are put one behind the other in all records at the same time. A state is how far each record is read
//           and how many of the nullable fields are placed; of two ways into one state the cheaper one is kept, and a
//           state is given up when one that is farther costs much less.
// Rules     nullable fields stand in the order of their bits, and between two of them are at least as many columns as
//           the bits between them say. A record ends where the shape says.
// Witness   where secondary indexes tell a column's begin and end (key_witness.h), fields that end elsewhere cost more.
// Units     bits, as in value_cost.h.
// Fails     nullopt: nothing fits, or it would take too long; the caller has a cut by bytes (compact_cut.h).
// Lifetime  plain values.
#pragma once

#include <optional>
#include <vector>

#include "parser/record_header.h"
#include "parser/schema.h"
#include "salvage/compact_shape.h"
#include "salvage/key_witness.h"

namespace innosalvage {

// A stretch of one record: its key, or what stands behind the system fields.
struct TypedRecord {
  Bytes bytes;                          // from its begin to the end of the heap
  std::vector<VariableLength> lengths;  // of the variable fields present
  NullBitmap bitmap = 0;
  std::size_t fixed = 0;  // bytes of the fixed fields present
};

// A field whose bit was seen both set and not set.
struct SeenNullable {
  unsigned bit = 0;
  std::optional<bool> variable;      // nullopt: not known
  std::optional<std::size_t> width;  // of a fixed one, if known
  std::size_t columns_before = 0;    // at least so many nullable columns stand between it and the one before
};

struct TypedCutInput {
  std::vector<TypedRecord> records;
  std::vector<SeenNullable> nullable;  // by bit
  std::size_t columns_behind = 0;      // at least so many columns stand behind the last one of `nullable`
  std::vector<WitnessPiece> pieces;    // what secondary indexes say of `records`
  Vendor vendor = Vendor::kMySql;
};

struct TypedCutField {
  bool variable = false;
  std::size_t width = 0;             // of a fixed one
  std::optional<unsigned> null_bit;  // of `nullable`
};

struct TypedCut {
  std::vector<TypedCutField> fields;
  double bits = 0.0;
};

std::optional<TypedCut> FindTypedCut(const TypedCutInput& input);

}  // namespace innosalvage
