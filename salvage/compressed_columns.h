// Compressed columns: which columns of a table may be COMPRESSED ones (MariaDB), by the values they hold.
//
// Purpose   SYS_COLUMNS has a VARCHAR(100) COMPRESSED as a VARCHAR of 101 bytes, a TEXT COMPRESSED as a TEXT. Read as
//           plain ones their values would be wrong, and might look right.
// Rules     each value of such a column is empty, or begins with one of few bytes (parser/compressed_column.h). A
//           column that has values on verified leaves, all of which do, may be compressed; values that begin off-page
//           do not speak against it.
#pragma once

#include <vector>

#include "salvage/page_store.h"
#include "salvage/table_plan.h"

namespace innosalvage {

// Indexes into plan.table->columns.
std::vector<std::uint32_t> MaybeCompressedColumns(const PageStore& store, const TablePlan& plan,
                                                  std::uint64_t index_id);

}  // namespace innosalvage
