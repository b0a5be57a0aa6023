#include "exporters/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "exporters/missing_tables_text.h"
#include "exporters/page_encoding.h"
#include "exporters/page_repairs.h"
#include "exporters/report_verdict.h"
#include "exporters/terminal_text.h"

namespace innosalvage {

namespace {

constexpr std::size_t kMaxRanges = 20;   // lost key ranges a table
constexpr std::size_t kMaxOutputs = 40;  // files a class
constexpr std::size_t kMaxKey = 60;      // columns of one key

struct TableInFile {
  const TablespaceFindings* file;
  const TableFindings* table;
};

std::string FullName(const TableFindings& findings) {
  const Table& table = findings.table;
  std::string name = table.db.empty() ? std::string() : TerminalText(table.db) + ".";
  name += TerminalText(table.name);
  if (!findings.partition.empty()) name += " (partition " + TerminalText(findings.partition) + ")";
  return name;
}

std::vector<TableInFile> WorstFirst(const RunFindings& run) {
  std::vector<TableInFile> tables;
  for (const TablespaceFindings& file : run.tablespaces) {
    for (const TableFindings& table : file.tables) tables.push_back({&file, &table});
  }
  std::ranges::stable_sort(tables, [](const TableInFile& a, const TableInFile& b) {
    const auto rank = [](const TableInFile& t) {
      return std::tuple(StateOf(*t.table), t.table->rows_lost_estimated, t.table->lost_total(),
                        t.table->rows.Of(Trust::kSuspect) + t.table->rows.Of(Trust::kPartial));
    };
    const auto name = [](const TableInFile& t) {
      return std::tie(t.table->table.db, t.table->table.name, t.file->path);
    };
    return rank(a) != rank(b) ? rank(a) > rank(b) : name(a) < name(b);
  });
  return tables;
}

// "58 intact, 2 torn"; most first only as far as the order of the verdicts tells.
std::string PagesByVerdict(const PageCounts& counts) {
  std::string text;
  for (std::size_t i = 0; i < kPageVerdicts; ++i) {
    if (counts[i] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", Grouped(counts[i]), Words(static_cast<PageVerdict>(i)));
  }
  return text.empty() ? "none" : text;
}

std::string StateText(TableState state) {
  switch (state) {
    case TableState::kWhole: return "whole";
    case TableState::kHurt: return "HURT";
    case TableState::kLostRows: return "LOST ROWS";
    case TableState::kRefused: return "NOT EXPORTED";
  }
  return "";
}

class TextReport {
 public:
  TextReport(const RunFindings& run, const ReportContext& context)
      : run_(run), context_(context), totals_(TotalsOf(run)) {}

  std::string Write() {
    Wrapped("", VerdictSentence(totals_, context_));
    for (const std::string& sum : CheckSums(run_)) Wrapped("! does not add up: ", TerminalText(sum));
    Tables();
    Missing();
    Server();
    Files();
    Written();
    if (context_.scope == ReportScope::kSalvage) Classes();
    return std::move(out_);
  }

 private:
  void Wrapped(std::string_view head, std::string_view shown) { AppendWrapped(head, shown, kReportColumns, out_); }
  void Line(std::string_view shown = {}) { Wrapped("", shown); }
  void Heading(std::string_view text) {
    if (!out_.ends_with("\n\n")) Line();
    Line(text);
    out_.append(text.size(), '-');
    out_ += '\n';
  }
  // A name at the left, a short text at the right end of the line.
  void Ends(std::string_view left, std::string_view right) {
    const std::size_t room = kReportColumns - Columns(right) - 2;
    const std::string name = PadRight(ShortenToColumns(left, room), room);
    out_ += fmt::format("{}  {}\n", name, right);
  }

  void Tables() {
    if (totals_.tables_total == 0) return;
    Heading("Tables");
    for (const TableInFile& item : WorstFirst(run_)) {
      if (context_.scope == ReportScope::kTriage) {
        Line(ShortenToColumns(FullName(*item.table), kReportColumns));
      } else {
        TableBlock(*item.file, *item.table);
      }
    }
  }

  void TableBlock(const TablespaceFindings& file, const TableFindings& table) {
    const TableState state = StateOf(table);
    if (state == TableState::kWhole) {
      Ends(FullName(table), fmt::format("{}  whole", Counted(table.rows.trusted(), "row")));
      Deleted(table);
      return;
    }
    Ends(FullName(table), StateText(state));
    if (!table.refused.empty()) Wrapped("  refused   ", TerminalText(table.refused));
    MissingPartitions(table);
    Rows(table.rows);
    LostRanges(table);
    if (table.leaves > 0 || table.leaves_freed > 0) {
      std::string leaves = fmt::format("{}: {} read whole, {} hurt", Counted(table.leaves, "live leaf page"),
                                       Grouped(table.leaves_read), Grouped(table.leaves_hurt));
      if (table.leaves_freed > 0) leaves += fmt::format("; {} freed", Grouped(table.leaves_freed));
      if (!table.tree_complete) leaves += "; the tree above them is damaged";
      Wrapped("  leaves    ", leaves);
    }
    Wrapped("  pages     ", fmt::format("{} in its file: {}", Grouped(file.inventory.entries.size()),
                                        PagesByVerdict(file.inventory.counts)));
    if (const std::string repairs = RepairsText(file.inventory); !repairs.empty()) {
      Wrapped("  repaired  ", "pages: " + TerminalText(repairs));
    }
    if (!table.schema_source.empty()) Wrapped("  schema    ", TerminalText(table.schema_source));
    if (!table.schema_gaps.empty()) Wrapped("  not known ", TerminalText(table.schema_gaps));
    if (!table.identified_by.empty()) Wrapped("  known by  ", TerminalText(table.identified_by));
    if (table.dropped) Wrapped("  dropped   ", "the dictionary has its entries as deleted: all rows count as deleted");
    FindingKinds(table);
    Wrapped("  file      ", TerminalText(file.path));
    Line();
  }

  void MissingPartitions(const TableFindings& table) {
    if (table.missing_partitions.empty()) return;
    constexpr std::size_t kMaxNamed = 20;
    std::string names;
    for (std::size_t i = 0; i < std::min(table.missing_partitions.size(), kMaxNamed); ++i) {
      names += (i == 0 ? "" : ", ") + TerminalText(table.missing_partitions[i]);
    }
    if (table.missing_partitions.size() > kMaxNamed) names += ", ..., see report.json";
    Wrapped("  missing   ", fmt::format("{} of the table, not among the files given: {}",
                                        Counted(table.missing_partitions.size(), "partition"), names));
  }

  void Rows(const RowCounts& rows) {
    std::string text = fmt::format("{} trusted", Grouped(rows.trusted()));
    if (rows.Of(Trust::kRepaired) > 0) {
      text += fmt::format(" ({} intact, {} repaired)", Grouped(rows.Of(Trust::kIntact)),
                          Grouped(rows.Of(Trust::kRepaired)));
    }
    for (const Trust trust : {Trust::kSuspect, Trust::kPartial, Trust::kDeleted}) {
      text += fmt::format(", {} {}", Grouped(rows.Of(trust)), Name(trust));
    }
    Wrapped("  rows      ", fmt::format("{}, {} rejected", text, Grouped(rows.rejected)));
    std::string reasons;
    for (std::size_t i = 0; i < kDamageKinds; ++i) {
      if (rows.rejected_by[i] == 0) continue;
      reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", Grouped(rows.rejected_by[i]),
                             Name(static_cast<DamageKind>(i)));
    }
    if (!reasons.empty()) Wrapped("            rejected: ", reasons);
  }

  void Deleted(const TableFindings& table) {
    if (const std::uint64_t deleted = table.rows.Of(Trust::kDeleted); deleted > 0) {
      Line(fmt::format("  {} found beside them", Counted(deleted, "deleted row")));
    }
  }

  void LostRanges(const TableFindings& table) {
    if (table.lost_total() == 0 && table.rows_lost_estimated == 0) return;
    const std::string rows = table.rows_lost_estimated == 0
                                 ? std::string("no estimate of the rows")
                                 : fmt::format("about {}", Counted(table.rows_lost_estimated, "row"));
    Wrapped("  lost      ", fmt::format("{} in {}", rows, Counted(table.lost_total(), "key range")));
    for (std::size_t i = 0; i < std::min(table.lost.size(), kMaxRanges); ++i) {
      const LostRange& range = table.lost[i];
      const auto key = [](const std::string& text) { return ShortenToColumns(TerminalText(text), kMaxKey); };
      std::string keys = range.from.empty() ? "from the first key" : fmt::format("from {}", key(range.from));
      keys += range.to.empty() ? " to the last" : fmt::format(" up to, not including, {}", key(range.to));
      std::string text = fmt::format("{}: page {}", keys, range.page_no);
      if (!range.why.empty()) text += fmt::format(" ({})", TerminalText(range.why));
      if (range.rows_estimated > 0) text += fmt::format(", about {}", Counted(range.rows_estimated, "row"));
      if (range.rows_recovered > 0) text += fmt::format(", {} came out as suspect", Grouped(range.rows_recovered));
      Wrapped("            - ", text);
    }
    if (const std::size_t shown = std::min(table.lost.size(), kMaxRanges); table.lost_total() > shown) {
      Wrapped("            - ", fmt::format("and {} more, see report.json", Grouped(table.lost_total() - shown)));
    }
    if (!table.lost.empty() && !table.lost[0].how.empty()) {
      Wrapped("            how: ", TerminalText(table.lost[0].how));
    }
  }

  void FindingKinds(const TableFindings& table) {
    if (table.findings_total == 0) return;
    std::array<std::uint64_t, kDamageKinds> kinds{};
    for (const Finding& finding : table.findings) ++kinds[static_cast<std::size_t>(finding.damage.kind)];
    std::string text;
    for (std::size_t i = 0; i < kDamageKinds; ++i) {
      if (kinds[i] == 0) continue;
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", Grouped(kinds[i]), Name(static_cast<DamageKind>(i)));
    }
    if (table.findings_total > table.findings.size()) {
      text += fmt::format("{}{} not listed", text.empty() ? "" : ", ",
                          Grouped(table.findings_total - table.findings.size()));
    }
    Wrapped("  findings  ", text);
  }

  void Missing() {
    if (run_.missing_tables.empty()) return;
    Heading("Missing");
    out_ += MissingTablesText(run_.missing_tables);
  }

  void Server() {
    if (!context_.server) return;
    Heading("The server as a whole");
    for (const std::string& note : context_.server->Notes()) Wrapped("- ", TerminalText(note));
  }

  void Files() {
    if (run_.tablespaces.empty()) return;
    Heading("Files");
    struct Ranked {
      FileState state;
      std::uint64_t hurt;
      const TablespaceFindings* file;
    };
    std::vector<Ranked> files;  // ranked once: the state of a file is read off all of its pages
    for (const TablespaceFindings& file : run_.tablespaces) {
      files.push_back({StateOf(file), PagesHurt(file.inventory.counts), &file});
    }
    std::ranges::stable_sort(files, [](const Ranked& a, const Ranked& b) {
      if (a.state != b.state) return Badness(a.state) > Badness(b.state);
      return a.hurt != b.hurt ? a.hurt > b.hurt : a.file->path < b.file->path;
    });
    for (const Ranked& ranked : files) FileBlock(*ranked.file, ranked.state);
  }

  void FileBlock(const TablespaceFindings& file, FileState state) {
    const Inventory& inventory = file.inventory;
    Ends(TerminalText(file.path), Name(state));
    if (!file.refused.empty()) Wrapped("  refused   ", TerminalText(file.refused));
    if (!file.inventory.sha256.empty()) Wrapped("  sha256    ", TerminalText(inventory.sha256));
    if (IsScanned(file)) {
      Wrapped("  pages     ",
              fmt::format("{}: {}", Grouped(inventory.entries.size()), PagesByVerdict(inventory.counts)));
      if (inventory.missing_pages > 0) {
        Wrapped("  cut off   ", fmt::format("{} more pages stood behind the file's end, as its page 0 says",
                                            Grouped(inventory.missing_pages)));
      }
      std::string format = fmt::format("{} byte pages", Grouped(inventory.detected.format.physical_size));
      if (inventory.detected.format.zip) {
        format += fmt::format(" of {}, ROW_FORMAT=COMPRESSED", Grouped(inventory.detected.format.page_size));
      }
      if (inventory.detected.space_id) format += fmt::format(", space {}", *inventory.detected.space_id);
      const std::string_view vendor = VendorText(inventory.detected.format.vendor);
      const std::string version = ServerVersionText(inventory.detected.server_version);
      if (!vendor.empty() || !version.empty()) {
        format += fmt::format(", {}{}{}", vendor, vendor.empty() || version.empty() ? "" : " ", version);
      }
      Wrapped("  format    ", format);
      if (const std::string encoding = EncodingText(inventory); !encoding.empty()) Wrapped("  encoding  ", encoding);
    }
    if (inventory.bytes_unreadable > 0) {
      Wrapped("  unread    ", fmt::format("{} of {} bytes", Grouped(inventory.bytes_unreadable), Grouped(file.size)));
    }
    for (const std::string& note : file.notes) Wrapped("  note      ", TerminalText(note));
  }

  void Written() {
    if (context_.outputs.empty()) return;
    Heading("Written");
    for (std::size_t i = 0; i < kOutputClasses; ++i) OutputsOf(static_cast<OutputClass>(i));
    Load();
  }

  void OutputsOf(OutputClass output_class) {
    std::size_t listed = 0;
    std::uint64_t more = 0;
    for (const ReportedOutput& output : context_.outputs) {
      if (output.output_class != output_class) continue;
      if (++listed > kMaxOutputs) {
        ++more;
        continue;
      }
      const bool has_rows = output_class != OutputClass::kScript && output_class != OutputClass::kReport;
      Ends(TerminalText(output.path),
           fmt::format("{}{:>15} bytes", has_rows ? Counted(output.rows, "row") + " " : "", Grouped(output.bytes)));
    }
    if (more > 0) Line(fmt::format("and {} more, see manifest.json", Grouped(more)));
  }

  void Load() {
    const auto written = [&](std::string_view path) {
      return std::ranges::any_of(context_.outputs, [&](const ReportedOutput& output) { return output.path == path; });
    };
    if (!written("load.sql")) return;
    Line();
    Line("Load the trusted rows (a client that refuses \"source\" wants --commands):");
    Line(fmt::format("  cd {} && mysql < load.sql", Folder()));
    if (!written("load_suspect.sql")) return;
    Line("Then, after a look at them, the suspect rows; none replaces a trusted one:");
    Line(fmt::format("  cd {} && mysql < load_suspect.sql", Folder()));
  }

  // A command is there to be copied: a folder that a shell would read otherwise, or that breaks the line, is not named.
  std::string Folder() const {
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+,@%=:";
    const std::string& folder = context_.output_folder;
    const bool plain = !folder.empty() && folder.size() <= 40 && folder.front() != '-' &&
                       folder.find_first_not_of(std::string(kPlain) + "-") == std::string::npos;
    return plain ? folder : "OUT";
  }

  void Classes() {
    Heading("What the classes mean");
    Wrapped("intact    ", "page verified, record decodes, keys in order: in tables/");
    Wrapped("repaired  ", "the page verifies after the one possible repair: in tables/");
    Wrapped("suspect   ", "legal values, but the page or the way it was found is in doubt");
    Wrapped("partial   ", "a column is lost; kept with the suspect rows, the column named");
    Wrapped("deleted   ", "deleted before the damage; written only with --deleted");
    Wrapped("rejected  ", "bytes that looked like a record and are none: counted, not written");
  }

  const RunFindings& run_;
  const ReportContext& context_;
  const RunTotals totals_;
  std::string out_;
};

}  // namespace

std::string ReportText(const RunFindings& run, const ReportContext& context) {
  return TextReport(run, context).Write();
}

}  // namespace innosalvage
