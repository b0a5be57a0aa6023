// Whole reports against tests/golden/; refresh them with INNOSALVAGE_UPDATE_GOLDEN=1 and review the diff.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "exporters/manifest.h"
#include "exporters/report_json.h"
#include "exporters/report_text.h"
#include "exporters/triage_text.h"
#include "tests/exporters/report_findings.h"

namespace innosalvage {
namespace {

void ExpectGolden(const std::string& name, const std::string& written) {
  const auto path = std::filesystem::path(INNOSALVAGE_SOURCE_DIR) / "tests" / "golden" / name;
  if (std::getenv("INNOSALVAGE_UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << written;
  std::ifstream file(path, std::ios::binary);
  const std::string golden{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_EQ(written, golden) << path;
}

ReportContext Triage() {
  ReportContext context = SampleContext();
  context.scope = ReportScope::kTriage;
  context.command = "triage";
  context.outputs.clear();
  return context;
}

TEST(ReportGolden, Json) { ExpectGolden("report.json", ReportJson(SampleRun(), SampleContext())); }
TEST(ReportGolden, JsonOfHostileNames) {
  ExpectGolden("report_hostile.json", ReportJson(HostileRun(), SampleContext()));
}
TEST(ReportGolden, JsonOfATriage) { ExpectGolden("report_triage.json", ReportJson(SampleRun(), Triage())); }
TEST(ReportGolden, Text) { ExpectGolden("report.txt", ReportText(SampleRun(), SampleContext())); }
TEST(ReportGolden, TriageText) { ExpectGolden("triage.txt", TriageText(SampleRun())); }
TEST(ReportGolden, Manifest) { ExpectGolden("manifest.json", ManifestJson(SampleRun(), SampleContext())); }

}  // namespace
}  // namespace innosalvage
