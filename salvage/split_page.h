// Split page: a leaf page out of whose middle the file lost bytes, put together again.
//
// Purpose   a hole of some sectors leaves the page's first part where it was, and its last part right behind; where the
//           one ends and the other begins nothing tells. Each sector boundary is tried, and the place at which the
//           records meet each other best is taken. The bytes lost stay zero. A hole that takes the end of one page and
//           the beginning of the next one leaves some of the second among what seems to be the first: the bytes in
//           front are tried as well.
// Units     bytes; some 0.1 ms to 2 ms for each sector of the page.
#pragma once

#include "salvage/record_recovery.h"

namespace innosalvage {

// `page`: a whole page, whose first `size` bytes are what the file holds of it; what stands behind is ignored. `front`:
// the page.size() - size bytes that stand in front of it in the file, or none. After the call the page holds its parts
// in their places. Returns the size of the first one; 0 where it has its end only.
std::size_t JoinSplitPage(std::span<std::byte> page, std::size_t size, Bytes front, std::uint32_t page_no,
                          const TablePlan& plan, RowDecoder& decoder, const RecoveryHints& hints);

}  // namespace innosalvage
