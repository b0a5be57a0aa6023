#include "exporters/triage_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "exporters/report_text.h"
#include "exporters/report_verdict.h"
#include "exporters/terminal_text.h"
#include "exporters/triage_table.h"

namespace innosalvage {

namespace {

constexpr std::size_t kWidth = kReportColumns;
constexpr std::size_t kMaxReasons = 5;

class Triage {
 public:
  Triage(const RunFindings& run, Colour colour) : run_(run), colour_(colour), totals_(TotalsOf(run)) {
    for (const TablespaceFindings& file : run.tablespaces) {
      at_risk_.push_back(IsScanned(file) ? RowsAtRisk(file) : std::nullopt);
    }
  }

  std::string Write() {
    if (!run_.tablespaces.empty()) out_ += TriageTable(run_.tablespaces, at_risk_, colour_) + '\n';
    Totals();
    Next();
    return std::move(out_);
  }

 private:
  void Totals() {
    std::string text = VerdictSentence(totals_, ReportScope::kTriage);
    std::uint64_t at_risk = 0;
    bool unknown = false;
    for (std::size_t i = 0; i < at_risk_.size(); ++i) {
      at_risk += at_risk_[i].value_or(0);
      unknown = unknown || (!at_risk_[i] && PagesHurt(run_.tablespaces[i].inventory.counts) > 0);
    }
    if (at_risk > 0) {
      text += fmt::format(" Up to about {} at risk{}.", Counted(at_risk, "row"),
                          unknown ? ", those of files without a known schema not counted" : "");
    }
    if (totals_.bytes_unreadable > 0) {
      text += fmt::format(" {} of {} could not be read from the device.", Grouped(totals_.bytes_unreadable),
                          Counted(totals_.size, "byte"));
    }
    AppendWrapped("", text, kWidth, out_);
  }

  // One sentence for each situation that is there.
  void Next() {
    if (run_.tablespaces.empty()) return;
    out_ += '\n';
    const auto say = [&](std::string_view text) { AppendWrapped("- ", text, kWidth, out_); };
    if (totals_.bytes_unreadable > 0) {
      say("Sectors could not be read: copy the device with ddrescue first and go on with the copy.");
    }
    if (totals_.Of(FileState::kWhole) == totals_.files_total) {
      say("Every page verifies: if a server refuses these files, look at its redo log and dictionary, or export the "
          "rows with `innosalvage salvage`.");
    }
    if (totals_.Of(FileState::kHurt) > 0) {
      say("Hurt files: `innosalvage salvage PATH -o OUT` writes the rows of whole pages and names what is lost.");
    }
    if (totals_.Of(FileState::kLost) > 0) {
      say("Lost files: no index page verifies; `innosalvage salvage` still looks for records and keeps them apart as "
          "suspect. Look for an older copy.");
    }
    if (totals_.pages[static_cast<std::size_t>(PageVerdict::kNotRead)] > 0) {
      say("Pages not read: they are compressed or encrypted in a way this version does not read, or without its key.");
    }
    Reasons(say);
  }

  template <class Say>
  void Reasons(const Say& say) {
    std::vector<std::pair<std::string, std::uint64_t>> reasons;
    for (const TablespaceFindings& file : run_.tablespaces) {
      if (file.refused.empty()) continue;
      const auto known = std::ranges::find(reasons, file.refused, &std::pair<std::string, std::uint64_t>::first);
      if (known != reasons.end()) {
        ++known->second;
      } else if (reasons.size() < kMaxReasons) {
        reasons.emplace_back(file.refused, 1);
      }
    }
    for (const auto& [reason, files] : reasons) {
      say(fmt::format("{} not read: {}", Counted(files, "file"), TerminalText(reason)));
    }
  }

  const RunFindings& run_;
  const Colour colour_;
  const RunTotals totals_;
  std::vector<std::optional<std::uint64_t>> at_risk_;  // of each file
  std::string out_;
};

}  // namespace

std::string TriageText(const RunFindings& run, Colour colour) { return Triage(run, colour).Write(); }

}  // namespace innosalvage
