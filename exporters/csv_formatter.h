// Rows as CSV and as TSV.
//
// CSV       RFC 4180: CRLF, a header line, fields quoted where they hold a comma, a quote or a line end, quotes
//           doubled. NULL is an empty field, the empty string is "".
// TSV       as the mysql client's batch mode: LF, a header line, \\ \t \n \0 escaped, NULL is \N.
// Values    text in UTF-8; where it has no exact way there, its bytes as "_sjis 0x835C". BINARY, BLOB, BIT and spatial
//           values as 0x and upper-case hex digits ("0x" when empty). Numbers shortest exact; in TSV a FLOAT has the
//           digits of the double it equals. JSON as its text. A lost value is NULL, and named in the evidence.
// Evidence  a last column, "_evidence", in suspect and deleted files, or everywhere on request.
#pragma once

#include <string>

#include "exporters/row_writer.h"
#include "exporters/text_converter.h"

namespace innosalvage {

class CsvFormatter final : public RowFormatter {
 public:
  explicit CsvFormatter(RowFileContext context);
  void AppendHeader(std::string& out) const override;
  void AppendRow(const RowBatch& batch, std::size_t row, std::string& out) const override;
  void AppendTrailer(std::string& out) const override;

 private:
  RowFileContext context_;
  TextConverter converter_;
};

class TsvFormatter final : public RowFormatter {
 public:
  explicit TsvFormatter(RowFileContext context);
  void AppendHeader(std::string& out) const override;
  void AppendRow(const RowBatch& batch, std::size_t row, std::string& out) const override;
  void AppendTrailer(std::string& out) const override;

 private:
  RowFileContext context_;
  TextConverter converter_;
};

}  // namespace innosalvage
