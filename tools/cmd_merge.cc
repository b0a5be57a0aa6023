#include "tools/cmd_merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "exporters/file_name.h"
#include "exporters/load_script.h"
#include "exporters/report_sections.h"
#include "parser/ddl_origin.h"
#include "parser/ddl_parser.h"
#include "parser/sql_lexer.h"
#include "parser/sql_token_cursor.h"
#include "tools/backup_files.h"
#include "tools/choice_option.h"
#include "tools/compressed_input.h"
#include "tools/display_text.h"
#include "tools/folder_update.h"
#include "tools/limit_option.h"
#include "tools/table_merge.h"
#include "tools/version.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;
using TableName = std::pair<std::string, std::string>;

Json RowsJson(const MergeCounts& counts) {
  Json rows{{"trusted_rows", counts.trusted_rows},
            {"suspect_rows", counts.suspect_rows},
            {"backup_rows", counts.backup_rows},
            {"merged_rows", counts.merged()}};
  for (std::size_t i = 0; i < kMergeClasses; ++i) rows[std::string(Name(static_cast<MergeClass>(i)))] = counts.of[i];
  return rows;
}

// One run: the backup as a stream, a table at a time; then the tables that it does not have.
class MergeJob final : public DumpVisitor {
 public:
  MergeJob(const MergeCommand& command, SalvageFolder folder, OutputFolder out, MergeIndex& index, std::ostream& err)
      : command_(command),
        folder_(std::move(folder)),
        out_(std::move(out)),
        index_(index),
        err_(err),
        setup_{.out = out_} {
    setup_.tool = ToolName();
    setup_.compression = command.compression;
    wanted_.table_patterns = command.table_patterns;
    for (const FolderTable& table : folder_.tables) databases_.insert(table.db);
    lost_.insert(folder_.lost_files.begin(), folder_.lost_files.end());
    for (const auto& [db, name] : lost_) databases_.insert(db);
  }

  Result<void> Read(const BackupFile& file) {
    auto in = OpenText(file.path);
    if (!in) return tl::unexpected(in.error());
    file_ = file;
    comment_db_.clear();
    setup_.backup_name = fs::path(file.path).filename().string();
    DumpSession session;
    session.db = file.db;
    SqlDumpReader(**in, *this, session).Run();
    if ((*in)->bad()) Problem(file.path, "cannot be read to its end: what stood before counts; is it cut off?");
    if (error_) return tl::unexpected(*error_);
    return {};
  }

  // What the backup has no rows of.
  Result<void> Complete() {
    Finish();
    for (const FolderTable& table : folder_.tables) {
      if (!table.trusted.empty() && done_.count({table.db, table.name}) == 0 && Wanted(table.db, table.name)) {
        const BackupTable* backup = FindDefinition(table.db, table.name);
        Begin(&table, backup, table.db, table.name, {});
        Finish();
      }
    }
    for (const auto& [name, definition] : definitions_) {
      if (done_.count(name) != 0 || folder_.Find(name.first, name.second) != nullptr || !Fills(name.first)) continue;
      if (!Wanted(name.first, name.second)) continue;
      Begin(nullptr, &definition, name.first, name.second, {});
      Finish();
    }
    if (error_) return tl::unexpected(*error_);
    return {};
  }

  ExitCode Conclude();

  // The visitor.
  void OnStatement(std::string_view sql, std::size_t line, const DumpSession& session) override {
    const std::string_view words = sql.substr(0, 64);
    if (words.find("TABLE") == std::string_view::npos && words.find("table") == std::string_view::npos) return;
    const auto starts = [&](std::string_view word) { return EqualsIgnoringCase(sql.substr(0, word.size()), word); };
    if (starts("DROP TABLE")) return Forget(sql, session);
    if (!starts("CREATE TABLE")) return;
    DdlOptions options;
    options.db = DatabaseOf(session.db);
    DdlScript script = ParseDdl(sql, options);
    for (const DdlProblem& problem : script.problems) {
      Problem(file_.path, fmt::format("line {}: {}", line + problem.line - 1, problem.what));
    }
    for (DdlTable& table : script.tables) {
      const TableName name{table.table.db.empty() ? options.db : table.table.db, table.table.name};
      definitions_.insert_or_assign(name, BackupTable{std::move(table.table), std::string(sql)});
    }
  }

