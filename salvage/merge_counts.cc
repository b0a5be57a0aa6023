#include "salvage/merge_counts.h"

namespace innosalvage {

std::string_view Name(MergeClass merge_class) {
  switch (merge_class) {
    case MergeClass::kTrustedNew: return "trusted_new";
    case MergeClass::kTrustedEqual: return "trusted_equal";
    case MergeClass::kTrustedChanged: return "trusted_changed";
    case MergeClass::kTrustedNotCompared: return "trusted_not_compared";
    case MergeClass::kSuspectPromoted: return "suspect_promoted";
    case MergeClass::kSuspectCompleted: return "suspect_completed";
    case MergeClass::kSuspectDiffers: return "suspect_differs";
    case MergeClass::kSuspectNew: return "suspect_new";
    case MergeClass::kSuspectSuperseded: return "suspect_superseded";
    case MergeClass::kBackupEqual: return "backup_equal";
    case MergeClass::kBackupChanged: return "backup_changed";
    case MergeClass::kBackupNotCompared: return "backup_not_compared";
    case MergeClass::kBackupPromoted: return "backup_promoted";
    case MergeClass::kBackupCompleted: return "backup_completed";
    case MergeClass::kBackupFilled: return "backup_filled";
    case MergeClass::kBackupDeleted: return "backup_deleted";
    case MergeClass::kBackupUndecided: return "backup_undecided";
    case MergeClass::kBackupRepeated: return "backup_repeated";
    case MergeClass::kBackupUnread: return "backup_unread";
  }
  return "unknown";
}

MergeCounts& MergeCounts::operator+=(const MergeCounts& other) {
  for (std::size_t i = 0; i < of.size(); ++i) of[i] += other.of[i];
  trusted_rows += other.trusted_rows;
  suspect_rows += other.suspect_rows;
  backup_rows += other.backup_rows;
  return *this;
}

std::uint64_t MergeCounts::Sum(MergeClass first, MergeClass last) const {
  std::uint64_t sum = 0;
  for (auto i = static_cast<std::size_t>(first); i <= static_cast<std::size_t>(last); ++i) sum += of[i];
  return sum;
}

bool MergeCounts::AddsUp() const {
  return trusted_rows == Sum(MergeClass::kTrustedNew, MergeClass::kTrustedNotCompared) &&
         suspect_rows == Sum(MergeClass::kSuspectPromoted, MergeClass::kSuspectSuperseded) &&
         backup_rows == Sum(MergeClass::kBackupEqual, MergeClass::kBackupUnread);
}

}  // namespace innosalvage
