// FSP header: page 0 of a tablespace, after the FIL header; then the extent descriptors of the first group.
//
//   offset size  name (offsets from 38)
//        0    4  FSP_SPACE_ID
//        8    4  FSP_SIZE          pages in the tablespace
//       12    4  FSP_FREE_LIMIT    pages from here on were never initialised
//       16    4  FSP_SPACE_FLAGS   tablespace_flags.h
//       20    4  FSP_FRAG_N_USED
//       24   16  FSP_FREE          list of free extents
//       40   16  FSP_FREE_FRAG
//       56   16  FSP_FULL_FRAG
//       72    8  FSP_SEG_ID        next segment id
//       80   16  FSP_SEG_INODES_FULL
//       96   16  FSP_SEG_INODES_FREE
//      112       XDES array
//
// An extent descriptor (XDES) is 8 (segment id) + 12 (list node) + 4 (state) bytes, then 2 bits a page: bit 0 of
// a pair is XDES_FREE_BIT (set: the page is free), bit 1 is unused.
//
// Behind the XDES array of page 0, MySQL keeps 115 bytes of encryption information and, from 8.0, the SDI version and
// root page no (4 + 4 bytes).
//
// Source    storage/innobase/include/fsp0fsp.h, fsp0types.h, os0enc.h (8.0).
#pragma once

#include <optional>

#include "parser/fil_header.h"
#include "parser/tablespace_flags.h"

namespace innosalvage {

inline constexpr std::size_t FSP_HEADER_OFFSET = FIL_PAGE_DATA;
inline constexpr std::size_t FSP_HEADER_SIZE = 32 + 5 * 16;
inline constexpr std::size_t XDES_ARR_OFFSET = FSP_HEADER_OFFSET + FSP_HEADER_SIZE;
inline constexpr std::size_t XDES_BITMAP = 8 + 12 + 4;
inline constexpr std::size_t kEncryptionInfoMaxSize = 3 + 4 + 2 * 32 + 36 + 2 * 4;
static_assert(XDES_ARR_OFFSET == 150);
static_assert(kEncryptionInfoMaxSize == 115);

enum class XdesState : std::uint32_t {
  kNotInit = 0,
  kFree = 1,
  kFreeFrag = 2,
  kFullFrag = 3,
  kSegment = 4,
  kSegmentFragments = 5
};

struct FspHeader {
  std::uint32_t space_id = 0;
  std::uint32_t size = 0;
  std::uint32_t free_limit = 0;
  std::uint32_t flags = 0;
  std::uint32_t frag_n_used = 0;
  std::uint64_t seg_id = 0;
};

inline FspHeader DecodeFspHeader(std::span<const std::byte, XDES_ARR_OFFSET> page) {
  return {.space_id = ReadBig<std::uint32_t, FSP_HEADER_OFFSET>(page),
          .size = ReadBig<std::uint32_t, FSP_HEADER_OFFSET + 8>(page),
          .free_limit = ReadBig<std::uint32_t, FSP_HEADER_OFFSET + 12>(page),
          .flags = ReadBig<std::uint32_t, FSP_HEADER_OFFSET + 16>(page),
          .frag_n_used = ReadBig<std::uint32_t, FSP_HEADER_OFFSET + 20>(page),
          .seg_id = ReadBig<std::uint64_t, FSP_HEADER_OFFSET + 72>(page)};
}

// Bytes of one extent descriptor.
inline std::size_t XdesSize(const TablespaceFormat& format) {
  return XDES_BITMAP + (format.extent_pages() * 2 + 7) / 8;
}

// Pages that one FSP_HDR or XDES page describes: as many as the physical page has bytes.
inline std::uint32_t PagesPerXdesPage(const TablespaceFormat& format) { return format.physical_size; }

struct Xdes {
  std::uint64_t segment_id = 0;
  XdesState state = XdesState::kNotInit;
};

// The descriptor of `page_no`'s extent, on the FSP_HDR or XDES page of its group. nullopt: outside the page.
std::optional<Xdes> XdesOf(Bytes descriptor_page, const TablespaceFormat& format, std::uint32_t page_no);

// Whether XDES_FREE_BIT is set for the page. nullopt: outside the page.
std::optional<bool> IsFree(Bytes descriptor_page, const TablespaceFormat& format, std::uint32_t page_no);

// MySQL 8: root page of the SDI index, as page 0 says. nullopt: no room for it.
std::optional<std::uint32_t> SdiRootPage(Bytes page0, const TablespaceFormat& format);

// Offset of the encryption information on page 0.
std::size_t EncryptionInfoOffset(const TablespaceFormat& format);

}  // namespace innosalvage
