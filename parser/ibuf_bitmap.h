// Change buffer bitmap: page 1 of a tablespace, and the second page of each group of pages after the first. Of each
// page of its group it tells whether changes to it still lie in the change buffer (the system tablespace's), so that
// the page itself is behind: entries to be added, delete-marked or removed.
//
//   offset size      name
//       94    4 bits a page: 0-1 IBUF_BITMAP_FREE, 2 IBUF_BITMAP_BUFFERED, 3 IBUF_BITMAP_IBUF; low bits first
//
// Units     a group has as many pages as the physical page has bytes.
// Source    ibuf_bitmap_page_get_bits_low (ibuf0ibuf.cc 5.7), IBUF_BITMAP (ibuf0ibuf.h), FSP_IBUF_BITMAP_OFFSET
//           (fsp0types.h).
#pragma once

#include <optional>

#include "parser/index_header.h"

namespace innosalvage {

inline constexpr std::size_t IBUF_BITMAP = PAGE_DATA;
inline constexpr unsigned IBUF_BITS_PER_PAGE = 4;
inline constexpr unsigned IBUF_BITMAP_BUFFERED = 2;
inline constexpr std::uint32_t FSP_IBUF_BITMAP_OFFSET = 1;
static_assert(IBUF_BITMAP == 94);

// The bitmap page that tells about `page_no`.
constexpr std::uint32_t IbufBitmapPageOf(std::uint32_t page_no, std::uint32_t physical_size) {
  return page_no / physical_size * physical_size + FSP_IBUF_BITMAP_OFFSET;
}

// nullopt: outside of the bitmap page.
inline std::optional<bool> HasBufferedChanges(Bytes bitmap_page, std::uint32_t page_no, std::uint32_t physical_size) {
  const std::size_t bit = std::size_t{page_no % physical_size} * IBUF_BITS_PER_PAGE + IBUF_BITMAP_BUFFERED;
  const std::size_t at = IBUF_BITMAP + bit / 8;
  if (at >= bitmap_page.size()) return std::nullopt;
  return ((std::to_integer<unsigned>(bitmap_page[at]) >> (bit % 8)) & 1U) != 0;
}

}  // namespace innosalvage
