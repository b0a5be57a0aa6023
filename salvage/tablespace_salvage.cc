#include "salvage/tablespace_salvage.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "parser/page_type.h"
#include "parser/sdi_schema.h"
#include "parser/sys_tables.h"
#include "salvage/compressed_columns.h"
#include "salvage/data_files.h"
#include "salvage/definition_finder.h"
#include "salvage/dictionary.h"
#include "salvage/file_role.h"
#include "salvage/inferred_mark.h"
#include "salvage/live_tree.h"
#include "salvage/next_number.h"
#include "salvage/partitions.h"
#include "salvage/rebuilt_table.h"
#include "salvage/schema_diagnosis.h"
#include "salvage/schema_inference.h"
#include "salvage/schema_trial.h"
#include "salvage/table_plan.h"
#include "salvage/table_reader.h"
#include "salvage/table_salvage.h"

namespace innosalvage {

namespace {

// The change buffer's index. Source: DICT_IBUF_ID_MIN, dict0boot.h.
constexpr std::uint64_t kDictIbufIdMin = 0xffffffff00000000ULL;

class Surveyor {
 public:
  Surveyor(const ByteSource& source, const SalvageOptions& options, TablespaceFindings& findings)
      : store_(source, findings.inventory),
        options_(options),
        findings_(findings),
        role_(RoleOf(findings.path)),
        finder_(store_, options.catalog, {.server = options.server_tables, .engine = options.all}, findings) {}

  void Run() {
    if (NotReadable()) return;
    if (role_ != FileRole::kTable && !options_.all) {
      findings_.notes.push_back(std::string(Describe(role_)) + ": left alone");
      return;
    }
    for (SchemaCandidate& table : finder_.Find()) AddTable(std::move(table));
    TellOwnTables();
    if (findings_.kind != TablespaceKind::kTable) {
      TellUnclaimed();
    } else if (findings_.tables.empty() && finder_.own().count == 0) {
      TellNothingFound();
    }
  }

 private:
  // Why no definition was taken becomes a note where the records themselves tell one.
  void InferInstead() {
    Infer();
    if (findings_.tables.empty()) return;
    findings_.notes.push_back(std::move(findings_.refused));
    findings_.refused.clear();
  }

  bool NotReadable() {
    const auto refuse = [&](std::string why) {
      findings_.refused = std::move(why);
      return true;
    };
    if (auto why = ClosedText(findings_.inventory.detected.codec.encryption())) return refuse(*std::move(why));
    if (findings_.kind == TablespaceKind::kUndo) {
      findings_.notes.push_back("is an undo tablespace: it holds no tables");
      return true;
    }
    if (findings_.kind == TablespaceKind::kTemporary) {
      findings_.notes.push_back("is a temporary tablespace: its tables ended with the server's run, or before");
      return true;
    }
    return false;
  }

  void TellOwnTables() {
    if (finder_.own().count == 0) return;
    if (finder_.own().count == 1) {
      findings_.notes.push_back("is a table of the server's own (" + finder_.own().last + "): left alone");
    } else {
      findings_.notes.push_back(fmt::format("{} tables in it are the server's own: left alone", finder_.own().count));
    }
  }

  // Of a tablespace for many tables: trees with records that no source knows.
  void TellUnclaimed() {
    std::set<std::uint64_t> unknown;
    for (const PageEntry& entry : findings_.inventory.entries) {
      if (entry.type != FIL_PAGE_INDEX || !IsVerified(entry.verdict) || entry.n_recs == 0) continue;
      const bool fixed = findings_.kind == TablespaceKind::kSystem &&
                         (entry.index_id <= kSysTableIdsIndex || entry.index_id >= kDictIbufIdMin);
      if (!fixed && !finder_.claimed().contains(entry.index_id)) unknown.insert(entry.index_id);
    }
    if (unknown.empty()) return;
    std::string ids;
    constexpr std::size_t kMaxNamed = 20;
    std::size_t named = 0;
    for (const std::uint64_t id : unknown) {
      if (named++ == kMaxNamed) {
        ids += ", ...";
        break;
      }
      ids += (ids.empty() ? "" : ", ") + std::to_string(id);
    }
    const std::string text = fmt::format(
        "{} in it belong{} to no table that is known (index id{} {}): dropped long ago, or the definition is lost; "
        "name "
        "a dictionary or CREATE TABLE with --schema",
        unknown.size() == 1 ? "one index" : fmt::format("{} indexes", unknown.size()), unknown.size() == 1 ? "s" : "",
        unknown.size() == 1 ? "" : "s", ids);
    if (findings_.tables.empty() && finder_.own().count == 0) {
      findings_.refused = text;
    } else {
      findings_.notes.push_back(text);
    }
  }

