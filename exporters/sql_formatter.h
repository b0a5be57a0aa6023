// Rows as SQL that MySQL 5.7 to 9 and MariaDB 10 to 11 load.
//
// Shape     session settings as mysqldump writes them, CREATE TABLE (trusted file only), INSERT statements under 1 MB
//           of many rows each, one row a line; settings restored. The file names no database and drops nothing.
//           Suspect and deleted files: each row is an INSERT IGNORE of its own behind a comment with its evidence, so
//           rows can be loaded singly and never replace one that is there.
// Values    each kind in the form that gives the stored value back; see sql_value.h. A lost value is named in the
//           row's comment.
// Source    sql_mode: a strict mode refuses rows that servers hold (ENUM's index 0, 0000-00-00, 2024-02-31), so only
//           NO_AUTO_VALUE_ON_ZERO (an AUTO_INCREMENT column can hold 0) and ALLOW_INVALID_DATES are set.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exporters/row_writer.h"
#include "exporters/sql_plain_row.h"
#include "exporters/sql_value.h"

namespace innosalvage {

inline constexpr std::size_t kMaxStatementBytes = 1'000'000;

class SqlFormatter final : public RowFormatter {
 public:
  explicit SqlFormatter(RowFileContext context);
  SqlFormatter(const SqlFormatter&) = delete;
  SqlFormatter& operator=(const SqlFormatter&) = delete;

  void AppendHeader(std::string& out) const override;
  void AppendRow(const RowBatch& batch, std::size_t row, std::string& out) const override;
  bool AppendPlainRows(const PlainRows& rows, FormattedRows& out) const override;
  void AppendTrailer(std::string& out) const override;
  Grouping grouping() const override;

 private:
  // A column that was lost and cannot be NULL: the row cannot be loaded as it is.
  std::optional<std::uint32_t> LostRequired(const RowBatch& batch, std::size_t row) const;
  void AppendTuple(const RowBatch& batch, std::size_t row, std::string& out) const;

  RowFileContext context_;
  SqlValue values_;
  std::optional<SqlPlainRow> plain_;  // refers to values_
  std::string insert_;                // "INSERT INTO `t` (`a`,`b`) VALUES"
};

}  // namespace innosalvage
