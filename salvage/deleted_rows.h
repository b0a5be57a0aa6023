// Deleted rows: what whole pages still hold of rows that are gone.
//
// Where     the free list of each leaf, the space that neither its records nor its free list use, and leaves that are
//           no longer part of the tree. (Rows with a delete mark, and those of hurt pages, come with the page's other
//           rows.)
// Rules     a record must be cut by the layout and hold legal values only, and DB_TRX_ID and DB_ROLL_PTR must agree. In
//           unused space it needs a neighbour or a link as well. What is equal in all its columns to a row of a whole
//           leaf, or to a deleted row given before, is not repeated: a page split leaves copies of what it moved away.
// Units     memory: `memory` bytes, whatever is found; more takes more passes over the pages.
// Fails     never. What is no row is passed over: it is no damage.
#pragma once

#include "salvage/findings.h"
#include "salvage/live_tree.h"
#include "salvage/table_plan.h"

namespace innosalvage {

struct DeletedRowsOptions {
  std::uint64_t memory = 64U << 20U;
};

// Hands the rows to the consumer, page by page, and counts them as deleted.
void FindDeletedRows(const PageStore& store, const TablePlan& plan, const LiveTree& tree, RowConsumer& consumer,
                     const DeletedRowsOptions& options, TableFindings& findings);

}  // namespace innosalvage
