// Key witness: what the records of a table's secondary indexes say of where its columns begin and end.
//
// Purpose   a secondary index's record is some whole columns, and the clustered key behind them. Found by its key, the
//           clustered record holds the same columns, and so each has a begin and an end there that no type can tell:
//           `6a 01` is YEAR and TINYINT, since an index has `01` alone.
// Method    of records without NULLs, the bytes before the key fall into variable fields, whose lengths are known, and
//           fixed bytes. How these alternate is told by the clustered records, which hold each of the pieces at one
//           place: behind some variable fields and a number of fixed bytes.
// Shape     pieces: a variable field, or the bytes of one or more fixed columns side by side.
// Fails     an index whose records end in no clustered key (its columns are the key's), or whose pieces can be read in
//           two ways, gives no piece.
// Lifetime  pieces refer to the pages of the samples.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "salvage/compact_shape.h"

namespace innosalvage {

// The samples of a table's secondary indexes, with the shapes that explain their records.
struct SecondarySample {
  IndexSample sample;
  std::vector<CompactShape> shapes;
};

// A clustered record: its key, and what stands behind the system fields.
struct WitnessedRecord {
  Bytes key;
  Bytes rest;
  std::vector<VariableLength> lengths;  // of the variable fields in `rest`
  NullBitmap bitmap = 0;
};

struct WitnessPiece {
  bool variable = false;
  double bits = 0.0;                         // what meeting its begin, or its end, is worth
  std::vector<std::optional<Bytes>> values;  // by clustered record; nullopt: its record was not met, or has NULLs
};

// `key_variable`, `key_fixed`: variable fields and fixed bytes of the clustered key.
std::vector<WitnessPiece> FindWitnessPieces(const std::vector<SecondarySample>& secondaries,
                                            std::span<const WitnessedRecord> records, std::size_t key_variable,
                                            std::size_t key_fixed);

// The secondary indexes that follow a clustered one in its tablespace; of other tables' ones nothing will match.
std::vector<SecondarySample> SampleSecondaries(const PageStore& store, std::uint64_t clustered_id);

}  // namespace innosalvage
