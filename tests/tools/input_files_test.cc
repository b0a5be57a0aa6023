#include "tools/input_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace innosalvage {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class InputFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = fs::path(testing::TempDir()) / ("innosalvage-input-files-" + test);
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "db");
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Write(const fs::path& name, const std::string& text = {}) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  fs::path folder_;
};

TEST_F(InputFilesTest, AFileNamedTwiceIsOneInput) {
  const std::string a = Write("db/a.ibd");
  const std::string b = Write("db/b.ibd");
  EXPECT_THAT(FindInputFiles({b, folder_.string(), a, b}).paths, testing::ElementsAre(b, a));
}

TEST_F(InputFilesTest, ALinkWhoseTablespaceIsNotGivenIsTold) {
  const std::string link = Write("db/a.isl", "/other/db/a.ibd\n");
  const InputFiles missing = FindInputFiles({folder_.string()});
  ASSERT_EQ(missing.problems.size(), 2U);  // the folder holds nothing else
  EXPECT_EQ(missing.problems[1].where, link);
  EXPECT_THAT(missing.problems[1].what, HasSubstr("/other/db/a.ibd,"));
  // Of another database, it is another table's.
  EXPECT_EQ(FindInputFiles({folder_.string(), Write("other/x/a.ibd")}).problems.size(), 1U);
  EXPECT_TRUE(FindInputFiles({folder_.string(), Write("other/db/a.ibd")}).problems.empty());
}

// Each path was compared with each one before, and each link with each of them: of so many that took long.
TEST_F(InputFilesTest, FoldersOfManyLinksAreRead) {
  constexpr std::size_t kFiles = 8'000;
  for (std::size_t i = 0; i < kFiles; ++i) {
    Write("db/t" + std::to_string(i) + ".ibd");
    Write("db/x" + std::to_string(i) + ".isl");
  }
  const InputFiles found = FindInputFiles({folder_.string()});
  EXPECT_EQ(found.paths.size(), kFiles);
  EXPECT_EQ(found.problems.size(), kFiles);
}

}  // namespace
}  // namespace innosalvage
