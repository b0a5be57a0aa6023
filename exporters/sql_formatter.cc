#include "exporters/sql_formatter.h"

#include <utility>

#include "exporters/sql_session.h"
#include "exporters/sql_text.h"
#include "exporters/utf8.h"

namespace innosalvage {

namespace {

// A line break in what stands from `begin` on, but for the last, would end the comment.
void CommentOut(std::size_t begin, std::string& out) {
  for (std::size_t at = out.find('\n', begin); at != std::string::npos && at + 1 < out.size();
       at = out.find('\n', at + 1)) {
    out.insert(at + 1, "-- ");
  }
}

std::string_view SectionRemark(RowSection section) {
  switch (section) {
    case RowSection::kTrusted: return "Rows: read from live pages that verify";
    case RowSection::kSuspect: return "Rows: SUSPECT, each with its evidence, to be loaded after the trusted ones";
    case RowSection::kDeleted: return "Rows: DELETED before the damage, each with its evidence, no part of the table";
  }
  return "";
}

}  // namespace

SqlFormatter::SqlFormatter(RowFileContext context) : context_(std::move(context)), values_(*context_.table) {
  if (context_.section == RowSection::kTrusted && !context_.WithEvidence()) {
    plain_.emplace(*context_.table, context_.columns, values_);
  }
  insert_ = context_.section == RowSection::kTrusted ? "INSERT INTO " : "INSERT IGNORE INTO ";
  AppendQuotedIdentifier(context_.table->name, insert_);
  insert_ += " (";
  for (const std::uint32_t column : context_.columns) {
    if (insert_.back() != '(') insert_ += ',';
    AppendQuotedIdentifier(context_.table->columns[column].name, insert_);
  }
  insert_ += ") VALUES";
}

void SqlFormatter::AppendHeader(std::string& out) const {
  const auto line = [&out](std::string_view label, std::string_view text) {
    out += "-- ";
    out += label;
    AppendOneLine(text, out);
    out += '\n';
  };
  line("", context_.tool);
  line("Table: ", context_.table->name);
  if (!context_.source.empty()) line("Source: ", context_.source);
  line("", SectionRemark(context_.section));
  out += '\n';
  // A unique check left out may let a duplicate into a secondary index: INSERT IGNORE has to see it.
  AppendSessionSettings(context_.section == RowSection::kTrusted ? UniqueChecks::kOff : UniqueChecks::kOn, out);
  if (!context_.create_table.empty()) {
    out += '\n';
    out += context_.create_table;
    if (context_.create_table.back() != '\n') out += '\n';
  }
  out += '\n';
}

void SqlFormatter::AppendTrailer(std::string& out) const {
  out += '\n';
  AppendSessionRestore(out);
}

Grouping SqlFormatter::grouping() const {
  if (context_.section == RowSection::kTrusted) return {insert_, ";\n", 1, kMaxStatementBytes};
  // Statements of one row each would cost a flush of the redo log a row.
  return {"START TRANSACTION;\n", "COMMIT;\n", 0, kMaxStatementBytes};
}

void SqlFormatter::AppendRow(const RowBatch& batch, std::size_t row, std::string& out) const {
  const bool own_statement = context_.section != RowSection::kTrusted;
  if (!own_statement) out += ",\n";  // the first row's comma is the separator RowWriter skips
  if (context_.WithEvidence()) {
    out += "-- ";
    AppendEvidenceText(batch, row, context_.image_offset, out);
    out += '\n';
  }
  const std::optional<std::uint32_t> required = own_statement ? LostRequired(batch, row) : std::nullopt;
  const std::size_t begin = out.size();
  if (required) {
    // INSERT IGNORE would make the type's default of NULL, 0 or '', which looks like a value that the row had.
    out += "-- Not loaded: ";
    AppendQuotedIdentifier(context_.table->columns[*required].name, out);
    out += " is NOT NULL, and lost. Fill it in, and take the dashes away:\n";
  }
  if (own_statement) {
    out += insert_;
    out += ' ';
  }
  AppendTuple(batch, row, out);
  if (own_statement) out += ";\n";
  if (required) CommentOut(begin, out);
}

bool SqlFormatter::AppendPlainRows(const PlainRows& rows, FormattedRows& out) const {
  if (!plain_ || !plain_->Reads(*rows.table) || !out.text.empty()) return false;
  const std::size_t rows_before = out.ends.size();
  const std::size_t bytes_before = out.plain.size();
  for (std::size_t row = 0; row < rows.rows; ++row) {
    if (!plain_->Append(rows, row, out.plain)) {
      out.ends.resize(rows_before);
      out.plain.CutTo(bytes_before);
      return false;
    }
    out.ends.push_back(out.plain.size());
  }
  return true;
}

std::optional<std::uint32_t> SqlFormatter::LostRequired(const RowBatch& batch, std::size_t row) const {
  const std::span<const Value> values = batch.Values(row);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].kind != ValueKind::kLost) continue;
    if (!context_.table->columns[context_.columns[i]].nullable) return context_.columns[i];
  }
  return std::nullopt;
}

void SqlFormatter::AppendTuple(const RowBatch& batch, std::size_t row, std::string& out) const {
  char separator = '(';
  for (const Value& value : batch.Values(row)) {
    out += separator;
    values_.Append(value, out);
    separator = ',';
  }
  if (separator == '(') out += '(';
  out += ')';
}

}  // namespace innosalvage
