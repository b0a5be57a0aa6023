#include "exporters/output_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/device/array.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>

#include "tests/exporters/temporary_folder.h"

namespace innosalvage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

template <class Filter>
std::string Decompressed(const std::string& packed, Filter filter) {
  boost::iostreams::filtering_streambuf<boost::iostreams::input> chain;
  chain.push(filter);
  chain.push(boost::iostreams::array_source(packed.data(), packed.size()));
  std::string plain;
  boost::iostreams::copy(chain, boost::iostreams::back_inserter(plain));
  return plain;
}

std::string Digest(const std::string& bytes) {
  Sha256 hash;
  hash.Update(AsBytes(bytes));
  return hash.Finish();
}

std::string Sample(std::size_t size) {
  std::string text;
  for (unsigned i = 0; text.size() < size; ++i) text += std::to_string(i * 2654435761U) + ",\n";
  text.resize(size);
  return text;
}

std::unique_ptr<OutputFile> Create(const std::filesystem::path& path, Compression compression = Compression::kNone) {
  auto file = OutputFile::Create(path, compression);
  EXPECT_TRUE(file.has_value()) << file.error().Message();
  return file ? std::move(*file) : nullptr;
}

TEST(OutputFile, AppearsUnderItsNameOnlyAtCommit) {
  const TemporaryFolder folder;
  const auto file = Create(folder.path() / "a.sql");
  file->Append("abc");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "a.sql"));
  const auto committed = file->Commit();
  ASSERT_TRUE(committed.has_value());
  EXPECT_EQ(committed->bytes, 3U);
  // FIPS 180-2, B.1
  EXPECT_EQ(committed->sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_THAT(folder.Names(), ElementsAre("a.sql"));
  EXPECT_EQ(ReadFile(folder.path() / "a.sql"), "abc");
}

TEST(OutputFile, LeavesNothingWhenDestroyedBeforeCommit) {
  const TemporaryFolder folder;
  Create(folder.path() / "a.sql")->Append("abc");
  EXPECT_THAT(folder.Names(), IsEmpty());
}

TEST(OutputFile, ReplacesALinkInsteadOfWritingThroughIt) {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  WriteFile(elsewhere.path() / "victim", "precious");
  std::filesystem::create_symlink(elsewhere.path() / "victim", folder.path() / "a.sql");
  const auto file = Create(folder.path() / "a.sql");
  file->Append("abc");
  ASSERT_TRUE(file->Commit().has_value());
  EXPECT_EQ(ReadFile(elsewhere.path() / "victim"), "precious");
  EXPECT_FALSE(std::filesystem::is_symlink(folder.path() / "a.sql"));
  EXPECT_EQ(ReadFile(folder.path() / "a.sql"), "abc");
}

TEST(OutputFile, DoesNotReuseATemporaryNameThatIsTaken) {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  WriteFile(elsewhere.path() / "victim", "precious");
  const std::string taken = ".a.sql." + std::to_string(getpid()) + "-0.tmp";
  std::filesystem::create_symlink(elsewhere.path() / "victim", folder.path() / taken);
  const auto file = Create(folder.path() / "a.sql");
  file->Append("abc");
  ASSERT_TRUE(file->Commit().has_value());
  EXPECT_EQ(ReadFile(elsewhere.path() / "victim"), "precious");
}

TEST(OutputFile, SaysWhereItCannotBeCreated) {
  const auto file = OutputFile::Create("/nonexistent/folder/a.sql", Compression::kNone);
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().where, "/nonexistent/folder/a.sql");
}

TEST(OutputFile, KeepsTheErrorOfACommitThatFailed) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "a.sql" / "in the way");
  auto file = Create(folder.path() / "a.sql");
  file->Append("abc");
  EXPECT_FALSE(file->Commit().has_value());
  EXPECT_TRUE(file->error().has_value());
  file.reset();
  EXPECT_THAT(folder.Names(), ElementsAre("a.sql"));
}

class OutputFileContent : public testing::TestWithParam<std::size_t> {};

TEST_P(OutputFileContent, IsWhatWasAppendedHoweverItWasCutUp) {
  const std::string content = Sample(GetParam());
  for (const Compression compression : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
    std::string first;
    for (const std::size_t step : {std::size_t{7}, std::size_t{65536}, std::size_t{3'000'000}}) {
      const TemporaryFolder folder;
      const auto file = Create(folder.path() / "a", compression);
      for (std::size_t at = 0; at < content.size(); at += step)
        file->Append(std::string_view(content).substr(at, step));
      const auto committed = file->Commit();
      ASSERT_TRUE(committed.has_value());
      const std::string stored = ReadFile(folder.path() / "a");
      EXPECT_EQ(committed->bytes, stored.size());
      EXPECT_EQ(committed->sha256, Digest(stored));
      if (first.empty()) first = stored;
      EXPECT_EQ(stored, first) << "bytes depend on the step " << step;
    }
    switch (compression) {
      case Compression::kNone: EXPECT_EQ(first, content); break;
      case Compression::kGzip: EXPECT_EQ(Decompressed(first, boost::iostreams::gzip_decompressor()), content); break;
      case Compression::kZstd: EXPECT_EQ(Decompressed(first, boost::iostreams::zstd_decompressor()), content); break;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, OutputFileContent, testing::Values(0U, 1U, 262144U, 1048576U, 2500001U));

}  // namespace
}  // namespace innosalvage
