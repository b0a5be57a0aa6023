// Zip image: a page of a compressed tablespace, inflated as far as its bytes can be believed.
//
// Rules     a sector of 512 zero bytes in what the page uses is one that was lost: damage comes in sectors, and servers
//           seldom write that many. The stream is read up to it. They do write them, so nothing is lost where
//             - the page's checksum (crc32, innodb; not the constant of "none") vouches for them,
//             - the stream reached its end, its own checksum right, and they lie in it,
//             - they are free space, all of it zeros up to the stored columns,
//             - no record that is not deleted lost its stored columns to them: those of the free list are zeros.
// Fails     never; ZipPage::damage says what stopped it.
// Source    parser/zip_page.h.
#pragma once

#include "parser/zip_page.h"

namespace innosalvage {

// INDEX, SDI and RTREE pages are deflated. Known by the type; where that is no server's, or was zeroed, by the inside.
bool IsZipIndexPage(Bytes physical, std::uint32_t page_size);

// `page` has the page size in memory.
ZipPage InflateZipImage(Bytes physical, std::uint32_t page_no, std::span<std::byte> page);

// A sector of zeros where the page has something. Pages that are not deflated use all of theirs.
bool HasLostSector(Bytes physical, std::uint32_t page_size);

}  // namespace innosalvage
