#include "tools/salvage_folder.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>

#include "exporters/file_name.h"
#include "salvage/table_path.h"

namespace innosalvage {

namespace {

// The parts of one table's rows: OUT/FOLDER/DB.TABLE.sql and its further ones, packed or not.
struct OutputFilesOf {
  std::map<std::uint64_t, std::string> parts;
  std::uint64_t rows = 0;

  std::vector<std::string> Paths() const {
    std::vector<std::string> paths;
    for (const auto& [part, path] : parts) paths.push_back(path);
    return paths;
  }
};

// By class and DB.TABLE. A server may have 100,000 tables: the list is gone through once.
class OutputIndex {
 public:
  static Result<OutputIndex> Of(const SalvageFolder& folder) {
    OutputIndex index;
    const auto outputs = folder.report.find("outputs");
    if (outputs == folder.report.end()) return index;
    for (const Json& output : *outputs) {
      const std::string path = TextOf(output, "path");
      if (const auto inside = CheckInFolder(folder, path); !inside) return tl::unexpected(inside.error());
      index.Add(TextOf(output, "class"), path, output.value("rows", std::uint64_t{0}));
    }
    return index;
  }

  const OutputFilesOf& Find(std::string_view output_class, const std::string& name) const {
    static const OutputFilesOf kNone;
    const auto found = files_.find({std::string(output_class), name});
    return found == files_.end() ? kNone : found->second;
  }

 private:
  // NAME.sql is the first part, NAME~0002.sql (exporters/table_exporter.h) a further one.
  void Add(const std::string& output_class, const std::string& path, std::uint64_t rows) {
    std::string name = std::filesystem::path(path).filename().string();
    for (const std::string_view ending : {".gz", ".zst"}) {
      if (name.ends_with(ending)) name.resize(name.size() - ending.size());
    }
    if (!name.ends_with(".sql")) return;
    name.resize(name.size() - 4);
    AddPart(output_class, name, 1, path, rows);
    const std::size_t mark = name.rfind('~');
    constexpr std::size_t kMostDigits = 9;  // a name that was too long ends in '~' and 16 digits of a hash
    if (mark == std::string::npos || name.size() - mark - 1 > kMostDigits) return;
    std::uint64_t part = 0;
    const std::string_view digits = std::string_view(name).substr(mark + 1);
    const auto read = std::from_chars(digits.begin(), digits.end(), part);
    if (read.ec != std::errc{} || read.ptr != digits.end() || part == 0) return;
    AddPart(output_class, name.substr(0, mark), part, path, rows);
  }

  void AddPart(const std::string& output_class, const std::string& name, std::uint64_t part, const std::string& path,
               std::uint64_t rows) {
    OutputFilesOf& of = files_[{output_class, name}];
    if (of.parts.emplace(part, path).second) of.rows += rows;
  }

