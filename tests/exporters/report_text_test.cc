// The reports for people: 80 columns, worst first, and nothing from a file reaches the terminal unescaped.
#include "exporters/report_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporters/report_verdict.h"
#include "exporters/terminal_text.h"
#include "exporters/triage_text.h"
#include "exporters/utf8.h"
#include "tests/exporters/report_findings.h"

namespace innosalvage {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end == std::string::npos ? text.size() : end + 1;
  }
  return lines;
}

void ExpectFitForATerminal(const std::string& text) {
  EXPECT_TRUE(text.ends_with('\n'));
  for (const std::string& line : LinesOf(text)) {
    EXPECT_LE(Columns(line), kReportColumns) << line;
    // Escaping again would change only the backslashes of the first time, had all else been escaped.
    std::string doubled;
    for (const char c : line) doubled += c == '\\' ? std::string("\\\\") : std::string(1, c);
    EXPECT_EQ(TerminalText(line), doubled);
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

TEST(VerdictSentence, SaysHowManyTablesAreWholeAndWhatIsLost) {
  RunTotals totals;
  totals.files_total = totals.tables_total = 5;
  totals.tables = {3, 0, 2, 0};
  totals.rows.by_trust[0] = 4392;
  totals.rows_lost_estimated = 120;
  EXPECT_EQ(VerdictSentence(totals, ReportScope::kSalvage),
            "3 of 5 tables are whole; 2 lost rows: about 120 of 4,512.");
  EXPECT_EQ(VerdictSentence(TotalsOf(RunOf({WholeFile()})), ReportScope::kSalvage),
            "All 2 tables are whole: 601 rows.");
  EXPECT_EQ(VerdictSentence(TotalsOf(RunOf({MisfitFile()})), ReportScope::kSalvage),
            "The table is not whole; 1 could not be exported.");
  EXPECT_EQ(VerdictSentence(TotalsOf(RunOf({UnreadFile()})), ReportScope::kSalvage), "The file could not be read.");
  EXPECT_EQ(VerdictSentence({}, ReportScope::kSalvage), "Nothing was read: there is no input.");
  EXPECT_EQ(VerdictSentence(TotalsOf(RunOf({WholeFile(), HurtFile()})), ReportScope::kTriage),
            "1 of 2 files is whole; 1 is hurt; 3 of 52 pages are hurt.");
}

TEST(VerdictSentence, APageHurtOutsideOfAnyTableIsNotForgotten) {
  TablespaceFindings file = WholeFile();
  AddPages(file, 1, PageVerdict::kTorn, 0);
  EXPECT_EQ(VerdictSentence(TotalsOf(RunOf({file})), ReportScope::kSalvage),
            "All 2 tables are whole: 601 rows; 1 page is hurt outside their rows.");
}

TEST(FileState, FollowsThePages) {
  EXPECT_EQ(StateOf(WholeFile()), FileState::kWhole);
  EXPECT_EQ(StateOf(HurtFile()), FileState::kHurt);
  EXPECT_EQ(StateOf(UnreadFile()), FileState::kUnread);
  EXPECT_EQ(StateOf(MisfitFile()), FileState::kWhole);  // the schema is wrong, the file is not
  TablespaceFindings lost = MakeFile("lost.ibd");
  AddPages(lost, 4, PageVerdict::kGarbage, 0);
  EXPECT_EQ(StateOf(lost), FileState::kLost);
  TablespaceFindings compressed = MakeFile("compressed.ibd");
  AddPages(compressed, 4, PageVerdict::kNotRead, FIL_PAGE_INDEX, 151);
  EXPECT_EQ(StateOf(compressed), FileState::kUnread);
}

TEST(RowsAtRisk, AreHurtPagesTimesTheFillOfTheOthers) {
  EXPECT_EQ(RowsAtRisk(HurtFile()), 3U * 60U);
  EXPECT_EQ(RowsAtRisk(WholeFile()), 0U);
  TablespaceFindings no_schema = HurtFile();
  no_schema.tables.clear();
  EXPECT_EQ(RowsAtRisk(no_schema), std::nullopt);
  TablespaceFindings page_zero = WholeFile();  // holds no rows by its place
  page_zero.inventory.entries[0].verdict = PageVerdict::kTorn;
  page_zero.inventory.Index();
  EXPECT_EQ(RowsAtRisk(page_zero), 0U);
}

TEST(ReportText, IsAtMostEightyColumnsWideAndEscaped) {
  ExpectFitForATerminal(ReportText(SampleRun(), SampleContext()));
  ReportContext context = SampleContext();
  context.outputs[0].path = HostileName() + std::string(100, 'p');
  ExpectFitForATerminal(ReportText(HostileRun(), context));
  context.scope = ReportScope::kTriage;
  ExpectFitForATerminal(ReportText(HostileRun(), context));
}

TEST(ReportText, NamesTheFirstTwentyLostRangesAndCountsTheOthers) {
  RunFindings run{.tablespaces = {HurtFile()}, .missing_tables = {}};
  auto& lost = run.tablespaces[0].tables[0].lost;
  lost.assign(25, LostRange{"1", "2", 9, 1, 0, "", "torn"});
  const std::string text = ReportText(run, SampleContext());
  EXPECT_THAT(text, HasSubstr("and 5 more, see report.json"));
  std::size_t named = 0;
  for (const std::string& line : LinesOf(text)) named += line.find("- from 1 up to") != std::string::npos ? 1U : 0U;
  EXPECT_EQ(named, 20U);
}

TEST(ReportText, AFolderThatAShellWouldReadOtherwiseIsNotPutIntoACommand) {
  ReportContext context = SampleContext();
  EXPECT_THAT(ReportText(SampleRun(), context), HasSubstr("  cd out && mysql < load.sql\n"));
  for (const std::string& folder :
       {std::string("a b"), std::string("$(reboot)"), std::string("-x"), std::string("a\nb")}) {
    context.output_folder = folder;
    EXPECT_THAT(ReportText(SampleRun(), context), HasSubstr("  cd OUT && mysql < load.sql\n")) << folder;
  }
}

TEST(TriageText, IsAtMostEightyColumnsWideAndEscaped) {
  ExpectFitForATerminal(TriageText(SampleRun()));
  ExpectFitForATerminal(TriageText(HostileRun()));
  EXPECT_THAT(TriageText({}), StartsWith("Nothing was read"));
}

TEST(TriageText, TheWorstFileComesFirst) {
  RunFindings run = SampleRun();
  TablespaceFindings lost = MakeFile("lost.ibd");
  AddPages(lost, 4, PageVerdict::kGarbage, 0);
  run.tablespaces.push_back(lost);
  const auto lines = LinesOf(TriageText(run));
  EXPECT_EQ(lines[0], "Written by MySQL 8.0.36");
  EXPECT_THAT(lines[2], StartsWith("lost   lost.ibd"));
  EXPECT_THAT(lines[3], StartsWith("hurt   /data/shop/orders.ibd"));
  EXPECT_THAT(lines[4], StartsWith("unread /data/shop/readme.txt"));
}

TEST(TriageText, AFileHasItsPagesByVerdictAndItsNewestLsn) {
  RunFindings run;
  TablespaceFindings file = MakeFile("t.ibd");
  AddPages(file, 30, PageVerdict::kIntact, 0);
  AddPages(file, 2, PageVerdict::kZeroed, 0);
  AddPages(file, 3, PageVerdict::kTorn, 0);
  AddPages(file, 1, PageVerdict::kRepaired, 0);
  AddPages(file, 1, PageVerdict::kGarbage, 0);
  file.inventory.newest_lsn = 18446744;
  run.tablespaces.push_back(file);
  const auto lines = LinesOf(TriageText(run));
  EXPECT_THAT(lines[0], HasSubstr("newest LSN"));
  EXPECT_THAT(lines[1], StartsWith("lost t.ibd 3t+2z+1r+1/40 "));
  EXPECT_THAT(lines[1], HasSubstr(" 18446744 "));
  EXPECT_EQ(lines[3], "hurt: r repaired, t torn, z zeroed");
}

TEST(TriageText, ALongNameHasALineOfItsOwn) {
  const std::string name = "/data/" + std::string(60, 'n') + ".ibd";
  RunFindings run;
  run.tablespaces = {MakeFile("/data/a.ibd"), MakeFile(name)};
  for (TablespaceFindings& file : run.tablespaces) AddPages(file, 1, PageVerdict::kZeroed, 0);
  const std::string text = TriageText(run);
  ExpectFitForATerminal(text);
  const auto lines = LinesOf(text);
  EXPECT_EQ(lines[0], "Below /data/, written by MySQL 8.0.36");
  EXPECT_THAT(lines[2], StartsWith("lost a.ibd "));
  EXPECT_EQ(lines[3], "lost " + std::string(60, 'n') + ".ibd");
  EXPECT_THAT(lines[4], HasSubstr(" 1z/4 "));
}

TEST(TriageText, ColoursChangeNothingButColour) {
  std::string coloured = TriageText(SampleRun(), Colour::kYes);
  EXPECT_THAT(coloured, HasSubstr("\x1b[33mhurt  \x1b[0m"));
  for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b')) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  EXPECT_EQ(coloured, TriageText(SampleRun()));
}

TEST(TerminalText, EscapesWhatIsNoPrintableCharacter) {
  EXPECT_EQ(TerminalText("a\x1b[2J\n\t\x7f"), "a\\x1b[2J\\x0a\\x09\\x7f");
  EXPECT_EQ(TerminalText("\xff\xc3"), "\\xff\\xc3");
  EXPECT_EQ(TerminalText("\xc2\x9b"), "\\x9b");          // CSI of one character
  EXPECT_EQ(TerminalText("\xe2\x80\xae"), "\\u{202e}");  // right-to-left override
  EXPECT_EQ(TerminalText("\xe2\x80\xa8"), "\\u{2028}");  // line separator
  EXPECT_EQ(TerminalText("\\x1b"), "\\\\x1b");
  EXPECT_EQ(TerminalText("Größe 漢字"), "Größe 漢字");
}

TEST(TerminalText, ShortenedTextFitsAndKeepsBothEnds) {
  EXPECT_EQ(ShortenToColumns("abcdefghijkl", 12), "abcdefghijkl");
  EXPECT_EQ(ShortenToColumns("abcdefghijklm", 12), "abc...hijklm");
  for (std::size_t columns = 0; columns < 20; ++columns) {
    EXPECT_LE(Columns(ShortenToColumns("漢字漢字漢字漢字漢字漢字", columns)), columns);
  }
}

}  // namespace
}  // namespace innosalvage
