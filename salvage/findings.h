// Findings: what a run concluded, as plain data. The reports (exporters/report_*.h) are faces of these.
//
// Shape     RunFindings -> TablespaceFindings (one a file) -> TableFindings (one a table in it).
// Sums      pages over all verdicts = pages of the file; bytes read + unreadable = its size; record candidates over
//           all buckets = candidates. CheckSums tells where one does not hold.
#pragma once

#include <string>
#include <vector>

#include "parser/limits.h"
#include "salvage/inventory.h"
#include "salvage/row_counts.h"
#include "salvage/schema_fit.h"
#include "salvage/tablespace_kind.h"

namespace innosalvage {

// What a column of dates holds, or held in rows that are lost: the rows around these tell. Empty: open on that side.
struct DateRange {
  std::string column;
  std::string from, to;  // "2024-02-29" or "2024-02-29 23:59:58", both inclusive
};

// The first key of a leaf page, for some of the leaves.
struct KeyMark {
  std::uint64_t leaf = 0;  // its place in key order
  std::uint32_t page_no = 0;
  std::string key;
};

// A value of a key, exactly: text as the server prints it, in UTF-8, or the bytes where that is no text.
struct KeyValue {
  enum class Form : std::uint8_t { kNull, kText, kBytes };
  Form form = Form::kNull;
  std::string value;
};

// A range of keys of which rows were lost. Keys as text, columns joined by ", ". Empty: open on that side.
struct LostRange {
  std::string from;           // inclusive
  std::string to;             // exclusive
  std::uint32_t page_no = 0;  // the page that held them
  std::uint64_t rows_estimated = 0;
  std::uint64_t rows_recovered = 0;   // suspect rows that came out of this range all the same
  std::string how;                    // how the range and the number were found
  std::string why;                    // what happened to the page
  std::uint64_t leaf = 0;             // live leaf pages before it, in key order
  std::vector<DateRange> dates = {};  // of the rows lost, by columns whose dates rise with the keys
  // The same bounds, column by column, for programs. Empty: open, or not exact (a key of a prefix, DB_ROW_ID).
  std::vector<KeyValue> from_key = {};
  std::vector<KeyValue> to_key = {};
  bool above_leaves = false;  // a page above the leaves is lost: leaves below it that were found are not
};

// What is kept of a lost range beyond the limit report-list: a hostile tree has a hole each few bytes.
struct UnlistedRange {
  std::uint32_t page_no = 0;
  std::uint64_t rows_estimated = 0;
  std::uint64_t rows_recovered = 0;
};

struct Finding {
  Damage damage;
  std::uint64_t bytes_given_up = 0;
  std::string note;
};

// A definition that was tried on the records, and is not the one taken.
struct TriedSchema {
  std::string source;
  double score = 0.0;  // SchemaFit::score
  bool fits = false;
};

struct TableFindings {
  Table table;
  std::string partition;                        // "p0", "p0/p0sp1": the file holds this part of the table
  std::vector<std::string> missing_partitions;  // that the definition names and no file holds; at the first part only
  std::string schema_source;                    // "SDI on page 3", "shop.sql line 12"
  std::string schema_gaps;    // what the schema cannot tell of the values: all rows are suspect; empty: nothing
  std::string schema_omits;   // what it leaves out of the CREATE TABLE that no value depends on; empty: nothing
  std::string identified_by;  // how the table was known where the file's name does not say so, or empty
  std::string maybe_older;    // what may hold the table as it was later: all rows are suspect; empty: nothing
  bool dropped = false;       // its dictionary entries are delete-marked: DROP TABLE was run
  SchemaFit fit;
  std::vector<TriedSchema> tried;         // others that there were
  bool inferred = false;                  // the definition was made from the records: no row is trusted
  std::vector<std::string> column_notes;  // inferred: what was seen of each column
  std::uint64_t index_id = 0;
  std::optional<std::uint32_t> root;
  std::string refused;  // why no row was exported; empty: rows were
  RowCounts rows;
  std::uint64_t leaves = 0;        // live leaves, holes included
  std::uint64_t leaves_read = 0;   // verified and read whole
  std::uint64_t leaves_hurt = 0;   // read in part, or lost
  std::uint64_t leaves_freed = 0;  // of this index, no longer part of the tree
  std::uint64_t node_pages = 0;
  bool tree_complete = true;
  bool leaves_chained = false;  // from the first leaf to the last all verify and are linked: none is missing
  std::vector<LostRange> lost;  // the first, up to the limit report-list
  std::vector<UnlistedRange> lost_unlisted;  // the others
  std::uint64_t rows_lost_estimated = 0;
  std::string rows_lost_counted_in;         // the secondary index that makes this number exact; empty: an estimate
  std::uint64_t lost_keys_named = 0;        // rows lost whose keys secondary indexes know: the partial rows among them
  std::vector<KeyMark> key_marks;           // spread over the leaves, ascending
  std::vector<DateRange> dates;             // of the trusted rows
  std::vector<std::string> suspect_sample;  // the first rows written to suspect/, shortened
  std::vector<Finding> findings;            // the first, up to the limit findings
  std::uint64_t findings_total = 0;

