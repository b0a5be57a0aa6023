// Compact cut: where the fields of a COMPACT record stand whose shape is known (compact_shape.h) and whose schema is
// not.
//
// Purpose   the shape says how long the variable fields are, and how many bytes the fixed ones have together; not in
//           which order they stand. In the right order the bytes of one place are alike in all records: the first byte
//           of an INT is 80, text is text. Of all orders the one is taken whose bytes cost the fewest bits
//           (value_cost.h), which a table of (variable fields, fixed bytes) so far finds without trying each.
//           Records in which more fields are NULL then tell which of the parts those are: the ones without which the
//           others still look as before. Where it can be done in time, the types of the fields decide instead, and
//           their widths come out as well (typed_cut.h).
// Shape     a cut is a list of parts: a variable field, or one byte of a fixed one. Parts of a class are NULL together.
// Lifetime  plain values; pieces refer to the sample's pages.
#pragma once

#include "parser/schema.h"
#include "salvage/compact_shape.h"
#include "salvage/key_witness.h"

namespace innosalvage {

inline constexpr std::size_t kNoClass = SIZE_MAX;

struct CutPart {
  bool variable = false;
  std::size_t null_class = kNoClass;  // index into CompactCut::classes
  std::size_t width = 0;              // of the fixed field that begins with this byte, where it is known
};

struct NullClass {
  std::vector<unsigned> bits;  // one: the class is one field
  std::size_t variable = 0;
};

struct CompactCut {
  std::vector<CutPart> key;   // before DB_TRX_ID; of an index that is no clustered one: all
  std::vector<CutPart> rest;  // behind DB_ROLL_PTR
  std::vector<NullClass> classes;
  std::vector<unsigned> always_null;  // bits of fields without any value
  std::optional<double> bits;         // of all values of some records, if their types decided
};

// A part's bytes in one record: a variable field's, without the reference to its off-page part, or one byte.
struct CutPiece {
  Bytes bytes;
  bool present = false;
  bool external = false;
  bool two_bytes = false;  // its length took two bytes
};

std::optional<CompactCut> FindCompactCut(const IndexSample& sample, const CompactShape& shape, Vendor vendor,
                                         const std::vector<SecondarySample>& secondaries = {});

// The pieces of key and rest, in their order; empty where the record is not built so.
struct CutRecord {
  std::vector<CutPiece> key;
  std::vector<CutPiece> rest;
  std::size_t begin = 0;  // of the record, in its page
  std::size_t end = 0;
};
std::optional<CutRecord> CutCompactRecord(Bytes page, std::size_t origin, const CompactShape& shape,
                                          const CompactCut& cut);

}  // namespace innosalvage
