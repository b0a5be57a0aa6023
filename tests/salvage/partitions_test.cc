#include "salvage/partitions.h"

#include <gmock/gmock.h>

namespace innosalvage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Partition Named(std::string partition, std::string subpartition) {
  Partition named;
  named.name = std::move(partition);
  named.subpartition = std::move(subpartition);
  return named;
}

RunFindings RunOf(const std::vector<Partition>& partitions, const std::vector<std::string>& paths) {
  RunFindings run;
  for (const std::string& path : paths) {
    TableFindings table;
    table.table.db = "test";
    table.table.name = "t";
    table.table.partitions = partitions;
    TablespaceFindings file;
    file.path = path;
    file.tables.push_back(std::move(table));
    run.tablespaces.push_back(std::move(file));
  }
  NameMissingPartitions(run);
  return run;
}

const std::vector<std::string>& MissingOf(const RunFindings& run) {
  return run.tablespaces.front().tables.front().missing_partitions;
}

const std::vector<std::string> kFiles = {"test/t#P#One#SP#Onesp0.ibd", "test/t#P#One#SP#Onesp1.ibd",
                                         "test/t#p#two#sp#twosp0.ibd"};

TEST(MissingPartitions, AreThoseThatNoFileHolds) {
  const auto all = {Named("One", "Onesp0"), Named("One", "Onesp1"), Named("two", "twosp0"), Named("two", "twosp1")};
  EXPECT_THAT(MissingOf(RunOf(all, kFiles)), ElementsAre("two/twosp1"));
}

TEST(MissingPartitions, ADefinitionWithoutSubpartitionsNamesNoneOfThem) {
  EXPECT_THAT(MissingOf(RunOf({Named("One", ""), Named("two", "")}, kFiles)), IsEmpty());
  EXPECT_THAT(MissingOf(RunOf({Named("One", ""), Named("two", ""), Named("three", "")}, kFiles)), ElementsAre("three"));
}

}  // namespace
}  // namespace innosalvage