  bool OnInsert(const InsertHead& head, const DumpSession& session) override {
    session_ = &session;
    if (error_) return false;
    const std::string db = DatabaseOf(head.db);
    if (current_ && TableName(db, head.table) == current_name_) {
      current_->SetColumns(head.columns);
      return true;
    }
    if (current_name_ == TableName(db, head.table) && passed_over_) return false;
    Finish();
    current_name_ = {db, head.table};
    passed_over_ = true;
    const FolderTable* salvaged = folder_.Find(db, head.table);
    if (!Wanted(db, head.table)) return false;
    if (done_.count(salvaged != nullptr ? TableName(salvaged->db, salvaged->name) : current_name_) != 0) {
      Problem(file_.path, fmt::format("line {}: rows of {} come again behind those of other tables, and are left out",
                                      head.line, head.table));
      return false;
    }
    if (salvaged == nullptr && !Fills(db)) {
      ++elsewhere_[db];
      return false;
    }
    Begin(salvaged, FindDefinition(db, head.table), db, head.table, head.columns);
    passed_over_ = !current_;
    return current_ != nullptr;
  }

  void OnRow(std::span<const SqlLiteral> values) override { current_->Row(values, *session_); }

  void OnComment(std::string_view text) override {
    if (const auto db = DatabaseInComment(text)) comment_db_ = *db;
  }

  void OnProblem(std::size_t line, std::string_view what) override {
    Problem(file_.path, fmt::format("line {}: {}", line, what));
  }

 private:
  bool Wanted(const std::string& db, const std::string& table) const { return IsWanted(wanted_, db, table); }

  // Tables of databases that the salvage knows nothing of are none of its losses.
  bool Fills(const std::string& db) const { return db.empty() || databases_.count(db) != 0; }

  std::string DatabaseOf(const std::string& db) const {
    if (!db.empty()) return db;
    return comment_db_.empty() ? file_.db : comment_db_;
  }

  const BackupTable* FindDefinition(const std::string& db, const std::string& table) const {
    const auto found = definitions_.find({db, table});
    return found == definitions_.end() ? nullptr : &found->second;
  }

  // mysqldump makes a table to stand for a view, and drops it again.
  void Forget(std::string_view sql, const DumpSession& session) {
    const auto lexed = LexSql(sql, 1);
    if (!lexed) return;
    SqlTokenCursor cursor(sql, lexed->tokens);
    cursor.Skip();
    cursor.Skip();
    if (cursor.Accept("IF")) cursor.Accept("EXISTS");
    if (cursor.IsName()) definitions_.erase({DatabaseOf(session.db), cursor.Text()});
  }

  void Problem(const std::string& where, const std::string& what) {
    constexpr std::size_t kMaxTold = 100;
    if (problems_.size() < kMaxTold) {
      problems_.push_back(where + ": " + what);
      err_ << Printable(problems_.back()) << '\n';
    }
    ++problems_total_;
  }

  void Begin(const FolderTable* salvaged, const BackupTable* backup, const std::string& db, const std::string& table,
             std::span<const std::string> columns) {
    // Of a table that was lost as a whole only the backup can say what it is.
    if (salvaged != nullptr && salvaged->trusted.empty() && backup == nullptr) {
      return Problem(file_.path, table + ": has rows, and no CREATE TABLE");
    }
    auto opened = TableMerge::Open(setup_, index_, salvaged, backup, db, columns);
    if (!opened) {
      if (salvaged == nullptr && backup == nullptr) return Problem(file_.path, table + ": " + opened.error().what);
      error_ = opened.error();
      return;
    }
    current_ = *std::move(opened);
    done_.insert(salvaged != nullptr ? TableName(salvaged->db, salvaged->name) : TableName(db, table));
  }

  void Finish() {
    if (!current_) return;
    auto result = current_->Finish();
    current_.reset();
    current_name_ = {};
    if (!result) {
      error_ = result.error();
      return;
    }
    result->known_lost = result->known_lost || lost_.contains({result->db, result->name});
    results_.push_back(*std::move(result));
  }

  Json Document(const Json& scripts) const;
  Result<Json> WriteScripts(FolderUpdate& update);
  Result<void> WriteScript(FolderUpdate& update, const std::string& name, const std::string& purpose,
                           const std::vector<LoadEntry>& entries, Json& scripts);
  std::map<std::string, std::vector<std::string>> ForeignKeys() const;

  const MergeCommand& command_;
  CommonOptions wanted_;  // its tables
  SalvageFolder folder_;
  OutputFolder out_;  // the same one, to write to
  std::set<TableName> lost_;
  MergeIndex& index_;
  std::ostream& err_;
  MergeOutputSetup setup_;
  BackupFile file_;
  std::string comment_db_;
  std::set<std::string> databases_;
  std::map<TableName, BackupTable> definitions_;
  const DumpSession* session_ = nullptr;
  std::unique_ptr<TableMerge> current_;
  TableName current_name_;
  bool passed_over_ = false;
  std::set<TableName> done_;
  std::vector<TableMergeResult> results_;
  std::map<std::string, std::uint64_t> elsewhere_;  // tables of other databases
  std::vector<std::string> problems_;
  std::uint64_t problems_total_ = 0;
  std::optional<Error> error_;
};

