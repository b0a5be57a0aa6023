// Compact shape: how the records of an index in COMPACT format are built, without its schema.
//
// Purpose   a COMPACT record says how long its variable fields are and which fields are NULL, but not how many fields
//           there are. Its neighbours do: in a heap, one record ends where the next one's header begins. So of the
//           bytes between two origins some are the first one's data and the others the second one's header, and only
//           the right number of NULL bytes and of variable fields makes them add up in all pairs. The first record of
//           a heap begins at a known place as well, and the last one ends at PAGE_HEAP_TOP.
// Shape     null_bytes, and for each NULL bitmap met: how many variable fields are present, and the sum of the fixed
//           ones' bytes. From bitmaps that differ in one bit: whether this bit's field is fixed, and how wide.
//           The key: how many variable fields and fixed bytes stand before DB_TRX_ID (system_fields.h).
// Fails     empty: no shape explains the records, or they are of instant DDL.
// Lifetime  plain values; `sample` is only read.
// Source    rec_convert_dtuple_to_rec_comp (rem0rec.cc): the order of the header's parts.
#pragma once

#include <map>
#include <vector>

#include "salvage/index_sample.h"

namespace innosalvage {

// Bit i: the i-th nullable field is NULL.
using NullBitmap = std::uint64_t;
inline constexpr std::size_t kMaxNullBytes = 8;
inline constexpr std::size_t kMaxVariable = 96;

struct PatternShape {
  std::size_t variable = 0;  // variable fields present
  std::size_t fixed = 0;     // bytes of all fixed fields present
  std::size_t records = 0;
};

struct NullableField {
  unsigned bit = 0;
  bool variable = false;
  std::size_t width = 0;  // fixed ones
};

// Bits that always change together: `variable` of them are variable fields, the others have `width` bytes in all.
struct NullableGroup {
  std::vector<unsigned> bits;
  std::size_t variable = 0;
  std::size_t width = 0;
};

struct CompactShape {
  std::size_t null_bytes = 0;
  std::map<NullBitmap, PatternShape> patterns;
  std::vector<NullableField> nullable;  // by bit
  std::vector<NullableGroup> groups;
  NullBitmap always_null = 0;
  std::uint64_t wide = ~std::uint64_t{0};  // bit i: lengths above 127 of variable field i take two bytes
  // The key, if the index is a clustered one.
  bool clustered = false;
  std::size_t key_variable = 0;
  std::size_t key_fixed = 0;
  std::size_t equations = 0;  // places where the shape could be seen to be wrong
  std::size_t satisfied = 0;
  double bits = 0.0;  // what the shape costs: the lower, the likelier
};

struct VariableLength {
  std::uint32_t length = 0;
  bool two_bytes = false;
  bool external = false;
};

// The lengths of a record's variable fields, from the bytes before its NULL bitmap; fewer than `count` where the page's
// heap does not hold as many.
std::vector<VariableLength> ReadLengths(Bytes page, std::size_t origin, std::size_t null_bytes, std::size_t count,
                                        std::uint64_t wide);
NullBitmap ReadNullBitmap(Bytes page, std::size_t origin, std::size_t null_bytes);

// The likeliest first. A bitmap that is always 04 and a length that is always 4 explain neighbours alike: then there
// are several, and what the fields hold decides.
std::vector<CompactShape> FindCompactShapes(const IndexSample& sample);

}  // namespace innosalvage
