// Report verdict: in which state each file and table is, the totals of a run, and the sentence that says it all.
//
// Purpose   the faces of the report must never disagree; what they conclude from the findings is concluded here, once.
// Shape     State of one table or file; RunTotals over all; VerdictSentence from both.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "exporters/report_context.h"
#include "salvage/findings.h"

namespace innosalvage {

// From best to worst.
enum class TableState : std::uint8_t {
  kWhole,     // every row trusted, nothing lost
  kHurt,      // damage, or suspect rows, and no row known to be lost
  kLostRows,  // rows, or ranges of keys, are gone
  kRefused,   // no row was exported
};
inline constexpr std::size_t kTableStates = 4;

enum class FileState : std::uint8_t {
  kWhole,  // no page hurt
  kHurt,
  kLost,    // no index page verifies: nothing in it can be trusted
  kUnread,  // not recognised, or pages that this version does not read: nothing is said about damage
};
inline constexpr std::size_t kFileStates = 4;

std::string_view Name(TableState state);  // "whole", "hurt", "lost_rows", "refused"
std::string_view Name(FileState state);   // "whole", "hurt", "lost", "unread"

// One for each: "i" intact, "c" checksum_mismatch, ..., as in the page map of report.json (docs/report.md).
char Letter(PageVerdict verdict);
// "checksum mismatch": the name in words.
std::string Words(PageVerdict verdict);

// For sorting, worst highest: a lost file is worse than one of which nothing is known.
unsigned Badness(FileState state);

TableState StateOf(const TableFindings& table);
FileState StateOf(const TablespaceFindings& file);

// Pass one went over the file. Otherwise there are no pages to count, and its bytes are in no sum.
bool IsScanned(const TablespaceFindings& file);

std::uint64_t PagesHurt(const PageCounts& counts);

// Rows of pages that are hurt: their number times the rows an average verified leaf of the clustered index holds.
// Pages that have no rows by their place (FSP_HDR, XDES, IBUF_BITMAP, the first INODE page) and those of which another
// image verifies are left out; pages of secondary indexes, and free ones, cannot be told apart and are in: more a bound
// than an estimate. nullopt: no table, or no leaf of it verifies.
// Source    FSP_XDES_OFFSET, FSP_IBUF_BITMAP_OFFSET, FSP_FIRST_INODE_PAGE_NO in fsp0types.h; repeated every page-size
//           pages (xdes_calc_descriptor_page, fsp0fsp.ic).
std::optional<std::uint64_t> RowsAtRisk(const TablespaceFindings& file);

struct RunTotals {
  std::array<std::uint64_t, kFileStates> files{};    // indexed by FileState
  std::array<std::uint64_t, kTableStates> tables{};  // indexed by TableState
  std::uint64_t files_total = 0;
  std::uint64_t tables_total = 0;
  PageCounts pages{};
  std::uint64_t pages_total = 0;
  std::uint64_t pages_hurt = 0;
  RowCounts rows;
  std::uint64_t rows_lost_estimated = 0;
  std::uint64_t missing_partitions = 0;
  std::uint64_t missing_tables = 0;    // known by a dictionary, and no file of theirs is there; not in tables_total
  std::uint64_t lost_keys_named = 0;   // lost rows that stand among the partial ones as well
  std::uint64_t size = 0;              // of the files scanned
  std::uint64_t size_not_scanned = 0;  // of the others
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_unreadable = 0;

  std::uint64_t Of(FileState state) const { return files[static_cast<std::size_t>(state)]; }
  std::uint64_t Of(TableState state) const { return tables[static_cast<std::size_t>(state)]; }
  // Live rows the tables had, as far as they are known: found and, by estimate, lost.
  std::uint64_t rows_once() const {
    return rows.trusted() + rows.Of(Trust::kSuspect) + rows.Of(Trust::kPartial) + rows_lost_estimated - lost_keys_named;
  }
};
RunTotals TotalsOf(const RunFindings& run);

// "3 of 5 tables are whole; 2 lost rows: about 120 of 4,512."
std::string VerdictSentence(const RunTotals& totals, ReportScope scope);
// The same; where output is incomplete, that before it.
std::string VerdictSentence(const RunTotals& totals, const ReportContext& context);

// 4512 -> "4,512"
std::string Grouped(std::uint64_t number);
// 1, "page" -> "1 page"; 4512, "page" -> "4,512 pages"
std::string Counted(std::uint64_t number, std::string_view noun);
// 80018 -> "8.0.18"; 0 -> ""
std::string ServerVersionText(std::uint32_t version);
std::string_view VendorText(Vendor vendor);  // "MySQL", "MariaDB", "" where not known

}  // namespace innosalvage
