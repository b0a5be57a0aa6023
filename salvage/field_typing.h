// Field typing: which type a field likely has, from its values alone; and where a run of fixed bytes falls into fields.
//
// Rules     the type under which the values cost the fewest bits (value_cost.h), those of naming the type included:
//           INT is common, TIME is not. What bytes do not tell is not told: ENUM, SET and small unsigned integers are
//           the same, as are BINARY and what nothing fits better.
// Shape     the columns that come out have no names. Their character set is one in which the texts are well-formed:
//           utf8mb4, latin1, or gbk where high bytes come in pairs.
// Fails     never: BINARY and VARBINARY take anything.
#pragma once

#include <vector>

#include "parser/record_header.h"
#include "parser/schema.h"
#include "salvage/value_cost.h"

namespace innosalvage {

struct TypedField {
  Column column;
  std::size_t width = 0;  // 0: variable
  double bits = 0.0;
};

// All values have one width.
TypedField TypeOfFixed(const ColumnSample& sample);

// The fields of runs of one length, one run a record. `count`: how many there are, if known; 0: not known.
std::vector<TypedField> SplitFixedRun(std::span<const Bytes> runs, std::size_t count);

struct VariableSample {
  ColumnSample values;
  bool two_bytes = false;  // some length took two bytes: the column can have more than 255
  bool external = false;   // some value stands off-page
  bool narrow = false;     // some length above 127 took one byte: the column cannot have more than 255
};
TypedField TypeOfVariable(const VariableSample& sample, RecordFormat format, Vendor vendor);

}  // namespace innosalvage
