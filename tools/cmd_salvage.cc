#include "tools/cmd_salvage.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <system_error>

#include "exporters/create_table.h"
#include "exporters/load_script.h"
#include "exporters/manifest.h"
#include "exporters/report_json.h"
#include "exporters/report_text.h"
#include "salvage/table_plan.h"
#include "tools/display_text.h"
#include "tools/event_log.h"
#include "tools/input_files.h"
#include "tools/schema_files.h"
#include "tools/version.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

// One run: the inputs one by one, then what belongs to all of them.
class SalvageJob {
 public:
  SalvageJob(const SalvageCommand& command, SchemaCatalog catalog, EventLog log, std::ostream& err)
      : command_(command),
        out_(command.out),
        catalog_(std::move(catalog)),
        log_(std::move(log)),
        err_(err),
        progress_(err, command.common.progress) {}

  // The folder must be new or empty: results of two runs are never mixed.
  Result<void> MakeFolder() {
    std::error_code error;
    if (fs::exists(out_, error)) {
      if (!fs::is_directory(out_, error))
        return Fail(command_.out, "exists and is not a folder; name a new one with -o");
      if (!fs::is_empty(out_, error) || error) {
        return Fail(command_.out, "is not empty; results are never mixed with older files: name a new folder with -o");
      }
    }
    fs::create_directories(out_, error);
    if (error) return Fail(command_.out, "cannot be made: " + error.message());
    return {};
  }

  void SalvageFile(const std::string& path) {
    log_.Write("input", {{"path", path}});
    auto source = OpenFile(path);
    if (!source) {
      TablespaceFindings findings;
      findings.path = path;
      findings.recognised = false;
      findings.refused = source.error().what;
      Keep(std::move(findings));
      return;
    }
    SalvageOptions options = ToSalvageOptions(command_.common);
    options.catalog = &catalog_;
    const std::string name = fs::path(path).filename().string();
    options.progress = [&](std::string_view what, std::uint64_t done, std::uint64_t total) {
      progress_.Update(name, what == "reading" ? "reading" : "rows of", done, total);
    };
    TablespaceFindings findings = SurveyTablespace(**source, path, options);
    DropUnwanted(findings);
    SalvageRows(
        **source, findings, options, [&](const TableFindings& table) { return MakeExporter(path, table); },
        [&](TableFindings& table, RowConsumer& consumer) { Finish(table, consumer); });
    Keep(std::move(findings));
  }

  ExitCode Conclude(const InputFiles& inputs) {
    progress_.Clear();
    for (const std::string& sum : CheckSums(run_)) err_ << "internal error: sums do not add up: " << sum << '\n';
    WriteLoadScript(RowSection::kTrusted);
    WriteLoadScript(RowSection::kSuspect);
    ReportContext context = MakeReportContext("salvage", ReportScope::kSalvage, command_.common);
    AddOptions(context);
    context.output_folder = command_.out;
    context.outputs = listed_;
    WriteFile("report.json", ReportJson(run_, context), OutputClass::kReport);
    const std::string text = ReportText(run_, context);
    WriteFile("report.txt", text, OutputClass::kReport);
    context.outputs = listed_;
    WriteFile("manifest.json", ManifestJson(run_, context), OutputClass::kReport);
    err_ << text;
    const ExitCode code = Code(inputs);
    log_.Write("end", {{"exit", std::to_string(static_cast<int>(code))}});
    return code;
  }

 private:
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

  std::unique_ptr<RowConsumer> MakeExporter(const std::string& path, const TableFindings& table) {
    // A partition's file holds its part of the table: it must load beside its sisters.
    const TablePath place = ParseTablePath(path);
    std::string stem = table.table.name;
    if (!place.partition.empty()) {
      stem += "#p#" + place.partition + (place.subpartition.empty() ? "" : "#sp#" + place.subpartition);
    }
    // Two files may hold a table of one name (a copy beside the original): neither may overwrite the other.
    std::string unique = stem;
    for (int i = 2; !names_.insert({table.table.db, unique}).second; ++i) unique = fmt::format("{}#{}", stem, i);
    second_copy_ = unique != stem;
    TableExportOptions options{.format = command_.format,
                               .compression = command_.compression,
                               .evidence = command_.evidence,
                               .deleted = command_.deleted,
                               .tool = ToolName(),
                               .source = fs::path(path).filename().string(),
                               .create_table = {},
                               .file_stem = unique};
    CreateTableOptions create;
    create.if_not_exists = CreateTableOptions::Include::kYes;
    options.create_table = CreateTableSql(table.table, create);
    plan_columns_ = ExportedColumns(table.table);
    auto exporter = TableExporter::Open(out_, table.table, plan_columns_, std::move(options));
    if (!exporter) {
      OutputFailed(exporter.error());
      return nullptr;
    }
    return *std::move(exporter);
  }

