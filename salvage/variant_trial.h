// Variant trial: one definition against the records of one sample, quickly and to the byte.
//
// Purpose   FitSchema (schema_fit.h) judges a definition once, from the file. Here hundreds of variants of one are
//           judged, so a trial stops at the first record that contradicts. It asks more, too: NULL bits that belong to
//           no column, DB_TRX_ID and DB_ROLL_PTR where they must stand, keys in order, and how ordinary the values are.
// Units     bits: what all values asked cost (value_cost.h), less what DB_TRX_ID and DB_ROLL_PTR save by their shape.
// Lifetime  `sample` and `table` are only read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

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

// How many different values the column has that has most, of those that are not the same in both. 0: all are the same.
std::size_t DifferentValues(const IndexSample& sample, const Table& table, const Table& other);

// The texts of each column, by its name: without the spaces at their end, sorted. They point into the sample. nullopt:
// the records cannot be cut, or hold illegal values.
using TextsOfColumns = std::map<std::string, std::vector<Bytes>>;
std::optional<TextsOfColumns> TextsOf(const IndexSample& sample, const Table& table);

// A column whose sign, as declared, makes all of its values extreme, and the other one small: its name, or empty.
std::string ColumnOfWrongSign(const IndexSample& sample, const Table& table);
// A column of a one-byte character set all of whose other texts are UTF-8: its name, or empty.
std::string ColumnInUtf8(const IndexSample& sample, const Table& table);

}  // namespace innosalvage
