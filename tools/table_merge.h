// Table merge: one table of a salvage and of a backup, row by row.
//
// Purpose   decides the class of each row (salvage/merge_counts.h), and so which file it goes to (merge_outputs.h).
// Rules     a row of the backup is never put in the place of a salvaged one. It is filled in only where its key lies in
//           a range that is lost for certain, or where a partial row vouches for it, or where the whole table is lost.
//           What cannot be told is kept apart, with the reason. A table without a usable key is compared by whole rows,
//           as a multiset: equal ones are found, all others of the backup are deleted or changed if nothing was lost,
//           else undecided.
// Shape     Open reads the salvaged rows; Row takes those of the backup; Finish completes the files.
// Memory    that of MergeIndex, and a row.
// Fails     where a file cannot be read or written.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "parser/sql_dump_reader.h"
#include "salvage/canonical_row.h"
#include "salvage/lost_keys.h"
#include "salvage/merge_counts.h"
#include "tools/merge_index.h"
#include "tools/merge_outputs.h"
#include "tools/salvage_folder.h"

namespace innosalvage {

struct TableMergeResult {
  std::string db, name;
  bool in_salvage = false;
  bool in_backup = false;
  bool known_lost = false;                   // only in the backup, and the salvage knows the table as lost
  std::string compared_by;                   // "primary key (id)"; or whole rows, and why
  std::vector<std::string> only_in_salvage;  // columns; stale rows have their defaults
  std::vector<std::string> only_in_backup;   // columns, dropped since
  MergeCounts counts;
  std::map<std::string, std::uint64_t> undecided_by;
  std::vector<std::string> notes;
  std::vector<MergedOutput> outputs;
};

// A table as the backup defines it.
struct BackupTable {
  Table table;
  std::string create;  // its statement
};

class TableMerge {
 public:
  // One of `salvaged` and `backup` may be null. `columns`: of the backup's first INSERT.
  static Result<std::unique_ptr<TableMerge>> Open(const MergeOutputSetup& setup, MergeIndex& index,
                                                  const FolderTable* salvaged, const BackupTable* backup,
                                                  std::string_view db, std::span<const std::string> columns);
  ~TableMerge();

  // Of the INSERT whose rows follow; empty: all of the table's.
  void SetColumns(std::span<const std::string> columns);
  void Row(std::span<const SqlLiteral> values, const DumpSession& session);
  Result<TableMergeResult> Finish();

 private:
  class SalvagedRows;
  struct Unique {
    std::string name;
    SqlKeyOrder order;
    std::vector<std::size_t> slots;  // of common_
  };

  TableMerge(const MergeOutputSetup& setup, MergeIndex& index)
      : out_(setup.out.path()), outputs_(setup), index_(index) {}
  Result<void> ReadSalvaged(const FolderTable& salvaged, std::span<const std::string> backup_columns);
  Result<void> ReadFile(const std::string& file, bool trusted);
  void SetTable(Table table);
  void SetSalvagedColumns(std::span<const std::string> columns);
  void AddTrusted(std::span<const SqlLiteral> values);
  void AddSuspect(std::span<const SqlLiteral> values, std::string_view lost);
  Result<void> BeginLost(const BackupTable& backup, std::string_view db);
  void FillLost(std::span<const SqlLiteral> values, const DumpSession& session);

  void MakeRow(std::span<const SqlLiteral> values, std::span<const std::size_t> slots, const DumpSession& session,
               CanonicalRow& row) const;
  bool KeyOf(const CanonicalRow& row, KeyValues& key) const;
  bool Tuple(std::span<const SqlLiteral> values, std::span<const std::size_t> slots, const DumpSession& session,
             std::string& out) const;
  // What the row holds in a unique key; nullopt where that has a NULL, which meets nothing, or cannot be told.
  std::optional<std::string> IdentityIn(std::size_t unique, const CanonicalRow& row) const;
  const Unique* TakenUnique(const CanonicalRow& row);
  void HoldUniques(const CanonicalRow& row);
  void ByWholeRow(const CanonicalRow& row, std::span<const SqlLiteral> values, const DumpSession& session);
  void WithSuspects(std::vector<MergeIndex::Suspect> suspects, const CanonicalRow& row,
                    std::span<const SqlLiteral> values, const DumpSession& session);
  void Only(const KeyValues& key, const CanonicalRow& row, std::span<const SqlLiteral> values,
            const DumpSession& session);
  bool Fill(MergeClass merge_class, std::string_view section, const CanonicalRow& row,
            std::span<const SqlLiteral> values, const DumpSession& session);
  void Undecided(std::string_view why, std::span<const SqlLiteral> values, const DumpSession& session);

  std::filesystem::path out_;
  MergeOutputs outputs_;
  MergeIndex& index_;
  TableMergeResult result_;
  Table table_;
  std::unique_ptr<SqlKeyOrder> order_;
  std::unique_ptr<LostKeys> lost_keys_;
  std::vector<Unique> uniques_;
  std::vector<std::string> backup_all_;      // columns of the backup's table
  std::vector<std::uint32_t> common_;        // columns of table_ that both sides have
  std::vector<std::size_t> salvaged_slots_;  // of common_, in the salvage's rows
  std::vector<std::size_t> backup_slots_;    // ... in the backup's; empty: they do not fit
  std::vector<std::size_t> key_slots_;       // of the key's parts, in common_
  std::size_t salvaged_width_ = 0;
  std::size_t backup_width_ = 0;
  std::string insert_;
  bool lost_table_ = false;  // only the backup has it
  CanonicalRow row_;
};

}  // namespace innosalvage
