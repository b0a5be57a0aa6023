// Table salvage: pass two. Reads the live leaves of one table in key order and hands their rows to a consumer.
//
// Threads   leaves are read, judged and formatted in parallel, and written in order: the same bytes for any number
//           of threads. Memory: a fixed number of groups of leaves is under way at once; rows with large off-page
//           values are taken one by one.
#pragma once

#include "salvage/findings.h"
#include "salvage/live_tree.h"
#include "salvage/table_plan.h"

namespace innosalvage {

struct TableSalvageOptions {
  unsigned threads = 1;
  bool deleted = false;  // look for deleted rows on whole pages too
  std::function<void(std::uint64_t leaves_done, std::uint64_t leaves)> progress;
};

// Fills rows, leaves, lost ranges and findings of `findings`.
void SalvageTable(const PageStore& store, const TablePlan& plan, const LiveTree& tree, RowConsumer& consumer,
                  const TableSalvageOptions& options, TableFindings& findings);

}  // namespace innosalvage
