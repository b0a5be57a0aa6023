// INODE pages explained: the segments of a tablespace, two an index (leaves, node pages).
//
// Shape     38: list node (12); from 50: inodes of 64 + 4 * extent_pages / 2 bytes: FSEG_ID 8, FSEG_NOT_FULL_N_USED 4,
//           three lists of extents (16 each), FSEG_MAGIC_N 4, single pages (4 each, FIL_NULL: free slot).
// Source    storage/innobase/include/fsp0fsp.h (5.7, 8.0).
#pragma once

#include "exporters/explain_parts.h"

namespace innosalvage {

void ExplainInodePage(const ExplainedPage& page);

}  // namespace innosalvage
