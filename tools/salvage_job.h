// Salvage job: one run of `salvage`: the inputs one by one, then what belongs to all of them.
//
// Shape     MakeFolder; SetImages; Salvage for each group of inputs; SalvageWaiting; TellWorthReading; Conclude, which
//           writes the reports, lists what was written, and says how it went.
// Memory    O(pages) of the group at hand; what is reported of those before it.
// Fails     MakeFolder: the folder holds something else. Output that cannot be written is told at once, and the run
// goes
//           on with what can be; Conclude then gives kOutputFailed.
// Lifetime  refers to the command, the images and the stream of messages.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporters/load_script.h"
#include "exporters/report_context.h"
#include "exporters/table_exporter.h"
#include "salvage/current_tablespace.h"
#include "salvage/page_copies.h"
#include "salvage/tablespace_salvage.h"
#include "tools/another_pass.h"
#include "tools/common_options.h"
#include "tools/event_log.h"
#include "tools/exit_code.h"
#include "tools/image_inputs.h"
#include "tools/input_files.h"
#include "tools/input_groups.h"
#include "tools/progress.h"
#include "tools/schema_sources.h"

namespace innosalvage {

struct SalvageCommand {
  CommonOptions common;
  std::string out;
  OutputFormat format = OutputFormat::kSql;
  bool sqlite = false;  // salvage.sqlite beside the SQL
  Compression compression = Compression::kNone;
  EvidencePolicy evidence = EvidencePolicy::kWhereUntrusted;
  DeletedRows deleted = DeletedRows::kDrop;
  std::uint64_t split_size = 0;  // bytes of rows a file; 0: all in one
  bool trust_schema = false;
  bool resume = false;
  CaseNotes notes;
  std::string log_json;
  std::optional<LoadBody> load_body;  // nullopt: by the size of the rows
};

class SalvageJob {
 public:
  SalvageJob(const SalvageCommand& command, SchemaSources schemas, SourceOpener opener, PageCopies copies, EventLog log,
             std::ostream& err);
  // The folder must be new or empty: results of two runs are never mixed.
  Result<void> MakeFolder();
  // What images give beside inputs: where pages lie, copies of pages, definitions.
  void SetImages(ImageInputs& images, SchemaSources schemas);
  // The files of a group hold parts of one table, or the group is one file.
  void Salvage(const InputGroup& group);
  // The files that lacked a definition, now that all files have been seen.
  void SalvageWaiting();
  void SalvageFound(std::vector<TablespaceFindings> found);
  // Before Conclude, which lists what was written.
  void TellWorthReading(const PlaceOf& place_of, const BadIn& bad_in);
  const SourceOpener& opener() const { return opener_; }
  ExitCode Conclude(const InputFiles& inputs);

 private:
  struct Input {
    TablespaceFindings findings;
    std::size_t position = SIZE_MAX;  // of its partition in the table
  };

  enum class Parts : std::uint8_t { kAlone, kJoined };
  struct Waiting {
    std::vector<TablespaceFindings> found;
    std::size_t catalog_size = 0;  // when they were looked at
  };

  // The files that the rows of one table go to. Holds what its exporter refers to.
  struct Export {
    Table table;
    std::vector<std::uint32_t> columns;
    std::unique_ptr<TableExporter> exporter;
    bool second_copy = false;  // a file of its name was written before
  };

  // Hands the rows of one input to the exporter of the whole table.
  class PartConsumer final : public RowConsumer, public PlainRowConsumer {
   public:
    explicit PartConsumer(TableExporter& whole) : whole_(whole) {}
    std::unique_ptr<Chunk> Format(const RowBatch& batch) const override { return whole_.Format(batch); }
    bool FormatPlain(const PlainRows& rows, std::unique_ptr<Chunk>& chunk) const override {
      return whole_.FormatPlain(rows, chunk);
    }
    void Write(std::unique_ptr<Chunk> chunk) override { whole_.Write(std::move(chunk)); }
    const std::vector<std::string>& suspect_sample() const { return whole_.suspect_sample(); }

   private:
    TableExporter& whole_;
  };

  ReportContext Context() const;
  SalvageOptions Options() const;
  // The file is opened anew: a table may have more of them than a process may hold open.
  void ReadRows(TablespaceFindings& findings);
  // Records that no definition given explains, and the one inferred from them.
  void WriteLostAndFound(const ByteSource& source, const TablespaceFindings& findings);
  // Of a table that was rebuilt carving finds the old tablespaces as well.
  void DropOlder(TablespaceFindings& findings);
  // A definition may fit one part and not another (an ALTER that was under way): then they are no one table.
  static bool SameColumns(const Table& a, const Table& b);
  void CommitJoined();
  std::unique_ptr<RowConsumer> ConsumerFor(const std::string& path, const TableFindings& found);
  void DropUnwanted(TablespaceFindings& findings) const;
  // nullptr: the output failed, which was told.
  std::unique_ptr<Export> OpenExport(const std::string& path, const Table& table);
  void Finish(const TableFindings& table);
  void Commit(Export& finished);
  void Keep(TablespaceFindings findings);
  void OutputFailed(const Error& error);
  void WriteFile(const std::string& name, std::string_view content, OutputClass output_class);
  void List(const Result<OutputFile::Committed>& committed, const std::string& name, OutputClass output_class,
            std::uint64_t rows = 0);
  // From the files of rows, which are complete by now.
  void WriteSqlite(const ReportContext& context);
  void WriteLoadScript(RowSection section);
  void AddOptions(ReportContext& context) const;
  ExitCode Code(const InputFiles& inputs) const;

  const SalvageCommand& command_;
  std::filesystem::path out_;
  SchemaSources schemas_;
  SourceOpener opener_;
  PageCopies copies_;
  std::vector<Waiting> waiting_;
  EventLog log_;
  std::ostream& err_;
  Progress progress_;
  RunFindings run_;
  std::vector<ExportedFile> outputs_;
  std::vector<ReportedOutput> listed_;
  ReportedOutput run_file_;
  std::array<std::vector<LoadEntry>, kRowSections> load_;
  std::set<std::pair<std::string, std::string>> names_;
  std::set<std::pair<std::string, std::string>> lost_names_;
  std::uint64_t lost_records_ = 0;
  CurrentTablespaces current_;
  Parts parts_ = Parts::kAlone;
  std::unique_ptr<Export> alone_;   // of the table under way
  std::unique_ptr<Export> joined_;  // of the partitioned table under way
  std::size_t tables_ = 0;
  bool output_failed_ = false;
  ImageInputs* images_ = nullptr;
  ImageOffset origins_;  // of the input that is read
};

}  // namespace innosalvage
