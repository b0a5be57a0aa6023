#include "exporters/triage_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include "exporters/page_encoding.h"
#include "exporters/report_text.h"
#include "exporters/report_verdict.h"
#include "exporters/terminal_text.h"

namespace innosalvage {

namespace {

constexpr std::size_t kWidth = kReportColumns;
constexpr std::size_t kVerdictsShown = 3;  // of one file; the others are one number

enum Column : std::size_t { kState, kFile, kPages, kAtRisk, kSchema, kKey, kLsn, kServer, kColumns };
using Cells = std::array<std::string, kColumns>;
using Widths = std::array<std::size_t, kColumns>;

constexpr std::array<std::string_view, kColumns> kHeads = {"",       "file", "hurt/pages", "at risk",
                                                           "schema", "key",  "newest LSN", "server"};
// Of the columns beside the file's name. Wider ones are not of this world, but the width of a line is a promise.
constexpr Widths kMost = {6, kWidth, 16, 9, 6, 7, 15, 12};

bool IsNumber(std::size_t column) { return column == kPages || column == kAtRisk || column == kLsn; }

struct Line {
  FileState state = FileState::kWhole;
  std::uint64_t hurt = 0;
  std::uint64_t at_risk = 0;
  std::string_view path;
  Cells cells;
};

// Of an intact page, or one that was never used, there is nothing to tell.
bool IsTold(PageVerdict verdict) { return verdict != PageVerdict::kIntact && verdict != PageVerdict::kUnused; }

// Undo tablespaces and files with no table but the server's own need none.
bool LacksSchema(const TablespaceFindings& file) {
  return IsScanned(file) && file.tables.empty() && !file.refused.empty();
}

std::string SchemaText(const TablespaceFindings& file) {
  if (!file.tables.empty()) return "yes";
  return LacksSchema(file) ? "no" : "-";
}

// How it stands with the key of an encrypted file; "-": no page of it is encrypted.
std::string KeyText(const Inventory& inventory) {
  const TablespaceEncryption* const encryption = inventory.detected.codec.encryption();
  if (encryption == nullptr || CountEncodings(inventory).encrypted == 0) return "-";
  return encryption->key == KeyState::kInfoLost ? "lost" : std::string(Name(encryption->key));
}

std::string ServerText(const DetectedFormat& detected) {
  const std::string_view vendor = VendorText(detected.format.vendor);
  const std::string version = ServerVersionText(detected.server_version);
  if (vendor.empty() && version.empty()) return "-";
  return fmt::format("{}{}{}", vendor, vendor.empty() || version.empty() ? "" : " ", version);
}

std::string Parent(std::string_view path) { return std::filesystem::path(path).parent_path().string(); }

// The deepest folder that holds all of them, with a slash at its end; empty where there is none to leave out.
std::string CommonFolder(const std::vector<TablespaceFindings>& files) {
  if (files.size() < 2) return {};
  std::string folder = Parent(files.front().path);
  for (const TablespaceFindings& file : files) {
    while (!folder.empty() && folder != "/" && !file.path.starts_with(folder + "/")) folder = Parent(folder);
  }
  return folder.empty() || folder == "/" ? std::string() : folder + "/";
}

// ".../shop/orders.ibd"; the path itself where that is no shorter.
std::string WithoutFolders(const std::string& path) {
  const std::size_t name = path.rfind('/');
  const std::size_t schema = name == std::string::npos || name == 0 ? name : path.rfind('/', name - 1);
  return schema == std::string::npos || schema < 4 ? path : "..." + path.substr(schema);
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

class Lines {
 public:
  Lines(const std::vector<TablespaceFindings>& files, std::span<const std::optional<std::uint64_t>> at_risk,
        Colour colour)
      : colour_(colour), folder_(CommonFolder(files)) {
    for (std::size_t i = 0; i < files.size(); ++i) lines_.push_back(LineOf(files[i], at_risk[i]));
    std::ranges::stable_sort(lines_, [](const Line& a, const Line& b) {
      const auto rank = [](const Line& line) { return std::tuple(Badness(line.state), line.at_risk, line.hurt); };
      return rank(a) != rank(b) ? rank(a) > rank(b) : a.path < b.path;
    });
  }

  std::string Write() {
    Measure();
    Heading();
    Cells heads;
    std::ranges::copy(kHeads, heads.begin());
    Row(heads, "");
    for (const Line& line : lines_) Row(line.cells, colour_ == Colour::kYes ? ColourOf(line.state) : "");
    Legend();
    return std::move(out_);
  }

 private:
  Line LineOf(const TablespaceFindings& file, std::optional<std::uint64_t> at_risk) {
    const Inventory& inventory = file.inventory;
    Line line{.state = StateOf(file), .hurt = PagesHurt(inventory.counts), .path = file.path, .cells = {}};
    line.cells.fill("-");
    line.cells[kState] = Name(line.state);
    line.cells[kFile] = TerminalText(line.path.substr(folder_.size()));
    line.cells[kSchema] = SchemaText(file);
    line.cells[kKey] = KeyText(inventory);
    if (inventory.newest_lsn != 0) line.cells[kLsn] = fmt::format("{}", inventory.newest_lsn);
    line.cells[kServer] = ServerText(inventory.detected);
    if (!IsScanned(file)) return line;
    line.cells[kPages] = PagesText(inventory);
    if (at_risk) {
      line.at_risk = *at_risk;
      line.cells[kAtRisk] = fmt::format("{}", *at_risk);
    }
    return line;
  }

  // "2z+1c/34": of 34 pages two are zeroed, and of one the checksum does not match.
  std::string PagesText(const Inventory& inventory) {
    std::vector<std::pair<std::uint64_t, PageVerdict>> told;
    for (std::size_t i = 0; i < kPageVerdicts; ++i) {
      const auto verdict = static_cast<PageVerdict>(i);
      if (inventory.counts[i] > 0 && IsTold(verdict)) told.emplace_back(inventory.counts[i], verdict);
    }
    std::ranges::stable_sort(told, std::greater<>(), &std::pair<std::uint64_t, PageVerdict>::first);
    std::string text;
    std::uint64_t others = 0;
    for (std::size_t i = 0; i < told.size(); ++i) {
      if (i >= kVerdictsShown) {
        others += told[i].first;
        continue;
      }
      text += fmt::format("{}{}{}", i == 0 ? "" : "+", told[i].first, Letter(told[i].second));
      letters_.insert(told[i].second);
    }
    if (others > 0) text += fmt::format("+{}", others);
    return fmt::format("{}/{}", text.empty() ? "0" : text, inventory.entries.size());
  }

  // What all files have in common.
  void Heading() {
    std::string text;
    if (!folder_.empty()) text = "Below " + TerminalText(folder_);
    if (!server_.empty()) text += fmt::format("{}ritten by {}", text.empty() ? "W" : ", w", server_);
    if (!text.empty()) AppendWrapped("", text, kWidth, out_);
  }

  void Measure() {
    std::set<std::string> servers;
    for (const Line& line : lines_) {
      if (line.cells[kPages] != "-") servers.insert(line.cells[kServer]);
    }
    if (servers.size() == 1 && lines_.size() > 1 && *servers.begin() != "-") server_ = *servers.begin();
    keys_ = std::ranges::any_of(lines_, [](const Line& line) { return line.cells[kKey] != "-"; });
    std::size_t others = 0;
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (!Shown(i)) continue;
      widths_[i] = Columns(kHeads[i]);
      for (const Line& line : lines_) widths_[i] = std::max(widths_[i], Columns(line.cells[i]));
      widths_[i] = std::min(widths_[i], kMost[i]);
      if (i != kFile) others += widths_[i] + 1;
    }
    widths_[kFile] = std::min(widths_[kFile], kWidth - std::min(others, kWidth));
    LeaveFoldersOut();
    std::size_t longest = Columns(kHeads[kFile]);
    for (const Line& line : lines_) {
      const std::size_t columns = Columns(line.cells[kFile]);
      if (columns <= widths_[kFile]) longest = std::max(longest, columns);
    }
    widths_[kFile] = std::min(widths_[kFile], longest);
  }

  // A file is known by its schema's folder and its name, as long as no other has the same.
  void LeaveFoldersOut() {
    std::map<std::string, std::size_t> seen;
    for (const Line& line : lines_) ++seen[WithoutFolders(line.cells[kFile])];
    for (Line& line : lines_) {
      std::string& name = line.cells[kFile];
      const std::string tail = WithoutFolders(name);
      if (Columns(name) > widths_[kFile] && seen[tail] == 1 && Columns(tail) <= widths_[kFile]) name = tail;
    }
  }

  bool Shown(std::size_t column) const {
    if (column == kServer) return server_.empty();
    return column != kKey || keys_;
  }

  void Row(const Cells& cells, std::string_view colour) {
    const auto coloured = [&](const std::string& state) {
      return colour.empty() ? state : fmt::format("{}{}\x1b[0m", colour, state);
    };
    out_ += coloured(PadRight(cells[kState], widths_[kState]));
    const bool fits = Columns(cells[kFile]) <= widths_[kFile];
    if (!fits) {
      out_ += fmt::format(" {}\n", ShortenToColumns(cells[kFile], kWidth - widths_[kState] - 1));
      out_ += std::string(widths_[kState], ' ');
    }
    for (std::size_t i = kFile; i < kColumns; ++i) {
      if (!Shown(i)) continue;
      const std::string cell = i == kFile && !fits ? "" : ShortenToColumns(cells[i], widths_[i]);
      out_ += ' ';
      out_ += IsNumber(i) ? PadLeft(cell, widths_[i]) : PadRight(cell, widths_[i]);
    }
    out_.erase(out_.find_last_not_of(' ') + 1);
    out_ += '\n';
  }

  void Legend() {
    std::string text;
    for (const PageVerdict verdict : letters_) {
      text += fmt::format("{}{} {}", text.empty() ? "hurt: " : ", ", Letter(verdict), Words(verdict));
    }
    if (keys_) text += fmt::format("{}key: that of an encrypted file", text.empty() ? "" : "; ");
    if (text.empty()) return;
    out_ += '\n';
    AppendWrapped("", text, kWidth, out_);
  }

  const Colour colour_;
  const std::string folder_;
  std::set<PageVerdict> letters_;  // those that stand in a line
  std::vector<Line> lines_;
  Widths widths_{};
  bool keys_ = false;
  std::string server_;  // the one that wrote them all
  std::string out_;
};

}  // namespace

std::string TriageTable(const std::vector<TablespaceFindings>& files,
                        std::span<const std::optional<std::uint64_t>> at_risk, Colour colour) {
  return Lines(files, at_risk, colour).Write();
}

}  // namespace innosalvage
