#include "salvage/definition_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

#include "parser/page_type.h"
#include "parser/sdi_schema.h"
#include "salvage/data_files.h"
#include "salvage/dictionary.h"
#include "salvage/rebuilt_table.h"
#include "salvage/schema_agreement.h"
#include "salvage/schema_trial.h"
#include "salvage/sdi_blobs.h"
#include "salvage/sdi_reader.h"

namespace innosalvage {

namespace {

std::string ColumnsLost(const SchemaCandidate& entry) {
  return fmt::format("is {}.{} ({}), but the entries of its columns are lost there; name a CREATE TABLE with --schema",
                     entry.table.db, entry.table.name, entry.source);
}

SchemaCandidate WithoutIds(SchemaCandidate candidate) {
  if (candidate.origin == SchemaOrigin::kGiven) return candidate;
  DropIds(candidate.table);
  return candidate;
}

// Gives a definition that knows no ids those of the same table in a dictionary.
void TakeIds(const Table& from, Table& to) {
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
  // What a .frm does not have. A counter may also be older than the dictionary's.
  if (to.foreign_keys.empty()) to.foreign_keys = from.foreign_keys;
  to.auto_increment = std::max(to.auto_increment, from.auto_increment);
}

// Of the trees that hold its rows.
std::vector<std::uint64_t> ClusteredIds(const Table& table) {
  std::vector<std::uint64_t> ids;
  if (table.clustered_id) ids.push_back(*table.clustered_id);
  for (const Partition& partition : table.partitions) {
    if (partition.clustered_id) ids.push_back(*partition.clustered_id);
  }
  return ids;
}

// A table has one definition: of several that name one tree, the surest and newest. The others are from before an ALTER
// TABLE, left on a page whose records do not tell any more which of them are live.
void KeepCurrent(std::vector<SchemaCandidate>& candidates, const std::vector<const SdiDocument*>& documents,
                 std::vector<std::string>& notes) {
  std::vector<std::size_t> order(candidates.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return IsBetter(*documents[a], *documents[b]); });
  std::set<std::uint64_t> named;
  std::set<std::size_t> older;
  for (const std::size_t i : order) {
    const std::vector<std::uint64_t> ids = ClusteredIds(candidates[i].table);
    if (std::ranges::any_of(ids, [&](std::uint64_t id) { return named.contains(id); })) {
      older.insert(i);
      notes.push_back(fmt::format("SDI on page {} has a definition of {} from before an ALTER TABLE as well: not used",
                                  documents[i]->page_no, candidates[i].table.name));
    } else {
      named.insert(ids.begin(), ids.end());
    }
  }
  std::size_t at = 0;
  std::erase_if(candidates, [&](const SchemaCandidate& /*candidate*/) { return older.contains(at++); });
}

}  // namespace

DefinitionFinder::DefinitionFinder(const PageStore& store, const SchemaCatalog* catalog, WantedTables wanted,
                                   TablespaceFindings& findings)
    : store_(store),
      catalog_(catalog),
      wanted_(wanted),
      findings_(findings),
      identity_{
          .path = ParseTablePath(findings.path), .space_id = findings.inventory.detected.space_id, .index_ids = {}} {
  CollectIndexes();
}

std::vector<SchemaCandidate> DefinitionFinder::Find() {
  std::vector<SchemaCandidate> tables = FromSdi();
  for (const SchemaCandidate& table : tables) Claim(table.table);
  if (IsGeneralByDictionary()) findings_.kind = TablespaceKind::kGeneral;
  if (findings_.kind != TablespaceKind::kTable) {
    AddKnownByIds(tables);
    tried_.clear();
  } else if (tables.empty() && own_.count == 0) {
    from_outside_ = true;
    tables = FromCatalog();
  }
  return tables;
}

void DefinitionFinder::CollectIndexes() {
  identity_.index_ids = VerifiedIndexes(findings_.inventory);
  if (!identity_.index_ids.empty()) return;
  // Nothing verifies: what pages claim is all there is.
  for (const PageEntry& entry : findings_.inventory.entries) {
    if (entry.type == FIL_PAGE_INDEX && entry.verdict != PageVerdict::kForeignSpace) {
      identity_.index_ids.insert(entry.index_id);
    }
  }
}

