// Compressed index pages (ROW_FORMAT=COMPRESSED): from the bytes on disk to the page that the server has in memory.
//
// Shape     a page of 1 to 16 KiB on disk, of 4 to 16 KiB in memory (docs/format/zip-page.md):
//               0   94  FIL and index header, as in memory
//              94       one zlib stream: the fields of the index, then the heap in address order, without the fixed
//                       5 bytes of each record and without what is stored uncompressed
//                       modification log: records written since, by heap number; ends with a 0 byte
//                       free space
//                       BLOB references, 20 bytes each, of the records that exist  \ these grow
//                       DB_TRX_ID and DB_ROLL_PTR, 13 bytes a record (leaves of    | downwards, in
//                       the clustered index), or child page no, 4 (node pointers)  | heap order
//              end      dense directory: 2 bytes a record, in key order, then the free list    /
//           The page that comes out has infimum and supremum, record headers, free list and page directory in their
//           places, so that all that reads an index page reads it. Its trailer is zero.
// Units     bytes. A page costs some 50 us.
// Fails     never. Where the bytes contradict themselves, what came out before stays: `damage` is set, records that are
//           not known are in no chain, and their bytes are zero. zlib's own checksum at the end of the stream is
//           tested.
// Lifetime  nothing points into either page afterwards.
// Source    page_zip_compress, page_zip_decompress_low, page_zip_fields_encode, page_zip_apply_log,
//           page_zip_set_extra_bytes (storage/innobase/page/page0zip.cc; zipdecompress.cc in MySQL 8.0),
//           page_cur_insert_rec_zip (page0cur.cc): the origin of a heap slot stays where it is.
#pragma once

#include "parser/damage.h"
#include "parser/fil_header.h"

namespace innosalvage {

struct ZipPage {
  std::optional<Damage> damage;  // empty: the whole page is here. Its offset is one of the compressed page.
  std::size_t stream_end = 0;    // in the compressed page: behind the stream; 0: its end was not reached
  std::size_t log_end = 0;       // likewise: the 0 byte that ends the modification log
  std::size_t stored_begin = 0;  // likewise: the lowest byte of BLOB references, uncompressed columns, directory
  std::uint32_t records = 0;     // of the heap, known
  std::uint32_t records_lost = 0;
  // Of a record that is not deleted, all of DB_TRX_ID and DB_ROLL_PTR, of a BLOB reference or of a child page number is
  // zero, which no server writes. (Of those on the free list they are: page_zip_clear_rec.)
  bool zero_columns = false;

  bool whole() const { return !damage; }
};

// Decodes an INDEX, SDI or RTREE page into `page`, which has the page size in memory and is written all over. Of `zip`
// only the stream bytes below `readable` are used: what stands behind is known to be lost.
ZipPage InflateZipPage(Bytes zip, std::uint32_t page_no, std::span<std::byte> page, std::size_t readable = SIZE_MAX);

// The page size in memory, as the stream of a compressed index page declares it: its window is that size. nullopt: no
// stream of these servers begins there.
std::optional<std::uint32_t> PageSizeOfZipPage(Bytes zip);

// Whether a page is a compressed index page by its inside alone: an index header and a stream in order, and records in
// it. For pages that lost their FIL header.
bool LooksLikeZipIndexPage(Bytes zip, std::uint32_t page_size);

}  // namespace innosalvage
