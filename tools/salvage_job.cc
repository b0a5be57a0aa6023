#include "tools/salvage_job.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "exporters/create_table.h"
#include "exporters/file_name.h"
#include "exporters/lost_and_found.h"
#include "exporters/manifest.h"
#include "exporters/report_document.h"
#include "exporters/report_html.h"
#include "exporters/report_json.h"
#include "exporters/report_text.h"
#include "exporters/side_script.h"
#include "salvage/data_files.h"
#include "salvage/inferred_mark.h"
#include "salvage/partitions.h"
#include "salvage/table_plan.h"
#include "tools/display_text.h"
#include "tools/input_source.h"
#include "tools/run_identity.h"
#include "tools/sqlite_file.h"
#include "tools/survey.h"
#include "tools/version.h"

namespace innosalvage {

namespace fs = std::filesystem;

SalvageJob::SalvageJob(const SalvageCommand& command, SchemaSources schemas, SourceOpener opener, PageCopies copies,
                       EventLog log, std::ostream& err)
    : command_(command),
      out_(command.out),
      schemas_(std::move(schemas)),
      opener_(std::move(opener)),
      copies_(std::move(copies)),
      log_(std::move(log)),
      err_(err),
      progress_(err, command.common.progress) {}

Result<void> SalvageJob::MakeFolder() {
  std::error_code error;
  ReportContext told = Context();
  told.case_notes = command_.notes;
  const std::string identity = RunIdentity(told, command_.common.paths);
  if (command_.resume) {
    if (auto resumable = CheckResumable(out_, identity); !resumable) return resumable;
    RemoveUnfinished(out_);
  }
  if (fs::exists(out_, error)) {
    if (!fs::is_directory(out_, error)) return Fail(command_.out, "exists and is not a folder; name a new one with -o");
    if (!command_.resume && (!fs::is_empty(out_, error) || error)) {
      return Fail(command_.out, "is not empty; results are never mixed with older files: name a new folder with -o");
    }
  }
  fs::create_directories(out_, error);
  if (error) return Fail(command_.out, "cannot be made: " + error.message());
  auto file = OutputFile::Create(out_ / kRunFile, Compression::kNone);
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
  images.AddCopies(copies_, ToSalvageOptions(command_.common).format);
  schemas_ = std::move(schemas);
  if (!images.lists().empty()) WriteFile("files_in_images.jsonl", images.lists(), OutputClass::kReport);
}

void SalvageJob::Salvage(const InputGroup& group) {
  for (const std::string& path : group.paths) log_.Write("input", {{"path", path}});
  std::vector<TablespaceFindings> found = SurveyGroup(group, Options(), schemas_.catalog, progress_);
  // What nothing told about yet may be told about by a file still to come.
  if (std::ranges::all_of(found, LacksSchema)) {
    waiting_.push_back({std::move(found), schemas_.catalog.size()});
  } else {
    SalvageFound(std::move(found));
  }
}

void SalvageJob::SalvageWaiting() {
  for (Waiting& group : waiting_) {
    for (TablespaceFindings& findings : group.found) {
      if (schemas_.catalog.size() == group.catalog_size) break;
      FindTablesAgain(findings, Options(), schemas_.catalog);
    }
    SalvageFound(std::move(group.found));
  }
  waiting_.clear();
}

void SalvageJob::SalvageFound(std::vector<TablespaceFindings> found) {
  parts_ = found.size() > 1 ? Parts::kJoined : Parts::kAlone;
  std::vector<Input> inputs;
  for (TablespaceFindings& findings : found) {
    Input& input = inputs.emplace_back(Input{.findings = std::move(findings)});
    DropUnwanted(input.findings);
    if (input.findings.tables.empty()) continue;
    input.position = PartitionPosition(input.findings.tables.front().table, ParseTablePath(input.findings.path));
  }
  std::ranges::stable_sort(inputs, {}, [](const Input& input) { return input.position; });
  for (Input& input : inputs) ReadRows(input.findings);
  CommitJoined();
  for (Input& input : inputs) Keep(std::move(input.findings));
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
  for (const std::string& sum : CheckSums(run_)) err_ << "internal error: sums do not add up: " << sum << '\n';
  WriteLoadScript(RowSection::kTrusted);
  WriteLoadScript(RowSection::kSuspect);
  for (const SideScript& script : SideScripts(schemas_.catalog.side_definitions(), ToolName())) {
    WriteFile(script.name, script.text, OutputClass::kScript);
  }
  ReportContext context = Context();
  context.output_folder = command_.out;
  context.outputs = listed_;
  context.case_notes = command_.notes;
  if (images_ != nullptr) context.images = images_->images();
  if (command_.sqlite) WriteSqlite(context);
  context.outputs = listed_;
  WriteFile("report.json", ReportJson(run_, context), OutputClass::kReport);
  WriteFile("report.html", ReportHtml(run_, context), OutputClass::kReport);
  const std::string text = ReportText(run_, context);
  WriteFile("report.txt", text, OutputClass::kReport);
  listed_.push_back(run_file_);
  context.outputs = listed_;
  WriteFile("manifest.json", ManifestJson(run_, context), OutputClass::kReport);
  err_ << text;
  const ExitCode code = Code(inputs);
  log_.Write("end", {{"exit", std::to_string(static_cast<int>(code))}});
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

void SalvageJob::ReadRows(TablespaceFindings& findings) {
  DropOlder(findings);
  if (findings.tables.empty() && findings.unexplained.empty()) return;
  const auto source = OpenTablespace(findings.path, findings.parts, opener_);
  if (!source) {
    findings.refused = source.error().what;
    return;
  }
  if (images_ != nullptr && findings.parts.empty()) {
    origins_ = images_->OriginsOf(findings.path, findings.inventory.detected.format.physical_size);
  } else {
    origins_ = {};
  }
  SalvageOptions options = ToSalvageOptions(command_.common);
  options.deleted = command_.deleted == DeletedRows::kWrite;
  const std::string name = fs::path(findings.path).filename().string();
  options.progress = [&](std::string_view, std::uint64_t done, std::uint64_t total) {
    progress_.Update(name, "rows of", done, total);
  };
  SalvageRows(
      **source, findings, options, [&](const TableFindings& table) { return ConsumerFor(findings.path, table); },
      [&](TableFindings& table, RowConsumer& consumer) {
        table.suspect_sample = dynamic_cast<PartConsumer&>(consumer).suspect_sample();
        Finish(table);
      });
  if (parts_ == Parts::kAlone) CommitJoined();
  WriteLostAndFound(**source, findings);
}

void SalvageJob::WriteLostAndFound(const ByteSource& source, const TablespaceFindings& findings) {
  if (findings.unexplained.empty()) return;
  std::error_code error;
  fs::create_directories(out_ / "lost_and_found", error);
  if (error) return OutputFailed({"cannot be made: " + error.message(), (out_ / "lost_and_found").string()});
  const PageStore store(source, findings.inventory);
  const TablePath path = ParseTablePath(findings.path);
  for (const std::uint64_t index : findings.unexplained) {
    const auto inferred = std::ranges::find_if(
        findings.tables, [&](const TableFindings& table) { return table.inferred && table.index_id == index; });
    const TableFindings* table = inferred == findings.tables.end() ? nullptr : &*inferred;
    // Two files may hold a table of one name, and a file several indexes.
    std::string unique = table == nullptr ? fmt::format("{}.index_{}", path.table, index) : path.table;
    const std::string stem = unique;
    for (int i = 2; !lost_names_.insert({path.db, unique}).second; ++i) unique = fmt::format("{}#{}", stem, i);
    const std::string name = "lost_and_found/" + SafeTableFileName(path.db, unique);
    auto file = OutputFile::Create(out_ / (name + ".jsonl"), Compression::kNone);
    if (!file) return OutputFailed(file.error());
    const std::uint64_t records = WriteLostRecords(store, index, table, **file);
    if (records == 0) continue;
    lost_records_ += records;
    List((*file)->Commit(), name + ".jsonl", OutputClass::kLostAndFound, records);
    if (table != nullptr) WriteFile(name + ".sql", InferredTableSql(*table, ToolName()), OutputClass::kLostAndFound);
  }
}

void SalvageJob::DropOlder(TablespaceFindings& findings) {
  std::error_code ignored;                                          // then it was none
  const bool carved = fs::exists(findings.path + ".map", ignored);  // carve wrote it
  const NamedBy named_by = carved ? NamedBy::kCarving : NamedBy::kFileSystem;
  std::erase_if(findings.tables, [&](const TableFindings& table) {
    if (!table.refused.empty()) return false;
    const std::string why = current_.WhyOlder(findings, table, schemas_.catalog, named_by);
    if (why.empty()) return false;
    findings.notes.push_back(
        fmt::format("holds an older image of {}.{}, left out: {}", table.table.db, table.table.name, why));
    progress_.Clear();
    err_ << Printable(findings.path + ": " + findings.notes.back()) << '\n';
    log_.Write("older", {{"path", findings.path}, {"why", why}});
    return true;
  });
}

bool SalvageJob::SameColumns(const Table& a, const Table& b) {
  return a.db == b.db && a.name == b.name &&
         std::ranges::equal(a.columns, b.columns, [](const Column& x, const Column& y) {
           return x.name == y.name && x.type == y.type && x.is_unsigned == y.is_unsigned && x.hidden == y.hidden &&
                  x.generated == y.generated && x.collation == y.collation && x.fsp == y.fsp &&
                  x.decimals == y.decimals && x.members == y.members;
         });
}

void SalvageJob::CommitJoined() {
  if (joined_) Commit(*joined_);
  joined_.reset();
}

std::unique_ptr<RowConsumer> SalvageJob::ConsumerFor(const std::string& path, const TableFindings& found) {
  const Table& table = found.table;
  bool joins = parts_ == Parts::kJoined && !found.inferred;
  if (parts_ == Parts::kAlone && !found.inferred && !found.partition.empty()) {
    // A tablespace for many tables may hold all partitions of one.
    if (joined_ && (joined_->table.db != table.db || joined_->table.name != table.name)) CommitJoined();
    joins = true;
  }
  joins = joins && (!joined_ || SameColumns(joined_->table, table));
  std::unique_ptr<Export>& to = joins ? joined_ : alone_;
  if (!to) to = OpenExport(path, table);
  return to ? std::make_unique<PartConsumer>(*to->exporter) : nullptr;
}

void SalvageJob::DropUnwanted(TablespaceFindings& findings) const {
  std::erase_if(findings.tables, [&](const TableFindings& table) {
    return !IsWanted(command_.common, table.table.db, table.table.name);
  });
  const TablePath path = ParseTablePath(findings.path);
  if (findings.tables.empty() && !findings.refused.empty() && !IsWanted(command_.common, path.db, path.table)) {
    findings.notes.push_back("not asked for by --tables: " + findings.refused);
    findings.refused.clear();
  }
}

std::unique_ptr<SalvageJob::Export> SalvageJob::OpenExport(const std::string& path, const Table& table) {
  auto made = std::make_unique<Export>();
  made->table = table;
  made->columns = ExportedColumns(made->table);
  // Two files may hold a table of one name (a copy beside the original): neither may overwrite the other.
  std::string unique = table.name;
  for (int i = 2; !names_.insert({table.db, unique}).second; ++i) unique = fmt::format("{}#{}", table.name, i);
  made->second_copy = unique != table.name;
  TableExportOptions options{.format = command_.format,
                             .compression = command_.compression,
                             .evidence = command_.evidence,
                             .deleted = command_.deleted,
                             .tool = ToolName(),
                             .source = fs::path(path).filename().string(),
                             .create_table = {},
                             .inferred = IsMarkedInferred(made->table),
                             .file_stem = unique,
                             .image_offset = {},
                             .split_size = command_.split_size};
  // Of the file that is read at that moment: parts of a table are read one after the other.
  options.image_offset = [this](std::uint64_t offset) { return origins_ ? origins_(offset) : std::nullopt; };
  CreateTableOptions create;
  create.if_not_exists = CreateTableOptions::Include::kYes;
  create.partitions = CreateTableOptions::Include::kYes;
  std::string comments;
  const Table target = TableForTarget(made->table, command_.common, comments, err_);
  options.create_table = comments + CreateTableSql(target, create);
  auto exporter = TableExporter::Open(out_, made->table, made->columns, std::move(options));
  if (!exporter) {
    OutputFailed(exporter.error());
    return nullptr;
  }
  made->exporter = *std::move(exporter);
  return made;
}

void SalvageJob::Finish(const TableFindings& table) {
  if (alone_) Commit(*alone_);
  alone_.reset();
  ++tables_;
  log_.Write("table", {{"db", table.table.db},
                       {"table", table.table.name},
                       {"trusted", std::to_string(table.rows.trusted())},
                       {"suspect", std::to_string(table.rows.Of(Trust::kSuspect) + table.rows.Of(Trust::kPartial))}});
}

void SalvageJob::Commit(Export& finished) {
  const auto files = finished.exporter->Commit();
  if (!files) OutputFailed(files.error());
  for (const ExportedFile& file : finished.exporter->committed()) {
    outputs_.push_back(file);
    constexpr std::array<OutputClass, kRowSections> kClasses = {OutputClass::kTable, OutputClass::kSuspect,
                                                                OutputClass::kDeleted};
    listed_.push_back({.path = file.path,
                       .output_class = kClasses[static_cast<std::size_t>(file.section)],
                       .rows = file.rows,
                       .bytes = file.bytes,
                       .sha256 = file.sha256});
    if (finished.second_copy) {
      // Loaded behind the first, its rows would meet their own keys there, and the load would stop.
      progress_.Clear();
      err_ << fmt::format("{}: another file of a table of that name came first; left out of the load scripts\n",
                          Printable(file.path));
      continue;
    }
    LoadEntry entry{
        .db = finished.table.db, .table = finished.table.name, .file = file.path, .create = {}, .foreign_keys = {}};
    if (file.section == RowSection::kTrusted && file.part == 1) {
      if (std::string keys = AlterTableForeignKeys(finished.table); !keys.empty()) {
        entry.foreign_keys.push_back(std::move(keys));
      }
    }
    load_[static_cast<std::size_t>(file.section)].push_back(std::move(entry));
  }
}

void SalvageJob::Keep(TablespaceFindings findings) {
  if (!findings.refused.empty()) {
    progress_.Clear();
    err_ << fmt::format("{}: {}\n", Printable(findings.path), Printable(findings.refused));
    log_.Write("refused", {{"path", findings.path}, {"why", findings.refused}});
  }
  for (const TableFindings& table : findings.tables) {
    if (table.inferred && table.refused.empty()) {
      progress_.Clear();
      err_ << fmt::format(
          "{}: table {}: read under a definition made from its records ({}), so all rows are suspect; correct the "
          "SQL in lost_and_found/ and give it back with --schema\n",
          Printable(findings.path), Printable(table.table.name), Printable(table.schema_source));
    }
    if (table.refused.empty()) continue;
    progress_.Clear();
    err_ << fmt::format("{}: table {}: {}\n", Printable(findings.path), Printable(table.table.name),
                        Printable(table.refused));
  }
  run_.tablespaces.push_back(std::move(findings));
}

void SalvageJob::OutputFailed(const Error& error) {
  progress_.Clear();
  err_ << Printable(error.Message()) << '\n';
  log_.Write("output_failed", {{"where", error.where}, {"why", error.what}});
  output_failed_ = true;
}

void SalvageJob::WriteFile(const std::string& name, std::string_view content, OutputClass output_class) {
  std::error_code error;  // told by the next line
  fs::create_directories((out_ / name).parent_path(), error);
  auto file = OutputFile::Create(out_ / name, Compression::kNone);
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
  const auto folder = MakeSalvageFolder(command_.out, ReportDocument(run_, context));
  if (!folder) return OutputFailed(folder.error());
  const auto file = WriteSqliteFile(*folder);
  if (!file) return OutputFailed(file.error());
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
  List(innosalvage::WriteLoadScript(out_, entries, options), LoadScriptName(section), OutputClass::kScript);
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