  void TellNothingFound() {
    if (finder_.identity().index_ids.empty()) {
      findings_.notes.push_back("holds no index page: no rows to look for");
    } else if (IsServersOwn(finder_.identity().path.db, finder_.identity().path.table)) {
      findings_.notes.push_back("is a table of the server's own (" + finder_.identity().path.db +
                                "), and no schema was given for it: left alone");
    } else {
      if (findings_.refused.empty()) {
        findings_.refused =
            "no schema is known for the rows in it: no SDI inside, and no CREATE TABLE given; name one with --schema";
      }
      InferInstead();
    }
  }

  // The dictionary lists the trees of each partition; the one in this file is known by its tablespace.
  void TakePartitionsTree(Table& table) const {
    const auto here = std::ranges::find_if(table.partitions, [&](const Partition& partition) {
      return partition.space_id && partition.space_id == findings_.inventory.detected.space_id;
    });
    if (here == table.partitions.end()) return;
    table.clustered_id = here->clustered_id;
    table.clustered_root = here->clustered_root;
    table.instant = MySqlInstantDdl(table, ParseInstantColumnCount(here->se_private_data));
  }

  // How a table was known that the file's name does not tell.
  std::string IdentifiedBy(const SchemaCandidate& candidate) const {
    const Table& table = candidate.table;
    if (findings_.kind != TablespaceKind::kTable || candidate.origin == SchemaOrigin::kSdi || !table.clustered_id) {
      return {};
    }
    if (table.name == finder_.identity().path.table) return {};
    std::string by = fmt::format("index id {}", *table.clustered_id);
    if (table.space_id) by = fmt::format("tablespace id {}, ", *table.space_id) + by;
    return by;
  }

  // SYS_* does not tell MariaDB's COMPRESSED columns from plain ones.
  void AddCompressedGaps(const SchemaTrial& trial, TableFindings& table) const {
    if (trial.table.vendor == Vendor::kMySql) return;
    const auto plan = PlanTable(trial.table, RecordFormatOf(IsCompactIndex(store_, trial.index_id)));
    if (!plan) return;
    for (const std::uint32_t i : MaybeCompressedColumns(store_, *plan, trial.index_id)) {
      table.schema_gaps += fmt::format("{}`{}`: whether it is COMPRESSED", table.schema_gaps.empty() ? "" : "; ",
                                       trial.table.columns[i].name);
    }
  }

  void AddTable(SchemaCandidate candidate) {
    finder_.Prepare(candidate.table);
    // What an ALTER left behind is not the table that it was about.
    if (role_ != FileRole::kTable) candidate.table.name = finder_.identity().path.table;
    TakePartitionsTree(candidate.table);
    TableFindings table;
    table.schema_source = candidate.source;
    table.schema_gaps = candidate.gaps;
    table.schema_omits = candidate.omits;
    table.dropped = candidate.dropped;
    table.partition = candidate.partition.empty() ? PartitionText(finder_.identity().path) : candidate.partition;
    table.identified_by = IdentifiedBy(candidate);
    SchemaTrial trial = TrySchema(store_, candidate.table, finder_.identity().index_ids);
    if (!trial.note.empty()) findings_.notes.push_back(trial.note);
    table.fit = trial.fit;
    table.index_id = trial.index_id;
    table.root = candidate.table.clustered_root;
    table.tried = finder_.tried();
    const SchemaDiagnosis diagnosis = Diagnose(trial, candidate);
    if (!trial.error.empty()) {
      table.refused = trial.error + (diagnosis.found() ? "; " + diagnosis.text : "");
    } else if (!trial.fit.fits()) {
      table.refused = DescribeMisfit(trial);
      if (diagnosis.found()) table.refused += "; " + diagnosis.text;
    } else if (diagnosis.found()) {
      table.refused = "the schema explains the records, yet is doubted: " + diagnosis.text +
                      "; if it is right, give --trust-schema";
    }
    if (table.refused.empty() && candidate.origin == SchemaOrigin::kSysTables) AddCompressedGaps(trial, table);
    const bool refused = !table.refused.empty() && !trial.fit.unsupported;
    table.table = std::move(trial.table);
    table.table.auto_increment = NextNumber(store_, options_.catalog, finder_.identity(), table);
    findings_.tables.push_back(std::move(table));
    if (!refused) return;
    if (diagnosis.corrected) {
      AddCorrected(*diagnosis.corrected, candidate);
    } else {
      Infer();
    }
  }

