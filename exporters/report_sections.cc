#include "exporters/report_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "exporters/report_verdict.h"
#include "exporters/terminal_text.h"

namespace innosalvage {

namespace {

constexpr std::string_view kMergeTitle = "Merged with a backup";
constexpr std::string_view kVerifyTitle = "Verified by a server";

void Line(std::string_view text, std::string& out) {
  out += text;
  out += '\n';
}

void Heading(std::string_view title, std::string& out) {
  Line(title, out);
  Line(std::string(title.size(), '-'), out);
}

void Wrapped(std::string_view label, std::string_view text, std::string& out) { AppendWrapped(label, text, 80, out); }

std::string FullName(const Json& table) {
  const std::string db = TextOf(table, "db");
  return TerminalText((db.empty() ? "" : db + ".") + TextOf(table, "name"));
}

}  // namespace

std::string MergeSectionText(const Json& merge) {
  std::string out;
  Heading(kMergeTitle, out);
  Wrapped("", "Backup: " + TerminalText(TextOf(merge, "backup")), out);
  const auto rows_line = [&](const Json& rows, std::string_view label) {
    Wrapped(fmt::format("{}salvaged  ", label),
            fmt::format("{} trusted: {} new since the backup, {} equal, {} changed since{}",
                        Counted(CountOf(rows, "trusted_rows"), "row"), Grouped(CountOf(rows, "trusted_new")),
                        Grouped(CountOf(rows, "trusted_equal")), Grouped(CountOf(rows, "trusted_changed")),
                        CountOf(rows, "trusted_not_compared") == 0
                            ? std::string()
                            : fmt::format(", {} not compared", Grouped(CountOf(rows, "trusted_not_compared")))),
            out);
    const std::uint64_t suspect = CountOf(rows, "suspect_rows");
    if (suspect != 0) {
      Wrapped(
          fmt::format("{}suspect   ", label),
          fmt::format("{}: {} equal the backup's and are trusted now, {} partial ones completed from it, {} differ, "
                      "{} are not in it, {} have the key of a better one",
                      Counted(suspect, "row"), Grouped(CountOf(rows, "suspect_promoted")),
                      Grouped(CountOf(rows, "suspect_completed")), Grouped(CountOf(rows, "suspect_differs")),
                      Grouped(CountOf(rows, "suspect_new")), Grouped(CountOf(rows, "suspect_superseded"))),
          out);
    }
    Wrapped(fmt::format("{}filled    ", label),
            fmt::format("{} from the backup, stale",
                        Counted(CountOf(rows, "backup_filled") + CountOf(rows, "backup_completed"), "row")),
            out);
    Wrapped(fmt::format("{}deleted   ", label),
            fmt::format("{} of the backup lie where all was read and are there no more: not filled in",
                        Counted(CountOf(rows, "backup_deleted"), "row")),
            out);
    if (CountOf(rows, "backup_undecided") != 0) {
      Wrapped(fmt::format("{}undecided ", label),
              fmt::format("{} of the backup, kept apart in merged/undecided/",
                          Counted(CountOf(rows, "backup_undecided"), "row")),
              out);
    }
    if (CountOf(rows, "backup_repeated") + CountOf(rows, "backup_unread") != 0) {
      Wrapped(fmt::format("{}unused    ", label),
              fmt::format("{} repeated in the backup, {} that do not fit its columns",
                          Counted(CountOf(rows, "backup_repeated"), "row"), Grouped(CountOf(rows, "backup_unread"))),
              out);
    }
  };
  if (const auto totals = merge.find("totals"); totals != merge.end()) rows_line(*totals, "");
  constexpr std::size_t kMaxTables = 200;
  std::size_t shown = 0;
  for (const Json& table : merge.value("tables", Json::array())) {
    const auto rows = table.find("rows");
    if (rows == table.end()) continue;
    const bool quiet = IsTrue(table, "in_salvage") && CountOf(*rows, "suspect_rows") == 0 &&
                       CountOf(*rows, "backup_filled") + CountOf(*rows, "backup_completed") +
                               CountOf(*rows, "backup_undecided") + CountOf(*rows, "backup_repeated") +
                               CountOf(*rows, "backup_unread") ==
                           0;
    if (quiet || ++shown > kMaxTables) continue;
    out += '\n';
    Line(FullName(table), out);
    if (!IsTrue(table, "in_salvage")) {
      Wrapped("  ",
              IsTrue(table, "known_lost") ? "lost: all rows are the backup's" : "only in the backup: all rows are its",
              out);
      Wrapped("  filled    ", fmt::format("{}, stale", Counted(CountOf(*rows, "backup_filled"), "row")), out);
    } else {
      Wrapped("  by        ", TerminalText(TextOf(table, "compared_by")), out);
      rows_line(*rows, "  ");
      const Json undecided = table.value("undecided_by", Json::object());
      for (const auto& [why, count] : undecided.items()) {
        Wrapped("            - ", fmt::format("{}: {}", Grouped(count.get<std::uint64_t>()), why), out);
      }
    }
    for (const Json& note : table.value("notes", Json::array())) {
      if (note.is_string()) Wrapped("  note      ", TerminalText(note.get<std::string>()), out);
    }
  }
  const std::size_t tables = merge.value("tables", Json::array()).size();
  if (shown < tables) {
    out += '\n';
    Wrapped("", fmt::format("{} more: see merge.json.", Counted(tables - std::min(shown, kMaxTables), "table")), out);
  }
  for (const Json& problem : merge.value("problems", Json::array())) {
    if (problem.is_string()) Wrapped("! ", TerminalText(problem.get<std::string>()), out);
  }
  out += '\n';
  Line("Load what was merged, in this folder:", out);
  for (const Json& script : merge.value("scripts", Json::array())) {
    Line("  mysql < " + TextOf(script, "path"), out);
  }
  return out;
}

std::string VerifySectionText(const Json& verify) {
  std::string out;
  Heading(kVerifyTitle, out);
  Wrapped(
      "",
      fmt::format("Server: {}. {}", TerminalText(TextOf(verify, "server")), TerminalText(TextOf(verify, "verdict"))),
      out);
  for (const Json& table : verify.value("tables", Json::array())) {
    if (IsTrue(table, "as_reported")) continue;
    out += '\n';
    Line(FullName(table), out);
    Wrapped("  rows      ",
            fmt::format("{} loaded, {} reported", Grouped(CountOf(table, "rows_loaded")),
                        Grouped(CountOf(table, "rows_reported"))),
            out);
    for (const Json& note : table.value("differences", Json::array())) {
      if (note.is_string()) Wrapped("  -         ", TerminalText(note.get<std::string>()), out);
    }
  }
  const Json refused = verify.value("refused", Json::array());
  for (const Json& statement : refused) {
    Wrapped("refused   ",
            fmt::format("{} line {}: {} ({})", TerminalText(TextOf(statement, "file")), CountOf(statement, "line"),
                        TerminalText(TextOf(statement, "why")), CountOf(statement, "error")),
            out);
  }
  if (CountOf(verify, "refused_total") > refused.size()) {
    Wrapped("          ", fmt::format("{} statements in all were refused", Grouped(CountOf(verify, "refused_total"))),
            out);
  }
  for (const Json& orphan : verify.value("orphans", Json::array())) {
    Wrapped("orphans   ",
            fmt::format("{} of {} have no parent in {} ({})", Counted(CountOf(orphan, "rows"), "row"), FullName(orphan),
                        TerminalText(TextOf(orphan, "referenced")), TerminalText(TextOf(orphan, "foreign_key"))),
            out);
  }
  return out;
}

std::string WithSection(std::string report, std::string_view section) {
  const std::string_view title = section.substr(0, section.find('\n'));
  const auto head = [](std::string_view of) {
    return "\n" + std::string(of) + "\n" + std::string(of.size(), '-') + "\n";
  };
  const std::size_t begin = report.find(head(title));
  if (begin != std::string::npos) {
    std::size_t end = report.size();
    for (const std::string_view other : {kMergeTitle, kVerifyTitle}) {
      if (other != title) end = std::min(end, report.find(head(other), begin));
    }
    report.erase(begin, end - begin);
  }
  if (!report.ends_with('\n')) report += '\n';
  return report + '\n' + std::string(section);
}

}  // namespace innosalvage
