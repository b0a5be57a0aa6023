#include "salvage/tablespace_salvage.h"

#include <fmt/format.h>

#include <algorithm>

#include "parser/page_type.h"
#include "parser/sdi_schema.h"
#include "salvage/inferred_mark.h"
#include "salvage/live_tree.h"
#include "salvage/partitions.h"
#include "salvage/schema_diagnosis.h"
#include "salvage/schema_inference.h"
#include "salvage/schema_trial.h"
#include "salvage/sdi_reader.h"
#include "salvage/stored_counter.h"
#include "salvage/table_plan.h"
#include "salvage/table_salvage.h"

namespace innosalvage {

namespace {

bool IsServerSchema(std::string_view db) {
  return db == "mysql" || db == "sys" || db == "performance_schema" || db == "information_schema";
}

// FTS_0000000000000465_00000000000000a6_INDEX_1 and the like. Source: fts_get_table_name, fts0sql.cc.
bool IsFulltextFile(std::string_view table) {
  const bool prefix = table.starts_with("FTS_") || table.starts_with("fts_");
  return prefix && table.size() > 20 && std::ranges::all_of(table.substr(4, 16), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

class Surveyor {
 public:
  Surveyor(const ByteSource& source, const SalvageOptions& options, TablespaceFindings& findings)
      : store_(source, findings.inventory),
        options_(options),
        findings_(findings),
        identity_{
            .path = ParseTablePath(findings.path), .space_id = findings.inventory.detected.space_id, .index_ids = {}} {}

  void Run() {
    if (NotReadable()) return;
    CollectIndexes();
    std::vector<SchemaCandidate> candidates = FromSdi();
    if (candidates.empty() && own_table_) return;
    if (candidates.empty()) {
      from_outside_ = true;
      candidates = FromCatalog();
    }
    if (candidates.empty() && !findings_.refused.empty()) return InferInstead();
    if (candidates.empty()) {
      if (IsFulltextFile(identity_.path.table)) {
        findings_.notes.push_back("is a full-text index's own file: left alone");
      } else if (identity_.index_ids.empty()) {
        findings_.notes.push_back("holds no index page: no rows to look for");
      } else if (IsServerSchema(identity_.path.db)) {
        findings_.notes.push_back("is a table of the server's own (" + identity_.path.db +
                                  "), and no schema was given for it: left alone");
      } else {
        findings_.refused =
            "no schema is known for the rows in it: no SDI inside, and no CREATE TABLE given; name one with --schema";
        InferInstead();
      }
      return;
    }
    for (SchemaCandidate& candidate : candidates) AddTable(std::move(candidate));
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
    if (findings_.kind == TablespaceKind::kSystem) {
      return refuse("is a system tablespace: this version does not read the tables in it yet");
    }
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

  void CollectIndexes() {
    for (const PageEntry& entry : findings_.inventory.entries) {
      if (entry.type != FIL_PAGE_INDEX || !IsVerified(entry.verdict)) continue;
      identity_.index_ids.insert(entry.index_id);
    }
    if (!identity_.index_ids.empty()) return;
    // Nothing verifies: what pages claim is all there is.
    for (const PageEntry& entry : findings_.inventory.entries) {
      if (entry.type == FIL_PAGE_INDEX && entry.verdict != PageVerdict::kForeignSpace) {
        identity_.index_ids.insert(entry.index_id);
      }
    }
  }

  std::vector<SchemaCandidate> FromSdi() {
    std::vector<SchemaCandidate> candidates;
    SdiRead sdi = ReadSdi(store_);
    for (const Damage& damage : sdi.damage) {
      findings_.notes.push_back(
          fmt::format("SDI on page {} could not be read: {}", damage.where.page_no, Name(damage.kind)));
    }
    std::ranges::sort(sdi.documents, {},
                      [](const SdiDocument& document) { return std::pair(document.type, document.id); });
    for (const SdiDocument& document : sdi.documents) {
      constexpr std::uint32_t kSdiTable = 1;
      if (document.type != kSdiTable) continue;
      auto object = ParseSdi(document.json);
      if (!object) {
        findings_.notes.push_back(fmt::format("SDI on page {}: {}", document.page_no, object.error().Message()));
        continue;
      }
      if (auto* table = std::get_if<Table>(&object->object)) {
        if (object->hidden == SdiTableHidden::kByEngine) {
          findings_.notes.push_back("is a table of InnoDB's own (" + table->name + "): left alone");
          own_table_ = true;
          continue;
        }
        table->vendor = Vendor::kMySql;
        if (findings_.inventory.detected.server_version == 0) {
          findings_.inventory.detected.server_version = object->mysqld_version;
        }
        candidates.push_back({.table = std::move(*table),
                              .source = fmt::format("SDI on page {}{}", document.page_no,
                                                    document.verified ? "" : " (page does not verify)"),
                              .gaps = {},
                              .omits = {}});
      }
    }
    return candidates;
  }

  std::vector<SchemaCandidate> FromCatalog() {
    std::vector<SchemaCandidate> candidates;
    if (options_.catalog == nullptr) return candidates;
    for (const SchemaCandidate* entry : options_.catalog->CandidatesFor(identity_)) candidates.push_back(*entry);
    if (candidates.empty() && IsCarvedName(identity_.path.table)) return ForNameless();
    if (candidates.empty()) return candidates;
    std::vector<SchemaCandidate> chosen;
    chosen.push_back(BestOf(std::move(candidates)));
    return chosen;
  }

  // A carved file is called by its space id: the definition is the only one that explains its records. Where several
  // do, that of as many indexes as the file has; a table is never guessed beyond that.
  std::vector<SchemaCandidate> ForNameless() {
    std::vector<SchemaCandidate> fitting;
    if (identity_.index_ids.empty()) return fitting;
    for (const SchemaCandidate* entry : options_.catalog->All()) {
      SchemaCandidate candidate = *entry;
      Prepare(candidate.table);
      const SchemaTrial trial = TrySchema(store_, candidate.table, identity_.index_ids);
      // The clustered index has the lowest id of its table.
      const bool clustered = trial.index_id == *identity_.index_ids.begin();
      if (clustered && trial.fit.fits() && trial.fit.proven()) fitting.push_back(std::move(candidate));
    }
    if (fitting.size() > 1) {
      const auto other_indexes = [&](const SchemaCandidate& candidate) {
        const auto& indexes = candidate.table.indexes;
        const bool primary = std::ranges::any_of(indexes, [](const Index& index) { return index.name == "PRIMARY"; });
        return indexes.size() + (primary ? 0 : 1) != identity_.index_ids.size();
      };
      if (std::ranges::count_if(fitting, other_indexes) + 1 == std::ssize(fitting)) std::erase_if(fitting, other_indexes);
    }
    if (fitting.size() > 1) {
      findings_.refused = fmt::format("{} tables explain the rows in it, `{}` and `{}` among them: rename it to DB/TABLE.ibd",
                                      fitting.size(), fitting[0].table.name, fitting[1].table.name);
      fitting.clear();
    }
    return fitting;
  }

  // Several definitions of one table: the best fit is the one.
  SchemaCandidate BestOf(std::vector<SchemaCandidate> candidates) {
    std::optional<SchemaCandidate> best;
    double best_score = -1.0;
    std::size_t best_at = 0;
    tried_.clear();
    for (SchemaCandidate& candidate : candidates) {
      Prepare(candidate.table);
      const SchemaTrial trial = TrySchema(store_, candidate.table, identity_.index_ids);
      const double score = trial.fit.score() + (trial.fit.fits() ? 1.0 : 0.0);
      tried_.push_back({.source = candidate.source, .score = trial.fit.score(), .fits = trial.fit.fits()});
      if (score > best_score) {
        best_score = score;
        best_at = tried_.size() - 1;
        best = std::move(candidate);
      }
    }
    tried_.erase(tried_.begin() + static_cast<std::ptrdiff_t>(best_at));
    return *std::move(best);
  }

  void Prepare(Table& table) const {
    if (table.vendor == Vendor::kUnknown) table.vendor = findings_.inventory.detected.format.vendor;
    if (table.db.empty()) table.db = identity_.path.db;
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

  void AddTable(SchemaCandidate candidate) {
    Prepare(candidate.table);
    TakePartitionsTree(candidate.table);
    TableFindings table;
    table.schema_source = candidate.source;
    table.schema_gaps = candidate.gaps;
    table.schema_omits = candidate.omits;
    table.dropped = candidate.dropped;
    table.partition = PartitionText(identity_.path);
    SchemaTrial trial = TrySchema(store_, candidate.table, identity_.index_ids);
    if (!trial.note.empty()) findings_.notes.push_back(trial.note);
    table.fit = trial.fit;
    table.index_id = trial.index_id;
    table.root = candidate.table.clustered_root;
    table.tried = tried_;
    const SchemaDiagnosis diagnosis = Diagnose(trial, candidate);
    if (!trial.error.empty()) {
      table.refused = trial.error;
    } else if (!trial.fit.fits()) {
      table.refused = DescribeMisfit(trial);
      if (diagnosis.found()) table.refused += "; " + diagnosis.text;
    } else if (diagnosis.found()) {
      table.refused = "the schema explains the records, yet is doubted: " + diagnosis.text +
                      "; if it is right, give --trust-schema";
    }
    const bool refused = !table.refused.empty() && !trial.fit.unsupported;
    table.table = std::move(trial.table);
    TakeCounter(table);
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
    const bool known = !from_outside_ || candidate.table.clustered_id.has_value();
    if (!options_.infer || known || IsMarkedInferred(trial.table) || !trial.error.empty()) return {};
    if (trial.fit.fits() && (options_.trust_schema || !trial.fit.proven() || trial.fit.from_hurt_pages)) return {};
    const std::uint64_t index = trial.fit.fits() ? trial.index_id : FindClusteredIndex(store_).value_or(trial.index_id);
    constexpr std::size_t kPages = 8;
    const IndexSample sample = SampleIndex(store_, index, SampleLevel::kLeaves, kPages);
    if (sample.instant) return {};
    if (trial.fit.fits()) {
      SchemaDiagnosis diagnosis = CompareRowFormat(sample, trial.table);
      return diagnosis.found() ? diagnosis : DoubtSchema(sample, trial.table);
    }
    for (const bool old_temporal : {false, true}) {
      Table reading = candidate.table;
      for (Column& column : reading.columns) {
        if (IsTemporalWithFraction(column.type) && !column.old_temporal) column.old_temporal = old_temporal;
      }
      SchemaDiagnosis diagnosis = NameMistake(sample, reading);
      if (diagnosis.found()) return diagnosis;
    }
    SchemaDiagnosis none;
    if (std::string where = DescribeBreak(sample, trial.table); !where.empty()) none.text = std::move(where);
    return none;
  }

  // Rows under the definition given, corrected by the one edit that makes it fit: suspect, as all that is inferred.
  void AddCorrected(Table corrected, const SchemaCandidate& candidate) {
    corrected.comment = std::string(kInferredMark) + (corrected.comment.empty() ? "" : "; was: ") + corrected.comment;
    SchemaTrial trial = TrySchema(store_, corrected, identity_.index_ids);
    if (!trial.fit.fits()) return Infer();
    TableFindings table;
    table.table = std::move(trial.table);
    table.partition = PartitionText(identity_.path);
    table.schema_source = candidate.source + ", corrected";
    table.inferred = true;
    table.fit = trial.fit;
    table.index_id = trial.index_id;
    for (const Column& column : table.table.columns) table.column_notes.push_back(TypeText(column));
    findings_.unexplained = {trial.index_id};
    findings_.tables.push_back(std::move(table));
  }

  // What the records say where no definition does.
  void Infer() {
    if (!options_.infer || !findings_.unexplained.empty()) return;
    const auto clustered = FindClusteredIndex(store_);
    if (clustered) {
      findings_.unexplained = {*clustered};
    } else {
      findings_.unexplained.assign(identity_.index_ids.begin(), identity_.index_ids.end());
      return;
    }
    const auto inferred = InferSchema(store_, *clustered, identity_.path.db, identity_.path.table);
    if (!inferred || inferred->table.columns.empty()) return;
    TableFindings table;
    table.table = inferred->table;
    table.partition = PartitionText(identity_.path);
    table.schema_source = fmt::format("inferred from {} records of index {}", inferred->records, *clustered);
    table.inferred = true;
    table.fit = inferred->fit;
    table.index_id = *clustered;
    for (const InferredColumn& column : inferred->columns) table.column_notes.push_back(column.seen);
    if (!table.fit.fits()) table.refused = "the definition inferred does not explain all records: see lost_and_found/";
    findings_.tables.push_back(std::move(table));
  }

  void TakeCounter(TableFindings& found) const {
    Table& table = found.table;
    constexpr std::uint32_t kFirstWithCounter = 100200;
    const bool has_counter = table.vendor == Vendor::kMariaDb &&
                             (table.server_version == 0 || table.server_version >= kFirstWithCounter) &&
                             std::ranges::any_of(table.columns, &Column::auto_increment);
    if (!has_counter || !found.refused.empty()) return;
    if (const auto counter = StoredAutoIncrement(store_, found.index_id)) table.auto_increment = counter;
  }

  PageStore store_;
  const SalvageOptions& options_;
  TablespaceFindings& findings_;
  FileIdentity identity_;
  std::vector<TriedSchema> tried_;  // of the catalog, beside the one taken
  bool from_outside_ = false;       // the definition is none of the file's own
  bool own_table_ = false;  // the SDI says that InnoDB made the table for itself
};

bool IsCompact(const PageStore& store, std::uint64_t index_id) {
  std::vector<std::byte> buffer(store.page_size());
  std::optional<bool> unverified;
  for (const PageEntry& entry : store.inventory().entries) {
    if (entry.index_id != index_id || entry.type != FIL_PAGE_INDEX) continue;
    const auto page = store.Read(entry.page_no, buffer);
    if (!page) continue;
    const bool compact = DecodeIndexHeader(page->bytes.first<PAGE_DATA>()).compact;
    if (page->verified) return compact;
    if (!unverified) unverified = compact;
  }
  return unverified.value_or(true);
}

}  // namespace

TablespaceFindings SurveyTablespace(const ByteSource& source, const std::string& path, const SalvageOptions& options) {
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
  auto inventory = ScanPages(source, path, scan);
  if (!inventory) {
    findings.recognised = false;
    findings.refused = inventory.error().what;
    return findings;
  }
  findings.inventory = *std::move(inventory);
  findings.kind = KindOf(findings.inventory);
  Surveyor(source, options, findings).Run();
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
    auto plan = PlanTable(table.table, RecordFormatOf(IsCompact(store, table.index_id)));
    if (!plan) {
      table.refused = plan.error().Message();
      continue;
    }
    if (!table.schema_gaps.empty()) plan->demotion = Demotion{Trust::kSuspect, Reason::kSchemaInferred};
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
