// Partitions: files that hold parts of one table, put in the order of its definition, and those that are missing.
//
// Shape     a partitioned table has a file a partition, t#p#p0.ibd, t#p#p1.ibd, ...; which ones there should be, only
//           the table's definition says.
// Fails     never: a file whose partition the definition does not name comes last.
#pragma once

#include "salvage/findings.h"
#include "salvage/table_path.h"

namespace innosalvage {

// How a partition is named to people: "p0", "p0/p0sp1", "" for a file that is no partition.
std::string PartitionText(const TablePath& path);

// Where in its table's rows the file's partition stands; past the last one for a partition that is not named.
std::size_t PartitionPosition(const Table& table, const TablePath& path);

// Tells, in the first table found of each partitioned one, which of its partitions no file holds.
void NameMissingPartitions(RunFindings& run);

}  // namespace innosalvage
