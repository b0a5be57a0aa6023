#include "tools/salvage_job.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "exporters/manifest.h"
#include "exporters/report_document.h"
#include "exporters/report_html.h"
#include "exporters/report_json.h"
#include "exporters/report_text.h"
#include "exporters/side_script.h"
#include "salvage/input_pieces.h"
#include "salvage/partitions.h"
#include "tools/display_text.h"
#include "tools/input_source.h"
#include "tools/missing_files.h"
#include "tools/run_identity.h"
#include "tools/server_files.h"
#include "tools/sqlite_file.h"
#include "tools/survey.h"
#include "tools/version.h"

namespace innosalvage {

namespace fs = std::filesystem;

SalvageJob::SalvageJob(const SalvageCommand& command, SchemaSources schemas, SourceOpener opener, PageCopies copies,
                       EventLog log, std::ostream& err)
    : command_(command),
      schemas_(std::move(schemas)),
      opener_(std::move(opener)),
      copies_(std::move(copies)),
      progress_(err, command.common.progress),
      shared_(std::move(log), err, progress_),
      err_(err) {}

Result<void> SalvageJob::MakeFolder() {
  std::error_code error;
  const fs::path out(command_.out);
  ReportContext told = Context();
  told.case_notes = command_.notes;
  const std::string identity = RunIdentity(told, command_.common.paths);
  if (command_.resume) {
    if (auto resumable = CheckResumable(out, identity); !resumable) return resumable;
    RemoveUnfinished(out);
  }
  if (fs::exists(out, error)) {
    if (!fs::is_directory(out, error)) return Fail(command_.out, "exists and is not a folder; name a new one with -o");
    if (!command_.resume && (!fs::is_empty(out, error) || error)) {
      return Fail(command_.out, "is not empty; results are never mixed with older files: name a new folder with -o");
    }
  }
  fs::create_directories(out, error);
  if (error) return Fail(command_.out, "cannot be made: " + error.message());
  auto folder = OutputFolder::Open(out);
  if (!folder) return tl::unexpected(folder.error());
  out_ = *std::move(folder);
  auto file = out_->Create(kRunFile, Compression::kNone);
  if (!file) return tl::unexpected(file.error());
  (*file)->Append(identity);
  const auto committed = (*file)->Commit();
  if (!committed) return tl::unexpected(committed.error());
  run_file_ = {.path = kRunFile,
               .output_class = OutputClass::kReport,
               .rows = 0,
               .bytes = committed->bytes,
               .sha256 = committed->sha256};
  return {};
}

void SalvageJob::SetImages(ImageInputs& images, SchemaSources schemas) {
  images_ = &images;
  output_failed_ = output_failed_ || images.output_failed();
  images.AddCopies(copies_, ToSalvageOptions(command_.common).format);
  schemas_ = std::move(schemas);
  if (!images.lists().empty()) WriteFile("files_in_images.jsonl", images.lists(), OutputClass::kReport);
}

// Carving finds older tablespaces of a table beside the present one: which they are depends on all that was read
// before.
bool SalvageJob::IsAlone(const InputGroup& group) { return std::ranges::any_of(group.paths, IsCarved); }

// What a drive that is in order needs by far. A file may claim any size, of which only what it holds takes time.
std::chrono::milliseconds SalvageJob::PatienceFor(const InputGroup& group) const {
  constexpr std::chrono::seconds kLeast{3};
  constexpr std::chrono::seconds kMost{600};
  constexpr std::uint64_t kBytesASecond = 20'000'000;
  std::uint64_t bytes = 0;
  for (const std::string& path : group.paths) {
    struct stat file {};
    constexpr std::uint64_t kBlock = 512;
    if (::stat(path.c_str(), &file) == 0) {
      bytes += static_cast<std::uint64_t>(file.st_blocks) * kBlock;
    } else if (const auto source = opener_(path); source) {  // it lies in an image
      bytes += (*source)->size();
    }
  }
  const auto more = static_cast<std::int64_t>(std::min<std::uint64_t>(bytes / kBytesASecond, kMost.count()));
  return std::min(kMost, kLeast + std::chrono::seconds(more));
}

void SalvageJob::InLane(Group& group, std::function<void()> job) {
  const bool alone = IsAlone(group.inputs);
  if (alone) {
    lanes_.Wait();
    ShareDefinitionsBefore(&group);  // its own are not read yet
  }
  lanes_.Start(PatienceFor(group.inputs), std::move(job));
  if (!alone) return;
  lanes_.Wait();
  ShareDefinitions();
}

void SalvageJob::Survey(Group& group) {
  for (const std::string& path : group.inputs.paths) shared_.Log("input", {{"path", path}});
  SalvageOptions options = Options();
  if (options.threads > 1 && group.inputs.parts.empty() && StayInPageCache(group.inputs.paths)) {
    group.hashing.thread = std::make_unique<HashThread>();
    options.hash = false;
    // Of a single file the hash need not wait until its definition is found and tried; of several it is not known yet
    // which one's rows come first.
    if (group.inputs.paths.size() == 1) {
      options.scanned = [&](const TablespaceFindings& findings) {
        group.hashing.begun =
            findings.recognised && BeginHash(opener_, findings, HashThread::Start::kAhead, *group.hashing.thread);
      };
    }
  }
  group.found = SurveyGroup(group.inputs, options, group.catalog, progress_);
  group.catalog_size = group.catalog.size();
  // What nothing told about yet may be told about by another file.
  group.waits = std::ranges::all_of(group.found, LacksSchema);
  if (group.waits && group.hashing.thread) {
    // Nobody knows for how long, and many may wait: without a thread and an open file each.
    group.hash_later = !group.hashing.begun;
    if (group.hashing.begun) TakeHash(*group.hashing.thread, group.found.front());
    group.hashing = {};
  }
  for (const TablespaceFindings& findings : group.found) {
    const bool told = std::ranges::any_of(findings.tables, [](const TableFindings& table) {
      return !table.inferred && table.table.space_id.has_value();
    });
    const bool nameless = IsCarvedName(ParseTablePath(findings.path).table) && IsCarved(findings.path);
    if (nameless && !told && findings.kind == TablespaceKind::kTable) shared_.AddNameless(findings);
  }
}

void SalvageJob::ReadRows(Group& group, const SchemaCatalog& catalog) {
  if (group.hash_later) group.hashing.thread = std::make_unique<HashThread>();
  GroupSalvage salvage(command_, *out_, catalog, opener_, images_, shared_);
  group.result = salvage.Run(std::move(group.found), std::move(group.hashing));
}

void SalvageJob::Salvage(const InputGroup& inputs) {
  Group& group = groups_.emplace_back();
  group.inputs = inputs;
  group.catalog = SchemaCatalog(&schemas_.catalog);
  if (inputs.dictionary || inputs.undo) {
    // They come first. What they say is known before any row is read; their own rows are read as all others are.
    Survey(group);
    ShareDefinitions();
    for (const TablespaceFindings& findings : group.found) shared_.AddOpenTransactions(findings, opener_);
    dictionaries_.push_back(&group);
    return;
  }
  StartDictionaries();
  InLane(group, [this, &group] {
    Survey(group);
    if (!group.waits) ReadRows(group, group.catalog);
  });
}

void SalvageJob::StartDictionaries() {
  for (Group* group : std::exchange(dictionaries_, {})) {
    if (!group->waits) InLane(*group, [this, group] { ReadRows(*group, schemas_.catalog); });
  }
}

void SalvageJob::SalvageWaiting() {
  StartDictionaries();
  lanes_.Wait();
  ShareDefinitions();
  std::vector<Group*> order;
  for (Group& group : groups_) {
    if (!group.waits) order.push_back(&group);
  }
  for (Group& group : groups_) {
    if (!group.waits) continue;
    order.push_back(&group);
    InLane(group, [this, &group] {
      for (TablespaceFindings& findings : group.found) {
        if (schemas_.catalog.size() == group.catalog_size) break;
        FindTablesAgain(findings, Options(), schemas_.catalog);
      }
      ReadRows(group, schemas_.catalog);
    });
  }
  lanes_.Wait();
  std::vector<WrittenOutput*> outputs;
  for (Group* group : order) {
    for (WrittenOutput& output : group->result.outputs) outputs.push_back(&output);
  }
  if (const auto settled = SettleNames(*out_, outputs); !settled) OutputFailed(settled.error());
  for (Group* group : order) Take(group->result);
  groups_.clear();
}

void SalvageJob::ShareDefinitions() { ShareDefinitionsBefore(nullptr); }

void SalvageJob::ShareDefinitionsBefore(const Group* end) {
  for (; shared_groups_ < groups_.size() && &groups_[shared_groups_] != end; ++shared_groups_) {
    schemas_.catalog.Take(std::move(groups_[shared_groups_].catalog));
  }
}

void SalvageJob::Take(GroupResult& result) {
  for (const std::size_t i : result.completed) TakeOutput(result.outputs[i]);
  std::ranges::move(result.found, std::back_inserter(run_.tablespaces));
  tables_ += result.tables;
  lost_records_ += result.lost_records;
  output_failed_ = output_failed_ || result.output_failed;
}

void SalvageJob::TakeOutput(const WrittenOutput& output) {
  listed_.insert(listed_.end(), output.files.begin(), output.files.end());
  for (const ExportedFile& file : output.rows) {
    outputs_.push_back(file);
    if (output.second()) {
      // Loaded behind the first, its rows would meet their own keys there, and the load would stop.
      shared_.Tell(fmt::format("{}: another file of a table of that name came first; left out of the load scripts",
                               Printable(file.path)));
      continue;
    }
    LoadEntry entry{.db = output.db,
                    .table = output.table,
                    .file = file.path,
                    .create = {},
                    .foreign_keys = {},
                    .sequence = output.sequence};
    const bool first = file.section == RowSection::kTrusted && file.part == 1;
    if (first && !output.foreign_keys.empty()) entry.foreign_keys.push_back(output.foreign_keys);
    load_.at(static_cast<std::size_t>(file.section)).push_back(std::move(entry));
  }
}

void SalvageJob::TellWorthReading(const PlaceOf& place_of, const BadIn& bad_in) {
  int number = 1;
  for (const AnotherPass& pass : FindWorthReading(run_, place_of, bad_in)) {
    const std::string stem = number == 1 ? "another_pass" : fmt::format("another_pass-{}", number);
    WriteFile(stem + ".txt", pass.Text(), OutputClass::kReport);
    WriteFile(stem + ".map", pass.DomainMap(), OutputClass::kReport);
    ++number;
  }
}

ExitCode SalvageJob::Conclude(const InputFiles& inputs) {
  progress_.Clear();
  NameMissingPartitions(run_);
  run_.missing_tables =
      FindMissingFiles(command_.common, run_, schemas_.catalog, images_ != nullptr && !images_->images().empty());
  for (const std::string& sum : CheckSums(run_)) err_ << "internal error: sums do not add up: " << sum << '\n';
  CheckOutputs();
  WriteLoadScript(RowSection::kTrusted);
  WriteLoadScript(RowSection::kSuspect);
  for (const SideScript& script : SideScripts(schemas_.catalog.side_definitions(), ToolName())) {
    WriteFile(script.name, script.text, OutputClass::kScript);
  }
  ReportContext context = Context();
  ServerState server = ReadServerState(command_.common.paths, run_, opener_);
  // Of single tables nothing can be told of their server.
  const bool of_a_server =
      !server.redo_files.empty() || !server.other_engines.empty() ||
      std::ranges::any_of(run_.tablespaces, [](const TablespaceFindings& file) {
        return file.recognised && file.kind != TablespaceKind::kTable && file.kind != TablespaceKind::kGeneral;
      });
  if (of_a_server) context.server = std::move(server);
  context.output_folder = command_.out;
  context.outputs = listed_;
  context.case_notes = command_.notes;
  if (images_ != nullptr) context.images = images_->images();
  if (command_.sqlite) WriteSqlite(context);
  CheckOutputs();
  context.outputs = listed_;
  if (output_failed_) context.output_state = OutputState::kIncomplete;
  WriteFile("report.json", ReportJson(run_, context), OutputClass::kReport);
  WriteFile("report.html", ReportHtml(run_, context), OutputClass::kReport);
  const std::string text = ReportText(run_, context);
  WriteFile("report.txt", text, OutputClass::kReport);
  listed_.push_back(run_file_);
  context.outputs = listed_;
  WriteFile("manifest.json", ManifestJson(run_, context), OutputClass::kReport);
  CheckOutputs();
  err_ << text;
  const ExitCode code = Code(inputs);
  shared_.Log("end", {{"exit", std::to_string(static_cast<int>(code))}});
  if (const auto failed = shared_.LogError()) {
    shared_.Tell(Printable(failed->Message()));
    return ExitCode::kOutputFailed;
  }
  return code;
}

ReportContext SalvageJob::Context() const {
  ReportContext context = MakeReportContext("salvage", ReportScope::kSalvage, command_.common);
  AddOptions(context);
  return context;
}

SalvageOptions SalvageJob::Options() const {
  SalvageOptions options = ToSalvageOptions(command_.common);
  options.open = opener_;
  options.infer = true;
  options.trust_schema = command_.trust_schema;
  options.copies = &copies_;
  return options;
}

void SalvageJob::OutputFailed(const Error& error) {
  shared_.Tell(Printable(error.Message()));
  shared_.Log("output_failed", {{"where", error.where}, {"why", error.what}});
  output_failed_ = true;
}

void SalvageJob::CheckOutputs() {
  if (const auto same = out_->Check(); !same) {
    // Told before, where something was to be written since.
    if (!output_failed_ || !listed_.empty()) OutputFailed(same.error());
    listed_.clear();
    outputs_.clear();
    load_ = {};
    return;
  }
  constexpr std::size_t kMostTold = 10;
  std::set<std::string> gone;
  for (const ReportedOutput& output : listed_) {
    const auto there = out_->CheckFile(output.path, output.bytes);
    if (there) continue;
    gone.insert(output.path);
    if (gone.size() <= kMostTold) OutputFailed(there.error());
  }
  if (gone.empty()) return;
  if (gone.size() > kMostTold) shared_.Tell(fmt::format("{} more files are gone", gone.size() - kMostTold));
  std::erase_if(listed_, [&](const ReportedOutput& output) { return gone.contains(output.path); });
  std::erase_if(outputs_, [&](const ExportedFile& output) { return gone.contains(output.path); });
  for (auto& entries : load_) std::erase_if(entries, [&](const LoadEntry& entry) { return gone.contains(entry.file); });
}

void SalvageJob::WriteFile(const std::string& name, std::string_view content, OutputClass output_class) {
  auto file = out_->Create(name, Compression::kNone);
  if (!file) return OutputFailed(file.error());
  (*file)->Append(content);
  List((*file)->Commit(), name, output_class);
}

void SalvageJob::List(const Result<OutputFile::Committed>& committed, const std::string& name, OutputClass output_class,
                      std::uint64_t rows) {
  if (!committed) return OutputFailed(committed.error());
  listed_.push_back({.path = name,
                     .output_class = output_class,
                     .rows = rows,
                     .bytes = committed->bytes,
                     .sha256 = committed->sha256});
}

void SalvageJob::WriteSqlite(const ReportContext& context) {
  if (!out_->Check()) return;  // told by CheckOutputs
  const auto folder = MakeSalvageFolder(command_.out, ReportDocument(run_, context));
  if (!folder) return OutputFailed(folder.error());
  const auto written = WriteSqliteFile(*folder);
  if (!written) return OutputFailed(written.error());
  for (const Error& left_out : written->left_out) OutputFailed(left_out);
  const FolderFile* file = &written->file;
  listed_.push_back({.path = file->path,
                     .output_class = OutputClass::kTable,
                     .rows = file->rows,
                     .bytes = file->bytes,
                     .sha256 = file->sha256});
}

void SalvageJob::WriteLoadScript(RowSection section) {
  const auto& entries = load_[static_cast<std::size_t>(section)];
  if (entries.empty() || command_.format != OutputFormat::kSql) return;
  std::uint64_t bytes = 0;
  for (const ExportedFile& file : outputs_) bytes += file.section == section ? file.bytes : 0;
  LoadScriptOptions options{.tool = ToolName(), .section = section, .compression = command_.compression};
  options.body = command_.load_body.value_or(DefaultLoadBody(bytes, command_.compression));
  List(innosalvage::WriteLoadScript(*out_, entries, options), LoadScriptName(section), OutputClass::kScript);
}

void SalvageJob::AddOptions(ReportContext& context) const {
  const auto add = [&](std::string name, std::string value) {
    context.options.push_back({std::move(name), std::move(value)});
  };
  if (command_.sqlite) add("--format", "sqlite");
  if (command_.format != OutputFormat::kSql) add("--format", std::string(Extension(command_.format).substr(1)));
  if (command_.compression != Compression::kNone) {
    add("--compress", std::string(Extension(command_.compression).substr(1)));
  }
  if (command_.split_size > 0) add("--split-size", std::to_string(command_.split_size));
  if (command_.deleted == DeletedRows::kWrite) add("--deleted", "");
  if (command_.trust_schema) add("--trust-schema", "");
  if (command_.evidence == EvidencePolicy::kEveryRow) add("--with-evidence", "");
  if (command_.load_body) add("--load-script", *command_.load_body == LoadBody::kInline ? "inline" : "source");
}

ExitCode SalvageJob::Code(const InputFiles& inputs) const {
  if (output_failed_) return ExitCode::kOutputFailed;
  if (tables_ == 0 && lost_records_ == 0) return ExitCode::kNothingUsable;
  return run_.clean() && inputs.problems.empty() ? ExitCode::kClean : ExitCode::kSalvaged;
}

}  // namespace innosalvage
