#include "tools/cmd_salvage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <system_error>

#include "exporters/create_table.h"
#include "exporters/file_name.h"
#include "exporters/load_script.h"
#include "exporters/lost_and_found.h"
#include "exporters/manifest.h"
#include "exporters/report_document.h"
#include "exporters/report_html.h"
#include "exporters/report_json.h"
#include "exporters/report_text.h"
#include "exporters/side_script.h"
#include "salvage/current_tablespace.h"
#include "salvage/data_files.h"
#include "salvage/inferred_mark.h"
#include "salvage/partitions.h"
#include "salvage/table_plan.h"
#include "tools/another_pass.h"
#include "tools/carve_order.h"
#include "tools/display_text.h"
#include "tools/event_log.h"
#include "tools/image_inputs.h"
#include "tools/input_files.h"
#include "tools/input_source.h"
#include "tools/page_copy_files.h"
#include "tools/run_identity.h"
#include "tools/schema_sources.h"
#include "tools/sqlite_file.h"
#include "tools/survey.h"
#include "tools/version.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

// One run: the inputs one by one, then what belongs to all of them.
class SalvageJob {
 public:
  SalvageJob(const SalvageCommand& command, SchemaSources schemas, SourceOpener opener, PageCopies copies, EventLog log,
             std::ostream& err)
      : command_(command),
        out_(command.out),
        schemas_(std::move(schemas)),
        opener_(std::move(opener)),
        copies_(std::move(copies)),
        log_(std::move(log)),
        err_(err),
        progress_(err, command.common.progress) {}

