// Off-page columns (LOBs): from the 20-byte reference in the record to the bytes of the value.
//
//   reference          before MySQL 8: a chain of BLOB pages          MySQL 8: LOB_FIRST page
//    0  4 space id     38  4  bytes in this page                      38  1 version, 39 1 flags, 40 4 LOB version
//    4  4 page no      42  4  next page no, or FIL_NULL               44  6 last trx id, 50 4 last undo no
//    8  4 offset of    46     the bytes                               54  4 bytes in this page, 58 6 trx id
//         the header,  (the header stands at the reference's          64 16 list of index entries, 80 16 free entries
//         or LOB       offset, 38 in all files seen)                  96    10 index entries of 60 bytes, then bytes
//         version                                                     LOB_DATA: 38 1 version, 39 4 length, 43 6 trx id,
//   12  8 length, top bits: owner, inherited, being modified                    49 the bytes
//   Index entry: 0 6 prev, 6 6 next, 12 16 older versions (list), 28 6 trx id, 34 6 modifier, 40 4 + 4 undo nos,
//                48 4 page no, 52 2 length, 56 4 LOB version.   List: length 4, first 6, last 6 (page no 4, offset 2).
//
// Compressed tablespaces have formats of their own, which ReadLob hands on to: zlob.h.
// Versions  a partial update of JSON replaces index entries; the reference's LOB version says which one a row sees.
// Fails     never: what was read before the damage stays, and `stopped_by` says why it ended.
// Source    storage/innobase/include/lob0lob.h, lob0first.h, lob0index.h, lob0pages.h (8.0), btr0cur.cc (5.7).
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "parser/damage.h"
#include "parser/fil_header.h"

namespace innosalvage {

inline constexpr std::size_t BTR_EXTERN_FIELD_REF_SIZE = 20;

struct LobReference {
  std::uint32_t space_id = 0;
  std::uint32_t page_no = 0;
  std::uint32_t offset = 0;  // of the BLOB header; in a LOB_FIRST chain: the LOB version
  std::uint64_t length = 0;  // bytes off-page
  bool owned = true;         // BTR_EXTERN_OWNER_FLAG is not set
  bool inherited = false;
  bool being_modified = false;
  // Set by who knows the column: so many zeros at the edge of a sector that was lost may be the value's own.
  std::size_t own_zeros = 31;
};

LobReference DecodeLobReference(std::span<const std::byte, BTR_EXTERN_FIELD_REF_SIZE> bytes);

// A page as the fetcher has it; valid until the fetcher is called again.
struct FetchedPage {
  Bytes bytes;
  bool verified = true;
  bool zip = false;  // of a ROW_FORMAT=COMPRESSED tablespace: off-page values in it are deflated (zlob.h)
};
using PageFetcher = std::function<Decoded<FetchedPage>(std::uint32_t page_no)>;

struct LobRead {
  bool all_verified = true;
  std::optional<Damage> stopped_by;  // empty: all of reference.length bytes are there
};

// Appends the off-page bytes to `out`, which never grows beyond what pages really held: each page counts once a value.
LobRead ReadLob(const LobReference& reference, const PageFetcher& fetch, std::vector<std::byte>& out);

}  // namespace innosalvage
