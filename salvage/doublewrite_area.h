// Doublewrite area: pages of a system tablespace that hold no data of their own.
//
// Purpose   MySQL before 8.0.20 and MariaDB write each page to the doublewrite buffer first: two extents of the system
//           tablespace. What stands there are copies of other pages, of any tablespace, whole or half written; nothing
//           is lost with them. The segment they belong to has fragment pages that are allocated only so that extents
//           come next; no server ever writes to them. All of these become kUnused.
// Rules     page 5 must verify, be TRX_SYS and hold the magic number; otherwise nothing is settled.
// Source    storage/innobase/buf/buf0dblwr.cc buf_dblwr_create (5.7, MariaDB 10.11), trx0sys.h TRX_SYS_DOUBLEWRITE:
//           200 bytes before the page's end, an FSEG header (10), the magic number (4), the first page of each block.
#pragma once

#include "salvage/inventory.h"

namespace innosalvage {

// In the page, then in the area.
inline constexpr std::uint32_t FSP_TRX_SYS_PAGE_NO = 5;
inline constexpr std::size_t kDoublewriteFromEnd = 200;  // TRX_SYS_DOUBLEWRITE
inline constexpr std::size_t TRX_SYS_DOUBLEWRITE_MAGIC = 10;
inline constexpr std::uint32_t TRX_SYS_DOUBLEWRITE_MAGIC_N = 536853855;
inline constexpr std::size_t TRX_SYS_DOUBLEWRITE_BLOCK1 = TRX_SYS_DOUBLEWRITE_MAGIC + 4;
inline constexpr std::size_t TRX_SYS_DOUBLEWRITE_BLOCK2 = TRX_SYS_DOUBLEWRITE_MAGIC + 8;

void SettleDoublewriteArea(const ByteSource& source, Inventory& inventory);

}  // namespace innosalvage
