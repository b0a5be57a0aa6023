#include "salvage/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace innosalvage {

bool TablespaceFindings::clean() const {
  if (!refused.empty()) return false;
  for (std::size_t i = 0; i < kPageVerdicts; ++i) {
    if (IsHurt(static_cast<PageVerdict>(i)) && inventory.counts[i] != 0) return false;
  }
  return inventory.bytes_unreadable == 0 && inventory.missing_pages == 0 &&
         std::ranges::all_of(tables, &TableFindings::clean);
}

bool RunFindings::clean() const {
  return std::ranges::all_of(tablespaces, &TablespaceFindings::clean) &&
         std::ranges::all_of(missing_tables, &MissingTable::discarded);
}

RowCounts RunFindings::rows() const {
  RowCounts sum;
  for (const TablespaceFindings& tablespace : tablespaces) {
    for (const TableFindings& table : tablespace.tables) sum += table.rows;
  }
  return sum;
}

std::vector<std::string> CheckSums(const RunFindings& run) {
  std::vector<std::string> broken;
  for (const TablespaceFindings& file : run.tablespaces) {
    const Inventory& inventory = file.inventory;
    if (!file.recognised) continue;
    const auto pages = std::accumulate(inventory.counts.begin(), inventory.counts.end(), std::uint64_t{0});
    if (pages != inventory.entries.size()) {
      broken.push_back(fmt::format("{}: pages by verdict {} != pages {}", file.path, pages, inventory.entries.size()));
    }
    if (inventory.bytes_read + inventory.bytes_unreadable != file.size) {
      broken.push_back(fmt::format("{}: bytes read {} + unreadable {} != size {}", file.path, inventory.bytes_read,
                                   inventory.bytes_unreadable, file.size));
    }
    for (const TableFindings& table : file.tables) {
      const RowCounts& rows = table.rows;
      const auto trust = std::accumulate(rows.by_trust.begin(), rows.by_trust.end(), std::uint64_t{0});
      const auto reasons = std::accumulate(rows.rejected_by.begin(), rows.rejected_by.end(), std::uint64_t{0});
      if (trust + rows.rejected != rows.candidates || reasons != rows.rejected) {
        broken.push_back(fmt::format("{}: rows by class {} + rejected {} != candidates {}", table.table.name, trust,
                                     rows.rejected, rows.candidates));
      }
    }
  }
  return broken;
}

}  // namespace innosalvage
