#include "tools/server_files.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>

#include "salvage/data_files.h"
#include "tools/input_source.h"
#include "tools/missing_files.h"

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
  state.missing = FindMissingFiles(options, survey.run, survey.catalog, false);
  Conclude(survey.run, state);
  return state;
}

}  // namespace innosalvage
