// Index page header: the 36 bytes after the FIL header on INDEX, SDI and RTREE pages, and what stands at fixed places
// behind it.
//
//   offset size  name (offsets from 38)
//        0    2  PAGE_N_DIR_SLOTS   slots in the page directory, infimum's and supremum's included
//        2    2  PAGE_HEAP_TOP      first byte never used by a record
//        4    2  PAGE_N_HEAP        records in the heap, infimum, supremum and deleted included; bit 15: COMPACT
//        6    2  PAGE_FREE          first record of the free list, 0 = none
//        8    2  PAGE_GARBAGE       bytes in deleted records
//       10    2  PAGE_LAST_INSERT
//       12    2  PAGE_DIRECTION     MariaDB: on an instant root, upper bits hold the number of core fields
//       14    2  PAGE_N_DIRECTION
//       16    2  PAGE_N_RECS        user records
//       18    8  PAGE_MAX_TRX_ID    secondary leaves; MariaDB, root of a clustered index: AUTO_INCREMENT
//       26    2  PAGE_LEVEL         0 = leaf
//       28    8  PAGE_INDEX_ID
//       36   10  PAGE_BTR_SEG_LEAF  FSEG header, root only: space id, page no, offset of the inode
//       46   10  PAGE_BTR_SEG_TOP
//
//   COMPACT and DYNAMIC: infimum's origin 99, supremum's 112, user records from 120.
//   REDUNDANT:           infimum's origin 101, supremum's 116, user records from 125.
//
// Fails     cannot: fixed view in. Whether the values make sense is judged by CheckIndexHeader.
// Source    storage/innobase/include/page0types.h, page0page.h (8.0).
#pragma once

#include <optional>

#include "parser/damage.h"
#include "parser/fil_header.h"

namespace innosalvage {

inline constexpr std::size_t PAGE_HEADER = FIL_PAGE_DATA;
inline constexpr std::size_t PAGE_DATA = PAGE_HEADER + 36 + 2 * 10;
inline constexpr std::size_t PAGE_NEW_INFIMUM = PAGE_DATA + 5;
inline constexpr std::size_t PAGE_NEW_SUPREMUM = PAGE_DATA + 2 * 5 + 8;
inline constexpr std::size_t PAGE_NEW_SUPREMUM_END = PAGE_NEW_SUPREMUM + 8;
inline constexpr std::size_t PAGE_OLD_INFIMUM = PAGE_DATA + 1 + 6;
inline constexpr std::size_t PAGE_OLD_SUPREMUM = PAGE_DATA + 2 + 2 * 6 + 8;
inline constexpr std::size_t PAGE_OLD_SUPREMUM_END = PAGE_OLD_SUPREMUM + 9;
inline constexpr std::size_t PAGE_DIR_SLOT_SIZE = 2;
inline constexpr std::uint16_t PAGE_HEAP_NO_USER_LOW = 2;
static_assert(PAGE_NEW_INFIMUM == 99 && PAGE_NEW_SUPREMUM == 112 && PAGE_NEW_SUPREMUM_END == 120);
static_assert(PAGE_OLD_INFIMUM == 101 && PAGE_OLD_SUPREMUM == 116 && PAGE_OLD_SUPREMUM_END == 125);

struct IndexHeader {
  std::uint16_t n_dir_slots = 0;
  std::uint16_t heap_top = 0;
  std::uint16_t n_heap = 0;  // without the format bit
  bool compact = false;
  std::uint16_t free = 0;
  std::uint16_t garbage = 0;
  std::uint16_t last_insert = 0;
  std::uint16_t direction = 0;
  std::uint16_t n_direction = 0;
  std::uint16_t n_recs = 0;
  std::uint64_t max_trx_id = 0;
  std::uint16_t level = 0;
  std::uint64_t index_id = 0;
  std::uint32_t leaf_segment_space = 0;  // root only
  std::uint32_t top_segment_space = 0;

  std::size_t infimum() const { return compact ? PAGE_NEW_INFIMUM : PAGE_OLD_INFIMUM; }
  std::size_t supremum() const { return compact ? PAGE_NEW_SUPREMUM : PAGE_OLD_SUPREMUM; }
  std::size_t user_records() const { return compact ? PAGE_NEW_SUPREMUM_END : PAGE_OLD_SUPREMUM_END; }
};

inline IndexHeader DecodeIndexHeader(std::span<const std::byte, PAGE_DATA> page) {
  const auto n_heap = ReadBig<std::uint16_t, PAGE_HEADER + 4>(page);
  return {.n_dir_slots = ReadBig<std::uint16_t, PAGE_HEADER>(page),
          .heap_top = ReadBig<std::uint16_t, PAGE_HEADER + 2>(page),
          .n_heap = static_cast<std::uint16_t>(n_heap & 0x7fffU),
          .compact = (n_heap & 0x8000U) != 0,
          .free = ReadBig<std::uint16_t, PAGE_HEADER + 6>(page),
          .garbage = ReadBig<std::uint16_t, PAGE_HEADER + 8>(page),
          .last_insert = ReadBig<std::uint16_t, PAGE_HEADER + 10>(page),
          .direction = ReadBig<std::uint16_t, PAGE_HEADER + 12>(page),
          .n_direction = ReadBig<std::uint16_t, PAGE_HEADER + 14>(page),
          .n_recs = ReadBig<std::uint16_t, PAGE_HEADER + 16>(page),
          .max_trx_id = ReadBig<std::uint64_t, PAGE_HEADER + 18>(page),
          .level = ReadBig<std::uint16_t, PAGE_HEADER + 26>(page),
          .index_id = ReadBig<std::uint64_t, PAGE_HEADER + 28>(page),
          .leaf_segment_space = ReadBig<std::uint32_t, PAGE_HEADER + 36>(page),
          .top_segment_space = ReadBig<std::uint32_t, PAGE_HEADER + 46>(page)};
}

// What in the header contradicts itself or the page, if anything: offsets beyond the page, more records than fit.
std::optional<Damage> CheckIndexHeader(const IndexHeader& header, std::size_t page_size, std::uint32_t page_no);

// Whether a page is an index page by its inside alone: header in order, and infimum's and supremum's texts in their
// places. For pages that lost their FIL header.
bool LooksLikeIndexPage(Bytes page);

// MariaDB: the root page of a clustered index with instant DDL, of page type FIL_PAGE_TYPE_INSTANT. PAGE_DIRECTION
// holds the number of core fields above its lowest 3 bits. Where columns were dropped or moved, zeros stand for the
// texts of infimum and supremum, and the bytes of the NULL bitmap of plain records for the last of them. Source:
// btr_set_instant (btr0btr.cc), page_get_instant (page0page.h), MariaDB 10.4.
struct InstantRoot {
  std::uint32_t core_fields = 0;
  bool metadata_blob = false;  // columns were dropped or moved
};
// nullopt: the inside is not such a page's.
std::optional<InstantRoot> ReadInstantRoot(Bytes page);

// PAGE_INDEX_ID of SDI pages (MySQL 8: dict_sdi_create_idx_in_mem).
inline constexpr std::uint64_t kSdiIndexId = 0xffffffffffffffffULL;

}  // namespace innosalvage
