#include "salvage/data_files.h"

#include <gtest/gtest.h>

#include "parser/joined_source.h"

namespace innosalvage {
namespace {

constexpr std::uint32_t kPageSize = 16384;

DataFile File(std::string path, std::uint32_t first_page, std::uint32_t pages) {
  return {.path = std::move(path),
          .size = std::uint64_t{pages} * kPageSize,
          .page_size = kPageSize,
          .first_page = first_page,
          .placed = true,
          .pages = pages};
}

DataFile Blank(std::string path, std::uint32_t pages) {
  return {.path = std::move(path), .size = std::uint64_t{pages} * kPageSize, .blank = true};
}

TEST(DataFiles, StandInTheOrderOfTheirPages) {
  const auto groups = GroupDataFiles({File("b", 100, 20), File("a", 0, 100)});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0][0].path, "a");
  EXPECT_EQ(groups[0][1].path, "b");
}

// 64 KiB must not make a tablespace of 8 TB.
TEST(DataFiles, AFileThatClaimsToLieFarBehindAllOthersStandsAlone) {
  const auto groups = GroupDataFiles({File("a", 0, 100), File("b", 500'000'000, 4)});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[1][0].first_page, 0U);
}

TEST(DataFiles, PageNumbersDoNotWrap) {
  const std::uint32_t many = 100'000'000;
  const auto groups = GroupDataFiles({File("a", many, many), File("b", 0xffffffff - many / 2, many)});
  EXPECT_EQ(groups.size(), 2U);
}

TEST(DataFiles, WhereOnePageAloneTellsThePlaceAnotherFileMustEndThere) {
  DataFile doubtful = File("b", 100, 4);
  doubtful.placed = false;
  EXPECT_EQ(GroupDataFiles({File("a", 0, 100), doubtful}).size(), 1U);
  doubtful.first_page = 101;
  const auto groups = GroupDataFiles({File("a", 0, 100), doubtful});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[1][0].first_page, 0U);
}

TEST(DataFiles, ABlankFileIsNotPutWhereAnImpossibleSizeSays) {
  DataFile first = File("a", 0, 100);
  first.tablespace_pages = 4'000'000'000;
  const auto groups = GroupDataFiles({first, Blank("b", 50)});
  ASSERT_EQ(groups[0].size(), 2U);
  EXPECT_EQ(groups[0][1].first_page, 100U);
}

// It may stand inside of an image of a disk.
TEST(DataFiles, TheSizeOfABlankFileIsNotAskedOfTheFileSystem) {
  const auto groups = GroupDataFiles({File("disk.img:/a/ibdata1", 0, 100), Blank("disk.img:/a/ibdata2", 50)});
  ASSERT_EQ(groups.size(), 1U);
  ASSERT_EQ(groups[0].size(), 2U);
  EXPECT_EQ(groups[0][1].first_page, 100U);
  EXPECT_EQ(groups[0][1].pages, 50U);
}

TEST(DataFiles, APartIsAsLongAsItsFile) {
  DataFile file = File("ibdata1", 0, 100);
  file.size += 700;
  EXPECT_EQ(PartsOf({file}).front().size, 100U * kPageSize + 700U);
}

TEST(DataFiles, ThePieceOfAPageAtAFilesEndDoesNotCoverTheNextFile) {
  std::vector<SourcePart> sources;
  sources.push_back({.offset = 0, .source = MemorySource(std::vector<std::byte>(150, std::byte{1}))});
  sources.push_back({.offset = 100, .source = MemorySource(std::vector<std::byte>(100, std::byte{2}))});
  const auto whole = JoinSources(std::move(sources));
  std::vector<std::byte> read(200);
  EXPECT_EQ(whole->ReadAt(0, read).size, 200U);
  EXPECT_EQ(read[99], std::byte{1});
  EXPECT_EQ(read[100], std::byte{2});
  std::vector<InputPart> parts = {{.path = "a", .offset = 0, .size = 150, .sha256 = {}},
                                  {.path = "b", .offset = 100, .size = 100, .sha256 = {}}};
  HashParts(*whole, parts);
  EXPECT_TRUE(parts[0].sha256.empty());
  EXPECT_FALSE(parts[1].sha256.empty());
}

}  // namespace
}  // namespace innosalvage
