// Value cost: how many bits it takes to write down the values of a column, if they are of a given type.
//
// Purpose   where bytes alone do not say how records are cut, or of which type a field is, the right answer is the one
//           under which the values are ordinary: small numbers, dates of our century, text. `80 00 00 05 80 00 00 07`
//           as two INTs is 5 and 7; as one BIGINT it is a number of eleven digits. The sum of bits over all columns
//           compares whole schemas (schema_diagnosis.h) and ways to split a record (schema_inference.h).
// Units     bits, over all values together. Values are stored bytes, off-page references taken off.
// Fails     nullopt where a value is not legal for the type.
// Source    the principle is that of the minimum description length: the shorter description is the likelier one.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "parser/bytes.h"
#include "parser/schema.h"

namespace innosalvage {

// Some of the values may be cut short (a prefix beside its off-page part).
struct ColumnSample {
  std::vector<Bytes> values;
  bool cut_short = false;
};

// The bits of numbers: the least of writing each alone, its place in their range, the step from the one before, or
// which of a few different ones it is. Unsigned ones are given with their top bit flipped.
enum class Bias : std::uint8_t { kNone, kTopBit };
double IntegerBits(std::span<const std::int64_t> values, Bias bias = Bias::kNone);

// Of bytes without any meaning; what repeats costs little.
double BinaryBits(Bytes bytes);

// Of all values of a column. ENUM, SET and BIT count as integers.
std::optional<double> ValueBits(const Column& column, const ColumnSample& sample);

}  // namespace innosalvage
