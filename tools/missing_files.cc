#include "tools/missing_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "salvage/missing_tables.h"
#include "salvage/table_path.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

// Of a table in InnoDB; views and tables of other engines have no tablespace.
// Source: dd_frm_type and FRM_HEADER_SIZE (sql/table.cc): a magic number, the format, then legacy_db_type.
bool IsInnodbFrm(const fs::path& path) {
  constexpr char DB_TYPE_INNODB = 12;
  std::ifstream file(path, std::ios::binary);
  std::array<char, 4> head{};
  if (!file.read(head.data(), head.size())) return false;
  return head[0] == '\xfe' && head[1] == '\x01' && head[3] == DB_TYPE_INNODB;
}

class FrmSearch {
 public:
  FrmSearch(const CommonOptions& options, const RunFindings& run) : options_(options) {
    for (const TablespaceFindings& file : run.tablespaces) {
      const TablePath path = ParseTablePath(file.path);
      here_.insert({path.db, path.table});
      for (const TableFindings& table : file.tables) here_.insert({table.table.db, table.table.name});
    }
  }

  std::vector<MissingTable> Run() {
    for (const std::string& path : options_.paths) {
      std::error_code error;
      for (fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied, error), end;
           !error && entry != end; entry.increment(error)) {
        if (entry->path().extension() == ".frm") Look(entry->path());
      }
    }
    return std::move(missing_);
  }

 private:
  void Look(const fs::path& file) {
    const TablePath place = ParseTablePath(file.string());
    if (place.db == "mysql" || place.db == "sys" || !IsWanted(options_, place.db, place.table)) return;
    if (!IsInnodbFrm(file) || !here_.insert({place.db, place.table}).second) return;
    missing_.push_back({.db = place.db, .name = place.table, .known_by = file.filename().string()});
  }

  const CommonOptions& options_;
  std::set<std::pair<std::string, std::string>> here_;  // or told
  std::vector<MissingTable> missing_;
};

}  // namespace

std::vector<MissingTable> FindMissingFiles(const CommonOptions& options, const RunFindings& run,
                                           const SchemaCatalog& catalog, bool from_images) {
  std::error_code error;
  const bool folder =
      std::ranges::any_of(options.paths, [&](const std::string& path) { return fs::is_directory(path, error); });
  if (!folder && !from_images) return {};
  const bool dictionary = std::ranges::any_of(run.tablespaces, [](const TablespaceFindings& file) {
    return file.kind == TablespaceKind::kSystem || file.kind == TablespaceKind::kDictionary;
  });
  if (!dictionary) return FrmSearch(options, run).Run();
  return FindMissingTables(run, catalog,
                           [&](std::string_view db, std::string_view table) { return IsWanted(options, db, table); });
}

}  // namespace innosalvage
