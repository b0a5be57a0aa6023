#include "tools/missing_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
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

std::vector<MissingTable> MissingByFrm(const CommonOptions& options, const RunFindings& run) {
  std::vector<MissingTable> missing;
  auto here = TablesHere(run);  // or told
  for (const std::string& path : options.paths) {
    std::error_code error;
    for (fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied, error), end;
         !error && entry != end; entry.increment(error)) {
      const fs::path& file = entry->path();
      std::error_code status;
      if (file.extension() != ".frm" || !entry->is_regular_file(status)) continue;
      const TablePath place = ParseTablePath(file.string());
      if (place.db == "mysql" || place.db == "sys" || !IsWanted(options, place.db, place.table)) continue;
      if (!IsInnodbFrm(file) || !here.insert({place.db, place.table}).second) continue;
      missing.push_back({.db = place.db, .name = place.table, .known_by = file.filename().string()});
    }
  }
  return missing;
}

}  // namespace

std::vector<MissingTable> FindMissingFiles(const CommonOptions& options, const RunFindings& run,
                                           const SchemaCatalog& catalog, bool from_images) {
  std::error_code error;
  const bool folder =
      std::ranges::any_of(options.paths, [&](const std::string& path) { return fs::is_directory(path, error); });
  if (!folder && !from_images) return {};
  if (!HasDictionary(run)) return MissingByFrm(options, run);
  return FindMissingTables(run, catalog,
                           [&](std::string_view db, std::string_view table) { return IsWanted(options, db, table); });
}

}  // namespace innosalvage
