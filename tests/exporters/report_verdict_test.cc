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

}  // namespace
}  // namespace innosalvage
