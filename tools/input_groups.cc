#include "tools/input_groups.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "salvage/data_files.h"
#include "salvage/partitions.h"

namespace innosalvage {

namespace {

// undo_001, undo001, and MySQL's CREATE UNDO TABLESPACE ... ADD DATAFILE 'name.ibu'.
bool IsUndoName(const std::string& path) {
  const std::filesystem::path file(path);
  const std::string extension = file.extension().string();
  return extension == ".ibu" || (extension != ".ibd" && file.filename().string().starts_with("undo"));
}

// A data file may have any name, but not that of a table's own file.
bool MayBeDataFile(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  return extension != ".ibd" && extension != ".ibt" && !IsUndoName(path);
}

// Takes the data files of system tablespaces out of `paths`.
std::vector<InputGroup> TakeDataFiles(std::vector<std::string>& paths, const SourceOpener& open) {
  std::vector<DataFile> files;
  for (const std::string& path : paths) {
    if (!MayBeDataFile(path)) continue;
    const auto source = open(path);
    if (!source) continue;
    if (auto file = LookAtDataFile(**source, path)) files.push_back(*std::move(file));
  }
  std::vector<InputGroup> groups;
  for (const std::vector<DataFile>& tablespace : GroupDataFiles(files)) {
    InputGroup& group = groups.emplace_back();
    for (const DataFile& file : tablespace) group.paths.push_back(file.path);
    if (tablespace.size() > 1 || tablespace.front().first_page > 0) group.parts = PartsOf(tablespace);
    group.dictionary = true;
  }
  std::erase_if(paths, [&](const std::string& path) {
    return std::ranges::any_of(
        groups, [&](const InputGroup& group) { return std::ranges::find(group.paths, path) != group.paths.end(); });
  });
  return groups;
}

}  // namespace

bool IsCarved(const std::string& path) {
  std::error_code ignored;  // then it was none
  return std::filesystem::exists(path + ".map", ignored);
}

std::vector<InputGroup> GroupInputs(const std::vector<std::string>& paths, const SourceOpener& open_source) {
  struct Open {
    std::size_t group = 0;
    std::set<std::string> partitions;
  };
  std::vector<std::string> tables = paths;
  std::vector<InputGroup> groups = TakeDataFiles(tables, open_source);
  std::map<std::pair<std::string, std::string>, std::vector<Open>> open;  // by database and table
  for (const std::string& path : tables) {
    const TablePath place = ParseTablePath(path);
    if (place.partition.empty()) {
      const bool dictionary = std::filesystem::path(path).filename() == "mysql.ibd";
      groups.push_back({.paths = {path}, .parts = {}, .dictionary = dictionary, .undo = IsUndoName(path)});
      continue;
    }
    std::vector<Open>& parts = open[{place.db, place.table}];
    const std::string partition = PartitionText(place);
    bool joined = false;
    for (Open& table : parts) {
      joined = table.partitions.insert(partition).second;
      if (!joined) continue;
      groups[table.group].paths.push_back(path);
      break;
    }
    if (joined) continue;
    parts.push_back({groups.size(), {partition}});
    groups.push_back({.paths = {path}, .parts = {}, .dictionary = false});
  }
  std::ranges::stable_sort(groups, {}, [](const InputGroup& group) {
    return group.undo ? 0 : group.dictionary ? 1 : 2;
  });
  return groups;
}

}  // namespace innosalvage
