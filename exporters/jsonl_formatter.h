// Rows as JSON Lines: one object a line, one member a column.
//
// Values    numbers as JSON numbers with all their digits (BIGINT too: readers that hold numbers as doubles lose digits
//           above 2^53); DECIMAL, dates, text as strings; BINARY, BLOB, BIT and spatial values as {"hex":"00FF"}; JSON
//           columns as the JSON they are; NULL null. Text without an exact way to UTF-8 is the string "_sjis 0x835C".
//           A lost value is {"lost":true,"read":1200,"of":5000}.
// Evidence  a last member "_evidence", an object, in suspect and deleted files, or everywhere on request.
#pragma once

#include <string>
#include <vector>

#include "exporters/row_writer.h"
#include "exporters/text_converter.h"

namespace innosalvage {

class JsonlFormatter final : public RowFormatter {
 public:
  explicit JsonlFormatter(RowFileContext context);
  void AppendHeader(std::string& out) const override;
  void AppendRow(const RowBatch& batch, std::size_t row, std::string& out) const override;
  void AppendTrailer(std::string& out) const override;

 private:
  void AppendValue(const Value& value, std::string& out) const;

  RowFileContext context_;
  TextConverter converter_;
  std::vector<std::string> member_heads_;  // {"a": then ,"b": …
  std::string evidence_head_;
};

}  // namespace innosalvage