  void Add(Finding finding) {
    ++findings_total;
    if (IsWithin(Limit::kFindings, findings_total)) findings.push_back(std::move(finding));
  }
  std::size_t lost_total() const { return lost.size() + lost_unlisted.size(); }
  // `describe` makes the LostRange, if it is to be listed.
  template <class Describe>
  void AddLost(const UnlistedRange& range, const Describe& describe) {
    if (IsWithin(Limit::kReportList, lost_total() + 1)) {
      lost.push_back(describe());
      lost.back().page_no = range.page_no;
      lost.back().rows_estimated = range.rows_estimated;
      lost.back().rows_recovered = range.rows_recovered;
    } else {
      lost_unlisted.push_back(range);
    }
    rows_lost_estimated += range.rows_estimated;
  }
  // Anything lost, suspect or refused.
  bool clean() const {
    return refused.empty() && missing_partitions.empty() && tree_complete && lost_total() == 0 &&
           rows_lost_estimated == 0 && leaves_hurt == 0 && rows.rejected == 0 && rows.Of(Trust::kSuspect) == 0 &&
           rows.Of(Trust::kPartial) == 0 && findings_total == 0;
  }
};

// One data file of a system tablespace that has several.
struct InputPart {
  std::string path;
  std::uint64_t offset = 0;  // of its first byte in the tablespace
  std::uint64_t size = 0;
  std::string sha256;  // empty if not asked for
};

struct TablespaceFindings {
  std::string path;              // of several data files: the first one's
  std::vector<InputPart> parts;  // the data files in their order; empty: `path` is the only one
  TablespaceKind kind = TablespaceKind::kTable;
  std::uint64_t size = 0;
  std::string refused;     // why nothing could be read; empty: it was
  bool recognised = true;  // false: no InnoDB page in it
  Inventory inventory;
  std::vector<TableFindings> tables;
  // Indexes whose records no definition given explains: they go to lost_and_found/, record by record.
  std::vector<std::uint64_t> unexplained;
  std::vector<std::string> notes;  // facts about the file that are no damage

  // Pages hurt outside of any table's leaves count as well.
  bool clean() const;
};

// A table that a dictionary or a `.frm` file knows, and that no input is a file of.
struct MissingTable {
  std::string db, name;
  std::string known_by;    // "dictionary in mysql.ibd", "SYS_TABLES of ibdata1", "orders.frm"
  bool discarded = false;  // ALTER TABLE ... DISCARD TABLESPACE took its file away: nothing was lost
};

struct RunFindings {
  std::vector<TablespaceFindings> tablespaces;
  std::vector<MissingTable> missing_tables;
  bool clean() const;
  RowCounts rows() const;
};

// Names of the sums that do not hold, empty when all do.
std::vector<std::string> CheckSums(const RunFindings& run);

}  // namespace innosalvage
