// Schema diagnosis: what is wrong with a definition that does not fit, or that fits and yet makes no sense.
//
// Purpose   "does not fit" helps nobody who holds an old dump. Of all definitions that one edit makes of the one given
//           (schema_variants.h), those are taken that explain the records to the byte with legal values; the one under
//           which the values are the most ordinary names the mistake.
//           A definition can fit to the byte and be wrong all the same: two columns of fixed width swapped, a sign, a
//           character set. It is doubted where the values are extreme under it and ordinary under one edit of it, and
//           where secondary indexes hold other values for a row than the row has under it (index_witness.h).
// Not seen  what changes no byte and makes no value strange: columns of one type swapped that no index holds;
// VARCHAR(50) for VARCHAR(60);
//           NULL for NOT NULL where nothing is NULL and the bitmap keeps its size; ENUM members; names.
// Fails     never: an empty text where no single edit helps, or nothing is doubted.
// Units     time: some milliseconds a variant that fits, microseconds one that does not; a thousand variants and more.
#pragma once

#include <optional>
#include <string>

#include "salvage/index_sample.h"
#include "salvage/index_witness.h"
#include "salvage/schema_variants.h"

namespace innosalvage {

struct SchemaDiagnosis {
  std::string text;                // "the file fits if column `x` is INT, not BIGINT"
  std::optional<EditKind> kind;    // of the edit
  std::optional<Table> corrected;  // the definition with this edit
  double bits = 0.0;               // what the values cost under it
  bool found() const { return !text.empty(); }
};

// For a definition that does not fit.
SchemaDiagnosis NameMistake(const IndexSample& sample, const Table& table);

// What a definition that fits is doubted for. One that a server wrote for this file (.frm) is not doubted for its
// values.
enum class Doubts : std::uint8_t { kIndexes, kIndexesAndValues };

// For one that fits. `witness`: of this sample and table; an order of columns that it contradicts is wrong, one that it
// confirms is not doubted.
SchemaDiagnosis DoubtSchema(const IndexSample& sample, const Table& table, const IndexWitness& witness, Doubts doubts);

// Where the definition says one row format, and the pages are of the other.
SchemaDiagnosis CompareRowFormat(const IndexSample& sample, const Table& table);

// What the bytes look like at the place where a definition breaks: the column, hex, and what they could be.
std::string DescribeBreak(const IndexSample& sample, const Table& table);

}  // namespace innosalvage
