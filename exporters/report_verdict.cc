#include "exporters/report_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "parser/page_type.h"

namespace innosalvage {

std::string_view Name(TableState state) {
  constexpr std::array<std::string_view, kTableStates> kNames = {"whole", "hurt", "lost_rows", "refused"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view Name(FileState state) {
  constexpr std::array<std::string_view, kFileStates> kNames = {"whole", "hurt", "lost", "unread"};
  return kNames[static_cast<std::size_t>(state)];
}

char Letter(PageVerdict verdict) {
  switch (verdict) {
    case PageVerdict::kIntact: return 'i';
    case PageVerdict::kRepaired: return 'r';
    case PageVerdict::kUnused: return 'u';
    case PageVerdict::kChecksumMismatch: return 'c';
    case PageVerdict::kTorn: return 't';
    case PageVerdict::kZeroed: return 'z';
    case PageVerdict::kPartlyZeroed: return 'p';
    case PageVerdict::kMisplaced: return 'm';
    case PageVerdict::kForeignSpace: return 'f';
    case PageVerdict::kGarbage: return 'g';
    case PageVerdict::kCutOff: return 'x';
    case PageVerdict::kUnreadable: return 'n';
    case PageVerdict::kNotRead: return 'k';
  }
  return 'k';
}

std::string Words(PageVerdict verdict) {
  std::string words(Name(verdict));
  std::ranges::replace(words, '_', ' ');
  return words;
}

unsigned Badness(FileState state) {
  constexpr std::array<unsigned, kFileStates> kBadness = {0, 2, 3, 1};
  return kBadness[static_cast<std::size_t>(state)];
}

TableState StateOf(const TableFindings& table) {
  if (!table.refused.empty()) return TableState::kRefused;
  const bool lost = table.lost_total() > 0 || table.rows_lost_estimated > 0 || !table.missing_partitions.empty();
  if (lost) return TableState::kLostRows;
  return table.clean() ? TableState::kWhole : TableState::kHurt;
}

namespace {

// Of tables that outlive the server's run.
bool HoldsRows(const TablespaceFindings& file) {
  return file.kind != TablespaceKind::kUndo && file.kind != TablespaceKind::kTemporary;
}

}  // namespace

FileState StateOf(const TablespaceFindings& file) {
  if (!IsScanned(file) || !file.refused.empty()) return FileState::kUnread;
  bool leaf_verifies = false;
  bool index_verifies = false;
  for (const PageEntry& entry : file.inventory.entries) {
    if (!IsVerified(entry.verdict) || !entry.is_index()) continue;
    index_verifies = true;
    leaf_verifies = leaf_verifies || (entry.type == FIL_PAGE_INDEX && entry.level == 0);
  }
  const bool not_read = file.inventory.counts[static_cast<std::size_t>(PageVerdict::kNotRead)] > 0;
  if (not_read && !leaf_verifies) return FileState::kUnread;
  const bool pages_hurt = PagesHurt(file.inventory.counts) > 0;
  if (pages_hurt && !index_verifies && HoldsRows(file)) return FileState::kLost;
  // Pages may verify and contradict each other all the same. A schema that does not fit is no damage of the file.
  const bool table_hurt = std::ranges::any_of(file.tables, [](const TableFindings& table) {
    const TableState state = StateOf(table);
    return state == TableState::kHurt || state == TableState::kLostRows;
  });
  if (pages_hurt || table_hurt || file.inventory.bytes_unreadable > 0) return FileState::kHurt;
  return not_read ? FileState::kUnread : FileState::kWhole;
}

bool IsScanned(const TablespaceFindings& file) {
  return !file.inventory.entries.empty() || (file.recognised && file.refused.empty());
}

std::uint64_t PagesHurt(const PageCounts& counts) {
  std::uint64_t hurt = 0;
  for (std::size_t i = 0; i < kPageVerdicts; ++i) {
    if (IsHurt(static_cast<PageVerdict>(i))) hurt += counts[i];
  }
  return hurt;
}

std::optional<std::uint64_t> RowsAtRisk(const TablespaceFindings& file) {
  if (!HoldsRows(file)) return 0;
  const Inventory& inventory = file.inventory;
  const std::uint32_t group = std::max(inventory.detected.format.physical_size, 1U);
  std::vector<std::uint64_t> clustered;  // index ids
  for (const TableFindings& table : file.tables) {
    if (table.index_id != 0) clustered.push_back(table.index_id);
  }
  std::ranges::sort(clustered);
  std::uint64_t leaves = 0;
  std::uint64_t rows = 0;
  std::uint64_t pages = 0;
  for (const PageEntry& entry : inventory.entries) {
    if (IsVerified(entry.verdict)) {
      if (entry.type != FIL_PAGE_INDEX || entry.level != 0) continue;
      if (!std::ranges::binary_search(clustered, entry.index_id)) continue;
      ++leaves;
      rows += entry.n_recs;
    } else if (IsHurt(entry.verdict)) {
      const bool holds_rows = entry.page_no % group > 1 && entry.page_no != 2;
      const PageEntry* best = inventory.Find(entry.page_no);
      if (holds_rows && (best == nullptr || !IsVerified(best->verdict))) ++pages;
    }
  }
  if (pages == 0) return 0;
  if (leaves == 0) return std::nullopt;
  return (pages * rows + leaves / 2) / leaves;
}

RunTotals TotalsOf(const RunFindings& run) {
  RunTotals totals;
  std::map<std::pair<std::string, std::string>, TableState> partitioned;  // one table each, in the state of its worst
  for (const TablespaceFindings& file : run.tablespaces) {
    ++totals.files_total;
    ++totals.files[static_cast<std::size_t>(StateOf(file))];
    if (IsScanned(file)) {
      totals.size += file.size;
      totals.bytes_read += file.inventory.bytes_read;
      totals.bytes_unreadable += file.inventory.bytes_unreadable;
    } else {
      totals.size_not_scanned += file.size;
    }
    totals.pages_total += file.inventory.entries.size();
    for (std::size_t i = 0; i < kPageVerdicts; ++i) totals.pages[i] += file.inventory.counts[i];
    for (const TableFindings& table : file.tables) {
      if (table.partition.empty()) {
        ++totals.tables_total;
        ++totals.tables[static_cast<std::size_t>(StateOf(table))];
      } else {
        TableState& worst = partitioned[{table.table.db, table.table.name}];
        worst = std::max(worst, StateOf(table));
      }
      totals.rows += table.rows;
      totals.rows_lost_estimated += table.rows_lost_estimated;
      totals.lost_keys_named += table.lost_keys_named;
      totals.missing_partitions += table.missing_partitions.size();
    }
  }
  totals.missing_tables =
      static_cast<std::uint64_t>(std::ranges::count_if(run.missing_tables, std::not_fn(&MissingTable::discarded)));
  totals.tables_total += partitioned.size();
  for (const auto& [name, state] : partitioned) ++totals.tables[static_cast<std::size_t>(state)];
  totals.pages_hurt = PagesHurt(totals.pages);
  return totals;
}

namespace {

std::string_view Are(std::uint64_t number) { return number == 1 ? "is" : "are"; }

// "3 of 5 tables are whole", "All 5 tables are whole", "The table is whole"
std::string WholeClause(std::uint64_t whole, std::uint64_t total, std::string_view noun) {
  if (whole == total && total == 1) return fmt::format("The {} is whole", noun);
  if (total == 1) return fmt::format("The {} is not whole", noun);
  if (whole == total) return fmt::format("All {} are whole", Counted(total, noun));
  return fmt::format("{} of {} {} whole", Grouped(whole), Counted(total, noun), Are(whole));
}

void AddUnread(const RunTotals& totals, std::string& sentence) {
  const std::uint64_t unread = totals.Of(FileState::kUnread);
  if (unread == 0) return;
  sentence += fmt::format("; {} of {} could not be read", Grouped(unread), Counted(totals.files_total, "file"));
}

void AddMissingTables(const RunTotals& totals, std::string& sentence) {
  const std::uint64_t missing = totals.missing_tables;
  if (missing == 0) return;
  sentence += fmt::format("; {} {} missing: no file of {} is there", Counted(missing, "table"), Are(missing),
                          missing == 1 ? "it" : "them");
}

std::string AboutFiles(const RunTotals& totals) {
  std::string sentence = WholeClause(totals.Of(FileState::kWhole), totals.files_total, "file");
  if (const std::uint64_t hurt = totals.Of(FileState::kHurt); hurt > 0) {
    sentence += fmt::format("; {} {} hurt", Grouped(hurt), Are(hurt));
  }
  if (const std::uint64_t lost = totals.Of(FileState::kLost); lost > 0) {
    sentence += fmt::format("; {} {} lost: no index page verifies", Grouped(lost), Are(lost));
  }
  AddUnread(totals, sentence);
  if (totals.pages_hurt > 0) {
    sentence += fmt::format("; {} of {} {} hurt", Grouped(totals.pages_hurt), Counted(totals.pages_total, "page"),
                            Are(totals.pages_hurt));
  }
  return sentence + ".";
}

}  // namespace

std::string VerdictSentence(const RunTotals& totals, ReportScope scope) {
  if (totals.files_total == 0) return "Nothing was read: there is no input.";
  if (totals.Of(FileState::kUnread) == totals.files_total && totals.tables_total == 0) {
    return totals.files_total == 1 ? "The file could not be read."
                                   : fmt::format("None of {} could be read.", Counted(totals.files_total, "file"));
  }
  if (scope == ReportScope::kTriage) return AboutFiles(totals);
  std::string sentence;
  if (totals.tables_total == 0) {
    sentence = fmt::format("No table was found in {}", Counted(totals.files_total, "file"));
    AddMissingTables(totals, sentence);
    AddUnread(totals, sentence);
    return sentence + ".";
  }
  const std::uint64_t whole = totals.Of(TableState::kWhole);
  sentence = WholeClause(whole, totals.tables_total + totals.missing_tables, "table");
  if (whole == totals.tables_total) sentence += fmt::format(": {}", Counted(totals.rows.trusted(), "row"));
  if (const std::uint64_t lost = totals.Of(TableState::kLostRows); lost > 0) {
    const bool alone = totals.tables_total + totals.missing_tables == 1;
    sentence += totals.rows_lost_estimated > 0 && alone
                    ? fmt::format("; it lost about {} of {} rows", Grouped(totals.rows_lost_estimated),
                                  Grouped(totals.rows_once()))
                : totals.rows_lost_estimated > 0
                    ? fmt::format("; {} lost rows: about {} of {}", Grouped(lost), Grouped(totals.rows_lost_estimated),
                                  Grouped(totals.rows_once()))
                    : fmt::format("; {} lost rows: no estimate of their number", Grouped(lost));
  }
  AddMissingTables(totals, sentence);
  if (const std::uint64_t missing = totals.missing_partitions; missing > 0) {
    sentence += fmt::format("; {} {} missing", Counted(missing, "partition"), Are(missing));
  }
  if (const std::uint64_t hurt = totals.Of(TableState::kHurt); hurt > 0) {
    sentence += fmt::format("; {} {} hurt with no row known to be lost", Grouped(hurt), Are(hurt));
  }
  if (const std::uint64_t refused = totals.Of(TableState::kRefused); refused > 0) {
    sentence += fmt::format("; {} could not be exported", Grouped(refused));
  }
  if (whole == totals.tables_total && totals.pages_hurt > 0) {
    sentence +=
        fmt::format("; {} {} hurt outside their rows", Counted(totals.pages_hurt, "page"), Are(totals.pages_hurt));
  }
  AddUnread(totals, sentence);
  return sentence + ".";
}

std::string VerdictSentence(const RunTotals& totals, const ReportContext& context) {
  const std::string sentence = VerdictSentence(totals, context.scope);
  if (context.output_state == OutputState::kComplete) return sentence;
  return "Not all files of the output are there: some could not be written, or are gone. Of what was read: " + sentence;
}

std::string Grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string Counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", Grouped(number), noun, number == 1 ? "" : "s");
}

std::string ServerVersionText(std::uint32_t version) {
  if (version == 0) return {};
  return fmt::format("{}.{}.{}", version / 10000, version / 100 % 100, version % 100);
}

std::string_view VendorText(Vendor vendor) {
  switch (vendor) {
    case Vendor::kUnknown: return "";
    case Vendor::kMySql: return "MySQL";
    case Vendor::kMariaDb: return "MariaDB";
  }
  return "";
}

}  // namespace innosalvage