  std::map<std::pair<std::string, std::string>, OutputFilesOf> files_;
};

}  // namespace

void SalvageFolder::Add(FolderTable table) {
  by_name_[table.name].push_back(tables.size());
  tables.push_back(std::move(table));
}

const FolderTable* SalvageFolder::Find(std::string_view db, std::string_view name) const {
  const auto named = by_name_.find(name);
  if (named == by_name_.end()) return nullptr;
  for (const std::size_t i : named->second) {
    if (tables[i].db == db) return &tables[i];
  }
  // A table whose database neither side knows; or one side does not, and only one table has the name.
  const FolderTable* only = nullptr;
  for (const std::size_t i : named->second) {
    if (!tables[i].db.empty() && !db.empty()) continue;
    if (only != nullptr) return nullptr;
    only = &tables[i];
  }
  return only;
}

Result<void> CheckInFolder(const SalvageFolder& folder, const std::string& file) {
  const std::filesystem::path path(file);
  if (!path.is_absolute() && std::ranges::find(path, "..") == path.end()) return {};
  return Fail((folder.path / "report.json").string(),
              "names " + file + ", which is not below the folder: it was changed; salvage again");
}

DumpSession SalvageSession() {
  DumpSession session;
  session.utc = session.zone_set = true;
  return session;
}

Error ReportOfAnotherKind(const std::string& path, const Json::exception& error) {
  return {.what = "was changed, or is of another version: " + std::string(error.what()) + "; salvage again",
          .where = (std::filesystem::path(path) / "report.json").string()};
}

Result<SalvageFolder> ReadSalvageFolder(const std::string& path) {
  const std::filesystem::path file = std::filesystem::path(path) / "report.json";
  std::error_code error;
  std::ifstream in;
  if (std::filesystem::is_regular_file(file, error)) in.open(file, std::ios::binary);
  if (!in.is_open()) return Fail(file.string(), "cannot be read; name a folder that `innosalvage salvage` wrote");
  return MakeSalvageFolder(path, Json::parse(in, nullptr, false));
}

Result<SalvageFolder> MakeSalvageFolder(const std::string& path, Json report) {
  SalvageFolder folder;
  folder.path = path;
  folder.report = std::move(report);
  const std::filesystem::path file = folder.path / "report.json";
  if (!folder.report.is_object() || TextOf(folder.report, "schema") != "innosalvage-report" ||
      TextOf(folder.report, "scope") != "salvage") {
    return Fail(file.string(), "is no report of `innosalvage salvage`");
  }
  for (const Json& option : folder.report.value("options", Json::array())) {
    if (TextOf(option, "name") == "--format" && TextOf(option, "value") != "sqlite") {
      return Fail(path, "holds rows as " + TextOf(option, "value") +
                            "; only SQL can be worked on: salvage again without --format");
    }
  }
  const auto outputs = OutputIndex::Of(folder);
  if (!outputs) return tl::unexpected(outputs.error());
  // Another file of a table of a name that is known has its rows in a file of its own, unless it is a partition.
  std::map<std::pair<std::string, std::string>, std::size_t> known;
  const auto files = folder.report.find("tablespaces");
  if (files == folder.report.end() || !files->is_array()) return Fail(file.string(), "lists no tablespaces");
  for (const Json& tablespace : *files) {
    const auto tables = tablespace.find("tables");
    if (tables == tablespace.end() || !tables->is_array() || tables->empty()) {
      const TablePath place = ParseTablePath(TextOf(tablespace, "path"));
      if (TextOf(tablespace, "kind") == "table") folder.lost_files.emplace_back(place.db, place.table);
      continue;
    }
    for (const Json& table : *tables) {
      const std::string db = TextOf(table, "db");
      const std::string name = TextOf(table, "name");
      if (IsTrue(table, "schema_inferred")) {
        folder.lost_files.emplace_back(db, name);
        continue;
      }
      const auto [place, is_new] = known.emplace(std::pair(db, name), folder.tables.size());
      const bool refused = !TextOf(table, "refused").empty();
      if (is_new) {
        const std::string stem = SafeTableFileName(db, name);
        const OutputFilesOf& trusted = outputs->Find("table", stem);
        const OutputFilesOf& suspect = outputs->Find("suspect", stem);
        folder.Add({.db = db,
                    .name = name,
                    .trusted = trusted.Paths(),
                    .suspect = suspect.Paths(),
                    .trusted_rows = trusted.rows,
                    .suspect_rows = suspect.rows,
                    .parts = {&table},
                    .dropped = IsTrue(table, "dropped"),
                    .refused = refused});
      } else if (!TextOf(table, "partition").empty()) {
        FolderTable& whole = folder.tables[place->second];
        whole.parts.push_back(&table);
        whole.refused = whole.refused && refused;
      }
    }
  }
  for (const Json& table : folder.report.value("missing_tables", Json::array())) {
    if (IsTrue(table, "discarded")) continue;  // it had no rows any more
    folder.lost_files.emplace_back(TextOf(table, "db"), TextOf(table, "name"));
  }
  return folder;
}

}  // namespace innosalvage
