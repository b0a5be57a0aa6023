#include "salvage/missing_tables.h"

#include <algorithm>

#include "salvage/dictionary.h"
#include "salvage/table_path.h"

namespace innosalvage {

namespace {

bool OfTheServer(const SchemaCandidate& candidate) {
  const std::string& db = candidate.table.db;
  return candidate.own || db == "mysql" || db == "sys" || IsServersOwn(db, candidate.table.name);
}

}  // namespace

bool HasDictionary(const RunFindings& run) {
  return std::ranges::any_of(run.tablespaces, [](const TablespaceFindings& file) {
    return file.kind == TablespaceKind::kSystem || file.kind == TablespaceKind::kDictionary;
  });
}

std::set<std::pair<std::string, std::string>> TablesHere(const RunFindings& run) {
  std::set<std::pair<std::string, std::string>> here;
  for (const TablespaceFindings& file : run.tablespaces) {
    const TablePath path = ParseTablePath(file.path);
    here.insert({path.db, path.table});
    for (const TableFindings& table : file.tables) here.insert({table.table.db, table.table.name});
  }
  return here;
}

std::vector<MissingTable> FindMissingTables(const RunFindings& run, const SchemaCatalog& catalog,
                                            const WantedTable& wanted) {
  std::vector<MissingTable> missing;
  if (!HasDictionary(run)) return missing;
  std::set<std::uint32_t> spaces;
  for (const TablespaceFindings& file : run.tablespaces) {
    if (file.inventory.detected.space_id) spaces.insert(*file.inventory.detected.space_id);
  }
  auto here = TablesHere(run);  // or told
  for (const SchemaCandidate& candidate : catalog.entries()) {
    const bool from_dictionary =
        candidate.origin == SchemaOrigin::kDictionary || candidate.origin == SchemaOrigin::kSysTables;
    if (!from_dictionary || candidate.dropped || OfTheServer(candidate)) continue;
    const Table& table = candidate.table;
    if (!wanted(table.db, table.name)) continue;
    // Partitions have a tablespace each; of a table that has one file here the others are told as its partitions.
    const bool partitioned = !table.partitions.empty() || !candidate.partition.empty();
    if (!partitioned && (!table.space_id || spaces.contains(*table.space_id))) continue;
    if (!here.insert({table.db, table.name}).second) continue;
    missing.push_back(
        {.db = table.db, .name = table.name, .known_by = candidate.source, .discarded = candidate.discarded});
  }
  return missing;
}

}  // namespace innosalvage
