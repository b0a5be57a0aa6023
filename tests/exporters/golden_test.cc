// Whole files of each format against tests/golden/; refresh them with INNOSALVAGE_UPDATE_GOLDEN=1 and review the diff.
#include <gtest/gtest.h>

#include <cstdlib>

#include "exporters/table_exporter.h"
#include "tests/exporters/row_batches.h"
#include "tests/exporters/temporary_folder.h"

namespace innosalvage {
namespace {

using std::string_literals::operator""s;

class GoldenFile : public testing::TestWithParam<OutputFormat> {};

TEST_P(GoldenFile, TrustedSuspectAndDeletedRows) {
  TestTable table({"id", "name", "price", "ratio", "made", "raw", "doc"});
  table.table.name = "goods";
  TableExportOptions options;
  options.format = GetParam();
  options.deleted = DeletedRows::kWrite;
  options.tool = "innosalvage test";
  options.source = "goods.ibd";
  options.create_table = "CREATE TABLE `goods` (`id` int NOT NULL, PRIMARY KEY (`id`));";

  const std::string nasty = "it's \"a\", b\\\n\t\0\x1A 😀 -- */"s;
  const std::string raw = "\0\xFF"s;
  RowBatch batch = table.Batch();
  AddRow(batch, TrustedRow(2),
         {Int(-1), Text(nasty), OfKind(ValueKind::kDecimal, "12.50"), Double(0.1),
          OfKind(ValueKind::kTemporal, "2024-02-29 23:59:59.000000"), OfKind(ValueKind::kBinary, raw),
          Json(R"({"k": [1, "x\ny"]})")});
  AddRow(batch, TrustedRow(3),
         {Int(2), Text(""), Null(), Double(-0.0), Null(), OfKind(ValueKind::kBinary, ""), Null()});
  AddRow(batch, TrustedRow(4),
         {Int(3),
          Text("gr\xF6\xDF"
               "e",
               "latin1"),
          OfKind(ValueKind::kDecimal, "0.00"), Double(1e22), OfKind(ValueKind::kTemporal, "0000-00-00 00:00:00"),
          OfKind(ValueKind::kBinary, "x"), Null()});
  AddRow(batch, SuspectRow(), {Int(4), Text("almost"), Null(), Double(2.5), Null(), Lost(1200, 5000), Lost(0, 0)});
  AddRow(batch, DeletedRow(), {Int(5), Text("gone"), Null(), Null(), Null(), Null(), Null()});

  const TemporaryFolder out;
  auto exporter = TableExporter::Open(*OutputFolder::Open(out.path()), table.table, table.columns, options);
  ASSERT_TRUE(exporter.has_value());
  (*exporter)->Write((*exporter)->Format(batch));
  const auto files = (*exporter)->Commit();
  ASSERT_TRUE(files.has_value());
  ASSERT_EQ(files->size(), 3U);
  for (const ExportedFile& file : *files) {
    SCOPED_TRACE(file.path);
    const std::filesystem::path golden =
        std::filesystem::path(INNOSALVAGE_SOURCE_DIR) / "tests" / "golden" /
        ("goods." + std::string(FolderName(file.section)) + std::string(Extension(options.format)));
    const std::string written = ReadFile(out.path() / file.path);
    if (std::getenv("INNOSALVAGE_UPDATE_GOLDEN") != nullptr) WriteFile(golden, written);
    EXPECT_EQ(written, ReadFile(golden));
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, GoldenFile,
                         testing::Values(OutputFormat::kSql, OutputFormat::kCsv, OutputFormat::kTsv,
                                         OutputFormat::kJsonl),
                         [](const auto& test) { return std::string(Extension(test.param).substr(1)); });

}  // namespace
}  // namespace innosalvage
