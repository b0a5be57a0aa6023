// Off-page columns of ROW_FORMAT=COMPRESSED tablespaces: deflated, on pages of the physical size.
//
//   before MySQL 8, MariaDB, SDI: a chain     MySQL 8: ZLOB_FIRST page
//    ZBLOB, ZBLOB2, SDI_ZBLOB pages            38  1 version, 39 1 flags, 40 4 LOB version, 44 6 last trx id,
//    12  4  next page no, or FIL_NULL             50 4 last undo no
//    38     bytes of one zlib stream,          54  4 bytes in this page, 58 6 trx id, 64 4 first index page,
//           to the end of the page                68 4 first page of fragment entries
//                                              72 16 free index entries, 88 16 index entries,
//    The reference's offset is 12              104 16 free fragment entries, 120 16 fragment entries (lists)
//    (FIL_PAGE_NEXT), its length is that       136    index entries of 66 bytes, then fragment entries of 24,
//    of the inflated value.                           then data: how many of each, the page size says
//   Index entry: 0 6 prev, 6 6 next, 12 16 older versions (list), 28 6 trx id, 34 6 modifier, 40 4 + 4 undo nos,
//                48 4 page no, 52 2 fragment id, 54 4 length, 58 4 length deflated, 62 4 LOB version.
//   Each index entry is a chunk of up to 128 KiB, a zlib stream of its own. It begins on the page it names, and goes on
//   from page to page by FIL_PAGE_NEXT. What a page holds of it:
//     ZLOB_FIRST  `bytes in this page`, behind the fragment entries
//     ZLOB_DATA   38 1 version, 39 4 length, 43 6 trx id, 49 the bytes
//     ZLOB_FRAG   one fragment: the entry's fragment id counts 2-byte offsets back from 12 bytes before the page's end;
//                 there: 0 2 prev, 2 2 next, 4 2 length with these 8 bytes, 6 2 fragment id, 8 the bytes
//
// Fails     never: as ReadLob (lob.h). zlib's own checksum of each stream is tested.
// Source    storage/innobase/include/zlob0first.h, zlob0index.h, lob0impl.h (z_data_page_t, z_frag_page_t),
//           zlob0first.cc, zlob0read.cc, lob0lob.cc (zReader) in MySQL 8.0; btr_copy_zblob_prefix (btr0cur.cc,
//           MariaDB).
#pragma once

#include "parser/lob.h"

namespace innosalvage {

// Appends the inflated off-page bytes to `out`: at most reference.length.
LobRead ReadZlob(const LobReference& reference, const PageFetcher& fetch, std::vector<std::byte>& out);

}  // namespace innosalvage
