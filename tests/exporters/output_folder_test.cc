#include "exporters/output_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporters/temporary_folder.h"

namespace innosalvage {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// OUT in a folder of the test's, and what somebody does to it.
class OutputFolderTest : public testing::Test {
 protected:
  OutputFolderTest() { fs::create_directory(out()); }
  fs::path out() const { return scratch_.path() / "OUT"; }
  fs::path elsewhere() const { return scratch_.path() / "elsewhere"; }

  static Result<OutputFile::Committed> Write(const OutputFolder& folder, const std::string& name) {
    auto file = folder.Create(name, Compression::kNone);
    if (!file) return tl::unexpected(file.error());
    (*file)->Append("rows\n");
    return (*file)->Commit();
  }

 private:
  TemporaryFolder scratch_;
};

TEST_F(OutputFolderTest, MakesWhatAFileNeedsAndFindsItAgain) {
  const OutputFolder folder = *OutputFolder::Open(out());
  ASSERT_TRUE(Write(folder, "merged/undecided/a.sql").has_value());
  EXPECT_EQ(ReadFile(out() / "merged/undecided/a.sql"), "rows\n");
  EXPECT_TRUE(folder.CheckFile("merged/undecided/a.sql", 5).has_value());
}

TEST_F(OutputFolderTest, ALinkToAFolderMayBeNamedAsOut) {
  fs::create_directory_symlink(out(), elsewhere());
  const OutputFolder folder = *OutputFolder::Open(elsewhere());
  EXPECT_TRUE(Write(folder, "tables/a.sql").has_value());
  EXPECT_TRUE(fs::exists(out() / "tables/a.sql"));
}

TEST_F(OutputFolderTest, OneThatWasRemovedIsNotMadeAgain) {
  const OutputFolder folder = *OutputFolder::Open(out());
  ASSERT_TRUE(Write(folder, "a.sql").has_value());
  fs::remove_all(out());
  const auto file = Write(folder, "tables/b.sql");
  ASSERT_FALSE(file.has_value());
  EXPECT_THAT(file.error().Message(), HasSubstr("OUT: is gone"));
  EXPECT_FALSE(folder.CheckFile("a.sql", 5).has_value());
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(OutputFolderTest, AnotherOneInItsPlaceIsNotWrittenTo) {
  const OutputFolder folder = *OutputFolder::Open(out());
  fs::remove_all(out());
  fs::create_directory(out());  // it would get the number of the other, did not the descriptor hold that
  const auto file = Write(folder, "tables/b.sql");
  ASSERT_FALSE(file.has_value());
  EXPECT_THAT(file.error().what, HasSubstr("something else is in its place"));
  EXPECT_TRUE(fs::is_empty(out()));
}

TEST_F(OutputFolderTest, NothingIsWrittenThroughALinkBelowIt) {
  const OutputFolder folder = *OutputFolder::Open(out());
  fs::create_directory(elsewhere());
  fs::create_directory_symlink(elsewhere(), out() / "tables");
  fs::create_directory(out() / "merged");
  fs::create_directory_symlink(elsewhere(), out() / "merged/undecided");
  for (const std::string name : {"tables/a.sql", "merged/undecided/a.sql"}) {
    SCOPED_TRACE(name);
    const auto file = Write(folder, name);
    ASSERT_FALSE(file.has_value());
    EXPECT_EQ(file.error().where, (out() / name).parent_path().string());
    EXPECT_THAT(file.error().what, HasSubstr("is a link or no folder"));
  }
  WriteFile(elsewhere() / "a.sql", "rows\n");
  EXPECT_FALSE(folder.CheckFile("tables/a.sql", 5).has_value()) << "what lies behind a link is none of the run's files";
}

TEST_F(OutputFolderTest, AFileOfAnotherSizeOrKindIsNotTheOneThatWasWritten) {
  const OutputFolder folder = *OutputFolder::Open(out());
  ASSERT_TRUE(Write(folder, "a.sql").has_value());
  EXPECT_FALSE(folder.CheckFile("a.sql", 6).has_value());
  EXPECT_FALSE(folder.CheckFile("b.sql", 5).has_value());
  fs::create_symlink(out() / "a.sql", out() / "b.sql");
  EXPECT_FALSE(folder.CheckFile("b.sql", 5).has_value());
}

}  // namespace
}  // namespace innosalvage