  // The folder must be new or empty: results of two runs are never mixed.
  Result<void> MakeFolder() {
    std::error_code error;
    ReportContext told = Context();
    told.case_notes = command_.notes;
    const std::string identity = RunIdentity(told, command_.common.paths);
    if (command_.resume) {
      if (auto resumable = CheckResumable(out_, identity); !resumable) return resumable;
      RemoveUnfinished(out_);
    }
    if (fs::exists(out_, error)) {
      if (!fs::is_directory(out_, error))
        return Fail(command_.out, "exists and is not a folder; name a new one with -o");
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

  // What images give beside inputs: where pages lie, copies of pages, definitions.
  void SetImages(ImageInputs& images, SchemaSources schemas) {
    images_ = &images;
    images.AddCopies(copies_, ToSalvageOptions(command_.common).format);
    schemas_ = std::move(schemas);
    if (!images.lists().empty()) WriteFile("files_in_images.jsonl", images.lists(), OutputClass::kReport);
  }

  // The files of a group hold parts of one table, or the group is one file.
  void Salvage(const InputGroup& group) {
    for (const std::string& path : group.paths) log_.Write("input", {{"path", path}});
    std::vector<TablespaceFindings> found = SurveyGroup(group, Options(), schemas_.catalog, progress_);
    // What nothing told about yet may be told about by a file still to come.
    if (std::ranges::all_of(found, LacksSchema)) {
      waiting_.push_back({std::move(found), schemas_.catalog.size()});
    } else {
      SalvageFound(std::move(found));
    }
  }

  // The files that lacked a definition, now that all files have been seen.
  void SalvageWaiting() {
    for (Waiting& group : waiting_) {
      for (TablespaceFindings& findings : group.found) {
        if (schemas_.catalog.size() == group.catalog_size) break;
        FindTablesAgain(findings, Options(), schemas_.catalog);
      }
      SalvageFound(std::move(group.found));
    }
    waiting_.clear();
  }

  void SalvageFound(std::vector<TablespaceFindings> found) {
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

  // Before Conclude, which lists what was written.
  void TellWorthReading(const PlaceOf& place_of, const BadIn& bad_in) {
    int number = 1;
    for (const AnotherPass& pass : FindWorthReading(run_, place_of, bad_in)) {
      const std::string stem = number == 1 ? "another_pass" : fmt::format("another_pass-{}", number);
      WriteFile(stem + ".txt", pass.Text(), OutputClass::kReport);
      WriteFile(stem + ".map", pass.DomainMap(), OutputClass::kReport);
      ++number;
    }
  }
  const SourceOpener& opener() const { return opener_; }

  ExitCode Conclude(const InputFiles& inputs) {
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

 private:
  ReportContext Context() const {
    ReportContext context = MakeReportContext("salvage", ReportScope::kSalvage, command_.common);
    AddOptions(context);
    return context;
  }

  SalvageOptions Options() const {
    SalvageOptions options = ToSalvageOptions(command_.common);
    options.open = opener_;
    options.infer = true;
    options.trust_schema = command_.trust_schema;
    options.copies = &copies_;
    return options;
  }

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

  // The file is opened anew: a table may have more of them than a process may hold open.
  void ReadRows(TablespaceFindings& findings) {
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

  // Records that no definition given explains, and the one inferred from them.
  void WriteLostAndFound(const ByteSource& source, const TablespaceFindings& findings) {
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

  // Of a table that was rebuilt carving finds the old tablespaces as well.
  void DropOlder(TablespaceFindings& findings) {
    std::erase_if(findings.tables, [&](const TableFindings& table) {
      if (!table.refused.empty()) return false;
      const std::string why = current_.WhyOlder(findings, table, schemas_.catalog);
      if (why.empty()) return false;
      findings.notes.push_back(
          fmt::format("holds an older image of {}.{}, left out: {}", table.table.db, table.table.name, why));
      progress_.Clear();
      err_ << Printable(findings.path + ": " + findings.notes.back()) << '\n';
      log_.Write("older", {{"path", findings.path}, {"why", why}});
      return true;
    });
  }

  // A definition may fit one part and not another (an ALTER that was under way): then they are no one table.
  static bool SameColumns(const Table& a, const Table& b) {
    return a.db == b.db && a.name == b.name &&
           std::ranges::equal(a.columns, b.columns, [](const Column& x, const Column& y) {
             return x.name == y.name && x.type == y.type && x.is_unsigned == y.is_unsigned && x.hidden == y.hidden &&
                    x.generated == y.generated && x.collation == y.collation && x.fsp == y.fsp &&
                    x.decimals == y.decimals && x.members == y.members;
           });
  }

  void CommitJoined() {
    if (joined_) Commit(*joined_);
    joined_.reset();
  }

  std::unique_ptr<RowConsumer> ConsumerFor(const std::string& path, const TableFindings& found) {
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

  void DropUnwanted(TablespaceFindings& findings) const {
    std::erase_if(findings.tables, [&](const TableFindings& table) {
      return !IsWanted(command_.common, table.table.db, table.table.name);
    });
    const TablePath path = ParseTablePath(findings.path);
    if (findings.tables.empty() && !findings.refused.empty() && !IsWanted(command_.common, path.db, path.table)) {
      findings.notes.push_back("not asked for by --tables: " + findings.refused);
      findings.refused.clear();
    }
  }

  // nullptr: the output failed, which was told.
  std::unique_ptr<Export> OpenExport(const std::string& path, const Table& table) {
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

  void Finish(const TableFindings& table) {
    if (alone_) Commit(*alone_);
    alone_.reset();
    ++tables_;
    log_.Write("table", {{"db", table.table.db},
                         {"table", table.table.name},
                         {"trusted", std::to_string(table.rows.trusted())},
                         {"suspect", std::to_string(table.rows.Of(Trust::kSuspect) + table.rows.Of(Trust::kPartial))}});
  }

  void Commit(Export& finished) {
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

  void Keep(TablespaceFindings findings) {
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

  void OutputFailed(const Error& error) {
    progress_.Clear();
    err_ << Printable(error.Message()) << '\n';
    log_.Write("output_failed", {{"where", error.where}, {"why", error.what}});
    output_failed_ = true;
  }

  void WriteFile(const std::string& name, std::string_view content, OutputClass output_class) {
    std::error_code error;  // told by the next line
    fs::create_directories((out_ / name).parent_path(), error);
    auto file = OutputFile::Create(out_ / name, Compression::kNone);
    if (!file) return OutputFailed(file.error());
    (*file)->Append(content);
    List((*file)->Commit(), name, output_class);
  }

  void List(const Result<OutputFile::Committed>& committed, const std::string& name, OutputClass output_class,
            std::uint64_t rows = 0) {
    if (!committed) return OutputFailed(committed.error());
    listed_.push_back({.path = name,
                       .output_class = output_class,
                       .rows = rows,
                       .bytes = committed->bytes,
                       .sha256 = committed->sha256});
  }

  // From the files of rows, which are complete by now.
  void WriteSqlite(const ReportContext& context) {
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

  void WriteLoadScript(RowSection section) {
    const auto& entries = load_[static_cast<std::size_t>(section)];
    if (entries.empty() || command_.format != OutputFormat::kSql) return;
    std::uint64_t bytes = 0;
    for (const ExportedFile& file : outputs_) bytes += file.section == section ? file.bytes : 0;
    LoadScriptOptions options{.tool = ToolName(), .section = section, .compression = command_.compression};
    options.body = command_.load_body.value_or(DefaultLoadBody(bytes, command_.compression));
    List(innosalvage::WriteLoadScript(out_, entries, options), LoadScriptName(section), OutputClass::kScript);
  }

  void AddOptions(ReportContext& context) const {
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

  ExitCode Code(const InputFiles& inputs) const {
    if (output_failed_) return ExitCode::kOutputFailed;
    if (tables_ == 0 && lost_records_ == 0) return ExitCode::kNothingUsable;
    return run_.clean() && inputs.problems.empty() ? ExitCode::kClean : ExitCode::kSalvaged;
  }

  const SalvageCommand& command_;
  fs::path out_;
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

}  // namespace

void AddSalvage(CLI::App& app, SalvageCommand& command) {
  AddCommonOptions(app, command.common);
  AddTargetOption(app, command.common);
  app.add_option("-o,--out", command.out, "Folder for the results; must be new or empty")->required();
  const std::map<std::string, OutputFormat> formats = {{"sql", OutputFormat::kSql},
                                                       {"csv", OutputFormat::kCsv},
                                                       {"tsv", OutputFormat::kTsv},
                                                       {"jsonl", OutputFormat::kJsonl}};
  app.add_option_function<std::string>(
         "--format",
         [&command, formats](const std::string& name) {
           command.sqlite = name == "sqlite";
           command.format = command.sqlite ? OutputFormat::kSql : formats.at(name);
         },
         "Rows as sql (default), csv, tsv or jsonl; sqlite: as SQL, and all in one database file beside it")
      ->check(CLI::IsMember({"sql", "csv", "tsv", "jsonl", "sqlite"}));
  const std::map<std::string, Compression> compressions = {
      {"none", Compression::kNone}, {"gz", Compression::kGzip}, {"zst", Compression::kZstd}};
  app.add_option("--compress", command.compression, "Compress rows: none (default), gz or zst")
      ->transform(CLI::CheckedTransformer(compressions));
  app.add_option("--split-size", command.split_size,
                 "Begin another file after so many bytes of a table's rows, as 64M; at least 64K; default: never")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::Range(std::uint64_t{64} << 10U, std::uint64_t{1} << 50U));
  app.add_flag_callback(
      "--deleted", [&command] { command.deleted = DeletedRows::kWrite; }, "Write deleted rows too, to deleted/");
  app.add_flag_callback(
      "--with-evidence", [&command] { command.evidence = EvidencePolicy::kEveryRow; },
      "Page, heap number and how it was found, beside each row");
  const std::map<std::string, LoadBody> bodies = {{"inline", LoadBody::kInline}, {"source", LoadBody::kSource}};
  app.add_option("--load-script", command.load_body,
                 "load.sql holds the rows itself (inline) or names their files (source); default: inline up to 256 MiB")
      ->transform(CLI::CheckedTransformer(bodies));
  app.add_flag("--trust-schema", command.trust_schema,
               "A definition that fits to the byte is taken as it is, however strange its values");
  app.add_flag("--resume", command.resume,
               "Go on with a run that was stopped, in the same folder, with the same options");
  app.add_option("--examiner", command.notes.examiner, "Who does this, for manifest.json");
  app.add_option("--case", command.notes.case_number, "Case, for manifest.json");
  app.add_option("--note", command.notes.notes, "A remark, for manifest.json (repeatable)")->allow_extra_args(false);
  app.add_option("--log-json", command.log_json, "Append what is done to this file, one JSON object a line");
}

ExitCode RunSalvage(const SalvageCommand& command, std::ostream& /*out*/, std::ostream& err) {
  if (command.sqlite && command.split_size > 0) {
    err << "--split-size: salvage.sqlite is made of whole files; give one of the two\n";
    return ExitCode::kUsage;
  }
  InputFiles inputs = FindInputFiles(command.common.paths);
  auto schemas = ReadSchemaSources(command.common, inputs.paths, err);
  if (!schemas) {
    err << Printable(schemas.error().Message()) << '\n';
    return ExitCode::kUsage;
  }
  auto log = EventLog::Open(command.log_json);
  if (!log) {
    err << Printable(log.error().Message()) << '\n';
    return ExitCode::kOutputFailed;
  }
  auto opener = MakeOpener(command.common);
  if (!opener) {
    err << Printable(opener.error().Message()) << '\n';
    return ExitCode::kUsage;
  }
  const std::size_t told = inputs.problems.size();
  for (const Error& problem : inputs.problems) err << Printable(problem.Message()) << '\n';
  if (inputs.paths.empty()) return ExitCode::kNothingUsable;
  ImageInputs images(*std::move(opener), command.common);
  SalvageJob job(command, {}, images.opener(), CollectPageCopies(command.common, err), *std::move(log), err);
  if (const auto made = job.MakeFolder(); !made) {
    err << Printable(made.error().Message()) << '\n';
    return ExitCode::kOutputFailed;
  }
  images.Resume(command.resume);
  images.Tell(command.notes);
  {
    Progress progress(err, command.common.progress);
    images.Expand(inputs, (fs::path(command.out) / "carved").string(), progress, err);
  }
  for (const Error& problem : std::span(inputs.problems).subspan(told)) err << Printable(problem.Message()) << '\n';
  if (inputs.paths.empty()) return ExitCode::kNothingUsable;
  if (!images.definitions().empty()) {
    // Least trusted, as those beside a tablespace are. What was given was told about above.
    CommonOptions with_images = command.common;
    with_images.schema_folders.insert(with_images.schema_folders.begin(), images.definitions());
    std::ostringstream told_before;
    if (auto again = ReadSchemaSources(with_images, inputs.paths, told_before)) schemas = std::move(again);
  }
  job.SetImages(images, *std::move(schemas));
  OrderCarved(inputs.paths);
  for (const InputGroup& group : GroupInputs(inputs.paths, job.opener())) job.Salvage(group);
  job.SalvageWaiting();
  job.TellWorthReading([&](const std::string& name, std::uint64_t offset) { return images.PlaceOf(name, offset); },
                       [&](const std::string& image, const ByteRange& range) { return images.BadIn(image, range); });
  return job.Conclude(inputs);
}

}  // namespace innosalvage
