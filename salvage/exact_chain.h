// Exact chain: the records of a leaf page that does not verify, where its structure leaves nothing open.
//
// Purpose   a lost FIL header, or damage in free space, leaves the records as they were. Then the chain needs no
//           recovery, which weighs each record by itself and gives up what stands alone.
// Rules     the index header does not contradict itself; the chain leads from infimum to supremum over PAGE_N_RECS
//           records; each is cut by the layout, and none overlaps another; their bytes and PAGE_GARBAGE are the heap,
//           to the byte; the free list has a record for each heap number that the chain does not use.
#pragma once

#include "salvage/record_chain.h"
#include "salvage/row_decoder.h"

namespace innosalvage {

// nullopt: the page is not so.
std::optional<std::vector<ChainedRecord>> ExactChain(const PageContext& context, const TablePlan& plan);

}  // namespace innosalvage
