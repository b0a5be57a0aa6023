// Merge outputs: the files that a merge writes of one table.
//
// Shape     merged/DB.TABLE.sql, which one of the two Begins opens; and merged/undecided/DB.TABLE.sql, once there is a
//           row to be kept apart. Commit completes both.
// Fails     where a file cannot be read or written.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/merged_file.h"
#include "exporters/output_folder.h"

namespace innosalvage {

struct MergedOutput {
  std::string path;  // relative to OUT
  std::string kind;  // "merged", "undecided"
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::string sha256 = {};
};

struct MergeOutputSetup {
  OutputFolder out;
  std::string tool = {};
  std::string backup_name = {};  // for the comments in the files
  Compression compression = Compression::kNone;
};

class MergeOutputs {
 public:
  explicit MergeOutputs(MergeOutputSetup setup) : setup_(std::move(setup)) {}

  // The rows of the salvage, from its files of the table.
  Result<void> BeginWithSalvaged(std::string_view db, const std::string& table, std::span<const std::string> files);
  // `create`: CREATE TABLE of a table that only the backup has.
  Result<void> BeginWithBackup(std::string_view db, const std::string& table, std::string_view create);

  // `section`: which of the backup's rows; "From the backup NAME, STALE" goes before it.
  void AddStale(std::string_view section, std::string_view insert, std::string_view tuple);
  void AddPromoted(std::string_view insert, std::string_view tuple);
  Result<void> AddUndecided(std::string_view why, std::string_view insert, std::string_view tuple);

  std::uint64_t rows_added() const { return merged_ ? merged_->rows_added() : 0; }  // to the merged ones
  // `salvaged`: rows of the salvage that the merged file began with.
  Result<std::vector<MergedOutput>> Commit(std::uint64_t salvaged);

 private:
  Result<void> Open(std::string_view db, const std::string& table);

  MergeOutputSetup setup_;
  std::string table_;
  std::string file_name_;
  std::unique_ptr<MergedFile> merged_;
  std::unique_ptr<MergedFile> undecided_;
};

}  // namespace innosalvage
