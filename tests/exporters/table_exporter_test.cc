#include "exporters/table_exporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporters/row_batches.h"
#include "tests/exporters/temporary_folder.h"

namespace innosalvage {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::unique_ptr<TableExporter> OpenIn(const TemporaryFolder& out, const TestTable& table,
                                      TableExportOptions options = {}) {
  auto exporter = TableExporter::Open(*OutputFolder::Open(out.path()), table.table, table.columns, std::move(options));
  EXPECT_TRUE(exporter.has_value());
  return exporter ? std::move(*exporter) : nullptr;
}

TEST(TableExporter, SplitsRowsByTrust) {
  const TemporaryFolder out;
  const TestTable table({"id"});
  RowBatch batch = table.Batch();
  AddRow(batch, TrustedRow(), {Int(1)});
  AddRow(batch, SuspectRow(), {Int(2)});
  AddRow(batch, DeletedRow(), {Int(3)});
  AddRow(batch, TrustedRow(), {Int(4)});
  TableExportOptions options;
  options.deleted = DeletedRows::kWrite;
  const auto exporter = OpenIn(out, table, options);
  exporter->Write(exporter->Format(batch));
  const auto files = exporter->Commit();
  ASSERT_TRUE(files.has_value());
  ASSERT_THAT(*files, SizeIs(3));
  EXPECT_EQ((*files)[0].path, "tables/shop.t.sql");
  EXPECT_EQ((*files)[0].rows, 2U);
  EXPECT_EQ((*files)[1].path, "suspect/shop.t.sql");
  EXPECT_EQ((*files)[1].rows, 1U);
  EXPECT_EQ((*files)[2].path, "deleted/shop.t.sql");
  const std::string trusted = ReadFile(out.path() / "tables/shop.t.sql");
  EXPECT_EQ(trusted.size(), (*files)[0].bytes);
  EXPECT_THAT(trusted, HasSubstr("INSERT INTO `t` (`id`) VALUES\n(1),\n(4);\n"));
  EXPECT_THAT(
      ReadFile(out.path() / "suspect/shop.t.sql"),
      HasSubstr("START TRANSACTION;\n-- page 12 heap 34 +0x1b2e found heap_scan: page_unverified,heap_scan; trx "
                "0x1234\nINSERT IGNORE INTO `t` (`id`) VALUES (2);\nCOMMIT;\n"));
  EXPECT_THAT(ReadFile(out.path() / "deleted/shop.t.sql"), HasSubstr("(3);\n"));
}

TEST(TableExporter, MakesFilesForUntrustedRowsOnlyWhenOneArrives) {
  const TemporaryFolder out;
  const TestTable table({"id"});
  RowBatch batch = table.Batch();
  AddRow(batch, DeletedRow(), {Int(3)});
  TableExportOptions options;
  options.create_table = "CREATE TABLE `t` (`id` int);\n";
  const auto exporter = OpenIn(out, table, options);
  exporter->Write(exporter->Format(batch));
  const auto files = exporter->Commit();
  ASSERT_TRUE(files.has_value());
  ASSERT_THAT(*files, SizeIs(1));
  EXPECT_THAT(ReadFile(out.path() / "tables/shop.t.sql"), HasSubstr("\nCREATE TABLE `t` (`id` int);\n"));
  EXPECT_FALSE(std::filesystem::exists(out.path() / "suspect"));
  EXPECT_FALSE(std::filesystem::exists(out.path() / "deleted"));
}

TEST(TableExporter, NeverTrustsARowThatLostAValue) {
  const TemporaryFolder out;
  const TestTable table({"id", "note"});
  RowBatch batch = table.Batch();
  AddRow(batch, TrustedRow(), {Int(1), Lost(0, 9)});
  const auto exporter = OpenIn(out, table);
  exporter->Write(exporter->Format(batch));
  EXPECT_EQ(exporter->RowsIn(RowSection::kTrusted), 0U);
  EXPECT_EQ(exporter->RowsIn(RowSection::kSuspect), 1U);
  ASSERT_TRUE(exporter->Commit().has_value());
}

TEST(TableExporter, LeavesNoFileWhenNotCommitted) {
  const TemporaryFolder out;
  const TestTable table({"id"});
  OpenIn(out, table);
  EXPECT_TRUE(std::filesystem::is_empty(out.path() / "tables"));
}

TEST(TableExporter, SaysWhereItCannotWrite) {
  const TemporaryFolder out;
  const TestTable table({"id"});
  WriteFile(out.path() / "tables", "in the way");
  const auto exporter = TableExporter::Open(*OutputFolder::Open(out.path()), table.table, table.columns, {});
  ASSERT_FALSE(exporter.has_value());
  EXPECT_THAT(exporter.error().where, HasSubstr("tables"));
}

TEST(TableExporter, KeepsAnErrorOfALaterFileUntilCommit) {
  const TemporaryFolder out;
  const TestTable table({"id"});
  WriteFile(out.path() / "suspect", "in the way");
  RowBatch batch = table.Batch();
  AddRow(batch, SuspectRow(), {Int(2)});
  const auto exporter = OpenIn(out, table);
  exporter->Write(exporter->Format(batch));
  EXPECT_TRUE(exporter->error().has_value());
  EXPECT_FALSE(exporter->Commit().has_value());
  EXPECT_FALSE(std::filesystem::exists(out.path() / "tables/shop.t.sql"));
}

TEST(TableExporter, SameBytesWhateverTheBatches) {
  const TestTable table({"id", "note"});
  std::vector<std::string> first;
  for (const int step : {1, 7, 100000}) {
    const TemporaryFolder out;
    const auto exporter = OpenIn(out, table);
    RowBatch batch = table.Batch();
    for (int id = 0; id < 60000; ++id) {
      AddRow(batch, id % 100 == 0 ? SuspectRow() : TrustedRow(), {Int(id), Text("some text that fills statements")});
      if (static_cast<int>(batch.size()) < step && id != 59999) continue;
      exporter->Write(exporter->Format(batch));
      batch = table.Batch();
    }
    const auto files = exporter->Commit();
    ASSERT_TRUE(files.has_value());
    std::vector<std::string> digests;
    for (const ExportedFile& file : *files) digests.push_back(file.sha256);
    if (first.empty()) first = digests;
    EXPECT_EQ(digests, first) << step;
  }
}

TEST(TableExporter, EndsAFileBehindTheRowThatFillsItWhateverTheBatches) {
  const TestTable table({"id"});
  for (const std::size_t step : {1U, 4U, 5U}) {
    const TemporaryFolder out;
    TableExportOptions options;
    options.format = OutputFormat::kTsv;
    options.split_size = 4;  // two rows of a digit and a line's end
    const auto exporter = OpenIn(out, table, options);
    RowBatch batch = table.Batch();
    for (int id = 1; id <= 5; ++id) {
      AddRow(batch, TrustedRow(), {Int(id)});
      if (batch.size() < step && id != 5) continue;
      exporter->Write(exporter->Format(batch));
      batch = table.Batch();
    }
    EXPECT_EQ(exporter->RowsIn(RowSection::kTrusted), 5U);
    const auto files = exporter->Commit();
    ASSERT_TRUE(files.has_value());
    ASSERT_THAT(*files, SizeIs(3));
    EXPECT_EQ((*files)[2].path, "tables/shop.t~0003.tsv");
    EXPECT_EQ((*files)[2].rows, 1U);
    EXPECT_EQ((*files)[2].part, 3U);
    EXPECT_EQ(ReadFile(out.path() / "tables/shop.t.tsv"), "id\n1\n2\n");
    EXPECT_EQ(ReadFile(out.path() / "tables/shop.t~0002.tsv"), "id\n3\n4\n");
    EXPECT_EQ(ReadFile(out.path() / "tables/shop.t~0003.tsv"), "id\n5\n");
  }
}

TEST(TableExporter, MakesNoPartForNoRows) {
  const TemporaryFolder out;
  const TestTable table({"id"});
  RowBatch batch = table.Batch();
  for (const int id : {1, 2}) AddRow(batch, TrustedRow(), {Int(id)});
  TableExportOptions options;
  options.format = OutputFormat::kTsv;
  options.split_size = 4;
  const auto exporter = OpenIn(out, table, options);
  exporter->Write(exporter->Format(batch));
  const auto files = exporter->Commit();
  ASSERT_TRUE(files.has_value());
  EXPECT_THAT(*files, SizeIs(1));
}

TEST(TableExporter, NamesTheFormatAndTheCompressionInTheFileName) {
  const TemporaryFolder out;
  const TestTable table({"id"});
  TableExportOptions options;
  options.format = OutputFormat::kJsonl;
  options.compression = Compression::kZstd;
  const auto exporter = OpenIn(out, table, options);
  const auto files = exporter->Commit();
  ASSERT_TRUE(files.has_value());
  EXPECT_EQ((*files)[0].path, "tables/shop.t.jsonl.zst");
}

}  // namespace
}  // namespace innosalvage
