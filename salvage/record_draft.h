// Record draft: the fields of an index's records as they were found in the records themselves, before they become the
// columns of a schema (schema_inference.h).
//
// Shape     fields in the order of the record, those before DB_TRX_ID in `key`. An index that is no clustered one has
//           all in `key`.
// Lifetime  values point into the pages of the sample that the draft was made from.
#pragma once

#include <optional>
#include <vector>

#include "salvage/field_typing.h"

namespace innosalvage {

struct DraftField {
  TypedField typed;
  bool nullable = false;             // NULL was seen, or can be
  std::optional<unsigned> null_bit;  // COMPACT: its bit, where it is known
  std::vector<Bytes> values;
  std::size_t nulls = 0;
  bool without_values = false;
};

struct RecordDraft {
  std::vector<DraftField> key;
  std::vector<DraftField> rest;
  bool clustered = false;
  bool row_id = false;         // the key is DB_ROW_ID
  std::size_t null_bytes = 0;  // COMPACT
};

// What the values of all fields cost (value_cost.h).
double BitsOf(const std::vector<DraftField>& fields);

// Whether a key of 6 bytes is DB_ROW_ID. `keys`: of one page, in order.
bool IsRowId(const std::vector<Bytes>& keys, double bits_as_columns);

}  // namespace innosalvage
