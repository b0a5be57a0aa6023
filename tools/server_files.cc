#include "tools/server_files.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>

#include "salvage/data_files.h"
#include "salvage/dictionary.h"
#include "salvage/table_path.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

// In the folders given, and in those that the system tablespaces stand in.
std::vector<fs::path> RedoFiles(const std::vector<std::string>& paths, const RunFindings& run) {
  std::set<fs::path> folders;
  std::error_code error;
  for (const std::string& path : paths) {
    if (fs::is_directory(path, error)) folders.insert(path);
  }
  for (const TablespaceFindings& file : run.tablespaces) {
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

// Files of data of other engines, by their extensions; users take it for granted that their tables are all looked at.
std::string_view EngineOf(const fs::path& file) {
  const std::string extension = file.extension().string();
  if (extension == ".MYD") return "MyISAM";
  if (extension == ".MAD") return "Aria";
  if (extension == ".CSV") return "CSV";
  if (extension == ".ARZ") return "ARCHIVE";
  return {};
}

std::vector<std::string> TablesOfOtherEngines(const std::vector<std::string>& paths) {
  std::vector<std::string> found;
  for (const std::string& path : paths) {
    std::error_code error;
    for (fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied, error), end;
         !error && entry != end; entry.increment(error)) {
      const std::string_view engine = EngineOf(entry->path());
      if (engine.empty()) continue;
      const TablePath place = ParseTablePath(entry->path().string());
      if (IsServersOwn(place.db, place.table) || place.db == "mysql" || place.db == "sys") continue;
      found.push_back(place.db + "." + place.table + " (" + std::string(engine) + ")");
    }
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

ServerState ReadServerState(const std::vector<std::string>& paths, const RunFindings& run, const SourceOpener& opener) {
  ServerState state;
  for (const fs::path& path : RedoFiles(paths, run)) {
    if (const auto file = OpenFile(path.string())) AddRedoFile(path.string(), **file, state);
  }
  for (const TablespaceFindings& file : run.tablespaces) {
    if (!file.recognised || (file.kind != TablespaceKind::kUndo && file.kind != TablespaceKind::kSystem)) continue;
    if (const auto source = OpenTablespace(file.path, file.parts, opener)) AddUndoLogs(**source, file, state);
  }
  state.other_engines = TablesOfOtherEngines(paths);
  Conclude(run, state);
  return state;
}

}  // namespace innosalvage