std::vector<SchemaCandidate> DefinitionFinder::FromSdi() {
  std::vector<SchemaCandidate> candidates;
  std::vector<const SdiDocument*> documents;  // of the candidates
  SdiRead sdi = ReadSdi(store_);
  for (const Damage& damage : sdi.damage) {
    findings_.notes.push_back(
        fmt::format("SDI on page {} could not be read: {}", damage.where.page_no, Name(damage.kind)));
  }
  for (SdiDocument& document : sdi.documents) {
    auto object = ParseSdi(std::move(document.json));
    if (const auto* space = object ? std::get_if<SdiTablespace>(&object->object) : nullptr) {
      // Objects come by type: the table was before.
      if (candidates.size() == 1 && findings_.kind == TablespaceKind::kTable) {
        AddAutoextendSize(space->autoextend_size, candidates.front().table);
      }
      continue;
    }
    if (!object) {
      findings_.notes.push_back(fmt::format("SDI on page {}: {}", document.page_no, object.error().Message()));
      continue;
    }
    if (auto* table = std::get_if<Table>(&object->object)) {
      const bool own = (object->hidden == SdiTableHidden::kByEngine && !wanted_.engine) ||
                       object->hidden == SdiTableHidden::kSystem ||
                       (findings_.kind == TablespaceKind::kDictionary && !wanted_.server) ||
                       (IsServersSchema(table->db) && !wanted_.server);
      if (own) {
        Claim(*table);
        ++own_.count;
        own_.last = table->name;
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
      documents.push_back(&document);
    }
  }
  KeepCurrent(candidates, documents, findings_.notes);
  AddOrphanedSdi(sdi, candidates);
  return candidates;
}

// Objects whose record is lost. One may be older than the table is now: its trees must be here, and no other table's.
void DefinitionFinder::AddOrphanedSdi(const SdiRead& sdi, std::vector<SchemaCandidate>& candidates) const {
  const auto named = [&](std::uint64_t id) {
    return std::ranges::any_of(candidates, [&](const SchemaCandidate& candidate) {
      const Table& table = candidate.table;
      return table.clustered_id == id || std::ranges::any_of(table.partitions, [&](const Partition& partition) {
               return partition.clustered_id == id;
             });
    });
  };
  for (SdiDocument& document : FindSdiBlobs(store_, sdi)) {
    auto object = ParseSdi(std::move(document.json));
    auto* table = object ? std::get_if<Table>(&object->object) : nullptr;
    if (table == nullptr || object->hidden != SdiTableHidden::kVisible) continue;
    if (IsServersSchema(table->db) && !wanted_.server) continue;
    const std::vector<std::uint64_t> ids = ClusteredIds(*table);
    const bool here = std::ranges::any_of(ids, [&](std::uint64_t id) { return identity_.index_ids.contains(id); });
    if (!here || std::ranges::any_of(ids, named)) continue;
    table->vendor = Vendor::kMySql;
    if (findings_.inventory.detected.server_version == 0) {
      findings_.inventory.detected.server_version = object->mysqld_version;
    }
    candidates.push_back({.table = std::move(*table),
                          .source = fmt::format("SDI on pages from {}, its record lost{}", document.page_no,
                                                document.verified ? "" : " (not all of them verify)"),
                          .gaps = {},
                          .partition = {},
                          .omits = {},
                          .origin = SchemaOrigin::kSdi});
  }
}

// The one table of a file: definitions that name its trees by their ids, those of the file's own name first, then
// definitions of that name. The best fit is the one.
std::vector<SchemaCandidate> DefinitionFinder::FromCatalog() {
  if (catalog_ == nullptr) return {};
  std::vector<const SchemaCandidate*> known = catalog_->KnownByIds(identity_);
  std::stable_partition(known.begin(), known.end(), [&](const SchemaCandidate* entry) {
    return entry->table.name == identity_.path.table && entry->table.db == identity_.path.db;
  });
  if (!known.empty() && known.front()->own && !WantsOwn(*known.front())) {
    ++own_.count;
    own_.last = known.front()->table.name;
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
  for (const SchemaCandidate* entry : catalog_->CandidatesFor(identity_)) {
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
std::vector<SchemaCandidate> DefinitionFinder::ForNameless() {
  std::vector<SchemaCandidate> fitting;
  if (identity_.index_ids.empty()) return fitting;
  for (const SchemaCandidate* entry : catalog_->Given()) {
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
    findings_.refused =
        fmt::format("{} tables explain the rows in it, `{}` and `{}` among them: rename it to DB/TABLE.ibd",
                    fitting.size(), fitting[0].table.name, fitting[1].table.name);
    fitting.clear();
  }
  return fitting;
}

// The flags that tell a general tablespace are on page 0, which may be lost.
bool DefinitionFinder::IsGeneralByDictionary() const {
  if (findings_.kind != TablespaceKind::kTable || catalog_ == nullptr) return false;
  return std::ranges::any_of(catalog_->KnownByIds(identity_), [](const SchemaCandidate* entry) {
    return entry->origin == SchemaOrigin::kDictionary && !entry->table.tablespace.empty();
  });
}

bool DefinitionFinder::WantsOwn(const SchemaCandidate& entry) const {
  if (IsFulltextTable(entry.table.name)) return wanted_.engine;
  return wanted_.server && entry.table.db == "mysql";
}

// Tables that a dictionary names by the ids of their trees, and whose trees are in this file. Of several definitions
// of one table (a .frm, a dump, the dictionary's own) the best is taken.
void DefinitionFinder::AddKnownByIds(std::vector<SchemaCandidate>& tables) {
  if (catalog_ == nullptr) return;
  std::vector<SchemaCandidate> found;
  for (const SchemaCandidate* entry : catalog_->KnownByIds(identity_)) {
    if (!Claim(entry->table)) continue;
    if (entry->own && !WantsOwn(*entry)) {
      ++own_.count;
      own_.last = entry->table.name;
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
std::vector<SchemaCandidate> DefinitionFinder::DefinitionsOf(const SchemaCandidate& entry) {
  const bool has_columns = !entry.table.columns.empty();
  std::vector<SchemaCandidate> definitions;
  for (const SchemaCandidate* named : catalog_->Named(entry.table.db, entry.table.name)) {
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
bool DefinitionFinder::Claim(const Table& table) {
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

// Several definitions of one table: the best fit is the one; of equal ones one without gaps, and the earlier.
SchemaCandidate DefinitionFinder::BestOf(std::vector<SchemaCandidate> candidates) {
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

void DefinitionFinder::Prepare(Table& table) const {
  if (table.vendor == Vendor::kUnknown) table.vendor = findings_.inventory.detected.format.vendor;
  if (table.db.empty()) table.db = identity_.path.db;
}

}  // namespace innosalvage