Json MergeJob::Document(const Json& scripts) const {
  MergeCounts totals;
  Json tables = Json::array();
  for (const TableMergeResult& result : results_) {
    totals += result.counts;
    Json undecided = Json::object();
    for (const auto& [why, count] : result.undecided_by) undecided[why] = count;
    Json outputs = Json::array();
    for (const MergedOutput& output : result.outputs) {
      outputs.push_back(Json{{"path", output.path},
                             {"class", output.kind},
                             {"rows", output.rows},
                             {"bytes", output.bytes},
                             {"sha256", output.sha256}});
    }
    tables.push_back(Json{{"db", TextOrNull(result.db)},
                          {"name", result.name},
                          {"in_salvage", result.in_salvage},
                          {"in_backup", result.in_backup},
                          {"known_lost", result.known_lost},
                          {"compared_by", result.compared_by},
                          {"columns_only_in_salvage", result.only_in_salvage},
                          {"columns_only_in_backup", result.only_in_backup},
                          {"rows", RowsJson(result.counts)},
                          {"undecided_by", std::move(undecided)},
                          {"notes", result.notes},
                          {"outputs", std::move(outputs)}});
  }
  std::string backup;
  for (const std::string& path : command_.backups) backup += (backup.empty() ? "" : ", ") + path;
  Json elsewhere = Json::object();
  for (const auto& [db, count] : elsewhere_) elsewhere[db] = count;
  return Json{{"backup", backup},
              {"totals", RowsJson(totals)},
              {"tables", std::move(tables)},
              {"tables_of_other_databases", std::move(elsewhere)},
              {"scripts", scripts},
              {"problems", problems_},
              {"problems_total", problems_total_}};
}

// The statements at the end of load.sql, by database.
std::map<std::string, std::vector<std::string>> MergeJob::ForeignKeys() const {
  class Reader final : public DumpVisitor {
   public:
    bool OnInsert(const InsertHead& /*head*/, const DumpSession& /*session*/) override { return false; }
    void OnRow(std::span<const SqlLiteral> /*values*/) override {}
    void OnStatement(std::string_view sql, std::size_t /*line*/, const DumpSession& session) override {
      if (sql.starts_with("ALTER TABLE ")) keys[session.db].push_back(std::string(sql) + ';');
    }
    std::map<std::string, std::vector<std::string>> keys;
  };
  Reader reader;
  if (auto in = OpenText((folder_.path / "load.sql").string())) SqlDumpReader(**in, reader).Run();
  return std::move(reader.keys);
}

Result<void> MergeJob::WriteScript(FolderUpdate& update, const std::string& name, const std::string& purpose,
                                   const std::vector<LoadEntry>& entries, Json& scripts) {
  if (entries.empty()) return {};
  std::uint64_t bytes = 0;
  std::error_code error;
  for (const LoadEntry& entry : entries) bytes += fs::file_size(folder_.path / entry.file, error);
  LoadScriptOptions options{.tool = ToolName(), .section = RowSection::kTrusted, .compression = command_.compression};
  options.body = DefaultLoadBody(bytes, command_.compression);
  options.name = name;
  options.purpose = purpose;
  const auto committed = WriteLoadScript(out_, entries, options);
  if (!committed) return tl::unexpected(committed.error());
  update.Add({name, "script", 0, committed->bytes, committed->sha256});
  scripts.push_back(Json{{"path", name}, {"bytes", committed->bytes}, {"sha256", committed->sha256}});
  return {};
}

Result<Json> MergeJob::WriteScripts(FolderUpdate& update) {
  std::vector<LoadEntry> merged;
  std::vector<LoadEntry> missing;
  for (const TableMergeResult& result : results_) {
    for (const MergedOutput& output : result.outputs) {
      update.Add({output.path, output.kind, output.rows, output.bytes, output.sha256});
      if (output.kind != "merged") continue;
      auto& to = result.in_salvage || result.known_lost ? merged : missing;
      to.push_back({.db = result.db, .table = result.name, .file = output.path, .create = {}, .foreign_keys = {}});
    }
  }
  // Each database's keys go with its last table: the statements name the tables themselves.
  auto keys = ForeignKeys();
  for (LoadEntry& entry : merged) entry.foreign_keys = std::exchange(keys[entry.db], {});
  Json scripts = Json::array();
  if (auto written = WriteScript(
          update, "load_merged.sql",
          "-- Creates the tables, and loads the salvaged rows and those that a backup gives back.\n", merged, scripts);
      !written) {
    return tl::unexpected(written.error());
  }
  if (auto written = WriteScript(
          update, "load_merged_missing.sql",
          "-- Tables that only the backup has, of which the salvage knows nothing: lost, or dropped since.\n", missing,
          scripts);
      !written) {
    return tl::unexpected(written.error());
  }
  return scripts;
}

