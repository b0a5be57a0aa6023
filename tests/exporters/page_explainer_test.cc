#include "exporters/page_explainer.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>

#include "parser/page_type.h"
#include "tests/exporters/explained_tablespace.h"

namespace innosalvage {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// Between them: INDEX (COMPACT, REDUNDANT, leaves and node pointers, free lists), SDI, FSP_HDR, XDES, INODE,
// IBUF_BITMAP, BLOB, LOB_FIRST, LOB_DATA, LOB_INDEX, unused pages; classic checksums and full_crc32.
constexpr std::array kFixtures = {"mysql-9/off_page_dynamic",     "mysql-9/json_partial_dynamic",
                                  "mysql-9/two_levels_redundant", "mysql-9/instant_dynamic",
                                  "mysql-9/types_compact",        "mariadb-10.11/off_page_redundant",
                                  "mariadb-11.8/three_levels",    "mariadb-11.8/instant_dynamic"};

// The page of each type, index level and record format that a fixture has, the first of each.
std::vector<std::uint32_t> KindsOfPages(const ExplainedTablespace& file) {
  std::map<std::tuple<std::uint16_t, std::uint16_t, std::uint64_t>, std::uint32_t> first;
  for (std::uint32_t i = 0; i < file.pages(); ++i) {
    const PageEntry* entry = file.findings().inventory.Find(i);
    if (entry != nullptr) first.emplace(std::tuple(entry->type, entry->level, entry->index_id), i);
  }
  std::vector<std::uint32_t> pages;
  for (const auto& [kind, page_no] : first) pages.push_back(page_no);
  return pages;
}

std::string ValueOf(const std::string& explanation, const std::string& name) {
  for (const ExplainedLine& line : ParseExplanation(explanation)) {
    if (line.text.starts_with(name + " ")) return line.text.substr(line.text.find_first_not_of(' ', name.size()));
  }
  return "(no such line)";
}

std::uint32_t FirstPage(const ExplainedTablespace& file, std::uint16_t type, std::uint16_t level,
                        const std::string& index = {}) {
  for (const PageEntry& entry : file.findings().inventory.entries) {
    if (entry.type != type || entry.level != level) continue;
    if (index.empty() || ValueOf(file.Explain(entry.page_no), "PAGE_INDEX_ID").ends_with(": " + index))
      return entry.page_no;
  }
  ADD_FAILURE() << "no page of type " << type;
  return 0;
}

TEST(PageExplainer, EveryByteOfEveryPageIsExplainedOnce) {
  for (const char* name : kFixtures) {
    SCOPED_TRACE(name);
    const ExplainedTablespace file(name);
    for (std::uint32_t i = 0; i < file.pages(); ++i) {
      SCOPED_TRACE(i);
      ExpectWholePageExplained(file.Explain(i), file.page_size());
    }
  }
}

TEST(PageExplainer, NothingOnAnIntactPageIsImpossible) {
  for (const char* name : kFixtures) {
    SCOPED_TRACE(name);
    const ExplainedTablespace file(name);
    for (std::uint32_t i = 0; i < file.pages(); ++i) {
      SCOPED_TRACE(i);
      const std::string explanation = file.Explain(i);
      for (const ExplainedLine& line : ParseExplanation(explanation)) {
        EXPECT_FALSE(line.impossible) << line.begin << " " << line.text;
      }
      EXPECT_THAT(explanation, Not(HasSubstr("! "))) << explanation;
    }
  }
}

TEST(PageExplainer, EveryByteIsExplainedWhateverBitsAreFlipped) {
  constexpr unsigned kSeed = 20240229;
  std::mt19937 random(kSeed);
  for (const char* name : kFixtures) {
    SCOPED_TRACE(name);
    const ExplainedTablespace file(name);
    for (const std::uint32_t page_no : KindsOfPages(file)) {
      for (int round = 0; round < 12; ++round) {
        SCOPED_TRACE(testing::Message() << "page " << page_no << " round " << round << " seed " << kSeed);
        std::vector<std::byte> page = file.Page(page_no);
        const int flips = 1 << (round % 10);
        for (int i = 0; i < flips; ++i) {
          // Half of them in the headers and the first records, where they hurt most.
          const std::size_t range = i % 2 == 0 ? page.size() : 512;
          page[random() % range] ^= static_cast<std::byte>(1U << (random() % 8));
        }
        ExpectWholePageExplained(file.Explain(page_no, page), page.size());
      }
    }
  }
}

TEST(PageExplainer, EveryByteOfRandomBytesIsExplainedUnderEachPageType) {
  constexpr unsigned kSeed = 7;
  std::mt19937 random(kSeed);
  const ExplainedTablespace file("mysql-9/types_compact");
  for (std::uint32_t type = 0; type < 40; ++type) {
    for (const std::uint16_t kind : {static_cast<std::uint16_t>(type), FIL_PAGE_INDEX, FIL_PAGE_RTREE, FIL_PAGE_SDI}) {
      SCOPED_TRACE(testing::Message() << "type " << kind << " seed " << kSeed);
      std::vector<std::byte> page(16384);
      for (std::byte& b : page) b = static_cast<std::byte>(random());
      page[FIL_PAGE_TYPE] = static_cast<std::byte>(kind >> 8U);
      page[FIL_PAGE_TYPE + 1] = static_cast<std::byte>(kind);
      ExpectWholePageExplained(file.Explain(4, page), page.size());
      ExpectWholePageExplained(file.Explain(0, page), page.size());
    }
  }
}

TEST(PageExplainer, APageCutOffByTheEndOfTheFileIsExplainedAsFarAsItGoes) {
  const ExplainedTablespace file("mysql-9/two_levels_redundant");
  for (const std::uint32_t page_no : KindsOfPages(file)) {
    const std::vector<std::byte> page = file.Page(page_no);
    for (std::size_t size = 1; size < page.size(); size = size * 2 + 13) {
      SCOPED_TRACE(testing::Message() << "page " << page_no << " of " << size << " bytes");
      ExpectWholePageExplained(file.Explain(page_no, Bytes(page).first(size)), size);
    }
  }
}

TEST(PageExplainer, AnEmptyPageIsNoLine) {
  std::ostringstream out;
  ExplainPage(ExplainInput{}, out);
  EXPECT_TRUE(ParseExplanation(out.str()).empty());
}

// The values are those that the server printed (testdata/mysql-9/unique_key.tsv).
TEST(PageExplainer, RecordsAreShownWithNamesAndValues) {
  const ExplainedTablespace file("mysql-9/unique_key");
  const std::string explanation = file.Explain(FirstPage(file, FIL_PAGE_INDEX, 0, "c"));
  EXPECT_EQ(ValueOf(explanation, "b"), "0");
  EXPECT_EQ(ValueOf(explanation, "c"), "'c0'");
  EXPECT_EQ(ValueOf(explanation, "lengths"), "c 2");
  EXPECT_EQ(ValueOf(explanation, "NULL bitmap"), "NULL: a");
  EXPECT_EQ(ValueOf(explanation, "PAGE_N_RECS"), "40");
}

TEST(PageExplainer, NodePointersNameTheirChild) {
  const ExplainedTablespace file("mysql-9/two_levels_redundant");
  const std::string explanation = file.Explain(FirstPage(file, FIL_PAGE_INDEX, 1, "PRIMARY"));
  EXPECT_THAT(ValueOf(explanation, "PAGE_LEVEL"), "1");
  const std::uint32_t child = static_cast<std::uint32_t>(std::stoul(ValueOf(explanation, "child page")));
  EXPECT_THAT(ValueOf(file.Explain(child), "PAGE_LEVEL"), "0: leaf");
}

TEST(PageExplainer, TheRootOfTheSdiIndexIsNamedOnPageZero) {
  const ExplainedTablespace file("mysql-9/types_compact");
  const std::string page0 = file.Explain(0);
  EXPECT_EQ(ValueOf(page0, "SDI root page"), "3");
  EXPECT_EQ(ValueOf(page0, "FIL_PAGE_SRV_VERSION"), "90704");
  EXPECT_EQ(ValueOf(page0, "encryption information"), "no encryption information");
  EXPECT_THAT(ValueOf(file.Explain(3), "FIL_PAGE_TYPE"), "17853 SDI");
}

TEST(PageExplainer, EncryptionInformationIsNamedAndNotShown) {
  const ExplainedTablespace file("mysql-9/types_compact");
  std::vector<std::byte> page = file.Page(0);
  const std::size_t at = EncryptionInfoOffset(file.findings().inventory.detected.format);
  // Behind the number of the master key and the server's UUID, which are told, the wrapped key.
  const std::string secret = "lCC" + std::string(4, '\0') + std::string(36, '7') + std::string(72, 'K');
  const Bytes bytes = AsBytes(secret);
  std::ranges::copy(bytes, page.begin() + static_cast<std::ptrdiff_t>(at));
  // Whatever the page calls itself, and whatever its size is thought to be.
  for (const std::uint16_t type : {FIL_PAGE_TYPE_FSP_HDR, FIL_PAGE_INDEX, FIL_PAGE_TYPE_BLOB, FIL_PAGE_UNDO_LOG}) {
    page[FIL_PAGE_TYPE] = static_cast<std::byte>(type >> 8U);
    page[FIL_PAGE_TYPE + 1] = static_cast<std::byte>(type);
    const std::string explanation = file.Explain(0, page);
    EXPECT_THAT(ValueOf(explanation, "encryption information"), HasSubstr("MySQL is present; not shown"));
    EXPECT_THAT(explanation, Not(HasSubstr("KKK")));
    EXPECT_THAT(explanation, Not(HasSubstr("4b4b")));
  }
}

TEST(PageExplainer, AFlippedBitIsSeenInTheChecksum) {
  const ExplainedTablespace file("mysql-9/types_compact");
  std::vector<std::byte> page = file.Page(4);
  page[9000] ^= std::byte{4};
  const std::vector<ExplainedLine> lines = ParseExplanation(file.Explain(4, page));
  ASSERT_FALSE(lines.empty());
  EXPECT_TRUE(lines.front().impossible);
  EXPECT_THAT(lines.front().text, HasSubstr("does not verify"));
}

TEST(PageExplainer, ABrokenChainIsMarkedAndItsRestFoundThroughTheDirectory) {
  const ExplainedTablespace file("mysql-9/unique_key");
  const std::uint32_t page_no = FirstPage(file, FIL_PAGE_INDEX, 0, "c");
  std::vector<std::byte> page = file.Page(page_no);
  // The next pointer of infimum, relative: now far outside the records.
  page[PAGE_NEW_INFIMUM - 2] = std::byte{0x3f};
  page[PAGE_NEW_INFIMUM - 1] = std::byte{0x9c};
  const std::string explanation = file.Explain(page_no, page);
  ExpectWholePageExplained(explanation, page.size());
  EXPECT_THAT(explanation, HasSubstr("not in the chain, found from directory slot"));
  std::vector<std::string> impossible;
  for (const ExplainedLine& line : ParseExplanation(explanation)) {
    if (line.impossible) impossible.push_back(line.text);
  }
  EXPECT_THAT(impossible, Contains(HasSubstr("infimum, owns 1")));
}

TEST(PageExplainer, ForeignPageNumbersAreMarked) {
  const ExplainedTablespace file("mysql-9/types_compact");
  const std::string explanation = file.Explain(5, file.Page(4));
  EXPECT_EQ(ValueOf(explanation, "FIL_PAGE_OFFSET"), "4, but it stands for page 5");
}

// Any tablespaces that are at hand: INNOSALVAGE_CORPUS names a folder.
TEST(PageExplainer, EveryByteOfEveryPageOfTheCorpusIsExplainedOnce) {
  const char* corpus = std::getenv("INNOSALVAGE_CORPUS");
  if (corpus == nullptr) GTEST_SKIP() << "INNOSALVAGE_CORPUS is not set";
  for (const auto& found : std::filesystem::recursive_directory_iterator(corpus)) {
    if (found.path().extension() != ".ibd") continue;
    SCOPED_TRACE(found.path());
    const auto source = OpenFile(found.path());
    ASSERT_TRUE(source.has_value());
    const auto detected = DetectFormat(**source, found.path(), {});
    ASSERT_TRUE(detected.has_value());
    std::vector<std::byte> page(detected->format.physical_size);
    for (std::uint32_t i = 0; (*source)->ReadAt(std::uint64_t{i} * page.size(), page).size == page.size(); ++i) {
      SCOPED_TRACE(i);
      std::ostringstream out;
      ExplainPage({.page = page,
                   .page_no = i,
                   .file_offset = i * page.size(),
                   .format = detected->format,
                   .space_id = {},
                   .pages_in_file = 0,
                   .entry = nullptr,
                   .index = {}},
                  out);
      ExpectWholePageExplained(out.str(), page.size());
    }
  }
}

}  // namespace
}  // namespace innosalvage