  // What is wrong with a definition given, and the one corrected by it; empty: nothing is.
  SchemaDiagnosis Diagnose(const SchemaTrial& trial, const SchemaCandidate& candidate) const {
    // The file's own definition may be hurt, but is not another table's; nor is one that a dictionary knows by id.
    const bool known = !finder_.from_outside() || candidate.table.clustered_id.has_value();
    if (!options_.infer || known || IsMarkedInferred(trial.table)) return {};
    // A lost past is only one reading of a REDUNDANT record that has another number of fields.
    if (!trial.error.empty() && (trial.fit.fits() || !PlanTable(trial.table, RecordFormat::kCompact))) return {};
    if (trial.fit.fits() && (options_.trust_schema || !trial.fit.proven() || trial.fit.from_hurt_pages)) return {};
    const std::uint64_t index = trial.fit.fits() ? trial.index_id : FindClusteredIndex(store_).value_or(trial.index_id);
    const IndexSample sample = SampleIndex(store_, index, SampleLevel::kLeaves);
    if (sample.instant) return {};
    if (trial.fit.fits()) {
      SchemaDiagnosis diagnosis = CompareRowFormat(sample, trial.table);
      if (diagnosis.found()) return diagnosis;
      const auto plan = PlanTable(trial.table, sample.format);
      const Doubts doubts = candidate.source.ends_with(".frm") ? Doubts::kIndexes : Doubts::kIndexesAndValues;
      if (!plan) return {};
      return DoubtSchema(sample, trial.table, IndexWitness(store_, *plan, sample), doubts);
    }
    std::optional<SchemaDiagnosis> best;
    for (const bool old_temporal : {false, true}) {
      Table reading = candidate.table;
      bool open = false;
      for (Column& column : reading.columns) {
        if (!IsTemporalWithFraction(column.type) || column.old_temporal) continue;
        column.old_temporal = old_temporal;
        open = true;
      }
      if (old_temporal && !open) break;
      SchemaDiagnosis diagnosis = NameMistake(sample, reading);
      if (diagnosis.found() && (!best || diagnosis.bits < best->bits)) best = std::move(diagnosis);
    }
    if (best) return *std::move(best);
    SchemaDiagnosis none;
    if (std::string where = DescribeBreak(sample, trial.table); !where.empty()) none.text = std::move(where);
    return none;
  }

  // Rows under the definition given, corrected by the one edit that makes it fit: suspect, as all that is inferred.
  void AddCorrected(Table corrected, const SchemaCandidate& candidate) {
    corrected.comment = std::string(kInferredMark) + (corrected.comment.empty() ? "" : "; was: ") + corrected.comment;
    SchemaTrial trial = TrySchema(store_, corrected, finder_.identity().index_ids);
    if (!trial.fit.fits()) return Infer();
    TableFindings table;
    table.table = std::move(trial.table);
    table.partition = PartitionText(finder_.identity().path);
    table.schema_source = candidate.source + ", corrected";
    table.inferred = true;
    table.fit = trial.fit;
    table.index_id = trial.index_id;
    for (const Column& column : table.table.columns) table.column_notes.push_back(TypeText(column));
    findings_.unexplained = {trial.index_id};
    findings_.tables.push_back(std::move(table));
  }

  // A carved tablespace that nothing names may be a known table's after a rebuild: then its columns have names. The table
  // is not called by that name all the same, since others may have the same columns.
  bool AddBorrowed() {
    if (options_.catalog == nullptr || !IsCarvedName(finder_.identity().path.table)) return false;
    const std::set<std::uint64_t>& ids = finder_.identity().index_ids;
    std::optional<SchemaTrial> best;
    std::string source;
    std::size_t fitting = 0;
    for (const SchemaCandidate* known : options_.catalog->OfTablespaces()) {
      std::optional<SchemaTrial> trial = TryAsRebuilt(store_, known->table, ids);
      if (!trial || !trial->fit.proven()) continue;
      ++fitting;
      if (best && TreesOf(best->table) == ids.size()) continue;
      source = fmt::format("the definition of {}.{} ({}), which explains its records", known->table.db,
                           known->table.name, known->source);
      best = std::move(trial);
    }
    if (!best) return false;
    TableFindings table;
    table.schema_source = fitting == 1 ? source : fmt::format("{}, as {} more do", source, fitting - 1);
    table.inferred = true;
    table.fit = best->fit;
    table.index_id = best->index_id;
    table.table = std::move(best->table);
    table.table.comment = fmt::format("{}; columns of {}.{}", kInferredMark, table.table.db, table.table.name);
    table.table.db = finder_.identity().path.db;
    table.table.name = finder_.identity().path.table;
    table.table.foreign_keys.clear();
    for (const Column& column : table.table.columns) table.column_notes.push_back(TypeText(column));
    findings_.tables.push_back(std::move(table));
    return true;
  }

