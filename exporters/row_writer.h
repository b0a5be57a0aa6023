// Rows as text: what a format has to say, and how formatted rows are put together into a file.
//
// Purpose   rows are formatted in batches, by many threads; the file must have the same bytes whatever the batches
//           were. So a formatter gives each row a text of its own, and RowWriter, which sees all rows in order, decides
//           where statements begin and end, by their bytes alone.
// Shape     header, rows, trailer. With a Grouping, runs of rows become groups: head, the rows (the first one without
//           its first `skip` bytes, the separator), tail; a group is at most max_bytes unless one row alone is larger.
// Lifetime  the pieces RowWriter gives point into the rows given to it and into itself.
// Threads   a formatter is const and shared; a RowWriter belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/evidence_text.h"
#include "exporters/row_text.h"
#include "parser/schema.h"
#include "salvage/plain_rows.h"
#include "salvage/row.h"

namespace innosalvage {

enum class OutputFormat : std::uint8_t { kSql, kCsv, kTsv, kJsonl };
std::string_view Extension(OutputFormat format);  // ".sql"

// Which of a run's folders a file lies in: it decides how much is said beside each row.
enum class RowSection : std::uint8_t { kTrusted, kSuspect, kDeleted };
inline constexpr std::size_t kRowSections = 3;
std::string_view FolderName(RowSection section);  // "tables", "suspect", "deleted"

// What a file's header and its rows are made from. Table and columns outlive the formatter.
struct RowFileContext {
  const Table* table = nullptr;
  std::span<const std::uint32_t> columns;  // as in RowBatch
  RowSection section = RowSection::kTrusted;
  EvidencePolicy evidence = EvidencePolicy::kWhereUntrusted;
  std::string tool;          // "innosalvage 0.1.0"
  std::string source;        // input file, for the header
  std::string create_table;  // SQL, for the header; may be empty
  ImageOffset image_offset;  // for the evidence of inputs that lie in an image

  bool WithEvidence() const { return section != RowSection::kTrusted || evidence == EvidencePolicy::kEveryRow; }
};

struct Grouping {
  std::string head, tail;
  std::size_t skip = 0;
  std::size_t max_bytes = 0;  // 0: rows stand alone
};

// Some rows of one file, formatted; ends[i] is where row i ends in Text(). They are all plain ones, or none is.
struct FormattedRows {
  std::string text;
  RowText plain;
  std::vector<std::size_t> ends;

  std::string_view Text() const { return text.empty() ? plain.text() : std::string_view(text); }
  void Clear() {
    text.clear();
    plain.Clear();
    ends.clear();
  }
};

class RowFormatter {
 public:
  virtual ~RowFormatter() = default;
  virtual void AppendHeader(std::string& out) const = 0;
  virtual void AppendRow(const RowBatch& batch, std::size_t row, std::string& out) const = 0;
  // The short way (salvage/plain_rows.h). False: it has none for these rows, and `out` is as it was.
  virtual bool AppendPlainRows(const PlainRows& /*rows*/, FormattedRows& /*out*/) const { return false; }
  virtual void AppendTrailer(std::string& out) const = 0;
  virtual Grouping grouping() const { return {}; }
};

std::unique_ptr<RowFormatter> MakeRowFormatter(OutputFormat format, RowFileContext context);

class RowWriter {
 public:
  explicit RowWriter(Grouping grouping) : grouping_(std::move(grouping)) {}

  // Appends to `pieces` what has to be written for the next rows: ranges of rows.Text(), heads and tails between them.
  void Append(const FormattedRows& rows, std::vector<std::string_view>& pieces);
  // The same for `count` of them, from the row `first` on.
  void Append(const FormattedRows& rows, std::size_t first, std::size_t count, std::vector<std::string_view>& pieces);
  // Closes the last group.
  void Finish(std::vector<std::string_view>& pieces);

 private:
  Grouping grouping_;
  std::size_t used_ = 0;  // bytes of the open group, its tail included; 0: none is open
};

}  // namespace innosalvage
