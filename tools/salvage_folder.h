// Salvage folder: what a run of `salvage` left behind, read back: its tables, their files, and what each lost.
//
// Shape     OUT/report.json says which tables there are and which ranges of keys they lost; the files of rows are found
//           by the names that `salvage` gives them.
// Fails     where report.json is not there or is none of ours, names files that are not below OUT, or the rows were
//           written in another format than SQL.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "exporters/report_members.h"
#include "parser/dump_session.h"
#include "parser/error.h"

namespace innosalvage {

struct FolderTable {
  std::string db;  // empty: not known
  std::string name;
  std::vector<std::string> trusted;  // files below OUT, several with --split-size, in order; empty: none was written
  std::vector<std::string> suspect;
  std::uint64_t trusted_rows = 0;  // as the report lists them
  std::uint64_t suspect_rows = 0;
  std::vector<const Json*> parts;  // the report's objects of the table: one, or one a partition
  bool dropped = false;            // the dictionary says DROP TABLE was run
  bool refused = false;            // no row of it was exported
};

struct SalvageFolder {
  std::filesystem::path path;
  Json report;
  std::vector<FolderTable> tables;
  // Tables whose file is there and gave nothing, not even a definition: by the file's name.
  std::vector<std::pair<std::string, std::string>> lost_files;

  void Add(FolderTable table);
  const FolderTable* Find(std::string_view db, std::string_view name) const;

 private:
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_name_;  // of tables
};

// A file that the report names must lie below the folder: whoever wrote it must not have others read.
Result<void> CheckInFolder(const SalvageFolder& folder, const std::string& file);

// What holds where a file of rows begins: utf8mb4, UTC.
DumpSession SalvageSession();

// What to say of its report where a member is of another kind than the one that was read.
Error ReportOfAnotherKind(const std::string& path, const Json::exception& error);

Result<SalvageFolder> ReadSalvageFolder(const std::string& path);
// The same of a report that is not written yet.
Result<SalvageFolder> MakeSalvageFolder(const std::string& path, Json report);

}  // namespace innosalvage
