// Instant metadata: MariaDB's record of what ALGORITHM=INSTANT did to a table, read from its clustered index.
//
// Purpose   a CREATE TABLE knows the columns of today. Which of them older records have, where the dropped ones lie and
//           what stands for columns that a record lacks is told by the metadata record, the first of the first leaf, by
//           the BLOB it refers to, and by the root page. Each may be lost; what the others leave open is guessed, and
//           the records of the pages that verify decide (schema_fit.h).
// Shape     readings of the past, best first; an index without instant DDL has none. A table that one of them is put
//           into lays its records out by it (Table::instant).
// Fails     never. A reading whose sources were lost says so (InstantDdl::guessed, InstantDefault::kUnknown).
// Source    btr_cur_instant_init_low, btr_cur_instant_root_init (btr0cur.cc, MariaDB 10.4 to 11.8).
#pragma once

#include <string>
#include <vector>

#include "parser/record_header.h"
#include "parser/schema.h"
#include "salvage/page_store.h"

namespace innosalvage {

struct InstantReading {
  Table table;  // with `instant` and `dropped_columns`
  // A guess among several: it counts only if it is the one that explains the records.
  bool open = false;
  std::string note;  // what was lost, for the report; empty: nothing
};

// Where to look: root and first leaf tell nearly always. Where both are lost, records that only instant DDL brings do;
// looking for those reads many pages, and is for a table that does not fit otherwise.
enum class InstantSearch : std::uint8_t { kRootAndFirstLeaf, kAllLeaves };

std::vector<InstantReading> ReadInstantMetadata(const PageStore& store, const Table& table, std::uint64_t index_id,
                                                RecordFormat format, InstantSearch search);

}  // namespace innosalvage
