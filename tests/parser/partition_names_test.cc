#include "parser/partition_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace innosalvage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<PartitionName> NamesOf(std::string sql) {
  Table table;
  table.partition_sql = std::move(sql);
  return PartitionNames(table);
}

TEST(PartitionNames, StandInTheOrderOfTheDefinition) {
  EXPECT_THAT(NamesOf("PARTITION BY RANGE (`a`)\n(PARTITION `z` VALUES LESS THAN (10) ENGINE = InnoDB,\n"
                      " PARTITION `a 1` VALUES LESS THAN MAXVALUE ENGINE = InnoDB)"),
              ElementsAre(PartitionName{"z", ""}, PartitionName{"a 1", ""}));
}

TEST(PartitionNames, AreGivenByNumberWhereTheDefinitionHasNone) {
  EXPECT_THAT(NamesOf("PARTITION BY LINEAR KEY ALGORITHM = 2 (a, b) PARTITIONS 3"),
              ElementsAre(PartitionName{"p0", ""}, PartitionName{"p1", ""}, PartitionName{"p2", ""}));
  EXPECT_THAT(NamesOf("PARTITION BY HASH (a)"), ElementsAre(PartitionName{"p0", ""}));
}

TEST(PartitionNames, OfSystemTimeEndWithTheCurrentOne) {
  EXPECT_THAT(NamesOf("PARTITION BY SYSTEM_TIME LIMIT 1000 PARTITIONS 3"),
              ElementsAre(PartitionName{"p0", ""}, PartitionName{"p1", ""}, PartitionName{"pn", ""}));
  EXPECT_THAT(NamesOf("PARTITION BY SYSTEM_TIME (PARTITION h HISTORY, PARTITION c CURRENT)"),
              ElementsAre(PartitionName{"h", ""}, PartitionName{"c", ""}));
}

TEST(PartitionNames, OfSubpartitionsAreGivenOrMade) {
  EXPECT_THAT(NamesOf("PARTITION BY RANGE (y) SUBPARTITION BY HASH (TO_DAYS(d)) SUBPARTITIONS 2\n"
                      "(PARTITION p0 VALUES LESS THAN (2000), PARTITION p1 VALUES LESS THAN MAXVALUE)"),
              ElementsAre(PartitionName{"p0", "p0sp0"}, PartitionName{"p0", "p0sp1"}, PartitionName{"p1", "p1sp0"},
                          PartitionName{"p1", "p1sp1"}));
  EXPECT_THAT(
      NamesOf("PARTITION BY LIST (y) SUBPARTITION BY KEY (d)\n"
              "(PARTITION p0 VALUES IN (1,2) (SUBPARTITION s0 ENGINE = InnoDB, SUBPARTITION s1 COMMENT = ')'),\n"
              " PARTITION p1 VALUES IN (3) (SUBPARTITION s2, SUBPARTITION s3 DATA DIRECTORY = '/x'))"),
      ElementsAre(PartitionName{"p0", "s0"}, PartitionName{"p0", "s1"}, PartitionName{"p1", "s2"},
                  PartitionName{"p1", "s3"}));
}

TEST(PartitionNames, AreTakenFromTheDictionaryWhereItListsThem) {
  Table table;
  table.partition_sql = "PARTITION BY HASH (a) PARTITIONS 2";
  Partition& partition = table.partitions.emplace_back();
  partition.name = "first";
  partition.subpartition = "s";
  EXPECT_THAT(PartitionNames(table), ElementsAre(PartitionName{"first", "s"}));
}

TEST(PartitionNames, AreNotMadeUpWhereNothingIsPartitioned) {
  EXPECT_THAT(NamesOf(""), IsEmpty());
  EXPECT_THAT(NamesOf("PARTITION BY HASH (a"), IsEmpty());
  EXPECT_THAT(NamesOf("PARTITION BY HASH (a) PARTITIONS 4000000000"), IsEmpty());
}

}  // namespace
}  // namespace innosalvage
