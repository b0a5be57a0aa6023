#include "exporters/row_writer.h"

#include <algorithm>
#include <utility>

#include "exporters/csv_formatter.h"
#include "exporters/jsonl_formatter.h"
#include "exporters/sql_formatter.h"

namespace innosalvage {

std::string_view Extension(OutputFormat format) {
  switch (format) {
    case OutputFormat::kSql: return ".sql";
    case OutputFormat::kCsv: return ".csv";
    case OutputFormat::kTsv: return ".tsv";
    case OutputFormat::kJsonl: return ".jsonl";
  }
  return "";
}

std::string_view FolderName(RowSection section) {
  switch (section) {
    case RowSection::kTrusted: return "tables";
    case RowSection::kSuspect: return "suspect";
    case RowSection::kDeleted: return "deleted";
  }
  return "";
}

std::unique_ptr<RowFormatter> MakeRowFormatter(OutputFormat format, RowFileContext context) {
  switch (format) {
    case OutputFormat::kSql: return std::make_unique<SqlFormatter>(std::move(context));
    case OutputFormat::kCsv: return std::make_unique<CsvFormatter>(std::move(context));
    case OutputFormat::kTsv: return std::make_unique<TsvFormatter>(std::move(context));
    case OutputFormat::kJsonl: return std::make_unique<JsonlFormatter>(std::move(context));
  }
  return nullptr;
}

void RowWriter::Append(const FormattedRows& rows, std::vector<std::string_view>& pieces) {
  Append(rows, 0, rows.ends.size(), pieces);
}

void RowWriter::Append(const FormattedRows& rows, std::size_t first, std::size_t count,
                       std::vector<std::string_view>& pieces) {
  const std::string_view text = rows.Text();
  const std::span<const std::size_t> ends = std::span(rows.ends).subspan(first, count);
  if (ends.empty()) return;
  std::size_t begin = first == 0 ? 0 : rows.ends[first - 1];
  if (grouping_.max_bytes == 0) {
    if (ends.back() > begin) pieces.push_back(text.substr(begin, ends.back() - begin));
    return;
  }
  for (auto next = ends.begin(); next != ends.end();) {
    auto last = next;  // one past the rows that go into the open group
    if (used_ == 0) {
      pieces.push_back(grouping_.head);
      used_ = grouping_.head.size() + grouping_.tail.size();
      begin += grouping_.skip;
      ++last;  // a group's first row goes in whatever its size
    }
    const std::size_t room = grouping_.max_bytes - std::min(used_, grouping_.max_bytes);
    last = std::max(last, std::upper_bound(next, ends.end(), begin + room));
    if (last != next) {
      const std::size_t end = *std::prev(last);
      pieces.push_back(text.substr(begin, end - begin));
      used_ += end - begin;
      begin = end;
      next = last;
    }
    if (next != ends.end()) Finish(pieces);
  }
}

void RowWriter::Finish(std::vector<std::string_view>& pieces) {
  if (used_ != 0) pieces.push_back(grouping_.tail);
  used_ = 0;
}

}  // namespace innosalvage
