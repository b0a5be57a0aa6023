// Merge index: the rows of one salvaged table by their keys, on disk, to be asked for each row of a backup.
//
// Purpose   a table may have more rows than memory has room for. SQLite holds them in a file of its own below OUT, with
//           a bounded cache; the file is gone when the index is.
// Shape     trusted rows by key: a hash of their values, and whether the backup had the key. Suspect rows by key: their
//           values, one by one. Of a table without a key: how many rows have a hash.
// Fails     Open, and every other call: the disk is full, ... The first error is kept; later calls do nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace innosalvage {

class MergeIndex {
 public:
  struct Trusted {
    std::string hash;  // empty: a value of the row cannot be told
    bool seen = false;
  };
  struct Suspect {
    std::int64_t id = 0;
    std::string values;  // as given
    std::string tuple;
    bool partial = false;
    bool settled = false;
  };

  // `file` must not exist, and its folder must.
  static Result<std::unique_ptr<MergeIndex>> Open(const std::filesystem::path& file);
  ~MergeIndex();
  MergeIndex(const MergeIndex&) = delete;
  MergeIndex& operator=(const MergeIndex&) = delete;

  void Clear();  // for the next table

  bool AddTrusted(std::string_view key, std::string_view hash);  // false: the key was there
  std::optional<Trusted> FindTrusted(std::string_view key);
  void MarkSeen(std::string_view key);

  void AddSuspect(std::string_view key, const Suspect& suspect);
  std::vector<Suspect> FindSuspects(std::string_view key);
  void Settle(std::int64_t id);

  // Keys of whatever kind: in a letter's loose form, of unique keys, of rows of the backup that no salvaged row has.
  bool AddOther(std::string_view key);  // false: it was there
  bool HasOther(std::string_view key);

  void AddToBag(std::string_view hash);
  bool TakeFromBag(std::string_view hash);  // false: there is none left

  const std::optional<Error>& error() const { return error_; }

 private:
  explicit MergeIndex(std::filesystem::path file) : file_(std::move(file)) {}
  bool Run(const char* sql);
  void KeepError();
  sqlite3_stmt* Prepare(sqlite3_stmt*& statement, const char* sql);
  int Step(sqlite3_stmt* statement);

  std::filesystem::path file_;
  sqlite3* db_ = nullptr;
  sqlite3_stmt* statements_[12] = {};
  std::optional<Error> error_;
};

}  // namespace innosalvage
