// The partitions of an SDI table: the PARTITION BY clause and the trees of each partition.
//
// Purpose   PARTITION BY as SHOW CREATE TABLE prints it (names always quoted, no versioned comments), and id, root and
//           space of every partition's indexes. Each partition's file holds the SDI of the whole table.
// Shape     "PARTITION BY RANGE (year(`d`))\n(PARTITION `p0` VALUES LESS THAN (2000) ENGINE = InnoDB,\n …)".
//           Placement (DATA DIRECTORY, TABLESPACE) is left out: it belongs to the machine the table came from.
// Fails     into the reader's error slot.
// Source    sql/dd/types/table.h enum_partition_type, enum_subpartition_type, enum_default_partitioning;
//           sql/dd/impl/types/partition_impl.cc, partition_value_impl.cc serialize; sql/sql_partition.cc
//           generate_partition_syntax (MySQL 8.0).
#pragma once

#include <string>
#include <vector>

#include "parser/schema.h"
#include "parser/sdi_json.h"

namespace innosalvage {

struct SdiPartitions {
  std::string sql;  // empty: the table is not partitioned
  std::vector<Partition> partitions;
};

// `table` stands on the dd_object. PartitionIndex::index holds SDI's index_opx: the caller, who knows which of the
// indexes are user indexes, maps it.
SdiPartitions ReadSdiPartitions(const SdiReader& table);

}  // namespace innosalvage
