#include "tools/salvage_folder.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>

#include "exporters/file_name.h"
#include "salvage/table_path.h"

namespace innosalvage {

namespace {

struct OutputFilesOf {
  std::vector<std::string> paths;
  std::uint64_t rows = 0;
};

// Which part of NAME a file is: 1 for NAME.sql, 2 for NAME~0002.sql (exporters/table_exporter.h); 0: of another.
std::uint64_t PartOf(std::string_view file, std::string_view name) {
  constexpr std::string_view kEnd = ".sql";
  constexpr std::size_t kMostDigits = 9;  // a name that was too long ends in '~' and 16 digits of a hash
  if (!file.starts_with(name) || !file.ends_with(kEnd) || file.size() < name.size() + kEnd.size()) return 0;
  const std::string_view mark = file.substr(name.size(), file.size() - name.size() - kEnd.size());
  if (mark.empty()) return 1;
  std::uint64_t part = 0;
  const std::string_view digits = mark.substr(1);
  if (mark.front() != '~' || digits.size() > kMostDigits) return 0;
  const auto read = std::from_chars(digits.begin(), digits.end(), part);
  return read.ec == std::errc{} && read.ptr == digits.end() ? part : 0;
}

// OUT/FOLDER/DB.TABLE.sql and its further parts, packed or not.
OutputFilesOf FindOutputs(const Json& report, std::string_view output_class, const std::string& name) {
  std::map<std::uint64_t, std::string> parts;
  OutputFilesOf found;
  for (const Json& output : report.value("outputs", Json::array())) {
    if (TextOf(output, "class") != output_class) continue;
    const std::filesystem::path path(TextOf(output, "path"));
    std::string file = path.filename().string();
    for (const std::string_view ending : {".gz", ".zst"}) {
      if (file.ends_with(ending)) file.resize(file.size() - ending.size());
    }
    const std::uint64_t part = PartOf(file, name);
    if (part == 0 || !parts.emplace(part, path.string()).second) continue;
    found.rows += output.value("rows", std::uint64_t{0});
  }
  for (auto& [part, path] : parts) found.paths.push_back(std::move(path));
  return found;
}

}  // namespace

const FolderTable* SalvageFolder::Find(std::string_view db, std::string_view name) const {
  const auto same = [&](const FolderTable& table) { return table.db == db && table.name == name; };
  if (const auto found = std::ranges::find_if(tables, same); found != tables.end()) return &*found;
  // A table whose database neither side knows; or one side does not, and only one table has the name.
  const FolderTable* only = nullptr;
  for (const FolderTable& table : tables) {
    if (table.name != name || (!table.db.empty() && !db.empty())) continue;
    if (only != nullptr) return nullptr;
    only = &table;
  }
  return only;
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
      const auto same = [&](const FolderTable& known) { return known.db == db && known.name == name; };
      auto known = std::ranges::find_if(folder.tables, same);
      const bool refused = !TextOf(table, "refused").empty();
      if (known == folder.tables.end()) {
        const std::string stem = SafeTableFileName(db, name);
        OutputFilesOf trusted = FindOutputs(folder.report, "table", stem);
        OutputFilesOf suspect = FindOutputs(folder.report, "suspect", stem);
        folder.tables.push_back({.db = db,
                                 .name = name,
                                 .trusted = std::move(trusted.paths),
                                 .suspect = std::move(suspect.paths),
                                 .trusted_rows = trusted.rows,
                                 .suspect_rows = suspect.rows,
                                 .parts = {&table},
                                 .dropped = IsTrue(table, "dropped"),
                                 .refused = refused});
      } else if (!TextOf(table, "partition").empty()) {
        known->parts.push_back(&table);
        known->refused = known->refused && refused;
      }
      // Else: another file of a table of that name, whose rows stand in a file of their own.
    }
  }
  for (const Json& table : folder.report.value("missing_tables", Json::array())) {
    if (IsTrue(table, "discarded")) continue;  // it had no rows any more
    folder.lost_files.emplace_back(TextOf(table, "db"), TextOf(table, "name"));
  }
  return folder;
}

}  // namespace innosalvage
