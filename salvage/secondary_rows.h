// Secondary rows: rows that the clustered index lost, as far as its secondary indexes know them.
//
// Purpose   after the clustered index was read, and not whole: entries of secondary indexes whose row did not come out
//           name a lost row, its key and the columns indexed. Entries of several indexes for one key make one row; what
//           they contradict each other in, and what no index holds, stays kLost. Such rows are partial, never more: an
//           entry may outlive its row until purge. An index that was read whole also counts what was lost, exactly.
// Units     memory: `memory` bytes of rows at once, whatever is lost; more lost rows take more passes over the indexes.
// Fails     never: where no secondary index can be read nothing is named.
#pragma once

#include "salvage/findings.h"
#include "salvage/leaf_reader.h"
#include "salvage/secondary_index.h"

namespace innosalvage {

struct SecondaryRowsOptions {
  std::uint64_t memory = 256U << 20U;
};

// `tree` and `outcomes`: of the clustered index, with one outcome a leaf. `indexes`: of FindSecondaryIndexes.
// `findings`: with the lost ranges it had. Hands the rows to the consumer, in key order, and counts them; sets what is
// lost exactly where an index tells.
void NameLostRows(const PageStore& store, const TablePlan& plan, const LiveTree& tree,
                  std::span<const LeafOutcome> outcomes, std::span<const SecondaryIndex> indexes, RowConsumer& consumer,
                  const SecondaryRowsOptions& options, TableFindings& findings);

}  // namespace innosalvage
