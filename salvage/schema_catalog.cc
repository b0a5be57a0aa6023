#include "salvage/schema_catalog.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "parser/sql_token_cursor.h"

namespace innosalvage {

namespace {

bool SameSpace(std::optional<std::uint32_t> known, const FileIdentity& file) {
  return !known || !file.space_id || *known == *file.space_id;
}

bool IsIn(const SchemaCandidate& entry, const FileIdentity& file) {
  const Table& table = entry.table;
  if (table.clustered_id && file.index_ids.contains(*table.clustered_id) && SameSpace(table.space_id, file))
    return true;
  return std::ranges::any_of(table.partitions, [&](const Partition& partition) {
    return partition.clustered_id && file.index_ids.contains(*partition.clustered_id) &&
           SameSpace(partition.space_id, file);
  });
}

}  // namespace

void SchemaCatalog::Add(SchemaCandidate candidate) {
  const std::size_t at = entries_.size();
  by_name_[ToUpper(candidate.table.name)].push_back(at);
  if (candidate.table.clustered_id) by_index_id_[*candidate.table.clustered_id].push_back(at);
  for (const Partition& partition : candidate.table.partitions) {
    if (partition.clustered_id) by_index_id_[*partition.clustered_id].push_back(at);
  }
  if (candidate.origin == SchemaOrigin::kGiven) given_.push_back(at);
  entries_.push_back(std::move(candidate));
}

void SchemaCatalog::Add(Table table, std::string source) {
  SchemaCandidate candidate;
  candidate.table = std::move(table);
  candidate.source = std::move(source);
  Add(std::move(candidate));
}

void SchemaCatalog::Take(SchemaCatalog&& above) {
  for (SchemaCandidate& entry : above.entries_) Add(std::move(entry));
  for (SideDefinition& definition : above.side_definitions_) Add(std::move(definition));
  above = SchemaCatalog(above.below_);
}

std::vector<const SchemaCandidate*> SchemaCatalog::KnownByIds(const FileIdentity& file) const {
  std::vector<std::size_t> found;
  for (const std::uint64_t id : file.index_ids) {
    const auto entries = by_index_id_.find(id);
    if (entries == by_index_id_.end()) continue;
    for (const std::size_t at : entries->second) {
      if (IsIn(entries_[at], file)) found.push_back(at);
    }
  }
  std::ranges::sort(found, std::greater{});
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::vector<const SchemaCandidate*> result;
  for (const std::size_t at : found) result.push_back(&entries_[at]);
  if (below_ != nullptr) {
    const auto known_below = below_->KnownByIds(file);
    result.insert(result.end(), known_below.begin(), known_below.end());
  }
  return result;
}

void SchemaCatalog::AddNamed(const std::string& upper_db, const std::string& upper_table, NamedEntries& found) const {
  if (const auto named = by_name_.find(upper_table); named != by_name_.end()) {
    for (auto at = named->second.rbegin(); at != named->second.rend(); ++at) {
      const SchemaCandidate& entry = entries_[*at];
      (ToUpper(entry.table.db) == upper_db ? found.same_db : found.same_table).push_back(&entry);
    }
  }
  if (below_ != nullptr) below_->AddNamed(upper_db, upper_table, found);
}

std::vector<const SchemaCandidate*> SchemaCatalog::Named(std::string_view db, std::string_view table) const {
  NamedEntries found;
  AddNamed(ToUpper(db), ToUpper(table), found);
  found.same_db.insert(found.same_db.end(), found.same_table.begin(), found.same_table.end());
  return std::move(found.same_db);
}

void SchemaCatalog::AddGiven(std::vector<const SchemaCandidate*>& given) const {
  for (auto at = given_.rbegin(); at != given_.rend(); ++at) given.push_back(&entries_[*at]);
  if (below_ != nullptr) below_->AddGiven(given);
}

std::vector<const SchemaCandidate*> SchemaCatalog::Given() const {
  std::vector<const SchemaCandidate*> given;
  AddGiven(given);
  std::set<std::pair<std::string, std::string>> seen;
  std::erase_if(given, [&](const SchemaCandidate* entry) {
    return !seen.emplace(ToUpper(entry->table.db), ToUpper(entry->table.name)).second;
  });
  return given;
}

std::vector<const SchemaCandidate*> SchemaCatalog::OfTablespaces() const {
  std::vector<const SchemaCandidate*> found;
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    if (entry->origin == SchemaOrigin::kSdi) found.push_back(&*entry);
  }
  if (below_ != nullptr) {
    const auto of_below = below_->OfTablespaces();
    found.insert(found.end(), of_below.begin(), of_below.end());
  }
  return found;
}

std::vector<const SchemaCandidate*> SchemaCatalog::CandidatesFor(const FileIdentity& file) const {
  std::vector<const SchemaCandidate*> named = Named(file.path.db, file.path.table);
  if (!named.empty()) return named;
  AddGiven(named);
  if (named.size() != 1) named.clear();
  return named;
}

}  // namespace innosalvage
