// The rows of one table, split by trust, into up to three files.
//
// Shape     OUT/tables/DB.TABLE.sql    intact and repaired rows; made at Open, with the CREATE TABLE, rows or not;
//                                      not for an inferred definition: its rows are suspect, the CREATE TABLE with them
//           OUT/suspect/DB.TABLE.sql   suspect and partial rows; made when the first one arrives
//           OUT/deleted/DB.TABLE.sql   deleted rows, if wanted; made when the first one arrives
//           With split_size, a file ends behind the row that reaches it, and DB.TABLE~0002.sql, DB.TABLE~0003.sql, …
//           follow, without the CREATE TABLE. Where they are cut does not depend on how the rows were batched.
//           A row that lost a value is never trusted, whatever its class says: it goes to suspect/.
// Threads   Format from many threads at once; Open, Write, Commit from one at a time. Compressing and writing happen in
//           Write: it is the one serial step, and formatting goes on beside it. So does hashing, if there is a thread
//           for it.
// Fails     Open where the file cannot be made; later errors are kept, Write then does nothing, and Commit gives the
//           error. Destroyed without Commit, no file appears.
// Lifetime  table, columns and hash thread outlive the exporter.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "exporters/compressor.h"
#include "exporters/output_file.h"
#include "exporters/output_folder.h"
#include "exporters/row_writer.h"
#include "parser/error.h"
#include "salvage/row.h"

namespace innosalvage {

enum class DeletedRows : std::uint8_t { kDrop, kWrite };

struct TableExportOptions {
  OutputFormat format = OutputFormat::kSql;
  Compression compression = Compression::kNone;
  EvidencePolicy evidence = EvidencePolicy::kWhereUntrusted;
  DeletedRows deleted = DeletedRows::kDrop;
  std::string tool;          // "innosalvage 0.1.0"
  std::string source;        // what the rows were read from, for the header comment
  std::string create_table;  // SQL with its ';'
  // The definition was inferred: nothing goes to tables/, and the CREATE TABLE stands with the suspect rows.
  bool inferred = false;
  std::string file_stem;     // names the files instead of the table, where two files hold one; empty: the table's name
  ImageOffset image_offset;  // for the evidence of inputs that lie in an image
  std::uint64_t split_size = 0;  // bytes of rows, uncompressed, with which a file is full; 0: files are never full
  HashThread* hashing = nullptr;
};

struct ExportedFile {
  RowSection section = RowSection::kTrusted;
  std::string path;  // relative to OUT
  std::uint64_t bytes = 0;
  std::string sha256;
  std::uint64_t rows = 0;
  std::uint32_t part = 1;  // of the section's files
};

class TableExporter final : public RowConsumer, public PlainRowConsumer {
 public:
  // The folders are made below `out` as needed.
  static Result<std::unique_ptr<TableExporter>> Open(OutputFolder out, const Table& table,
                                                     std::span<const std::uint32_t> columns,
                                                     TableExportOptions options);
  ~TableExporter() override;

  std::unique_ptr<Chunk> Format(const RowBatch& batch) const override;
  bool FormatPlain(const PlainRows& rows, std::unique_ptr<Chunk>& chunk) const override;
  void Write(std::unique_ptr<Chunk> chunk) override;

  // Completes all files; what it lists is on disk. After an error, files complete before it stay, and committed()
  // lists them.
  Result<std::vector<ExportedFile>> Commit();
  const std::vector<ExportedFile>& committed() const { return committed_; }

  const std::optional<Error>& error() const { return error_; }
  std::uint64_t RowsIn(RowSection section) const { return sections_[static_cast<std::size_t>(section)].rows; }
  // The first suspect rows as they were written, shortened: for the report.
  const std::vector<std::string>& suspect_sample() const { return suspect_sample_; }

 private:
  struct Section {
    std::unique_ptr<RowFormatter> formatter;  // null: these rows are not written
    std::unique_ptr<RowFormatter> next_part;  // for the header of the parts behind the first; null: no parts
    std::optional<RowWriter> writer;
    std::unique_ptr<OutputFile> file;  // null: no row yet
    std::string stem;                  // of the path relative to OUT
    std::string path;                  // relative to OUT
    std::uint32_t part = 1;
    std::uint64_t rows = 0;  // in all parts
    std::uint64_t rows_in_part = 0;
    std::uint64_t bytes_in_part = 0;  // of rows
  };
  struct TableChunk;

  TableExporter(OutputFolder out, const Table& table, std::span<const std::uint32_t> columns,
                TableExportOptions options);

  std::unique_ptr<TableChunk> TakeChunk() const;
  void GiveBack(std::unique_ptr<TableChunk> chunk) const;
  Result<void> OpenSection(Section& section);
  bool CloseSection(RowSection which);
  // `owner` keeps the rows.
  void WriteRows(RowSection which, const FormattedRows& rows, const std::shared_ptr<const void>& owner);
  void KeepSample(const FormattedRows& rows);
  void KeepError(const Error& error);

  OutputFolder out_;
  Compression compression_;
  HashThread* hashing_;
  std::uint64_t split_size_;
  std::string extension_;
  std::array<Section, kRowSections> sections_;
  mutable std::atomic<std::size_t> bytes_a_row_{64};  // of the last batch formatted: how much the next one reserves
  mutable std::mutex spare_mutex_;
  mutable std::vector<std::unique_ptr<TableChunk>> spare_;  // written, their memory to be filled again
  std::vector<std::string_view> pieces_;
  std::vector<std::string> suspect_sample_;
  std::vector<ExportedFile> committed_;
  std::optional<Error> error_;
};

}  // namespace innosalvage