  // What the records say where no definition does.
  void Infer() {
    // What one index shows of itself is not asked of a tablespace for many tables.
    const bool many = findings_.kind != TablespaceKind::kTable;
    if (!options_.infer || many || !findings_.unexplained.empty()) return;
    const auto clustered = FindClusteredIndex(store_);
    if (clustered) {
      findings_.unexplained = {*clustered};
    } else {
      findings_.unexplained.assign(finder_.identity().index_ids.begin(), finder_.identity().index_ids.end());
      return;
    }
    if (AddBorrowed()) return;
    const auto inferred = InferSchema(store_, *clustered, finder_.identity().path.db, finder_.identity().path.table);
    if (!inferred || inferred->table.columns.empty()) return;
    TableFindings table;
    table.table = inferred->table;
    table.partition = PartitionText(finder_.identity().path);
    table.schema_source = fmt::format("inferred from {} records of index {}", inferred->records, *clustered);
    table.inferred = true;
    table.fit = inferred->fit;
    table.index_id = *clustered;
    for (const InferredColumn& column : inferred->columns) table.column_notes.push_back(column.seen);
    if (!table.fit.fits()) table.refused = "the definition inferred does not explain all records: see lost_and_found/";
    findings_.tables.push_back(std::move(table));
  }

  PageStore store_;
  const SalvageOptions& options_;
  TablespaceFindings& findings_;
  FileRole role_;
  DefinitionFinder finder_;
};

}  // namespace

TablespaceFindings ScanTablespace(const ByteSource& source, const std::string& path, const SalvageOptions& options) {
  TablespaceFindings findings;
  findings.path = path;
  findings.size = source.size();
  ScanOptions scan{.format = options.format,
                   .threads = options.threads,
                   .hash = options.hash,
                   .copies = options.copies,
                   .progress = {}};
  scan.format.keys.cfp = ReadCfpBeside(path);
  if (options.progress) {
    scan.progress = [&](std::uint64_t done) { options.progress("reading", done, source.size()); };
  }
  // Of several data files the hash of the whole would be that of no file.
  scan.hash = options.hash && options.parts.empty();
  auto inventory = ScanPages(source, path, scan);
  if (!inventory) {
    findings.recognised = false;
    findings.refused = inventory.error().what;
    if (const FileRole role = RoleOf(path); role != FileRole::kTable) {
      findings.refused = std::string(Describe(role)) + ", and " + findings.refused;
    }
    return findings;
  }
  findings.inventory = *std::move(inventory);
  findings.kind = KindOf(findings.inventory);
  findings.parts = options.parts;
  if (options.hash) HashParts(source, findings.parts);
  return findings;
}

TablespaceFindings SurveyTablespace(const ByteSource& source, const std::string& path, const SalvageOptions& options) {
  TablespaceFindings findings = ScanTablespace(source, path, options);
  if (findings.recognised) Surveyor(source, options, findings).Run();
  return findings;
}

void FindTables(const ByteSource& source, TablespaceFindings& findings, const SalvageOptions& options) {
  findings.refused.clear();
  findings.notes.clear();
  findings.tables.clear();
  findings.unexplained.clear();
  Surveyor(source, options, findings).Run();
}

void SalvageRows(const ByteSource& source, TablespaceFindings& findings, const SalvageOptions& options,
                 const ConsumerFactory& make_consumer, const TableDone& done) {
  const PageStore store(source, findings.inventory);
  for (TableFindings& table : findings.tables) {
    if (!table.refused.empty()) continue;
    auto plan = PlanTable(table.table, RecordFormatOf(IsCompactIndex(store, table.index_id)));
    if (!plan) {
      table.refused = plan.error().Message();
      continue;
    }
    plan->open_transactions = options.open_transactions;
    if (!table.schema_gaps.empty()) plan->demotion = Demotion{Trust::kSuspect, Reason::kSchemaInferred};
    if (!table.maybe_older.empty()) plan->demotion = Demotion{Trust::kSuspect, Reason::kMaybeOlder};
    if (table.dropped) plan->demotion = Demotion{Trust::kDeleted, Reason::kPageFreed};
    const std::unique_ptr<RowConsumer> consumer = make_consumer(table);
    if (!consumer) continue;
    const LiveTree tree = BuildLiveTree(store, table.index_id, table.root, plan->node);
    table.root = tree.root;
    TableSalvageOptions table_options{.threads = options.threads, .deleted = options.deleted, .progress = {}};
    if (options.progress) {
      table_options.progress = [&](std::uint64_t leaves, std::uint64_t all) {
        options.progress(table.table.name, leaves, all);
      };
    }
    SalvageTable(store, *plan, tree, *consumer, table_options, table);
    done(table, *consumer);
  }
}

}  // namespace innosalvage
