#include "salvage/current_tablespace.h"

#include <gtest/gtest.h>

namespace innosalvage {
namespace {

constexpr std::uint64_t kIndexId = 186;

SchemaCandidate Entry(SchemaOrigin origin, Vendor vendor, std::uint64_t index_id) {
  SchemaCandidate entry;
  entry.table.db = "stock";
  entry.table.name = "zipped";
  entry.table.vendor = vendor;
  entry.table.clustered_id = index_id;
  entry.table.space_id = 40;
  entry.origin = origin;
  return entry;
}

std::string WhyOlder(const CurrentTablespaces::Verdict& verdict) {
  return verdict.age == CurrentTablespaces::Age::kOlder ? verdict.why : std::string();
}

// A tablespace of MySQL 8 or later that was carved, and named by the SDI inside of it.
class CurrentTablespaceTest : public testing::Test {
 protected:
  CurrentTablespaceTest() {
    file_.path = "carved/stock/zipped.ibd";
    file_.inventory.detected.space_id = 18;
    file_.inventory.detected.server_version = 90000;
    file_.inventory.detected.format.vendor = Vendor::kMySql;
    file_.inventory.detected.format.has_sdi = true;
    table_.table.db = "stock";
    table_.table.name = "zipped";
    table_.index_id = kIndexId;
  }
  std::string Why(NamedBy named_by) { return WhyOlder(CurrentTablespaces().Judge(file_, table_, catalog_, named_by)); }

  TablespaceFindings file_;
  TableFindings table_;
  SchemaCatalog catalog_;
};

TEST_F(CurrentTablespaceTest, IsTheOneThatItsDictionaryNames) {
  catalog_.Add(Entry(SchemaOrigin::kDictionary, Vendor::kMySql, 230));
  EXPECT_NE(Why(NamedBy::kCarving), "");
  EXPECT_EQ(Why(NamedBy::kFileSystem), "");
  table_.index_id = 230;
  file_.inventory.detected.space_id = 40;
  EXPECT_EQ(Why(NamedBy::kCarving), "");
}

TEST_F(CurrentTablespaceTest, ATableWhoseDatabaseTheDictionaryLostMayBeIt) {
  SchemaCandidate entry = Entry(SchemaOrigin::kDictionary, Vendor::kMySql, 230);
  entry.table.db.clear();
  catalog_.Add(std::move(entry));
  EXPECT_NE(Why(NamedBy::kCarving), "");
}

// What is left of the file as it was before, beside it.
TEST_F(CurrentTablespaceTest, TheSameTreeIsReadOnce) {
  CurrentTablespaces current;
  EXPECT_EQ(WhyOlder(current.Judge(file_, table_, catalog_, NamedBy::kCarving)), "");
  file_.path = "carved/space_18.ibd";
  table_.table.db = "carved";
  EXPECT_NE(WhyOlder(current.Judge(file_, table_, catalog_, NamedBy::kCarving)), "");
}

// Compressed tablespaces of two servers are told apart by their dictionaries alone.
TEST_F(CurrentTablespaceTest, TablesOfOneNameOnTwoServersAreTwo) {
  CurrentTablespaces current;
  EXPECT_EQ(WhyOlder(current.Judge(file_, table_, catalog_, NamedBy::kCarving)), "");
  catalog_.Add(Entry(SchemaOrigin::kSysTables, Vendor::kMariaDb, 99));
  TablespaceFindings other = file_;
  other.path = "carved/space_40.ibd";
  other.inventory.detected.space_id = 40;
  other.inventory.detected.server_version = 0;
  other.inventory.detected.format.has_sdi = false;
  table_.index_id = 99;
  EXPECT_EQ(WhyOlder(current.Judge(other, table_, catalog_, NamedBy::kCarving)), "");
}

// A partition was rebuilt, and what names the new tablespace is lost: the old one still has its name.
TEST_F(CurrentTablespaceTest, APartitionMayHaveBeenReplacedByATablespaceWithoutAName) {
  TablespaceFindings unnamed = file_;
  unnamed.path = "carved/space_42.ibd";
  unnamed.inventory.detected.space_id = 42;
  unnamed.inventory.entries = {{.lsn = 500, .verdict = PageVerdict::kIntact},
                               {.lsn = 900, .verdict = PageVerdict::kIntact}};
  unnamed.inventory.newest_lsn = 900;
  TableFindings any = table_;
  any.index_id = 42;
  for (const auto& [newest, older] : {std::pair(499U, true), std::pair(501U, false)}) {
    CurrentTablespaces current;
    EXPECT_EQ(WhyOlder(current.Judge(unnamed, any, catalog_, NamedBy::kCarving)), "");
    table_.partition = "p1";
    file_.inventory.newest_lsn = newest;
    EXPECT_EQ(!WhyOlder(current.Judge(file_, table_, catalog_, NamedBy::kCarving)).empty(), older);
  }
}

// Two servers on one drive, each with a table of that name.
TEST_F(CurrentTablespaceTest, AnotherServersDictionarySaysNothing) {
  catalog_.Add(Entry(SchemaOrigin::kSysTables, Vendor::kMariaDb, 99));
  EXPECT_EQ(Why(NamedBy::kCarving), "");
}

// A compressed tablespace, or one of MySQL that lost its page 0: the dictionary that was found may be another server's.
TEST_F(CurrentTablespaceTest, OfAnUnknownServerOnlyWhatWasReplacedIsOlder) {
  using Age = CurrentTablespaces::Age;
  file_.inventory.detected.server_version = 0;
  file_.inventory.detected.format.has_sdi = false;
  file_.inventory.detected.format.vendor = Vendor::kUnknown;
  file_.inventory.newest_lsn = 500;
  catalog_.Add(Entry(SchemaOrigin::kSysTables, Vendor::kMariaDb, 99));
  EXPECT_EQ(CurrentTablespaces().Judge(file_, table_, catalog_, NamedBy::kCarving).age, Age::kMaybeOlder);
  TablespaceFindings present = file_;
  present.path = "carved/space_40.ibd";
  present.inventory.detected.space_id = 40;
  TableFindings table = table_;
  table.index_id = 99;
  for (const auto& [oldest, age] : {std::pair(499U, Age::kMaybeOlder), std::pair(501U, Age::kOlder)}) {
    CurrentTablespaces current;
    present.inventory.entries = {{.lsn = oldest, .verdict = PageVerdict::kIntact}};
    EXPECT_EQ(current.Judge(present, table, catalog_, NamedBy::kCarving).age, Age::kCurrent);
    EXPECT_EQ(current.Judge(file_, table_, catalog_, NamedBy::kCarving).age, age);
  }
}

}  // namespace
}  // namespace innosalvage
