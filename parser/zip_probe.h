// Zip probe: whether a page of a ROW_FORMAT=COMPRESSED tablespace starts at a place of which nothing is known.
//
// Purpose   the part of the page probe (page_probe.h) for pages without a trailer: no copy of the LSN drops what is
//           none, so the header has to say more, and the checksum is tried under all five sizes in one go over the
//           bytes.
// Shape     INDEX, RTREE and SDI pages must begin a stream as these servers do; FSP_HDR and XDES pages must repeat
//           their space id. Of ALLOCATED pages, which hold nothing, crc32 alone is taken. Encrypted pages of MariaDB
//           have the checksum of what is on disk at 30.
//           A file system that stores no zeros leaves out blocks of 1 KiB and more: the end of a page, or the free
//           space in its middle. "none" proves an index page only where it inflates whole.
// Units     bytes. `bytes` starts at the place, and holds up to kMaxPageSize of what follows.
// Fails     nullopt: nothing there that could be told from chance.
// Source    zip_checksum.h, zip_page.h; fil_encrypt_buf (MariaDB fil0crypt.cc).
#pragma once

#include "parser/page_probe.h"

namespace innosalvage {

// `page_size` of the result is the size on disk. 0, with proof kLsn: an index page by its header and stream that does
// not verify; with kStructure: a page with the magic of "none" that is of no index.
std::optional<ProbedPage> ProbeZipPage(Bytes bytes, const FilHeader& header);

}  // namespace innosalvage
