// Lost zeros: pages out of whose middle bytes were lost that were zero, and are put back where the checksum proves it.
//
// Purpose   a hole of some sectors often falls into what a page does not use: behind the value of a BLOB page, between
//           the heap and the directory of an index page. Of zeros nothing was lost that cannot be written again.
// Rules     a page that resync.h found to be shorter than its size, with the rest of the file right behind it, is
//           filled up with zeros at its longest runs of zeros, one after the other: where in a run does not matter. It
//           is taken if its checksum (of a kind that proves something) then holds, it is a page of this tablespace that
//           does not stand whole elsewhere, and, an index page, makes sense (page_repair.h).
// Shape     such a page is `kRepaired`, and in Inventory::restored with an empty path: its bytes are in memory.
// Units     memory: the pages mended, at most as many as the limit mended-pages.
// Fails     never: what is not proven stays as it is.
#pragma once

#include "salvage/inventory.h"

namespace innosalvage {

// After Resync, and with best images known; entries change, IndexImages() has to follow.
void PutBackLostZeros(const ByteSource& source, Inventory& inventory);

inline bool HasZerosPutBack(const RestoredPage& page) { return page.path.empty(); }

}  // namespace innosalvage
