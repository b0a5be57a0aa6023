// Partition names: which partitions a table's definition has, in the order the server reads them.
//
// Shape     one entry a partition that has rows of its own: a subpartition, where there are such. Unnamed ones get the
//           names that the servers give: p0, p1, ...; subpartitions p0sp0, p0sp1, ...; the last one of PARTITION BY
//           SYSTEM_TIME is pn.
// Fails     gives no names where the definition has no partitions, or a clause that cannot be understood.
// Source    partition_info::create_default_partition_names, create_default_subpartition_name (sql/partition_info.cc,
//           MySQL 5.7, MariaDB 10.11).
#pragma once

#include <string>
#include <vector>

#include "parser/schema.h"

namespace innosalvage {

struct PartitionName {
  std::string partition;
  std::string subpartition;  // empty: none

  friend bool operator==(const PartitionName&, const PartitionName&) = default;
};

std::vector<PartitionName> PartitionNames(const Table& table);

}  // namespace innosalvage
