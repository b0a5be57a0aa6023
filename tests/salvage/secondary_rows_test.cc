// Lost rows that secondary indexes still know: on files of real servers, hurt here, against the rows these had.

#include "salvage/secondary_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "parser/ddl_parser.h"
#include "parser/limits.h"
#include "salvage/tablespace_salvage.h"

namespace innosalvage {
namespace {

constexpr std::size_t kPage = 16384;

std::string ReadText(const std::string& path) {
  namespace io = boost::iostreams;
  const bool packed = !std::filesystem::exists(path);
  std::ifstream file(packed ? path + ".xz" : path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  io::filtering_istream in;
  if (packed) in.push(io::lzma_decompressor());
  in.push(file);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

using Line = std::vector<std::string>;  // a row as in the truth; "?" where it is not known

std::vector<Line> ReadTruth(const std::string& path) {
  std::vector<Line> lines;
  std::istringstream text(ReadText(path));
  for (std::string line; std::getline(text, line);) {
    Line fields(1);
    for (const char c : line) {
      if (c == '\t') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    lines.push_back(std::move(fields));
  }
  lines.erase(lines.begin());
  return lines;
}

std::string Show(const Value& value) {
  switch (value.kind) {
    case ValueKind::kNull: return "\\N";
    case ValueKind::kSigned: return std::to_string(value.i);
    case ValueKind::kUnsigned: return std::to_string(value.u);
    case ValueKind::kDouble: {
      std::array<char, 64> text{};
      const auto end = std::to_chars(text.data(), text.data() + text.size(), value.d).ptr;
      return {text.data(), end};
    }
    case ValueKind::kBinary: {
      std::string text = "0x";
      for (const char c : value.text) {
        constexpr std::string_view kDigits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 15U];
      }
      return text;
    }
    case ValueKind::kLost: return "?";
    default: return std::string(value.text);
  }
}

struct Shown {
  Line line;
  Evidence evidence;
};

class Collector final : public RowConsumer {
 public:
  struct Lines final : Chunk {
    std::vector<Shown> rows;
  };
  std::unique_ptr<Chunk> Format(const RowBatch& batch) const override {
    auto chunk = std::make_unique<Lines>();
    for (std::size_t row = 0; row < batch.size(); ++row) {
      Shown shown;
      for (const Value& value : batch.Values(row)) shown.line.push_back(Show(value));
      shown.evidence = batch.EvidenceOf(row);
      chunk->rows.push_back(std::move(shown));
    }
    return chunk;
  }
  void Write(std::unique_ptr<Chunk> chunk) override {
    for (Shown& row : dynamic_cast<Lines&>(*chunk).rows) rows.push_back(std::move(row));
  }
  std::vector<Shown> rows;
};

struct Outcome {
  TableFindings table;
  std::vector<Shown> rows;

  std::multiset<Line> Of(Trust trust) const {
    std::multiset<Line> lines;
    for (const Shown& row : rows) {
      if (row.evidence.trust == trust) lines.insert(row.line);
    }
    return lines;
  }
};

class Fixture {
 public:
  explicit Fixture(const std::string& folder, const std::string& table)
      : path_(std::string(INNOSALVAGE_SOURCE_DIR "/testdata/") + folder + "/" + table),
        table_(table),
        file(ReadText(path_ + ".ibd")),
        truth(ReadTruth(path_ + ".tsv")) {
    for (const DdlTable& definition : ParseDdl(ReadText(path_ + ".sql"), {}).tables) {
      catalog_.Add(definition.table, "test");
    }
  }

  Outcome Salvage() const {
    Outcome outcome;
    const auto source = Source(file);
    TablespaceFindings findings = SurveyTablespace(*source, "d/" + table_ + ".ibd", Options());
    SalvageRows(
        *source, findings, Options(), [](const TableFindings&) { return std::make_unique<Collector>(); },
        [&](TableFindings&, RowConsumer& consumer) {
          outcome.rows = std::move(dynamic_cast<Collector&>(consumer).rows);
        });
    EXPECT_EQ(findings.refused, "");
    if (findings.tables.size() != 1) {
      ADD_FAILURE() << findings.tables.size() << " tables";
      return outcome;
    }
    EXPECT_EQ(findings.tables.front().refused, "");
    RunFindings run;
    run.tablespaces.push_back(findings);
    EXPECT_THAT(CheckSums(run), testing::IsEmpty());
    outcome.table = findings.tables.front();
    return outcome;
  }

  // Calls `act` with what reading the clustered index takes.
  template <typename Act>
  void WithTree(Act act) const {
    const auto source = Source(file);
    TablespaceFindings findings = SurveyTablespace(*source, "d/" + table_ + ".ibd", Options());
    ASSERT_EQ(findings.tables.size(), 1U);
    TableFindings& table = findings.tables.front();
    const PageStore store(*source, findings.inventory);
    const bool redundant = table_.find("redundant") != std::string::npos;
    const auto plan = PlanTable(table.table, redundant ? RecordFormat::kRedundant : RecordFormat::kCompact);
    ASSERT_TRUE(plan.has_value());
    act(store, *plan, BuildLiveTree(store, table.index_id, table.root, plan->node), table);
  }

  std::vector<std::uint32_t> Leaves() const {
    std::vector<std::uint32_t> pages;
    WithTree([&](const PageStore&, const TablePlan&, const LiveTree& tree, TableFindings&) {
      for (const LeafRef& leaf : tree.leaves) pages.push_back(leaf.page_no);
    });
    return pages;
  }

  std::uint32_t Root() const {
    std::uint32_t root = 0;
    WithTree([&](const PageStore&, const TablePlan&, const LiveTree& tree, TableFindings&) {
      root = tree.root.value_or(0);
    });
    return root;
  }

  // Leaves of all other indexes.
  std::map<std::uint64_t, std::vector<std::uint32_t>> OtherLeaves() const {
    std::map<std::uint64_t, std::vector<std::uint32_t>> pages;
    WithTree([&](const PageStore& store, const TablePlan&, const LiveTree& tree, TableFindings&) {
      for (const PageEntry& entry : store.inventory().entries) {
        const bool leaf = entry.type == 17855 && entry.level == 0 && IsVerified(entry.verdict);
        if (leaf && entry.index_id != tree.index_id) pages[entry.index_id].push_back(entry.page_no);
      }
    });
    return pages;
  }

  void Zero(std::uint32_t page_no) { file.replace(std::size_t{page_no} * kPage, kPage, kPage, '\0'); }
  void Garble(std::uint32_t page_no, std::size_t offset, std::size_t size) {
    std::mt19937 random(page_no);
    const std::size_t start = std::size_t{page_no} * kPage + offset;
    for (std::size_t i = 0; i < size; ++i) file[start + i] = static_cast<char>(random());
  }

 private:
  static std::unique_ptr<ByteSource> Source(const std::string& bytes) {
    const Bytes view = AsBytes(bytes);
    return MemorySource(std::vector<std::byte>(view.begin(), view.end()));
  }
  SalvageOptions Options() const {
    SalvageOptions options;
    options.hash = false;
    options.catalog = &catalog_;
    return options;
  }

  std::string path_;
  std::string table_;
  SchemaCatalog catalog_;

 public:
  std::string file;
  std::vector<Line> truth;
};

// What is named is that of the row wherever it says something.
bool Agrees(const Line& named, const Line& row) {
  return std::ranges::equal(named, row, [](const std::string& a, const std::string& b) { return a == "?" || a == b; });
}

Line Project(const Line& line, const std::vector<std::size_t>& known) {
  Line projected(line.size(), "?");
  for (const std::size_t column : known) projected[column] = line[column];
  return projected;
}

// The truth without the rows that came out whole; of the others only the columns that indexes hold.
std::multiset<Line> LostRows(const Fixture& fixture, const Outcome& outcome, const std::vector<std::size_t>& known) {
  std::multiset<Line> lost(fixture.truth.begin(), fixture.truth.end());
  for (const Trust trust : {Trust::kIntact, Trust::kRepaired, Trust::kSuspect}) {
    for (const Line& line : outcome.Of(trust)) {
      const auto found = lost.find(line);
      EXPECT_NE(found, lost.end()) << "no such row: " << testing::PrintToString(line);
      if (found != lost.end()) lost.erase(found);
    }
  }
  std::multiset<Line> projected;
  for (const Line& line : lost) projected.insert(Project(line, known));
  return projected;
}

void ExpectEveryLostRowNamedOnce(const Fixture& fixture, const std::vector<std::size_t>& known) {
  const Outcome outcome = fixture.Salvage();
  const auto lost = LostRows(fixture, outcome, known);
  EXPECT_FALSE(lost.empty());
  EXPECT_EQ(outcome.Of(Trust::kPartial), lost);
  EXPECT_EQ(outcome.table.lost_keys_named, lost.size());
  EXPECT_EQ(outcome.table.rows_lost_estimated, lost.size());
  EXPECT_NE(outcome.table.rows_lost_counted_in, "");
  for (const Shown& row : outcome.rows) {
    const bool partial = row.evidence.trust == Trust::kPartial;
    EXPECT_EQ(partial, row.evidence.reasons.Has(Reason::kSecondaryOnly));
    EXPECT_EQ(partial, row.evidence.found_by == FoundBy::kSecondary);
  }
}

struct Case {
  const char* folder;
  const char* table;
  std::vector<std::size_t> known;  // columns that its secondary indexes hold whole, the key included
};

std::ostream& operator<<(std::ostream& out, const Case& test) { return out << test.folder << "/" << test.table; }

class SecondaryRows : public testing::TestWithParam<Case> {
 protected:
  Fixture fixture_{GetParam().folder, GetParam().table};
};

TEST_P(SecondaryRows, NoneIsNamedWhereNothingIsLost) {
  const Outcome outcome = fixture_.Salvage();
  EXPECT_EQ(outcome.Of(Trust::kIntact), std::multiset<Line>(fixture_.truth.begin(), fixture_.truth.end()));
  EXPECT_THAT(outcome.Of(Trust::kPartial), testing::IsEmpty());
}

TEST_P(SecondaryRows, EachRowOfALeafLostIsNamedOnce) {
  const auto leaves = fixture_.Leaves();
  ASSERT_GE(leaves.size(), 4U);
  fixture_.Zero(leaves[leaves.size() / 2]);
  ExpectEveryLostRowNamedOnce(fixture_, GetParam().known);
}

TEST_P(SecondaryRows, TheFirstAndTheLastLeafMayBeLost) {
  const auto leaves = fixture_.Leaves();
  fixture_.Zero(leaves.front());
  fixture_.Zero(leaves.back());
  ExpectEveryLostRowNamedOnce(fixture_, GetParam().known);
}

TEST_P(SecondaryRows, LostRangesAreCountedEachOnItsOwn) {
  const auto leaves = fixture_.Leaves();
  ASSERT_GE(leaves.size(), 6U);
  std::vector<std::uint64_t> held;  // rows that came from each of the leaves, before
  const Outcome whole = fixture_.Salvage();
  const std::array<std::uint32_t, 3> gone = {leaves[1], leaves[2], leaves[4]};
  for (const std::uint32_t page_no : gone) {
    held.push_back(static_cast<std::uint64_t>(
        std::ranges::count_if(whole.rows, [&](const Shown& row) { return row.evidence.page_no == page_no; })));
    fixture_.Zero(page_no);
  }
  ExpectEveryLostRowNamedOnce(fixture_, GetParam().known);
  const Outcome outcome = fixture_.Salvage();
  if (std::string_view(GetParam().table) == "text_key") return;  // ordered by its collation: the sum alone is exact
  std::vector<std::uint64_t> counted;
  for (const LostRange& range : outcome.table.lost) {
    counted.push_back(range.rows_estimated);
    EXPECT_THAT(range.how, testing::HasSubstr("counted in secondary index `"));
  }
  EXPECT_EQ(counted, held);
}

// A range beyond the limit keeps its numbers.
TEST_P(SecondaryRows, LostRangesBeyondTheLimitAreCountedAsThoseListed) {
  const auto leaves = fixture_.Leaves();
  ASSERT_GE(leaves.size(), 6U);
  for (const std::size_t leaf : {1U, 2U, 4U}) fixture_.Zero(leaves[leaf]);
  const TableFindings all = fixture_.Salvage().table;
  Limits limits;
  limits[Limit::kReportList] = 1;
  FixLimits(limits);
  const TableFindings few = fixture_.Salvage().table;
  FixLimits(Limits());
  ASSERT_EQ(all.lost.size(), 3U);
  ASSERT_EQ(few.lost.size(), 1U);
  ASSERT_EQ(few.lost_unlisted.size(), 2U);
  EXPECT_EQ(few.rows_lost_estimated, all.rows_lost_estimated);
  EXPECT_EQ(few.lost[0].how, all.lost[0].how);
  EXPECT_EQ(few.lost[0].from, all.lost[0].from);
  EXPECT_EQ(few.lost[0].rows_estimated, all.lost[0].rows_estimated);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(few.lost_unlisted[i].page_no, all.lost[i + 1].page_no);
    EXPECT_EQ(few.lost_unlisted[i].rows_estimated, all.lost[i + 1].rows_estimated);
    EXPECT_EQ(few.lost_unlisted[i].rows_recovered, all.lost[i + 1].rows_recovered);
  }
}

TEST_P(SecondaryRows, RowsThatCameOutOfAHurtLeafAreNotNamed) {
  const auto leaves = fixture_.Leaves();
  fixture_.Garble(leaves[leaves.size() / 2], 6000, 3000);
  const Outcome outcome = fixture_.Salvage();
  EXPECT_GT(outcome.table.rows.Of(Trust::kSuspect), 0U);
  EXPECT_EQ(outcome.Of(Trust::kPartial), LostRows(fixture_, outcome, GetParam().known));
  EXPECT_FALSE(outcome.Of(Trust::kPartial).empty());
}

TEST_P(SecondaryRows, LeavesFoundOverTheirLinksAreNotLost) {
  const auto leaves = fixture_.Leaves();
  fixture_.Zero(leaves[2]);
  fixture_.Zero(fixture_.Root());
  const Outcome outcome = fixture_.Salvage();
  EXPECT_EQ(outcome.Of(Trust::kPartial), LostRows(fixture_, outcome, GetParam().known));
}

TEST_P(SecondaryRows, AHurtSecondaryIndexNamesWhatItStillHas) {
  const auto leaves = fixture_.Leaves();
  fixture_.Zero(leaves[1]);
  const auto others = fixture_.OtherLeaves();
  for (const auto& [id, pages] : others) {
    if (pages.size() > 1) fixture_.Zero(pages.back());
  }
  const Outcome outcome = fixture_.Salvage();
  const auto lost = LostRows(fixture_, outcome, GetParam().known);
  for (const Line& named : outcome.Of(Trust::kPartial)) {
    EXPECT_TRUE(std::ranges::any_of(lost, [&](const Line& line) { return Agrees(named, line); }))
        << testing::PrintToString(named);
  }
  EXPECT_LE(outcome.Of(Trust::kPartial).size(), lost.size());
}

TEST_P(SecondaryRows, NoRowThatCameOutIsNamedWhateverIsHurt) {
  const std::string whole = fixture_.file;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    fixture_.file = whole;
    const auto pages = static_cast<std::uint32_t>(whole.size() / kPage);
    for (unsigned hurts = 0; hurts <= seed; ++hurts) {
      const auto page_no = static_cast<std::uint32_t>(4 + random() % (pages - 4));  // the schema stays readable
      if (random() % 2 == 0) {
        fixture_.Zero(page_no);
      } else {
        fixture_.Garble(page_no, random() % 8192, random() % 8192);
      }
    }
    const Outcome outcome = fixture_.Salvage();
    std::multiset<Line> lost(fixture_.truth.begin(), fixture_.truth.end());
    for (const Trust trust : {Trust::kIntact, Trust::kRepaired, Trust::kSuspect}) {
      for (const Line& line : outcome.Of(trust)) {
        const auto found = lost.find(line);
        if (found != lost.end()) lost.erase(found);
      }
    }
    for (const Line& named : outcome.Of(Trust::kPartial)) {
      EXPECT_TRUE(std::ranges::any_of(lost, [&](const Line& line) { return Agrees(named, line); }))
          << testing::PrintToString(named);
    }
    EXPECT_LE(outcome.Of(Trust::kPartial).size(), lost.size());
  }
}

TEST_P(SecondaryRows, LittleMemoryTakesMorePassesToTheSameRowsInTheSameOrder) {
  const auto leaves = fixture_.Leaves();
  fixture_.Zero(leaves[1]);
  fixture_.Zero(leaves[3]);
  fixture_.WithTree([&](const PageStore& store, const TablePlan& plan, const LiveTree& tree, TableFindings& table) {
    std::vector<LeafOutcome> outcomes;
    LeafReader reader(plan, store);
    std::vector<std::byte> page(store.page_size());
    for (const LeafRef& leaf : tree.leaves) {
      RowBatch batch(*plan.table, plan.exported);
      RowCounts counts;
      const auto read = store.Read(leaf.page_no, page);
      ASSERT_TRUE(read.has_value());
      outcomes.push_back(reader.Read(leaf, *store.inventory().Find(leaf.page_no), page, batch, counts));
    }
    const auto indexes = FindSecondaryIndexes(store, plan, ClusteredKey(*plan.table, plan.leaf), tree, outcomes);
    const auto lines = [&](std::uint64_t memory) {
      Collector rows;
      TableFindings findings = table;
      NameLostRows(store, plan, tree, outcomes, indexes, rows, {.memory = memory}, findings);
      std::vector<Line> shown;
      for (const Shown& row : rows.rows) shown.push_back(row.line);
      EXPECT_EQ(findings.lost_keys_named, shown.size());
      return shown;
    };
    const auto all = lines(SecondaryRowsOptions{}.memory);
    EXPECT_GT(all.size(), 50U);
    EXPECT_EQ(lines(20'000), all);
  });
}

INSTANTIATE_TEST_SUITE_P(Servers, SecondaryRows,
                         testing::Values(Case{"secondary/mysql-9", "twins_dynamic", {0, 1, 2, 3, 4}},
                                         Case{"secondary/mysql-9", "twins_redundant", {0, 1, 2, 3, 4}},
                                         Case{"secondary/mysql-9", "text_key", {0, 1, 2}},
                                         Case{"secondary/mysql-9", "row_id", {0, 1}},
                                         Case{"secondary/mysql-9", "downward", {0, 1, 2, 3}},
                                         Case{"secondary/mariadb-10.11", "twins_dynamic", {0, 1, 2, 3, 4}},
                                         Case{"secondary/mariadb-10.11", "twins_redundant", {0, 1, 2, 3, 4}},
                                         Case{"secondary/mariadb-10.11", "text_key", {0, 1, 2}},
                                         Case{"secondary/mariadb-10.11", "row_id", {0, 1}},
                                         Case{"secondary/mariadb-10.11", "downward", {0, 1, 2, 3}},
                                         Case{"mariadb-10.11", "churned_dynamic", {0, 1}},
                                         Case{"mysql-9", "two_levels_compact", {0, 2}},
                                         Case{"mariadb-10.11", "two_levels_redundant", {0, 2}}),
                         [](const auto& test) {
                           std::string name = std::string(test.param.folder) + "_" + test.param.table;
                           std::ranges::replace_if(
                               name, [](char c) { return c == '/' || c == '-' || c == '.'; }, '_');
                           return name;
                         });

}  // namespace
}  // namespace innosalvage
