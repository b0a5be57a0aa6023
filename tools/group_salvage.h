// Group salvage: the rows of one group of inputs (a file, or the files of one table) read and written.
//
// Purpose   all of a run that belongs to one group alone, so that groups can be read beside each other; salvage_job.h
//           puts the results together in the order of the inputs.
// Memory    O(pages) of the group.
// Threads   one group is one thread's (with those that read its pages); what groups share is in SharedByGroups, whose
//           members lock.
// Fails     never: output that cannot be written is told at once and kept in the result, and the rest goes on.
// Lifetime  refers to what it is given.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "exporters/output_folder.h"
#include "exporters/report_context.h"
#include "exporters/table_exporter.h"
#include "salvage/current_tablespace.h"
#include "salvage/hash_thread.h"
#include "salvage/nameless_tablespaces.h"
#include "salvage/open_transactions.h"
#include "salvage/page_copies.h"
#include "salvage/tablespace_salvage.h"
#include "tools/common_options.h"
#include "tools/event_log.h"
#include "tools/image_inputs.h"
#include "tools/progress.h"
#include "tools/salvage_command.h"
#include "tools/written_outputs.h"

namespace innosalvage {

class SharedByGroups {
 public:
  SharedByGroups(EventLog log, std::ostream& err, Progress& progress)
      : log_(std::move(log)), err_(err), progress_(progress) {}

  void Tell(std::string_view line);
  void Log(std::string_view event, std::initializer_list<EventLog::Field> fields);
  // Of the log.
  std::optional<Error> LogError();
  std::string TakeName(WrittenKind kind, const std::string& db, const std::string& table);
  CurrentTablespaces::Verdict JudgeAge(const TablespaceFindings& file, const TableFindings& table,
                                       const SchemaCatalog& catalog, NamedBy named_by);
  // A carved tablespace that nothing names. They are read by their newest LSN, the highest first.
  void AddNameless(const TablespaceFindings& file);
  // What may hold the table in `file` as it was later; empty: nothing.
  std::string MayHaveReplaced(const TablespaceFindings& file, const TableFindings& table, const SourceOpener& opener);
  // Of a scanned undo or system tablespace. All are added before the rows of the first group are read.
  void AddOpenTransactions(const TablespaceFindings& findings, const SourceOpener& opener);
  std::vector<std::uint64_t> OpenTransactionsAround(const std::string& path) const {
    return open_transactions_.Around(path);
  }
  ImageOffset OriginsOf(ImageInputs& images, const std::string& name, std::uint32_t page_size);
  Progress& progress() { return progress_; }

 private:
  std::mutex mutex_;
  EventLog log_;
  std::ostream& err_;
  Progress& progress_;
  OutputNames names_;
  CurrentTablespaces current_;
  NamelessTablespaces nameless_;
  OpenTransactions open_transactions_;
};

// What a group gave, for all of the run to be put together from.
struct GroupResult {
  std::vector<TablespaceFindings> found;
  std::vector<WrittenOutput> outputs;  // in the order in which they were begun, which is that of their names
  std::vector<std::size_t> completed;  // of outputs, in the order in which they were completed
  std::size_t tables = 0;              // that were read
  std::uint64_t lost_records = 0;
  bool output_failed = false;
};

// Where inputs are hashed while their rows are read (salvage/hash_thread.h). Empty: pass one hashed them.
struct BesideRows {
  std::unique_ptr<HashThread> thread;
  bool begun = false;  // with the group's one input, which Run ends
};

// False: the file cannot be opened again, which reading its rows tells.
bool BeginHash(const SourceOpener& opener, const TablespaceFindings& findings, HashThread::Start start,
               HashThread& thread);
// The hash of the input under way, or a note that there is none.
void TakeHash(HashThread& thread, TablespaceFindings& findings);

class GroupSalvage {
 public:
  // `images`: nullptr for none. `out`: the folder of results.
  GroupSalvage(const SalvageCommand& command, const OutputFolder& out, const SchemaCatalog& catalog,
               const SourceOpener& opener, ImageInputs* images, SharedByGroups& shared);

  // `found`: of SurveyGroup.
  GroupResult Run(std::vector<TablespaceFindings> found, BesideRows hashing);

 private:
  struct Input {
    TablespaceFindings findings;
    std::size_t position = SIZE_MAX;  // of its partition in the table
  };
  enum class Parts : std::uint8_t { kAlone, kJoined };

  // The files that the rows of one table go to. Holds what its exporter refers to.
  struct Export {
    Table table;
    std::vector<std::uint32_t> columns;
    std::unique_ptr<TableExporter> exporter;
    std::size_t output = 0;  // in result_.outputs
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

  // The file is opened anew: a table may have more of them than a process may hold open.
  void ReadRows(TablespaceFindings& findings);
  void ReadRowsAndHash(TablespaceFindings& findings);
  // Records that no definition given explains, and the one inferred from them.
  // What of the definitions is left out of the SQL, in the notes of the file.
  void NameUnsafeFragments(TablespaceFindings& findings);
  void WriteLostAndFound(const ByteSource& source, const TablespaceFindings& findings);
  // Of a table that was rebuilt carving finds the old tablespaces as well: they are left out, or doubted.
  void DropOlder(TablespaceFindings& findings);
  // Where what a rebuild made may be a tablespace that nothing names.
  void DoubtIfReplaced(TablespaceFindings& findings, TableFindings& table);
  void Doubt(TablespaceFindings& findings, TableFindings& table, std::string why);
  // A definition may fit one part and not another (an ALTER that was under way): then they are no one table.
  static bool SameColumns(const Table& a, const Table& b);
  void CommitJoined();
  std::unique_ptr<RowConsumer> ConsumerFor(const std::string& path, const TableFindings& found);
  void DropUnwanted(TablespaceFindings& findings) const;
  // nullptr: the output failed, which was told.
  std::unique_ptr<Export> OpenExport(const std::string& path, const Table& table);
  void Finish(const TableFindings& table);
  void Commit(Export& finished);
  void TellOf(const TablespaceFindings& findings);
  void OutputFailed(const Error& error);
  // A file of lost_and_found/ that was completed, or was not.
  void Keep(const Result<OutputFile::Committed>& committed, const std::string& path, std::uint64_t records,
            WrittenOutput& output);

  const SalvageCommand& command_;
  const OutputFolder& out_;
  const SchemaCatalog& catalog_;
  const SourceOpener& opener_;
  ImageInputs* images_;
  SharedByGroups& shared_;
  GroupResult result_;
  Parts parts_ = Parts::kAlone;
  BesideRows hashing_;              // of what is made of the inputs, too
  std::unique_ptr<Export> alone_;   // of the table under way
  std::unique_ptr<Export> joined_;  // of the partitioned table under way
  ImageOffset origins_;             // of the input that is read
};

}  // namespace innosalvage
