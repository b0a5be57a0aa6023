#include "salvage/schema_catalog.h"

#include <algorithm>

namespace innosalvage {

namespace {

// Names differ in case where a server with lower_case_table_names=1 wrote the file.
bool SameName(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(x) == lower(y);
  });
}

}  // namespace

std::vector<const SchemaCandidate*> SchemaCatalog::CandidatesFor(const FileIdentity& file) const {
  const TablePath& path = file.path;
  std::vector<const SchemaCandidate*> same_db;
  std::vector<const SchemaCandidate*> same_table;
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    if (!SameName(entry->table.name, path.table)) continue;
    (SameName(entry->table.db, path.db) ? same_db : same_table).push_back(&*entry);
  }
  same_db.insert(same_db.end(), same_table.begin(), same_table.end());
  if (same_db.empty() && entries_.size() == 1) same_db.push_back(&entries_.front());
  return same_db;
}

std::vector<const SchemaCandidate*> SchemaCatalog::All() const {
  std::vector<const SchemaCandidate*> all;
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    const bool known = std::ranges::any_of(all, [&](const SchemaCandidate* other) {
      return SameName(other->table.name, entry->table.name) && SameName(other->table.db, entry->table.db);
    });
    if (!known) all.push_back(&*entry);
  }
  return all;
}

}  // namespace innosalvage
