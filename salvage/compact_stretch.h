// Compact stretch: one part of a COMPACT record (its key, or what stands behind the system fields), as its shape
// (compact_shape.h) delimits it. What both ways to cut it into fields begin with (compact_cut.h, typed_compact_cut.h).
//
// Lifetime  bytes refer to the pages of the sample.
#pragma once

#include <optional>
#include <vector>

#include "salvage/compact_shape.h"

namespace innosalvage {

struct Stretch {
  Bytes bytes;  // from its begin to the end of the heap
  std::vector<VariableLength> lengths;

  std::size_t LengthOf(std::size_t n) const { return n < lengths.size() ? lengths[n].length : 0; }
};

struct AskedRecord {
  Bytes page;
  std::size_t origin = 0;
  NullBitmap bitmap = 0;
  std::size_t place = 0;  // among all
};

// The records of the chains, in their order.
std::vector<AskedRecord> AskedRecords(const IndexSample& sample, const CompactShape& shape);

// What stands behind the system fields; of an index that is no clustered one, all.
std::optional<Stretch> RestOf(const AskedRecord& record, const CompactShape& shape, std::size_t variable);

// `n` of them, from all over.
template <class T>
std::vector<T> Spread(const std::vector<T>& from, std::size_t n) {
  if (from.size() <= n) return from;
  std::vector<T> some;
  for (std::size_t i = 0; i < n; ++i) some.push_back(from[from.size() * i / n]);
  return some;
}

// The numbers of the bits that are set.
std::vector<unsigned> SetBits(NullBitmap bitmap);

}  // namespace innosalvage
