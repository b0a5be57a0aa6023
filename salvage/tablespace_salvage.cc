#include "salvage/tablespace_salvage.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "parser/page_type.h"
#include "parser/sdi_schema.h"
#include "salvage/inferred_mark.h"
#include "salvage/live_tree.h"
#include "salvage/partitions.h"
#include "salvage/schema_diagnosis.h"
#include "salvage/schema_inference.h"
#include "parser/sys_tables.h"
#include "salvage/compressed_columns.h"
#include "salvage/data_files.h"
#include "salvage/dictionary.h"
#include "salvage/live_tree.h"
#include "salvage/partitions.h"
#include "salvage/schema_agreement.h"
#include "salvage/schema_trial.h"
#include "salvage/sdi_reader.h"
#include "salvage/stored_counter.h"
#include "salvage/table_plan.h"
#include "salvage/table_salvage.h"

namespace innosalvage {

namespace {

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

// The change buffer's index. Source: DICT_IBUF_ID_MIN, dict0boot.h.
constexpr std::uint64_t kDictIbufIdMin = 0xffffffff00000000ULL;

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
    std::vector<SchemaCandidate> tables = FromSdi();
    for (const SchemaCandidate& table : tables) Claim(table.table);
    if (IsGeneralByDictionary()) findings_.kind = TablespaceKind::kGeneral;
    const bool many = findings_.kind != TablespaceKind::kTable;
    if (many) {
      AddKnownByIds(tables);
      tried_.clear();
    } else if (tables.empty() && own_tables_ == 0) {
      from_outside_ = true;
      tables = FromCatalog();
    }
    for (SchemaCandidate& table : tables) AddTable(std::move(table));
    TellOwnTables();
    if (many) {
      TellUnclaimed();
    } else if (findings_.tables.empty() && own_tables_ == 0) {
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
        const bool own = object->hidden == SdiTableHidden::kByEngine || object->hidden == SdiTableHidden::kSystem ||
                         (findings_.kind == TablespaceKind::kDictionary && !options_.server_tables);
        if (own) {
          Claim(*table);
          ++own_tables_;
          own_name_ = table->name;
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
                              .partition = {},
                              .omits = {},
                              .origin = SchemaOrigin::kSdi});
      }
    }
    return candidates;
  }

  // The one table of a file: definitions that name its trees by their ids, those of the file's own name first, then
  // definitions of that name. The best fit is the one.
  std::vector<SchemaCandidate> FromCatalog() {
    if (options_.catalog == nullptr) return {};
    std::vector<const SchemaCandidate*> known = options_.catalog->KnownByIds(identity_);
    std::ranges::stable_partition(known, [&](const SchemaCandidate* entry) {
      return entry->table.name == identity_.path.table && entry->table.db == identity_.path.db;
    });
    if (!known.empty() && known.front()->own && !WantsOwn(*known.front())) {
      ++own_tables_;
      own_name_ = known.front()->table.name;
      return {};
    }
    std::vector<SchemaCandidate> candidates;
    for (const SchemaCandidate* entry : known) {
      if (entry->own && !WantsOwn(*entry)) continue;
      for (SchemaCandidate& candidate : DefinitionsOf(*entry)) {
        // The file outlived its DROP TABLE, and that wrote nothing into it.
        candidate.dropped = false;
        candidates.push_back(std::move(candidate));
      }
    }
    for (const SchemaCandidate* entry : options_.catalog->CandidatesFor(identity_)) {
      // The ids of a definition that is known by its name only are those of another file.
      const bool usable = !entry->dropped && !entry->table.columns.empty() && (!entry->own || WantsOwn(*entry));
      if (usable) candidates.push_back(WithoutIds(*entry));
    }
    if (candidates.empty() && known.empty() && IsCarvedName(identity_.path.table)) return ForNameless();
    if (candidates.empty()) {
      if (!known.empty()) findings_.refused = ColumnsLost(*known.front());
      return {};
    }
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
      if (entry->origin != SchemaOrigin::kGiven) continue;
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

  // The flags that tell a general tablespace are on page 0, which may be lost.
  bool IsGeneralByDictionary() const {
    if (findings_.kind != TablespaceKind::kTable || options_.catalog == nullptr) return false;
    return std::ranges::any_of(options_.catalog->KnownByIds(identity_), [](const SchemaCandidate* entry) {
      return entry->origin == SchemaOrigin::kDictionary && !entry->table.tablespace.empty();
    });
  }

  bool WantsOwn(const SchemaCandidate& entry) const {
    return options_.server_tables && entry.table.db == "mysql" && !IsFulltextTable(entry.table.name);
  }

  static std::string ColumnsLost(const SchemaCandidate& entry) {
    return fmt::format(
        "is {}.{} ({}), but the entries of its columns are lost there; name a CREATE TABLE with --schema",
        entry.table.db, entry.table.name, entry.source);
  }

  static SchemaCandidate WithoutIds(SchemaCandidate candidate) {
    if (candidate.origin == SchemaOrigin::kGiven) return candidate;
    Table& table = candidate.table;
    table.clustered_id.reset();
    table.clustered_root.reset();
    table.space_id.reset();
    table.se_private_id.reset();
    for (std::vector<Index>* indexes : {&table.indexes, &table.hidden_indexes}) {
      for (Index& index : *indexes) {
        index.innodb_id.reset();
        index.root_page.reset();
        index.space_id.reset();
      }
    }
    return candidate;
  }

  // Gives a definition that knows no ids those of the same table in a dictionary.
  static void TakeIds(const Table& from, Table& to) {
    to.clustered_id = from.clustered_id;
    to.clustered_root = from.clustered_root;
    to.space_id = from.space_id;
    to.se_private_id = from.se_private_id;
    for (Index& index : to.indexes) {
      const auto same = std::ranges::find(from.indexes, index.name, &Index::name);
      if (same == from.indexes.end()) continue;
      index.innodb_id = same->innodb_id;
      index.root_page = same->root_page;
      index.space_id = same->space_id;
    }
    if (to.stored_row_format == std::nullopt) to.stored_row_format = from.stored_row_format;
  }

  // Tables that a dictionary names by the ids of their trees, and whose trees are in this file. Of several definitions
  // of one table (a .frm, a dump, the dictionary's own) the best is taken.
  void AddKnownByIds(std::vector<SchemaCandidate>& tables) {
    if (options_.catalog == nullptr) return;
    std::vector<SchemaCandidate> found;
    for (const SchemaCandidate* entry : options_.catalog->KnownByIds(identity_)) {
      if (!Claim(entry->table)) continue;
      if (entry->own && !WantsOwn(*entry)) {
        ++own_tables_;
        own_name_ = entry->table.name;
        continue;
      }
      std::vector<SchemaCandidate> definitions = DefinitionsOf(*entry);
      if (definitions.empty()) {
        findings_.notes.push_back("a table in it " + ColumnsLost(*entry));
      } else {
        found.push_back(BestOf(std::move(definitions)));
      }
    }
    // By name, so that the parts of a partitioned table stand together.
    std::ranges::stable_sort(found, {}, [](const SchemaCandidate& table) {
      return std::tuple(table.table.db, table.table.name, table.table.clustered_id);
    });
    std::ranges::move(found, std::back_inserter(tables));
  }

  // The definitions of a table that a source names by its ids: fuller ones of the same name, then its own.
  std::vector<SchemaCandidate> DefinitionsOf(const SchemaCandidate& entry) {
    const bool has_columns = !entry.table.columns.empty();
    std::vector<SchemaCandidate> definitions;
    for (const SchemaCandidate* named : options_.catalog->Named(entry.table.db, entry.table.name)) {
      if (named == &entry || named->origin == SchemaOrigin::kSysTables || named->dropped || named->own) continue;
      if (named->table.columns.empty()) continue;
      // Of the same name in another database is another table; of none, any.
      if (!named->table.db.empty() && named->table.db != entry.table.db) continue;
      if (named->table.clustered_id && named->table.clustered_id != entry.table.clustered_id) continue;
      if (entry.origin == SchemaOrigin::kSysTables && has_columns) {
        if (const auto contradiction = Contradiction(entry.table, named->table)) {
          findings_.notes.push_back(fmt::format("the definition of {}.{} in {} is not that of {}: {}", entry.table.db,
                                                entry.table.name, named->source, entry.source, *contradiction));
          continue;
        }
      }
      SchemaCandidate& full = definitions.emplace_back(*named);
      full.table.db = entry.table.db;
      full.table.name = entry.table.name;
      if (!full.table.clustered_id) {
        TakeIds(entry.table, full.table);
        full.source += ", ids from " + entry.source;
      }
      full.dropped = entry.dropped;
      full.partition = entry.partition;
    }
    if (has_columns) definitions.push_back(entry);
    return definitions;
  }

  // Marks the trees of a table as known. False: they were.
  bool Claim(const Table& table) {
    const auto add = [&](const std::optional<std::uint64_t>& id) { return id && claimed_.insert(*id).second; };
    bool fresh = add(table.clustered_id);
    for (const Index& index : table.indexes) add(index.innodb_id);
    for (const Index& index : table.hidden_indexes) add(index.innodb_id);
    for (const Partition& partition : table.partitions) {
      fresh = add(partition.clustered_id) || fresh;
      for (const PartitionIndex& index : partition.indexes) add(index.innodb_id);
    }
    return fresh;
  }

  void TellOwnTables() {
    if (own_tables_ == 0) return;
    if (own_tables_ == 1) {
      findings_.notes.push_back("is a table of the server's own (" + own_name_ + "): left alone");
    } else {
      findings_.notes.push_back(fmt::format("{} tables in it are the server's own: left alone", own_tables_));
    }
  }

  // Of a tablespace for many tables: trees with records that no source knows.
  void TellUnclaimed() {
    std::set<std::uint64_t> unknown;
    for (const PageEntry& entry : findings_.inventory.entries) {
      if (entry.type != FIL_PAGE_INDEX || !IsVerified(entry.verdict) || entry.n_recs == 0) continue;
      const bool fixed = findings_.kind == TablespaceKind::kSystem &&
                         (entry.index_id <= kSysTableIdsIndex || entry.index_id >= kDictIbufIdMin);
      if (!fixed && !claimed_.contains(entry.index_id)) unknown.insert(entry.index_id);
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
    if (findings_.tables.empty() && own_tables_ == 0) {
      findings_.refused = text;
    } else {
      findings_.notes.push_back(text);
    }
  }

  void TellNothingFound() {
    if (IsFulltextTable(identity_.path.table)) {
      findings_.notes.push_back("is a full-text index's own file: left alone");
    } else if (identity_.index_ids.empty()) {
      findings_.notes.push_back("holds no index page: no rows to look for");
    } else if (IsServersOwn(identity_.path.db, identity_.path.table)) {
      findings_.notes.push_back("is a table of the server's own (" + identity_.path.db +
                                "), and no schema was given for it: left alone");
    } else {
      if (findings_.refused.empty()) {
        findings_.refused =
            "no schema is known for the rows in it: no SDI inside, and no CREATE TABLE given; name one with --schema";
      }
      InferInstead();
    }
  }

  // Several definitions of one table: the best fit is the one; of equal ones one without gaps, and the earlier.
  SchemaCandidate BestOf(std::vector<SchemaCandidate> candidates) {
    std::optional<SchemaCandidate> best;
    std::pair<double, bool> best_score;
    std::size_t best_at = 0;
    tried_.clear();
    for (SchemaCandidate& candidate : candidates) {
      Prepare(candidate.table);
      const SchemaTrial trial = TrySchema(store_, candidate.table, identity_.index_ids);
      const std::pair score(trial.fit.score() + (trial.fit.fits() ? 1.0 : 0.0), candidate.gaps.empty());
      tried_.push_back({.source = candidate.source, .score = trial.fit.score(), .fits = trial.fit.fits()});
      if (best && score <= best_score) continue;
      best_score = score;
      best_at = tried_.size() - 1;
      best = std::move(candidate);
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

  // How a table was known that the file's name does not tell.
  std::string IdentifiedBy(const SchemaCandidate& candidate) const {
    const Table& table = candidate.table;
    if (findings_.kind != TablespaceKind::kTable || candidate.origin == SchemaOrigin::kSdi || !table.clustered_id) {
      return {};
    }
    if (table.name == identity_.path.table) return {};
    std::string by = fmt::format("index id {}", *table.clustered_id);
    if (table.space_id) by = fmt::format("tablespace id {}, ", *table.space_id) + by;
    return by;
  }

  // SYS_* does not tell MariaDB's COMPRESSED columns from plain ones.
  void AddCompressedGaps(const SchemaTrial& trial, TableFindings& table) const {
    if (trial.table.vendor == Vendor::kMySql) return;
    const auto plan = PlanTable(trial.table, RecordFormatOf(IsCompact(store_, trial.index_id)));
    if (!plan) return;
    for (const std::uint32_t i : MaybeCompressedColumns(store_, *plan, trial.index_id)) {
      table.schema_gaps += fmt::format("{}`{}`: whether it is COMPRESSED", table.schema_gaps.empty() ? "" : "; ",
                                       trial.table.columns[i].name);
    }
  }

  void AddTable(SchemaCandidate candidate) {
    Prepare(candidate.table);
    TakePartitionsTree(candidate.table);
    TableFindings table;
    table.schema_source = candidate.source;
    table.schema_gaps = candidate.gaps;
    table.schema_omits = candidate.omits;
    table.dropped = candidate.dropped;
    table.partition = candidate.partition.empty() ? PartitionText(identity_.path) : candidate.partition;
    table.identified_by = IdentifiedBy(candidate);
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
    if (table.refused.empty() && candidate.origin == SchemaOrigin::kSysTables) AddCompressedGaps(trial, table);
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
    // What one index shows of itself is not asked of a tablespace for many tables.
    const bool many = findings_.kind != TablespaceKind::kTable;
    if (!options_.infer || many || !findings_.unexplained.empty()) return;
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
  std::set<std::uint64_t> claimed_;  // index ids of tables that are known
  std::size_t own_tables_ = 0;       // that InnoDB or the server made for itself
  std::string own_name_;             // of the last of them
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
