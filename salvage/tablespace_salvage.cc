#include "salvage/tablespace_salvage.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "parser/page_type.h"
#include "parser/sdi_schema.h"
#include "salvage/live_tree.h"
#include "salvage/partitions.h"
#include "salvage/sdi_reader.h"
#include "salvage/table_plan.h"
#include "salvage/table_salvage.h"

namespace innosalvage {

namespace {

struct Candidate {
  Table table;
  std::string source;
};

// A schema under one reading of what DDL leaves open, tried against the records of one index.
struct Trial {
  Table table;
  std::uint64_t index_id = 0;
  SchemaFit fit;
  std::string error;  // the table cannot be laid out
};

RecordFormat FormatOf(bool compact) { return compact ? RecordFormat::kCompact : RecordFormat::kRedundant; }

std::optional<std::string> UsesInstantDdl(const Table& table) {
  const auto instant = [](const Column& column) {
    const InstantColumn info = ParseInstantColumn(column.se_private_data);
    return info.version_added || info.version_dropped || info.default_null || info.default_value;
  };
  const bool columns = std::ranges::any_of(table.columns, instant);
  if (columns || !table.dropped_columns.empty() || ParseInstantColumnCount(table.se_private_data)) {
    return "has columns added or dropped with ALGORITHM=INSTANT, which this version does not read yet";
  }
  return std::nullopt;
}

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
        path_(ParseTablePath(findings.path)) {}

  void Run() {
    if (NotReadable()) return;
    CollectIndexes();
    std::vector<Candidate> candidates = FromSdi();
    if (candidates.empty() && own_table_) return;
    if (candidates.empty()) candidates = FromCatalog();
    if (candidates.empty()) {
      if (IsFulltextFile(path_.table)) {
        findings_.notes.push_back("is a full-text index's own file: left alone");
      } else if (indexes_.empty()) {
        findings_.notes.push_back("holds no index page: no rows to look for");
      } else if (IsServerSchema(path_.db)) {
        findings_.notes.push_back("is a table of the server's own (" + path_.db +
                                  "), and no schema was given for it: left alone");
      } else {
        findings_.refused =
            "no schema is known for the rows in it: no SDI inside, and no CREATE TABLE given; name one with --schema";
      }
      return;
    }
    for (Candidate& candidate : candidates) AddTable(std::move(candidate));
  }

 private:
  struct IndexPages {
    std::uint64_t leaves = 0;
    std::uint64_t other = 0;
  };

  bool NotReadable() {
    const TablespaceFormat& format = findings_.inventory.detected.format;
    const auto refuse = [&](std::string why) {
      findings_.refused = std::move(why);
      return true;
    };
    if (auto why = ClosedText(findings_.inventory.detected.codec.encryption())) return refuse(*std::move(why));
    if (format.compressed()) {
      return refuse(fmt::format("is ROW_FORMAT=COMPRESSED with pages of {} KiB: this version does not inflate them",
                                format.physical_size / 1024));
    }
    const auto has = [&](std::uint16_t type) {
      return std::ranges::any_of(findings_.inventory.entries, [&](const PageEntry& entry) {
        return entry.type == type && IsVerified(entry.verdict);
      });
    };
    if (has(FIL_PAGE_TYPE_INSTANT) && format.vendor == Vendor::kMariaDb) {
      return refuse("had ALGORITHM=INSTANT changes (MariaDB), which this version does not read yet");
    }
    if (has(FIL_PAGE_TYPE_TRX_SYS)) {
      return refuse("is a system tablespace: this version does not read the tables in it yet");
    }
    if (has(FIL_PAGE_TYPE_RSEG_ARRAY) || (has(FIL_PAGE_UNDO_LOG) && !has(FIL_PAGE_INDEX))) {
      findings_.notes.push_back("is an undo tablespace: it holds no tables");
      return true;
    }
    return false;
  }

