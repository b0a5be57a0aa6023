#include "tools/server_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string_view>

#include "salvage/data_files.h"
#include "salvage/table_path.h"
#include "tools/input_source.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

// In the folders given, and in those that the system tablespaces stand in.
std::vector<fs::path> RedoFiles(const CommonOptions& options, const Survey& survey) {
  std::set<fs::path> folders;
  std::error_code error;
  for (const std::string& path : options.paths) {
    if (fs::is_directory(path, error)) folders.insert(path);
  }
  for (const TablespaceFindings& file : survey.run.tablespaces) {
    if (file.kind == TablespaceKind::kSystem || file.kind == TablespaceKind::kDictionary) {
      folders.insert(fs::path(file.path).parent_path());
    }
  }
  std::vector<fs::path> found;
  const auto search = [&](const fs::path& folder, std::string_view begins) {
    for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      std::error_code status;
      if (name.starts_with(begins) && !name.ends_with("_tmp") && entry->is_regular_file(status))
        found.push_back(entry->path());
    }
    error.clear();
  };
  for (const fs::path& folder : folders) {
    search(folder, "ib_logfile");
    search(folder / "#innodb_redo", "#ib_redo");
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void FindMissing(const CommonOptions& options, const Survey& survey, ServerState& state) {
  std::set<std::uint32_t> spaces;
  std::set<std::pair<std::string, std::string>> files;
  bool dictionary = false;
  for (const TablespaceFindings& file : survey.run.tablespaces) {
    const TablePath path = ParseTablePath(file.path);
    files.insert({path.db, path.table});
    for (const TableFindings& table : file.tables) files.insert({table.table.db, table.table.name});
    if (file.inventory.detected.space_id) spaces.insert(*file.inventory.detected.space_id);
    dictionary = dictionary || file.kind == TablespaceKind::kSystem || file.kind == TablespaceKind::kDictionary;
  }
  // Where single files were named, the others are not missing: they were not asked for.
  std::error_code error;
  const bool folder =
      std::ranges::any_of(options.paths, [&](const std::string& path) { return fs::is_directory(path, error); });
  if (!folder) return;
  std::set<std::pair<std::string, std::string>> told;
  for (const SchemaCandidate& candidate : survey.catalog.entries()) {
    const bool from_dictionary =
        candidate.origin == SchemaOrigin::kDictionary || candidate.origin == SchemaOrigin::kSysTables;
    if (!from_dictionary || candidate.own || candidate.dropped) continue;
    const Table& table = candidate.table;
    // A partitioned table has several spaces, and its partitions are looked for elsewhere.
    if (!table.partitions.empty() || !candidate.partition.empty() || !table.space_id) continue;
    if (spaces.contains(*table.space_id) || files.contains({table.db, table.name})) continue;
    if (table.db == "mysql" || table.db == "sys" || !IsWanted(options, table.db, table.name)) continue;
    if (told.insert({table.db, table.name}).second) state.missing.push_back({table.db, table.name, candidate.source});
  }
  if (dictionary) return;
  for (const std::string& path : options.paths) {
    for (fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied, error), end;
         !error && entry != end; entry.increment(error)) {
      if (entry->path().extension() != ".frm") continue;
      const TablePath place = ParseTablePath(entry->path().string());
      if (files.contains({place.db, place.table}) || !IsWanted(options, place.db, place.table)) continue;
      // Of another engine, or a view: a file of the same name, or no engine at all.
      const std::string stem = entry->path().stem().string();
      bool other = fs::file_size(entry->path(), error) < 4096;
      for (const std::string_view ending : {".MYD", ".MAD", ".MAI", ".CSV", ".MRG", ".ARZ", ".par"}) {
        other = other || fs::exists(entry->path().parent_path() / (stem + std::string(ending)), error);
      }
      error.clear();
      if (!other) state.missing.push_back({place.db, place.table, entry->path().filename().string()});
    }
    error.clear();
  }
}

}  // namespace

ServerState ReadServerState(const CommonOptions& options, const Survey& survey) {
  ServerState state;
  for (const fs::path& path : RedoFiles(options, survey)) {
    if (const auto file = OpenFile(path.string())) AddRedoFile(path.string(), **file, state);
  }
  const auto opener = MakeOpener(options);
  for (const TablespaceFindings& file : survey.run.tablespaces) {
    if (!opener || !file.recognised) continue;
    if (file.kind != TablespaceKind::kUndo && file.kind != TablespaceKind::kSystem) continue;
    if (const auto source = OpenTablespace(file.path, file.parts, *opener)) AddUndoLogs(**source, file, state);
  }
  FindMissing(options, survey, state);
  Conclude(survey.run, state);
  return state;
}

}  // namespace innosalvage
