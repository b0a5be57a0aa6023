#include "exporters/report_verdict.h"

#include <gtest/gtest.h>

#include "tests/exporters/report_findings.h"

namespace innosalvage {
namespace {

TablespaceFindings HurtFileOf(TablespaceKind kind) {
  TablespaceFindings file = MakeFile("/data/a");
  file.kind = kind;
  AddPages(file, 5, PageVerdict::kChecksumMismatch, FIL_PAGE_INDEX, 40);
  return file;
}

TEST(ReportVerdict, AFileOfTablesWithoutAPageOfRowsThatVerifiesIsLost) {
  const TablespaceFindings file = HurtFileOf(TablespaceKind::kTable);
  EXPECT_EQ(StateOf(file), FileState::kLost);
  EXPECT_EQ(RowsAtRisk(file), std::nullopt);
}

// No row of theirs outlives the server's run.
TEST(ReportVerdict, TemporaryAndUndoTablespacesHaveNoRowsToLose) {
  for (const TablespaceKind kind : {TablespaceKind::kTemporary, TablespaceKind::kUndo}) {
    const TablespaceFindings file = HurtFileOf(kind);
    EXPECT_EQ(StateOf(file), FileState::kHurt) << Name(kind);
    EXPECT_EQ(RowsAtRisk(file), std::uint64_t{0}) << Name(kind);
  }
}

TEST(ReportVerdict, TablesWithoutAFileAreNoneOfTheWholeOnes) {
  RunFindings run{.tablespaces = {WholeFile()}, .missing_tables = {}};
  EXPECT_TRUE(run.clean());
  run.missing_tables = {{.db = "shop", .name = "away", .known_by = "ibdata1", .discarded = true}};
  EXPECT_TRUE(run.clean());
  EXPECT_EQ(TotalsOf(run).missing_tables, 0U);
  run.missing_tables.push_back({.db = "shop", .name = "gone", .known_by = "ibdata1"});
  EXPECT_FALSE(run.clean());
  const RunTotals totals = TotalsOf(run);
  EXPECT_EQ(totals.missing_tables, 1U);
  EXPECT_EQ(totals.tables_total, 2U);
  EXPECT_TRUE(VerdictSentence(totals, ReportScope::kSalvage).starts_with("2 of 3 tables are whole"))
      << VerdictSentence(totals, ReportScope::kSalvage);
  EXPECT_TRUE(VerdictSentence(totals, ReportScope::kSalvage).ends_with("1 table is missing: no file of it is there."));
}

}  // namespace
}  // namespace innosalvage
