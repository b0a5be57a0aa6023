#include "tools/group_salvage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "exporters/create_table.h"
#include "exporters/file_name.h"
#include "exporters/lost_and_found.h"
#include "exporters/sql_fragment.h"
#include "salvage/data_files.h"
#include "salvage/inferred_mark.h"
#include "salvage/input_pieces.h"
#include "salvage/partitions.h"
#include "salvage/sequence_state.h"
#include "salvage/table_plan.h"
#include "tools/display_text.h"
#include "tools/input_groups.h"
#include "tools/version.h"

namespace innosalvage {

namespace fs = std::filesystem;

void SharedByGroups::Tell(std::string_view line) {
  const std::lock_guard lock(mutex_);
  progress_.Clear();
  err_ << line << '\n';
}

void SharedByGroups::Log(std::string_view event, std::initializer_list<EventLog::Field> fields) {
  const std::lock_guard lock(mutex_);
  log_.Write(event, fields);
}

std::optional<Error> SharedByGroups::LogError() {
  const std::lock_guard lock(mutex_);
  return log_.error();
}

std::string SharedByGroups::TakeName(WrittenKind kind, const std::string& db, const std::string& table) {
  const std::lock_guard lock(mutex_);
  return names_.Take(kind, db, table);
}

CurrentTablespaces::Verdict SharedByGroups::JudgeAge(const TablespaceFindings& file, const TableFindings& table,
                                                     const SchemaCatalog& catalog, NamedBy named_by) {
  const std::lock_guard lock(mutex_);
  return current_.Judge(file, table, catalog, named_by);
}

void SharedByGroups::AddNameless(const TablespaceFindings& file) {
  const std::lock_guard lock(mutex_);
  nameless_.Add(file);
}

std::string SharedByGroups::MayHaveReplaced(const TablespaceFindings& file, const TableFindings& table,
                                            const SourceOpener& opener) {
  const std::lock_guard lock(mutex_);
  return nameless_.MayHaveReplaced(file, table, opener);
}

void SharedByGroups::AddOpenTransactions(const TablespaceFindings& findings, const SourceOpener& opener) {
  if (!findings.recognised || (findings.kind != TablespaceKind::kUndo && findings.kind != TablespaceKind::kSystem))
    return;
  // What lies about on a drive may be of an undo tablespace that was given up long ago.
  if (IsCarved(findings.path)) return;
  if (const auto source = OpenTablespace(findings.path, findings.parts, opener)) {
    open_transactions_.Add(**source, findings);
  }
}

ImageOffset SharedByGroups::OriginsOf(ImageInputs& images, const std::string& name, std::uint32_t page_size) {
  const std::lock_guard lock(mutex_);
  return images.OriginsOf(name, page_size);
}

GroupSalvage::GroupSalvage(const SalvageCommand& command, const OutputFolder& out, const SchemaCatalog& catalog,
                           const SourceOpener& opener, ImageInputs* images, SharedByGroups& shared)
    : command_(command), out_(out), catalog_(catalog), opener_(opener), images_(images), shared_(shared) {}

bool BeginHash(const SourceOpener& opener, const TablespaceFindings& findings, HashThread::Start start,
               HashThread& thread) {
  auto source = opener(findings.path);
  if (!source) return false;
  thread.Begin(InputPieces(*std::move(source), findings.size, findings.inventory.bad_ranges), start);
  return true;
}

void TakeHash(HashThread& thread, TablespaceFindings& findings) {
  findings.inventory.sha256 = thread.FinishInput();
  if (!findings.inventory.sha256.empty()) return;
  findings.notes.emplace_back(
      "could not be read a second time as it was read before, so it has no SHA-256: it changed, or its drive is "
      "failing; copy it to a sound one, and salvage the copy");
}

GroupResult GroupSalvage::Run(std::vector<TablespaceFindings> found, BesideRows hashing) {
  hashing_ = std::move(hashing);
  parts_ = found.size() > 1 ? Parts::kJoined : Parts::kAlone;
  std::vector<Input> inputs;
  for (TablespaceFindings& findings : found) {
    Input& input = inputs.emplace_back(Input{.findings = std::move(findings)});
    DropUnwanted(input.findings);
    if (input.findings.tables.empty()) continue;
    input.position = PartitionPosition(input.findings.tables.front().table, ParseTablePath(input.findings.path));
  }
  std::ranges::stable_sort(inputs, {}, [](const Input& input) { return input.position; });
  for (Input& input : inputs) {
    if (hashing_.thread && input.findings.recognised) {
      ReadRowsAndHash(input.findings);
    } else {
      ReadRows(input.findings);
    }
  }
  CommitJoined();
  for (Input& input : inputs) {
    TellOf(input.findings);
    result_.found.push_back(std::move(input.findings));
  }
  return std::move(result_);
}

void GroupSalvage::ReadRowsAndHash(TablespaceFindings& findings) {
  const bool begun = std::exchange(hashing_.begun, false);
  if (!begun && !BeginHash(opener_, findings, HashThread::Start::kWithRows, *hashing_.thread))
    return ReadRows(findings);
  ReadRows(findings);
  TakeHash(*hashing_.thread, findings);
}

void GroupSalvage::ReadRows(TablespaceFindings& findings) {
  DropOlder(findings);
  if (findings.tables.empty() && findings.unexplained.empty()) return;
  const auto source = OpenTablespace(findings.path, findings.parts, opener_);
  if (!source) {
    findings.refused = source.error().what;
    return;
  }
  if (images_ != nullptr && findings.parts.empty()) {
    origins_ = shared_.OriginsOf(*images_, findings.path, findings.inventory.detected.format.physical_size);
  } else {
    origins_ = {};
  }
  NameUnsafeFragments(findings);
  SalvageOptions options = ToSalvageOptions(command_.common);
  options.deleted = command_.deleted == DeletedRows::kWrite;
  options.open_transactions = shared_.OpenTransactionsAround(findings.path);
  const std::string name = fs::path(findings.path).filename().string();
  options.progress = [&](std::string_view, std::uint64_t done, std::uint64_t total) {
    shared_.progress().Update(name, "rows of", done, total);
    if (hashing_.thread && total != 0) {
      const double share = static_cast<double>(done) / static_cast<double>(total);
      hashing_.thread->MayReach(static_cast<std::uint64_t>(static_cast<double>(findings.size) * share));
    }
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

void GroupSalvage::NameUnsafeFragments(TablespaceFindings& findings) {
  for (const TableFindings& found : findings.tables) {
    Table table = found.table;
    for (const std::string& what : TakeUnsafeFragments(table)) {
      findings.notes.push_back(
          fmt::format("left out of the CREATE TABLE of {}.{}, since it is no whole piece of SQL and may have been made "
                      "to do harm: {}",
                      found.table.db, found.table.name, what));
      shared_.Tell(Printable(findings.path + ": " + findings.notes.back()));
    }
  }
}

void GroupSalvage::WriteLostAndFound(const ByteSource& source, const TablespaceFindings& findings) {
  if (findings.unexplained.empty()) return;
  const PageStore store(source, findings.inventory);
  const TablePath path = ParseTablePath(findings.path);
  for (const std::uint64_t index : findings.unexplained) {
    const auto inferred = std::ranges::find_if(
        findings.tables, [&](const TableFindings& table) { return table.inferred && table.index_id == index; });
    const TableFindings* table = inferred == findings.tables.end() ? nullptr : &*inferred;
    // Two files may hold a table of one name, and a file several indexes.
    WrittenOutput output;
    output.kind = WrittenKind::kLostAndFound;
    output.db = path.db;
    output.table = table == nullptr ? fmt::format("{}.index_{}", path.table, index) : path.table;
    output.name = shared_.TakeName(output.kind, output.db, output.table);
    const std::string name = "lost_and_found/" + SafeTableFileName(path.db, output.name);
    auto file = out_.Create(name + ".jsonl", Compression::kNone);
    if (!file) return OutputFailed(file.error());
    const std::uint64_t records = WriteLostRecords(store, index, table, **file);
    if (records != 0) {
      result_.lost_records += records;
      Keep((*file)->Commit(), name + ".jsonl", records, output);
      if (table != nullptr) {
        auto sql = out_.Create(name + ".sql", Compression::kNone);
        if (!sql) {
          OutputFailed(sql.error());
        } else {
          (*sql)->Append(InferredTableSql(*table, ToolName()));
          Keep((*sql)->Commit(), name + ".sql", 0, output);
        }
      }
    }
    result_.completed.push_back(result_.outputs.size());
    result_.outputs.push_back(std::move(output));
  }
}

void GroupSalvage::Keep(const Result<OutputFile::Committed>& committed, const std::string& path, std::uint64_t records,
                        WrittenOutput& output) {
  if (!committed) return OutputFailed(committed.error());
  output.files.push_back({.path = path,
                          .output_class = OutputClass::kLostAndFound,
                          .rows = records,
                          .bytes = committed->bytes,
                          .sha256 = committed->sha256});
}

void GroupSalvage::DropOlder(TablespaceFindings& findings) {
  const NamedBy named_by = IsCarved(findings.path) ? NamedBy::kCarving : NamedBy::kFileSystem;
  std::erase_if(findings.tables, [&](TableFindings& table) {
    if (!table.refused.empty()) return false;
    CurrentTablespaces::Verdict verdict = shared_.JudgeAge(findings, table, catalog_, named_by);
    if (verdict.age == CurrentTablespaces::Age::kMaybeOlder) {
      Doubt(findings, table, std::move(verdict.why));
    } else if (verdict.age == CurrentTablespaces::Age::kCurrent && !verdict.named && named_by == NamedBy::kCarving) {
      DoubtIfReplaced(findings, table);
    }
    if (verdict.age != CurrentTablespaces::Age::kOlder) return false;
    findings.notes.push_back(
        fmt::format("holds an older image of {}.{}, left out: {}", table.table.db, table.table.name, verdict.why));
    shared_.Tell(Printable(findings.path + ": " + findings.notes.back()));
    shared_.Log("older", {{"path", findings.path}, {"why", verdict.why}});
    return true;
  });
}

void GroupSalvage::Doubt(TablespaceFindings& findings, TableFindings& table, std::string why) {
  table.maybe_older = std::move(why);
  findings.notes.push_back(fmt::format("may hold an older image of {}.{}: {}. All rows are suspect", table.table.db,
                                       table.table.name, table.maybe_older));
  shared_.Tell(Printable(findings.path + ": " + findings.notes.back()));
  shared_.Log("maybe_older", {{"path", findings.path}, {"why", table.maybe_older}});
}

void GroupSalvage::DoubtIfReplaced(TablespaceFindings& findings, TableFindings& table) {
  // A partition is judged by the others of its table.
  if (table.inferred || !table.partition.empty()) return;
  const std::string newer = shared_.MayHaveReplaced(findings, table, opener_);
  if (newer.empty()) return;
  Doubt(findings, table,
        newer + " was written later, its records are as those of this table, and nothing says whose they are");
}

bool GroupSalvage::SameColumns(const Table& a, const Table& b) {
  return a.db == b.db && a.name == b.name &&
         std::ranges::equal(a.columns, b.columns, [](const Column& x, const Column& y) {
           return x.name == y.name && x.type == y.type && x.is_unsigned == y.is_unsigned && x.hidden == y.hidden &&
                  x.generated == y.generated && x.collation == y.collation && x.fsp == y.fsp &&
                  x.decimals == y.decimals && x.members == y.members;
         });
}

void GroupSalvage::CommitJoined() {
  if (joined_) Commit(*joined_);
  joined_.reset();
}

std::unique_ptr<RowConsumer> GroupSalvage::ConsumerFor(const std::string& path, const TableFindings& found) {
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

void GroupSalvage::DropUnwanted(TablespaceFindings& findings) const {
  std::erase_if(findings.tables, [&](const TableFindings& table) {
    return !IsWanted(command_.common, table.table.db, table.table.name);
  });
  const TablePath path = ParseTablePath(findings.path);
  if (findings.tables.empty() && !findings.refused.empty() && !IsWanted(command_.common, path.db, path.table)) {
    findings.notes.push_back("not asked for by --tables: " + findings.refused);
    findings.refused.clear();
  }
}

std::unique_ptr<GroupSalvage::Export> GroupSalvage::OpenExport(const std::string& path, const Table& table) {
  auto made = std::make_unique<Export>();
  made->table = table;
  made->columns = ExportedColumns(made->table);
  made->output = result_.outputs.size();
  WrittenOutput& output = result_.outputs.emplace_back();
  output.db = table.db;
  output.table = table.name;
  output.foreign_keys = AlterTableForeignKeys(table);
  output.sequence = IsSequence(table);
  output.name = shared_.TakeName(output.kind, output.db, output.table);
  TableExportOptions options{.format = command_.format,
                             .compression = command_.compression,
                             .evidence = command_.evidence,
                             .deleted = command_.deleted,
                             .tool = ToolName(),
                             .source = fs::path(path).filename().string(),
                             .create_table = {},
                             .inferred = IsMarkedInferred(made->table),
                             .file_stem = output.name,
                             .image_offset = {},
                             .split_size = command_.split_size,
                             .hashing = hashing_.thread.get()};
  // Of the file that is read at that moment: parts of a table are read one after the other.
  options.image_offset = [this](std::uint64_t offset) { return origins_ ? origins_(offset) : std::nullopt; };
  CreateTableOptions create;
  create.if_not_exists = CreateTableOptions::Include::kYes;
  create.partitions = CreateTableOptions::Include::kYes;
  std::string comments;
  std::ostringstream replaced;
  const Table target = TableForTarget(made->table, command_.common, comments, replaced);
  if (std::string told = replaced.str(); !told.empty()) shared_.Tell(told.substr(0, told.size() - 1));
  options.create_table = comments + CreateTableSql(target, create);
  auto exporter = TableExporter::Open(out_, made->table, made->columns, std::move(options));
  if (!exporter) {
    OutputFailed(exporter.error());
    return nullptr;
  }
  made->exporter = *std::move(exporter);
  return made;
}

void GroupSalvage::Finish(const TableFindings& table) {
  if (alone_) Commit(*alone_);
  alone_.reset();
  ++result_.tables;
  shared_.Log("table", {{"db", table.table.db},
                        {"table", table.table.name},
                        {"trusted", std::to_string(table.rows.trusted())},
                        {"suspect", std::to_string(table.rows.Of(Trust::kSuspect) + table.rows.Of(Trust::kPartial))}});
}

void GroupSalvage::Commit(Export& finished) {
  const auto files = finished.exporter->Commit();
  if (!files) OutputFailed(files.error());
  WrittenOutput& output = result_.outputs[finished.output];
  for (const ExportedFile& file : finished.exporter->committed()) {
    constexpr std::array<OutputClass, kRowSections> kClasses = {OutputClass::kTable, OutputClass::kSuspect,
                                                                OutputClass::kDeleted};
    output.rows.push_back(file);
    output.files.push_back({.path = file.path,
                            .output_class = kClasses.at(static_cast<std::size_t>(file.section)),
                            .rows = file.rows,
                            .bytes = file.bytes,
                            .sha256 = file.sha256});
  }
  result_.completed.push_back(finished.output);
}

void GroupSalvage::TellOf(const TablespaceFindings& findings) {
  if (!findings.refused.empty()) {
    shared_.Tell(fmt::format("{}: {}", Printable(findings.path), Printable(findings.refused)));
    shared_.Log("refused", {{"path", findings.path}, {"why", findings.refused}});
  }
  for (const TableFindings& table : findings.tables) {
    if (table.inferred && table.refused.empty()) {
      shared_.Tell(fmt::format(
          "{}: table {}: read under a definition made from its records ({}), so all rows are suspect; correct the "
          "SQL in lost_and_found/ and give it back with --schema",
          Printable(findings.path), Printable(table.table.name), Printable(table.schema_source)));
    }
    if (table.refused.empty()) continue;
    shared_.Tell(fmt::format("{}: table {}: {}", Printable(findings.path), Printable(table.table.name),
                             Printable(table.refused)));
  }
}

void GroupSalvage::OutputFailed(const Error& error) {
  shared_.Tell(Printable(error.Message()));
  shared_.Log("output_failed", {{"where", error.where}, {"why", error.what}});
  result_.output_failed = true;
}

}  // namespace innosalvage