ExitCode MergeJob::Conclude() {
  const auto failed = [&](const Error& error) {
    err_ << Printable(error.Message()) << '\n';
    return ExitCode::kOutputFailed;
  };
  FolderUpdate update(folder_, out_);
  auto scripts = WriteScripts(update);
  if (!scripts) return failed(scripts.error());
  Json document = Document(*scripts);
  ReportContext context;
  context.tool_version = ToolVersion();
  context.command = "merge";
  for (const std::string& path : command_.backups) context.options.push_back({"--backup", path});
  for (const std::string& pattern : command_.table_patterns) context.options.push_back({"--tables", pattern});
  Json whole = ReportHead("innosalvage-merge", 1, context);
  whole.update(document);
  if (const auto written = update.WriteFile("merge.json", "report", ToText(whole)); !written) {
    return failed(written.error());
  }
  const std::string section = MergeSectionText(document);
  MergeCounts totals;
  bool any = false;
  for (const TableMergeResult& result : results_) {
    totals += result.counts;
    any = any || result.in_backup;
  }
  if (const auto written = update.WriteReports("merge", std::move(document), section); !written) {
    return failed(written.error());
  }
  err_ << section;
  if (!any) return ExitCode::kNothingUsable;
  const bool decided = totals[MergeClass::kBackupUndecided] + totals[MergeClass::kBackupUnread] +
                           totals[MergeClass::kSuspectDiffers] + totals[MergeClass::kSuspectNew] + problems_total_ ==
                       0;
  return decided ? ExitCode::kClean : ExitCode::kSalvaged;
}

}  // namespace

void AddMerge(CLI::App& app, MergeCommand& command) {
  app.add_option("OUT", command.out, "Folder that `salvage` wrote, in SQL")->required();
  app.add_option("--backup", command.backups, "Dump of mysqldump, mariadb-dump (packed or not), or folder of mydumper")
      ->required();
  app.add_option("--tables", command.table_patterns, "Only tables whose DB.TABLE matches, with * and ? (repeatable)");
  const std::map<std::string, Compression> compressions = {
      {"none", Compression::kNone}, {"gz", Compression::kGzip}, {"zst", Compression::kZstd}};
  AddChoiceOption(app, "--compress", command.compression, compressions,
                  "Compress the files of rows: none (default), gz or zst");
  AddLimitOption(app, command.limits);
}

ExitCode RunMerge(const MergeCommand& command, std::ostream& /*out*/, std::ostream& err) try {
  const auto told = [&](const Error& error, ExitCode code) {
    err << Printable(error.Message()) << '\n';
    return code;
  };
  auto folder = ReadSalvageFolder(command.out);
  if (!folder) return told(folder.error(), ExitCode::kUsage);
  auto out = OutputFolder::Open(command.out);
  if (!out) return told(out.error(), ExitCode::kOutputFailed);
  const fs::path merged = fs::path(command.out) / "merged";
  std::error_code error;
  if (fs::exists(fs::symlink_status(merged, error))) {
    return told({"is there already; take it away to merge anew", merged.string()}, ExitCode::kOutputFailed);
  }
  std::vector<BackupFile> files;
  for (const std::string& backup : command.backups) {
    auto found = FindBackupFiles(backup);
    if (!found) return told(found.error(), ExitCode::kUsage);
    files.insert(files.end(), found->begin(), found->end());
  }
  if (const auto made = out->Make("merged"); !made) return told(made.error(), ExitCode::kOutputFailed);
  auto index = MergeIndex::Open(merged / ".index.sqlite");
  if (!index) return told(index.error(), ExitCode::kOutputFailed);
  MergeJob job(command, *std::move(folder), *std::move(out), **index, err);
  for (const BackupFile& file : files) {
    if (const auto read = job.Read(file); !read) return told(read.error(), ExitCode::kOutputFailed);
  }
  if (const auto completed = job.Complete(); !completed) return told(completed.error(), ExitCode::kOutputFailed);
  return job.Conclude();
} catch (const Json::exception& error) {
  err << Printable(ReportOfAnotherKind(command.out, error).Message()) << '\n';
  return ExitCode::kUsage;
}

}  // namespace innosalvage
