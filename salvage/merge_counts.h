// Merge counts: in which class each row of a salvage and of a backup ended, when the two were merged.
//
// Sums      trusted = the classes of trusted rows; suspect = those of suspect ones; backup = those of the backup's.
//           Each row of either side is in exactly one class of its side.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace innosalvage {

enum class MergeClass : std::uint8_t {
  // Trusted rows of the salvage.
  kTrustedNew,  // the backup has no row of that key
  kTrustedEqual,
  kTrustedChanged,
  kTrustedNotCompared,  // the backup has the key; a value of one of them cannot be told
  // Suspect and partial ones.
  kSuspectPromoted,   // equals the backup's row: trusted now
  kSuspectCompleted,  // a partial one: its known columns equal the backup's, which gives the others, stale
  kSuspectDiffers,
  kSuspectNew,         // the backup has no row of that key
  kSuspectSuperseded,  // a trusted row, or a promoted one, has its key
  // Rows of the backup.
  kBackupEqual,
  kBackupChanged,
  kBackupNotCompared,
  kBackupPromoted,   // equals a suspect row
  kBackupCompleted,  // filled in: stale; a partial row vouches for it
  kBackupFilled,     // filled in: stale; its key lies in a lost range, or the whole table is lost
  kBackupDeleted,    // not filled in: its key lies where all rows were read
  kBackupUndecided,  // kept apart
  kBackupRepeated,   // its key came before in the backup
  kBackupUnread,     // the row does not fit the table's columns
};
inline constexpr std::size_t kMergeClasses = static_cast<std::size_t>(MergeClass::kBackupUnread) + 1;

std::string_view Name(MergeClass merge_class);

struct MergeCounts {
  std::array<std::uint64_t, kMergeClasses> of{};
  std::uint64_t trusted_rows = 0;  // counted where they are read, apart from the classes
  std::uint64_t suspect_rows = 0;
  std::uint64_t backup_rows = 0;

  std::uint64_t& operator[](MergeClass merge_class) { return of[static_cast<std::size_t>(merge_class)]; }
  std::uint64_t operator[](MergeClass merge_class) const { return of[static_cast<std::size_t>(merge_class)]; }
  MergeCounts& operator+=(const MergeCounts& other);
  std::uint64_t Sum(MergeClass first, MergeClass last) const;
  bool AddsUp() const;
  // Rows that merged/ holds.
  std::uint64_t merged() const {
    return trusted_rows + (*this)[MergeClass::kBackupPromoted] + (*this)[MergeClass::kBackupCompleted] +
           (*this)[MergeClass::kBackupFilled];
  }
};

}  // namespace innosalvage
