// Salvage job: one run of `salvage`: the inputs one by one, then what belongs to all of them.
//
// Shape     MakeFolder; SetImages; Salvage for each group of inputs; SalvageWaiting; TellWorthReading; Conclude, which
//           writes the reports, lists what was written, and says how it went.
// Order     groups are read one after the other, and beside a group that takes longer than its bytes account for, up to
//           three at once (lanes.h). What comes out is in the order of the inputs, and the same, whichever was done
//           first: a group sees the definitions of dictionaries and of its own files alone, those of other groups when
//           all are done (files that lack one wait for that); names of output files are settled then
//           (written_outputs.h). Files that were carved depend on all before them (current_tablespace.h), and wait.
// Memory    O(pages) of the groups at hand; what is reported of those before it.
// Fails     MakeFolder: the folder holds something else. Output that cannot be written is told at once, and the run
//           goes on with what can be; Conclude then gives kOutputFailed. So it does where a file is gone again.
// Lifetime  refers to the command, the images and the stream of messages.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/load_script.h"
#include "exporters/output_folder.h"
#include "exporters/report_context.h"
#include "salvage/page_copies.h"
#include "salvage/tablespace_salvage.h"
#include "tools/another_pass.h"
#include "tools/event_log.h"
#include "tools/exit_code.h"
#include "tools/group_salvage.h"
#include "tools/image_inputs.h"
#include "tools/input_files.h"
#include "tools/input_groups.h"
#include "tools/lanes.h"
#include "tools/progress.h"
#include "tools/salvage_command.h"
#include "tools/schema_sources.h"

namespace innosalvage {

class SalvageJob {
 public:
  SalvageJob(const SalvageCommand& command, SchemaSources schemas, SourceOpener opener, PageCopies copies, EventLog log,
             std::ostream& err);
  // The folder must be new or empty: results of two runs are never mixed.
  Result<void> MakeFolder();
  // What images give beside inputs: where pages lie, copies of pages, definitions.
  void SetImages(ImageInputs& images, SchemaSources schemas);
  // The files of a group hold parts of one table, or the group is one file. Returns before it is done if it takes long.
  void Salvage(const InputGroup& inputs);
  // Waits for all of them; then the files that lacked a definition, now that all files have been seen.
  void SalvageWaiting();
  // Before Conclude, which lists what was written.
  void TellWorthReading(const PlaceOf& place_of, const BadIn& bad_in);
  const SourceOpener& opener() const { return opener_; }
  const OutputFolder& out() const { return *out_; }
  ExitCode Conclude(const InputFiles& inputs);

 private:
  struct Group {
    InputGroup inputs;
    SchemaCatalog catalog;                  // what its files say of their tables, above that of the run
    std::size_t catalog_size = 0;           // when they were looked at
    std::vector<TablespaceFindings> found;  // until its rows are read
    bool waits = false;                     // for a definition
    BesideRows hashing;
    bool hash_later = false;  // beside its rows, by a thread that is still to be made
    GroupResult result;
  };

  ReportContext Context() const;
  SalvageOptions Options() const;
  static bool IsAlone(const InputGroup& group);
  // How long a group may take before the next is read beside it.
  std::chrono::milliseconds PatienceFor(const InputGroup& group) const;
  // Begins the job of a group, after the groups that it depends on, and before those that depend on it.
  void InLane(Group& group, std::function<void()> job);
  void Survey(Group& group);
  void ReadRows(Group& group, const SchemaCatalog& catalog);
  void StartDictionaries();
  // Adds what the groups read so far said of their tables to the catalog of the run; none may be under way.
  void ShareDefinitions();
  // The same of the groups before `end` only; nullptr: of all.
  void ShareDefinitionsBefore(const Group* end);
  void Take(GroupResult& result);
  void TakeOutput(const WrittenOutput& output);
  void OutputFailed(const Error& error);
  // What was written and is not there any more is told, and left out of the lists.
  void CheckOutputs();
  void WriteFile(const std::string& name, std::string_view content, OutputClass output_class);
  void List(const Result<OutputFile::Committed>& committed, const std::string& name, OutputClass output_class,
            std::uint64_t rows = 0);
  // From the files of rows, which are complete by now.
  void WriteSqlite(const ReportContext& context);
  void WriteLoadScript(RowSection section);
  void AddOptions(ReportContext& context) const;
  ExitCode Code(const InputFiles& inputs) const;

  const SalvageCommand& command_;
  std::optional<OutputFolder> out_;  // since MakeFolder
  SchemaSources schemas_;
  SourceOpener opener_;
  PageCopies copies_;
  Progress progress_;
  SharedByGroups shared_;
  std::ostream& err_;
  std::deque<Group> groups_;          // in the order of the inputs; they stay where they are
  std::vector<Group*> dictionaries_;  // whose rows are to be read yet
  std::size_t shared_groups_ = 0;     // whose definitions are in the catalog of the run
  // More at once would take more memory, and have more tablespaces half done, for drives that are slow all the same.
  static constexpr std::size_t kMostLanes = 3;
  Lanes lanes_{kMostLanes};
  RunFindings run_;
  std::vector<ExportedFile> outputs_;
  std::vector<ReportedOutput> listed_;
  ReportedOutput run_file_;
  std::array<std::vector<LoadEntry>, kRowSections> load_;
  std::uint64_t lost_records_ = 0;
  std::size_t tables_ = 0;
  bool output_failed_ = false;
  ImageInputs* images_ = nullptr;
};

}  // namespace innosalvage
