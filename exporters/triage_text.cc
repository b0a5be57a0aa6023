#include "exporters/triage_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "exporters/report_verdict.h"
#include "exporters/terminal_text.h"

namespace innosalvage {

namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kMaxReasons = 5;

struct Line {
  FileState state = FileState::kWhole;
  std::uint64_t hurt = 0;
  std::uint64_t not_read = 0;
  std::optional<std::uint64_t> at_risk;
  const TablespaceFindings* file = nullptr;
  // verdict, name, pages hurt, rows at risk, schema, server
  std::array<std::string, 6> cells;
};

// Undo tablespaces and files with no table but the server's own need none.
bool LacksSchema(const TablespaceFindings& file) {
  return IsScanned(file) && file.tables.empty() && !file.refused.empty();
}

Line LineOf(const TablespaceFindings& file) {
  const Inventory& inventory = file.inventory;
  Line line;
  line.state = StateOf(file);
  line.hurt = PagesHurt(inventory.counts);
  line.file = &file;
  line.not_read = inventory.counts[static_cast<std::size_t>(PageVerdict::kNotRead)];
  const bool scanned = IsScanned(file);
  if (scanned) line.at_risk = RowsAtRisk(file);
  const std::string_view vendor = VendorText(inventory.detected.format.vendor);
  const std::string version = ServerVersionText(inventory.detected.server_version);
  line.cells = {std::string(Name(line.state)),
                TerminalText(file.path),
                scanned ? fmt::format("{}/{}", line.hurt, inventory.entries.size()) : "-",
                line.at_risk ? fmt::format("{}", *line.at_risk) : "-",
                !file.tables.empty() ? "yes"
                : LacksSchema(file)  ? "no"
                                     : "-",
                vendor.empty() && version.empty()
                    ? "-"
                    : fmt::format("{}{}{}", vendor, vendor.empty() || version.empty() ? "" : " ", version)};
  return line;
}

std::string_view ColourOf(FileState state) {
  switch (state) {
    case FileState::kWhole: return "\x1b[32m";
    case FileState::kHurt: return "\x1b[33m";
    case FileState::kLost: return "\x1b[31m";
    case FileState::kUnread: return "\x1b[35m";
  }
  return "";
}

class Triage {
 public:
  Triage(const RunFindings& run, Colour colour) : colour_(colour), totals_(TotalsOf(run)) {
    for (const TablespaceFindings& file : run.tablespaces) lines_.push_back(LineOf(file));
    std::ranges::stable_sort(lines_, [](const Line& a, const Line& b) {
      const auto rank = [](const Line& line) {
        return std::tuple(Badness(line.state), line.at_risk.value_or(0), line.hurt);
      };
      return rank(a) != rank(b) ? rank(a) > rank(b) : a.file->path < b.file->path;
    });
  }

  std::string Write() {
    if (!lines_.empty()) Table();
    Totals();
    Next();
    return std::move(out_);
  }

 private:
  void Table() {
    const std::array<std::string, 6> heads = {"", "file", "pages hurt", "at risk", "schema", "server"};
    std::array<std::size_t, 6> widths{};
    for (std::size_t i = 0; i < heads.size(); ++i) {
      widths[i] = Columns(heads[i]);
      for (const Line& line : lines_) widths[i] = std::max(widths[i], Columns(line.cells[i]));
    }
    // Two 32-bit page numbers and a 64-bit estimate would leave no room: such numbers are not of this world, but the
    // width is a promise.
    widths[2] = std::min<std::size_t>(widths[2], 17);
    widths[3] = std::min<std::size_t>(widths[3], 12);
    widths[5] = std::min<std::size_t>(widths[5], 15);
    const std::size_t others = widths[0] + widths[2] + widths[3] + widths[4] + widths[5] + 5;
    widths[1] = std::min(widths[1], kWidth - others);
    Row(heads, widths, "");
    for (const Line& line : lines_) Row(line.cells, widths, colour_ == Colour::kYes ? ColourOf(line.state) : "");
    out_ += '\n';
  }

  void Row(const std::array<std::string, 6>& cells, const std::array<std::size_t, 6>& widths, std::string_view colour) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string cell = ShortenToColumns(cells[i], widths[i]);
      const bool number = i == 2 || i == 3;
      if (i > 0) out_ += ' ';
      if (i == 0) out_ += colour;
      if (i + 1 == cells.size()) {
        out_ += cell;
      } else {
        out_ += number ? PadLeft(cell, widths[i]) : PadRight(cell, widths[i]);
      }
      if (i == 0 && !colour.empty()) out_ += "\x1b[0m";
    }
    out_ += '\n';
  }

  void Totals() {
    std::string text = VerdictSentence(totals_, ReportScope::kTriage);
    std::uint64_t at_risk = 0;
    bool unknown = false;
    for (const Line& line : lines_) {
      at_risk += line.at_risk.value_or(0);
      unknown = unknown || (line.hurt > 0 && !line.at_risk);
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
    if (lines_.empty()) return;
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
    if (std::ranges::any_of(lines_, [](const Line& line) { return line.not_read > 0; })) {
      say("Pages not read: they are compressed or encrypted in a way this version does not read, or without its key.");
    }
    Reasons(say);
  }

  template <class Say>
  void Reasons(const Say& say) {
    std::vector<std::pair<std::string, std::uint64_t>> reasons;
    for (const Line& line : lines_) {
      if (line.file->refused.empty()) continue;
      const auto known = std::ranges::find(reasons, line.file->refused, &std::pair<std::string, std::uint64_t>::first);
      if (known != reasons.end()) {
        ++known->second;
      } else if (reasons.size() < kMaxReasons) {
        reasons.emplace_back(line.file->refused, 1);
      }
    }
    for (const auto& [reason, files] : reasons) {
      say(fmt::format("{} not read: {}", Counted(files, "file"), TerminalText(reason)));
    }
  }

  const Colour colour_;
  const RunTotals totals_;
  std::vector<Line> lines_;
  std::string out_;
};

}  // namespace

std::string TriageText(const RunFindings& run, Colour colour) { return Triage(run, colour).Write(); }

}  // namespace innosalvage
