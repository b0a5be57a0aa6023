// Schema trial: a definition tried against the indexes of a file, under each reading of what it leaves open.
//
// Rules     where the schema names the clustered index's id (SDI, a dictionary), that index is the one. Otherwise all
//           are tried, lowest id first: a table's clustered index is made first. Row format, and for TIME, DATETIME and
//           TIMESTAMP whether they are stored as before MySQL 5.6.4, are tried as well.
//           What ALGORITHM=INSTANT did to the table comes from its definition (MySQL), or from the index (MariaDB).
// Lifetime  a trial owns its table.
#pragma once

#include <set>
#include <string>

#include "salvage/schema_fit.h"

namespace innosalvage {

struct SchemaTrial {
  Table table;  // under the reading tried
  std::uint64_t index_id = 0;
  SchemaFit fit;
  std::string error;  // the table cannot be laid out
  std::string note;   // what was lost of its past (instant DDL), for the report
};

// The reading and index of the best fit. `index_ids`: those in the file.
SchemaTrial TrySchema(const PageStore& store, const Table& table, const std::set<std::uint64_t>& index_ids);

// Why the schema was not usable, for people: how much of the records it explains, and where most break.
std::string DescribeMisfit(const SchemaTrial& trial);

RecordFormat RecordFormatOf(bool compact);

}  // namespace innosalvage
