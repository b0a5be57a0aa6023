// Page types: FIL_PAGE_TYPE, the 2 bytes at offset 24 of every page.
//
// Source    storage/innobase/include/fil0fil.h (MySQL 8.0, 9.x), storage/innobase/include/fil0fil.h (MariaDB 10.5 to
//           11.8).
#pragma once

#include <cstdint>
#include <string>

#include "parser/schema.h"

namespace innosalvage {

inline constexpr std::uint16_t FIL_PAGE_TYPE_ALLOCATED = 0;
inline constexpr std::uint16_t FIL_PAGE_UNDO_LOG = 2;
inline constexpr std::uint16_t FIL_PAGE_INODE = 3;
inline constexpr std::uint16_t FIL_PAGE_IBUF_FREE_LIST = 4;
inline constexpr std::uint16_t FIL_PAGE_IBUF_BITMAP = 5;
inline constexpr std::uint16_t FIL_PAGE_TYPE_SYS = 6;
inline constexpr std::uint16_t FIL_PAGE_TYPE_TRX_SYS = 7;
inline constexpr std::uint16_t FIL_PAGE_TYPE_FSP_HDR = 8;
inline constexpr std::uint16_t FIL_PAGE_TYPE_XDES = 9;
inline constexpr std::uint16_t FIL_PAGE_TYPE_BLOB = 10;
inline constexpr std::uint16_t FIL_PAGE_TYPE_ZBLOB = 11;
inline constexpr std::uint16_t FIL_PAGE_TYPE_ZBLOB2 = 12;
inline constexpr std::uint16_t FIL_PAGE_TYPE_UNKNOWN = 13;
inline constexpr std::uint16_t FIL_PAGE_COMPRESSED = 14;
inline constexpr std::uint16_t FIL_PAGE_ENCRYPTED = 15;
inline constexpr std::uint16_t FIL_PAGE_COMPRESSED_AND_ENCRYPTED = 16;
inline constexpr std::uint16_t FIL_PAGE_ENCRYPTED_RTREE = 17;
inline constexpr std::uint16_t FIL_PAGE_SDI_BLOB = 18;      // MySQL
inline constexpr std::uint16_t FIL_PAGE_TYPE_INSTANT = 18;  // MariaDB: root page of a table with instant DDL
inline constexpr std::uint16_t FIL_PAGE_SDI_ZBLOB = 19;
inline constexpr std::uint16_t FIL_PAGE_TYPE_LEGACY_DBLWR = 20;
inline constexpr std::uint16_t FIL_PAGE_TYPE_RSEG_ARRAY = 21;
inline constexpr std::uint16_t FIL_PAGE_TYPE_LOB_INDEX = 22;
inline constexpr std::uint16_t FIL_PAGE_TYPE_LOB_DATA = 23;
inline constexpr std::uint16_t FIL_PAGE_TYPE_LOB_FIRST = 24;
inline constexpr std::uint16_t FIL_PAGE_TYPE_ZLOB_FIRST = 25;
inline constexpr std::uint16_t FIL_PAGE_TYPE_ZLOB_DATA = 26;
inline constexpr std::uint16_t FIL_PAGE_TYPE_ZLOB_INDEX = 27;
inline constexpr std::uint16_t FIL_PAGE_TYPE_ZLOB_FRAG = 28;
inline constexpr std::uint16_t FIL_PAGE_TYPE_ZLOB_FRAG_ENTRY = 29;
inline constexpr std::uint16_t FIL_PAGE_SDI = 17853;
inline constexpr std::uint16_t FIL_PAGE_RTREE = 17854;
inline constexpr std::uint16_t FIL_PAGE_INDEX = 17855;
inline constexpr std::uint16_t FIL_PAGE_PAGE_COMPRESSED = 34354;            // MariaDB
inline constexpr std::uint16_t FIL_PAGE_PAGE_COMPRESSED_ENCRYPTED = 37401;  // MariaDB
// MariaDB full_crc32: a compressed page has bit 15 set and its size / 256 in the low bits.
inline constexpr std::uint16_t FIL_PAGE_COMPRESS_FCRC32_MARKER = 15;

// "INDEX", "FSP_HDR", ...; "unknown (4711)" for what no server writes.
std::string PageTypeName(std::uint16_t type, Vendor vendor);

// A type that some server writes (not FIL_PAGE_TYPE_UNKNOWN).
bool IsKnownPageType(std::uint16_t type);

}  // namespace innosalvage