  void Finish(TableFindings& table, RowConsumer& consumer) {
    auto& exporter = static_cast<TableExporter&>(consumer);  // made above, and nothing else is
    const auto files = exporter.Commit();
    if (!files) OutputFailed(files.error());
    for (const ExportedFile& file : exporter.committed()) {
      outputs_.push_back(file);
      constexpr std::array<OutputClass, kRowSections> kClasses = {OutputClass::kTable, OutputClass::kSuspect,
                                                                  OutputClass::kDeleted};
      listed_.push_back({.path = file.path,
                         .output_class = kClasses[static_cast<std::size_t>(file.section)],
                         .rows = file.rows,
                         .bytes = file.bytes,
                         .sha256 = file.sha256});
      if (second_copy_) {
        // Loaded behind the first, its rows would meet their own keys there, and the load would stop.
        progress_.Clear();
        err_ << fmt::format("{}: another file of a table of that name came first; left out of the load scripts\n",
                            Printable(file.path));
        continue;
      }
      LoadEntry entry{
          .db = table.table.db, .table = table.table.name, .file = file.path, .create = {}, .foreign_keys = {}};
      if (file.section == RowSection::kTrusted) {
        if (std::string keys = AlterTableForeignKeys(table.table); !keys.empty()) {
          entry.foreign_keys.push_back(std::move(keys));
        }
      }
      load_[static_cast<std::size_t>(file.section)].push_back(std::move(entry));
    }
    ++tables_;
    log_.Write("table", {{"db", table.table.db},
                         {"table", table.table.name},
                         {"trusted", std::to_string(table.rows.trusted())},
                         {"suspect", std::to_string(table.rows.Of(Trust::kSuspect) + table.rows.Of(Trust::kPartial))}});
  }

  void Keep(TablespaceFindings findings) {
    if (!findings.refused.empty()) {
      progress_.Clear();
      err_ << fmt::format("{}: {}\n", Printable(findings.path), Printable(findings.refused));
      log_.Write("refused", {{"path", findings.path}, {"why", findings.refused}});
    }
    for (const TableFindings& table : findings.tables) {
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
    auto file = OutputFile::Create(out_ / name, Compression::kNone);
    if (!file) return OutputFailed(file.error());
    (*file)->Append(content);
    Publish(**file, name, output_class);
  }

  void Publish(OutputFile& file, const std::string& name, OutputClass output_class) {
    const auto committed = file.Commit();
    if (!committed) return OutputFailed(committed.error());
    listed_.push_back({.path = name,
                       .output_class = output_class,
                       .rows = 0,
                       .bytes = committed->bytes,
                       .sha256 = committed->sha256});
  }

  void WriteLoadScript(RowSection section) {
    const auto& entries = load_[static_cast<std::size_t>(section)];
    if (entries.empty() || command_.format != OutputFormat::kSql) return;
    LoadScriptOptions options{.tool = ToolName(), .section = section, .compression = command_.compression};
    options.body = command_.load_body.value_or(FitsInline(section) ? LoadBody::kInline : LoadBody::kSource);
    auto file = OutputFile::Create(out_ / LoadScriptName(section), Compression::kNone);
    if (!file) return OutputFailed(file.error());
    for (const LoadPiece& piece : LoadScriptPieces(entries, options)) {
      (*file)->Append(piece.text);
      if (!piece.file.empty()) CopyInto(**file, out_ / piece.file);
    }
    Publish(**file, LoadScriptName(section), OutputClass::kScript);
  }

  // Newer MySQL clients refuse `source`, so the script holds the rows itself while writing them twice costs little.
  bool FitsInline(RowSection section) const {
    constexpr std::uint64_t kMaxInline = 256U << 20U;
    std::uint64_t bytes = 0;
    for (const ExportedFile& file : outputs_) bytes += file.section == section ? file.bytes : 0;
    return command_.compression == Compression::kNone && bytes <= kMaxInline;
  }

  void CopyInto(OutputFile& to, const fs::path& from) {
    std::ifstream in(from, std::ios::binary);
    std::vector<char> buffer(1U << 20U);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
      to.Append(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())));
    }
    if (in.bad() || !in.eof()) OutputFailed({"cannot be read back for the load script", from.string()});
  }

  void AddOptions(ReportContext& context) const {
    const auto add = [&](std::string name, std::string value) {
      context.options.push_back({std::move(name), std::move(value)});
    };
    if (command_.format != OutputFormat::kSql) add("--format", std::string(Extension(command_.format).substr(1)));
    if (command_.compression != Compression::kNone) {
      add("--compress", std::string(Extension(command_.compression).substr(1)));
    }
    if (command_.deleted == DeletedRows::kWrite) add("--deleted", "");
    if (command_.evidence == EvidencePolicy::kEveryRow) add("--with-evidence", "");
  }

  ExitCode Code(const InputFiles& inputs) const {
    if (output_failed_) return ExitCode::kOutputFailed;
    if (tables_ == 0) return ExitCode::kNothingUsable;
    return run_.clean() && inputs.problems.empty() ? ExitCode::kClean : ExitCode::kSalvaged;
  }

  const SalvageCommand& command_;
  fs::path out_;
  SchemaCatalog catalog_;
  EventLog log_;
  std::ostream& err_;
  Progress progress_;
  RunFindings run_;
  std::vector<ExportedFile> outputs_;
  std::vector<ReportedOutput> listed_;
  std::array<std::vector<LoadEntry>, kRowSections> load_;
  std::set<std::pair<std::string, std::string>> names_;
  std::vector<std::uint32_t> plan_columns_;
  bool second_copy_ = false;  // of the table under way: a file of its name was written before
  std::size_t tables_ = 0;
  bool output_failed_ = false;
};

}  // namespace

