// report.json and manifest.json of hand-made findings. tests/tools/validate_report.py holds tests/golden/report*.json
// against docs/report.schema.json; that ReportJson writes those very bytes is asserted in report_golden_test.cc.
#include "exporters/report_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "exporters/manifest.h"
#include "exporters/report_verdict.h"
#include "tests/exporters/report_findings.h"

namespace innosalvage {
namespace {

using nlohmann::json;

json Parsed(const RunFindings& run, const ReportContext& context = SampleContext()) {
  return json::parse(ReportJson(run, context));
}

TEST(ReportJson, SameFindingsGiveTheSameBytes) {
  EXPECT_EQ(ReportJson(SampleRun(), SampleContext()), ReportJson(SampleRun(), SampleContext()));
  EXPECT_TRUE(Parsed(SampleRun())["started"].is_null());
}

TEST(ReportJson, TotalsAreTheSumsOverFiles) {
  const json report = Parsed(SampleRun());
  const json& totals = report["totals"];
  EXPECT_EQ(totals["pages"]["total"], 13 + 39 + 6);
  EXPECT_EQ(totals["pages"]["hurt"], 3);
  EXPECT_EQ(totals["rows"]["intact"], 600 + 1 + 1800);
  EXPECT_EQ(totals["rows"]["rejected_by"], (json{{"field_out_of_page", 1}, {"illegal_temporal", 2}}));
  EXPECT_EQ(
      totals["bytes"]["bytes_read"].get<std::uint64_t>() + totals["bytes"]["bytes_unreadable"].get<std::uint64_t>(),
      totals["bytes"]["size"].get<std::uint64_t>());
  EXPECT_EQ(totals["bytes"]["size_not_scanned"], 20);
  EXPECT_TRUE(report["sums_checked"].empty());
}

TEST(ReportJson, ABrokenSumIsNamed) {
  RunFindings run = SampleRun();
  ++run.tablespaces[1].tables[0].rows.candidates;
  EXPECT_EQ(Parsed(run)["sums_checked"].size(), 1U);
}

TEST(ReportJson, HurtPagesAreJoinedToRangesOfOneVerdict) {
  const json ranges = Parsed(SampleRun())["tablespaces"][1]["hurt_pages"];
  EXPECT_EQ(ranges, (json{{{"first", 34}, {"last", 35}, {"verdict", "torn"}, {"offset", 557056}},
                          {{"first", 36}, {"last", 36}, {"verdict", "garbage"}, {"offset", 589824}}}));
}

TEST(ReportJson, NeighbouringBadSectorsAreOneRange) {
  const json file = Parsed(SampleRun())["tablespaces"][1];
  EXPECT_EQ(file["bad_ranges"], (json{{{"offset", 557056}, {"size", 1024}}, {{"offset", 560000}, {"size", 512}}}));
  EXPECT_EQ(file["bad_ranges_total"], 2);
}

TEST(ReportJson, LongListsEndAndSayHowLongTheyAre) {
  TablespaceFindings file = MakeFile("striped.ibd");
  AddPages(file, 25000, PageVerdict::kIntact, FIL_PAGE_INDEX, 151, 60);
  for (std::size_t i = 3; i < file.inventory.entries.size(); i += 2) {
    file.inventory.entries[i].verdict = PageVerdict::kTorn;
  }
  file.inventory.Index();
  const json report = Parsed(RunOf({file}))["tablespaces"][0];
  EXPECT_EQ(report["hurt_pages"].size(), 10000U);
  EXPECT_EQ(report["hurt_pages_total"], 12500);
}

TEST(ReportJson, TheTypeOfAPageThatDoesNotVerifyIsNotTold) {
  EXPECT_EQ(Parsed(SampleRun())["tablespaces"][1]["pages"]["by_type"], (json{{"FSP_HDR", 1},
                                                                             {"IBUF_BITMAP", 1},
                                                                             {"INODE", 1},
                                                                             {"SDI", 1},
                                                                             {"INDEX", 30},
                                                                             {"unused", 2},
                                                                             {"unverified", 3}}));
}

TEST(ReportJson, SixtyFourBitNumbersAreExact) {
  const json finding = Parsed(SampleRun())["tablespaces"][1]["tables"][0]["findings"][1];
  EXPECT_EQ(finding["expected"].get<std::uint64_t>(), 0xffffffffffffffffU);
}

TEST(ReportJson, TheWorstColumnIsNamedAndOneOutOfRangeIsNull) {
  RunFindings run = SampleRun();
  EXPECT_EQ(Parsed(run)["tablespaces"][2]["tables"][0]["fit"]["worst_column"], "note");
  run.tablespaces[2].tables[0].fit.worst_column = 77;
  EXPECT_TRUE(Parsed(run)["tablespaces"][2]["tables"][0]["fit"]["worst_column"].is_null());
}

TEST(ReportJson, ATriageSaysNothingAboutRows) {
  ReportContext context = SampleContext();
  context.scope = ReportScope::kTriage;
  const json report = Parsed(SampleRun(), context);
  EXPECT_TRUE(report["totals"]["rows"].is_null());
  EXPECT_TRUE(report["tablespaces"][0]["tables"][0]["rows"].is_null());
  EXPECT_EQ(report["tablespaces"][1]["rows_at_risk"], 180);
}

TEST(ReportJson, HostileNamesStayUtf8AndAPathKeepsItsBytes) {
  const json report = Parsed(HostileRun());  // json::parse refuses what is not UTF-8
  const std::string hex = report["tablespaces"][1]["path_hex"];
  EXPECT_EQ(hex.substr(0, 8), "1b5d303b");
  EXPECT_FALSE(Parsed(SampleRun())["tablespaces"][0].contains("path_hex"));
}

TEST(ManifestJson, ListsInputsAndOutputsWithTheirHashes) {
  const json manifest = json::parse(ManifestJson(SampleRun(), SampleContext()));
  EXPECT_EQ(manifest["schema"], "innosalvage-manifest");
  ASSERT_EQ(manifest["inputs"].size(), 4U);
  EXPECT_EQ(manifest["inputs"][1]["bytes_unreadable"], 1536);
  EXPECT_EQ(manifest["inputs"][1]["sha256"], std::string(64, 'a'));
  EXPECT_TRUE(manifest["inputs"][3]["sha256"].is_null());
  EXPECT_TRUE(manifest["inputs"][3]["bytes_read"].is_null());
  EXPECT_EQ(manifest["outputs"][0]["rows"], 1812);
  EXPECT_EQ(manifest["outputs"][3]["class"], "script");
}

}  // namespace
}  // namespace innosalvage
