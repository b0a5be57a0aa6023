// Definitions whose columns changed places, against the entries of secondary indexes: on a file of a real server.
#include "salvage/index_witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "parser/byte_source.h"
#include "parser/ddl_parser.h"
#include "parser/page_type.h"
#include "salvage/schema_diagnosis.h"
#include "salvage/schema_inference.h"
#include "tests/fixture.h"

namespace innosalvage {
namespace {

const std::string kFolder = "secondary/mariadb-10.11/";

class IndexWitnessTest : public testing::Test {
 protected:
  IndexWitnessTest()
      : source_(MemorySource(ReadFixture(kFolder + "one_indexed"))),
        inventory_(*ScanPages(*source_, "one_indexed.ibd", {})),
        store_(*source_, inventory_) {
    std::istringstream text(ReadFixtureText(kFolder + "one_indexed.sql"));
    for (std::string line; std::getline(text, line);) lines_.push_back(line);
  }

  // The definition with the lines of two columns exchanged; without names the right one.
  Table Definition(const std::string& a = "", const std::string& b = "") const {
    std::vector<std::string> lines = lines_;
    const auto line_of = [&](const std::string& name) {
      return std::ranges::find_if(lines, [&](const std::string& line) { return line.starts_with("  `" + name + "`"); });
    };
    if (!a.empty()) std::iter_swap(line_of(a), line_of(b));
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    Table table = ParseDdl(text, {}).tables.at(0).table;
    table.vendor = Vendor::kMariaDb;
    return table;
  }

  IndexSample Leaves() const { return SampleIndex(store_, *FindClusteredIndex(store_), SampleLevel::kLeaves); }

  std::string Doubt(const Table& table) const {
    const IndexSample sample = Leaves();
    const auto plan = PlanTable(table, sample.format);
    return DoubtSchema(sample, table, IndexWitness(store_, *plan, sample), Doubts::kIndexesAndValues).text;
  }

  std::vector<std::string> lines_;
  std::unique_ptr<ByteSource> source_;
  Inventory inventory_;
  PageStore store_;
};

TEST_F(IndexWitnessTest, AgreesWithTheRightDefinition) {
  const IndexSample sample = Leaves();
  const Table table = Definition();
  const auto plan = PlanTable(table, sample.format);
  ASSERT_TRUE(plan);
  const auto answers = IndexWitness(store_, *plan, sample).Ask(*plan);
  ASSERT_EQ(answers.size(), 2U);
  for (const IndexTestimony& answer : answers) {
    EXPECT_GT(answer.agree, 300U) << answer.index;
    EXPECT_EQ(answer.differ, 0U) << answer.index;
  }
  EXPECT_EQ(Doubt(table), "");
}

TEST_F(IndexWitnessTest, ColumnsOfOneTypeThatChangedPlacesAreNamed) {
  EXPECT_THAT(Doubt(Definition("debit", "credit")),
              testing::AllOf(testing::HasSubstr("secondary indexes"), testing::HasSubstr("`credit`")));
  EXPECT_THAT(Doubt(Definition("first", "last")),
              testing::AllOf(testing::HasSubstr("secondary indexes"), testing::HasSubstr("`last`")));
}

// Not seen, as docs/salvage.md says: nothing in the file tells these two from each other.
TEST_F(IndexWitnessTest, ColumnsThatNoIndexHoldsAreNotDoubted) {
  Table table = Definition();
  std::swap(table.columns[5].name, table.columns[6].name);
  EXPECT_EQ(Doubt(table), "");
}

// KEY (a) and KEY (b) over INT columns are laid out alike: the tree of one is not heard against the other.
TEST(IndexWitness, AnIndexWhoseTreeIsLostDoesNotSpeakAgainstTheRightDefinition) {
  constexpr std::size_t kPage = 16384;
  std::string image = ReadFixtureText(kFolder + "twins_dynamic.ibd.xz");
  Table table = ParseDdl(ReadFixtureText(kFolder + "twins_dynamic.sql"), {}).tables.at(0).table;
  table.vendor = Vendor::kMariaDb;

  std::map<std::uint64_t, std::vector<std::size_t>> trees;  // pages of the secondary indexes, by index id
  std::uint64_t clustered = 0;
  {
    const auto source = MemorySource({AsBytes(image).begin(), AsBytes(image).end()});
    const Inventory inventory = *ScanPages(*source, "twins_dynamic.ibd", {});
    clustered = *FindClusteredIndex(PageStore(*source, inventory));
    for (const PageEntry& entry : inventory.entries) {
      if (entry.type == FIL_PAGE_INDEX && entry.index_id != clustered) trees[entry.index_id].push_back(entry.page_no);
    }
  }
  ASSERT_EQ(trees.size(), 5U);
  for (const auto& [id, pages] : trees) {
    std::string hurt = image;
    for (const std::size_t page : pages) hurt.replace(page * kPage, kPage, kPage, '\0');
    const auto source = MemorySource({AsBytes(hurt).begin(), AsBytes(hurt).end()});
    const Inventory inventory = *ScanPages(*source, "twins_dynamic.ibd", {});
    const PageStore store(*source, inventory);
    const IndexSample sample = SampleIndex(store, clustered, SampleLevel::kLeaves);
    const auto plan = PlanTable(table, sample.format);
    ASSERT_TRUE(plan);
    const IndexWitness witness(store, *plan, sample);
    const auto answers = witness.Ask(*plan);
    EXPECT_EQ(answers.size(), 4U) << "without index id " << id;
    for (const IndexTestimony& answer : answers) EXPECT_TRUE(answer.agrees()) << answer.index << " without " << id;
    EXPECT_EQ(DoubtSchema(sample, table, witness, Doubts::kIndexesAndValues).text, "");
  }
}

// What is left of an older table of the file has entries with the same keys, and lower ids.
TEST(IndexWitness, TreesOlderThanTheClusteredIndexAreNotAsked) {
  const std::string image = ReadFixtureText(kFolder + "one_indexed.ibd.xz");
  Table table = ParseDdl(ReadFixtureText(kFolder + "one_indexed.sql"), {}).tables.at(0).table;
  table.vendor = Vendor::kMariaDb;
  const auto source = MemorySource({AsBytes(image).begin(), AsBytes(image).end()});
  Inventory inventory = *ScanPages(*source, "one_indexed.ibd", {});
  const std::uint64_t clustered = *FindClusteredIndex(PageStore(*source, inventory));
  for (PageEntry& entry : inventory.entries) {
    if (entry.type == FIL_PAGE_INDEX && entry.index_id != clustered) entry.index_id -= clustered;
  }
  const PageStore store(*source, inventory);
  const IndexSample sample = SampleIndex(store, clustered, SampleLevel::kLeaves);
  EXPECT_FALSE(IndexWitness(store, *PlanTable(table, sample.format), sample).heard());
}

}  // namespace
}  // namespace innosalvage