void AddSalvage(CLI::App& app, SalvageCommand& command) {
  AddCommonOptions(app, command.common);
  app.add_option("-o,--out", command.out, "Folder for the results; must be new or empty")->required();
  const std::map<std::string, OutputFormat> formats = {{"sql", OutputFormat::kSql},
                                                       {"csv", OutputFormat::kCsv},
                                                       {"tsv", OutputFormat::kTsv},
                                                       {"jsonl", OutputFormat::kJsonl}};
  app.add_option("--format", command.format, "Rows as sql (default), csv, tsv or jsonl")
      ->transform(CLI::CheckedTransformer(formats));
  const std::map<std::string, Compression> compressions = {
      {"none", Compression::kNone}, {"gz", Compression::kGzip}, {"zst", Compression::kZstd}};
  app.add_option("--compress", command.compression, "Compress rows: none (default), gz or zst")
      ->transform(CLI::CheckedTransformer(compressions));
  app.add_flag_callback(
      "--deleted", [&command] { command.deleted = DeletedRows::kWrite; }, "Write deleted rows too, to deleted/");
  app.add_flag_callback(
      "--with-evidence", [&command] { command.evidence = EvidencePolicy::kEveryRow; },
      "Page, heap number and how it was found, beside each row");
  const std::map<std::string, LoadBody> bodies = {{"inline", LoadBody::kInline}, {"source", LoadBody::kSource}};
  app.add_option("--load-script", command.load_body,
                 "load.sql holds the rows itself (inline) or names their files (source); default: inline up to 256 MiB")
      ->transform(CLI::CheckedTransformer(bodies));
  app.add_option("--log-json", command.log_json, "Append what is done to this file, one JSON object a line");
}

ExitCode RunSalvage(const SalvageCommand& command, std::ostream& /*out*/, std::ostream& err) {
  auto catalog = ReadSchemaFiles(command.common.schema_files, err);
  if (!catalog) {
    err << Printable(catalog.error().Message()) << '\n';
    return ExitCode::kUsage;
  }
  auto log = EventLog::Open(command.log_json);
  if (!log) {
    err << Printable(log.error().Message()) << '\n';
    return ExitCode::kOutputFailed;
  }
  const InputFiles inputs = FindInputFiles(command.common.paths);
  for (const Error& problem : inputs.problems) err << Printable(problem.Message()) << '\n';
  if (inputs.paths.empty()) return ExitCode::kNothingUsable;
  SalvageJob job(command, *std::move(catalog), *std::move(log), err);
  if (const auto made = job.MakeFolder(); !made) {
    err << Printable(made.error().Message()) << '\n';
    return ExitCode::kOutputFailed;
  }
  for (const std::string& path : inputs.paths) job.SalvageFile(path);
  return job.Conclude(inputs);
}

}  // namespace innosalvage