  void CollectIndexes() {
    for (const PageEntry& entry : findings_.inventory.entries) {
      if (entry.type != FIL_PAGE_INDEX || !IsVerified(entry.verdict)) continue;
      IndexPages& pages = indexes_[entry.index_id];
      ++(entry.level == 0 ? pages.leaves : pages.other);
    }
    if (!indexes_.empty()) return;
    // Nothing verifies: what pages claim is all there is.
    for (const PageEntry& entry : findings_.inventory.entries) {
      if (entry.type == FIL_PAGE_INDEX && entry.verdict != PageVerdict::kForeignSpace)
        ++indexes_[entry.index_id].leaves;
    }
  }

  std::vector<Candidate> FromSdi() {
    std::vector<Candidate> candidates;
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
        candidates.push_back({std::move(*table), fmt::format("SDI on page {}{}", document.page_no,
                                                             document.verified ? "" : " (page does not verify)")});
      }
    }
    return candidates;
  }

  std::vector<Candidate> FromCatalog() const {
    std::vector<Candidate> candidates;
    if (options_.catalog == nullptr) return candidates;
    for (const CatalogEntry* entry : options_.catalog->CandidatesFor(path_)) {
      candidates.push_back({entry->table, entry->source});
    }
    if (candidates.empty()) return candidates;
    // Several definitions of one table: the best fit is the one.
    std::optional<Candidate> best;
    double best_score = -1.0;
    for (Candidate& candidate : candidates) {
      Prepare(candidate.table);
      const Trial trial = BestTrial(candidate.table);
      const double score = trial.fit.score() + (trial.fit.fits() ? 1.0 : 0.0);
      if (score > best_score) {
        best_score = score;
        best = candidate;
      }
    }
    std::vector<Candidate> chosen;
    chosen.push_back(*std::move(best));
    return chosen;
  }

  void Prepare(Table& table) const {
    if (table.vendor == Vendor::kUnknown) table.vendor = findings_.inventory.detected.format.vendor;
    if (table.db.empty()) table.db = path_.db;
  }

  // What a CREATE TABLE does not tell: whether old or new temporal types are in the file, and whether a FULLTEXT key
  // brought the hidden FTS_DOC_ID.
  static std::vector<Table> Readings(const Table& table) {
    std::vector<Table> readings = {table};
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Column& column = table.columns[i];
      if (IsTemporalWithFraction(column.type) && !column.old_temporal) open.push_back(i);
    }
    if (open.empty()) return readings;
    Table old = table;
    for (const std::size_t i : open) old.columns[i].old_temporal = true;
    for (const std::size_t i : open) readings.front().columns[i].old_temporal = false;
    readings.push_back(std::move(old));
    // A table altered by a newer server has both kinds: try each mixture while there are few.
    constexpr std::size_t kMaxOpen = 5;
    if (open.size() < 2 || open.size() > kMaxOpen) return readings;
    for (std::size_t mask = 1; mask + 1 < (std::size_t{1} << open.size()); ++mask) {
      Table mixed = table;
      for (std::size_t i = 0; i < open.size(); ++i) mixed.columns[open[i]].old_temporal = ((mask >> i) & 1U) != 0;
      readings.push_back(std::move(mixed));
    }
    return readings;
  }

  Trial TryIndex(Table table, std::uint64_t index_id) const {
    Trial trial{.table = std::move(table), .index_id = index_id, .fit = {}, .error = {}};
    for (const bool compact : {true, false}) {
      auto plan = PlanTable(trial.table, FormatOf(compact));
      if (!plan) {
        trial.error = plan.error().Message();
        return trial;
      }
      SchemaFit fit = FitSchema(store_, *plan, index_id);
      if (compact || !fit.format_differs) trial.fit = fit;
      if (!fit.format_differs) return trial;
    }
    return trial;
  }

  // The clustered index has the lowest id of its table: it is made first. Others are tried where it fits none.
  Trial BestTrial(const Table& table) const {
    Trial best;
    best.table = table;
    double best_score = -1.0;
    std::vector<std::uint64_t> ids;
    if (table.clustered_id) {
      ids.push_back(*table.clustered_id);
    } else {
      for (const auto& [id, pages] : indexes_) ids.push_back(id);
    }
    constexpr std::size_t kMaxIndexes = 70;  // 64 secondary indexes is the servers' limit
    if (ids.size() > kMaxIndexes) ids.resize(kMaxIndexes);
    for (const Table& reading : Readings(table)) {
      for (const std::uint64_t id : ids) {
        Trial trial = TryIndex(reading, id);
        // An index without records fits everything: it wins only where nothing is proven.
        const double score = trial.fit.score() + (trial.fit.fits() && trial.fit.proven() ? 1.0 : 0.0);
        if (score > best_score) {
          best_score = score;
          best = std::move(trial);
        }
        if (best_score >= 2.0) return best;
      }
    }
    return best;
  }

  static std::string Misfit(const Trial& trial) {
    const SchemaFit& fit = trial.fit;
    if (fit.unsupported) return "records of instant DDL, which this version does not read yet";
    if (fit.format_differs) return "the pages are in another row format than can be";
    std::string text = fmt::format(
        "the schema does not fit: of {} records on verified pages {} can be cut and {} hold legal "
        "values; {} of {} pages add up",
        fit.records, fit.records_cut, fit.records_legal, fit.pages_exact, fit.pages);
    if (fit.worst_column != kNoColumn) {
      text += fmt::format("; most break at column `{}`", trial.table.columns[fit.worst_column].name);
    }
    return text;
  }

  // The dictionary lists the trees of each partition; the one in this file is known by its tablespace.
  void TakePartitionsTree(Table& table) const {
    const auto here = std::ranges::find_if(table.partitions, [&](const Partition& partition) {
      return partition.space_id && partition.space_id == findings_.inventory.detected.space_id;
    });
    if (here == table.partitions.end()) return;
    table.clustered_id = here->clustered_id;
    table.clustered_root = here->clustered_root;
  }

  void AddTable(Candidate candidate) {
    Prepare(candidate.table);
    TakePartitionsTree(candidate.table);
    TableFindings table;
    table.schema_source = candidate.source;
    table.partition = PartitionText(path_);
    if (const auto instant = UsesInstantDdl(candidate.table)) {
      table.refused = *instant;
      table.table = std::move(candidate.table);
      findings_.tables.push_back(std::move(table));
      return;
    }
    Trial trial = BestTrial(candidate.table);
    table.fit = trial.fit;
    table.index_id = trial.index_id;
    table.root = candidate.table.clustered_root;
    if (!trial.error.empty()) {
      table.refused = trial.error;
    } else if (!trial.fit.fits()) {
      table.refused = Misfit(trial);
    }
    table.table = std::move(trial.table);
    findings_.tables.push_back(std::move(table));
  }

  PageStore store_;
  const SalvageOptions& options_;
  TablespaceFindings& findings_;
  TablePath path_;
  std::map<std::uint64_t, IndexPages> indexes_;
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
  ScanOptions scan{.format = options.format, .threads = options.threads, .hash = options.hash, .progress = {}};
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
  Surveyor(source, options, findings).Run();
  return findings;
}

void FindTables(const ByteSource& source, TablespaceFindings& findings, const SalvageOptions& options) {
  findings.refused.clear();
  findings.notes.clear();
  findings.tables.clear();
  Surveyor(source, options, findings).Run();
}

void SalvageRows(const ByteSource& source, TablespaceFindings& findings, const SalvageOptions& options,
                 const ConsumerFactory& make_consumer, const TableDone& done) {
  const PageStore store(source, findings.inventory);
  for (TableFindings& table : findings.tables) {
    if (!table.refused.empty()) continue;
    const auto plan = PlanTable(table.table, FormatOf(IsCompact(store, table.index_id)));
    if (!plan) {
      table.refused = plan.error().Message();
      continue;
    }
    const std::unique_ptr<RowConsumer> consumer = make_consumer(table);
    if (!consumer) continue;
    const LiveTree tree = BuildLiveTree(store, table.index_id, table.root, plan->node);
    table.root = tree.root;
    TableSalvageOptions table_options{.threads = options.threads, .progress = {}};
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
