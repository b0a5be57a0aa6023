// Variant trial: one definition against the records of one sample, quickly and to the byte.
//
// Purpose   FitSchema (schema_fit.h) judges a definition once, from the file. Here hundreds of variants of one are
//           judged, so a trial stops at the first record that contradicts. It asks more, too: NULL bits that belong to
//           no column, DB_TRX_ID and DB_ROLL_PTR where they must stand, keys in order, and how ordinary the values are.
// Units     bits: what all values asked cost (value_cost.h), less what DB_TRX_ID and DB_ROLL_PTR save by their shape.
// Lifetime  `sample` and `table` are only read.
#pragma once

#include <optional>
#include <string>

#include "parser/schema.h"
#include "salvage/index_sample.h"

namespace innosalvage {

// kGlance: the values of some records of the first page, and nothing else.
enum class TrialDepth : std::uint8_t { kToTheByte, kWithValues, kGlance };

struct VariantTrial {
  bool fits = false;
  double bits = 0.0;        // where it fits; not for kToTheByte
  std::size_t records = 0;  // asked for their values
  // Where it first failed: bytes between what the record should be and what it is, if they can be told.
  std::optional<std::ptrdiff_t> gap;
};

VariantTrial TryVariant(const IndexSample& sample, const Table& table, TrialDepth depth);

// A column whose sign, as declared, makes all of its values extreme, and the other one small: its name, or empty.
std::string ColumnOfWrongSign(const IndexSample& sample, const Table& table);
// A column of a one-byte character set all of whose other texts are UTF-8: its name, or empty.
std::string ColumnInUtf8(const IndexSample& sample, const Table& table);

}  // namespace innosalvage
