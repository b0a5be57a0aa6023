// SDI blobs: long SDI objects whose record is lost, found by the off-page chains that are left of them.
//
// Purpose   the definition of a table with hundreds of columns is longer than half a page: its record holds nothing but
//           a reference, and the object stands in pages of types 18 and 19 (compressed tablespaces). The tree of such a
//           SDI often has one page; where that is lost the chains are all there is.
// Rules     a chain begins at a page that no other one of its kind names as the next; what it holds must be one whole
//           zlib stream, whose own checksum agrees. Which object it was its text says. An older copy may be among them:
//           the newest page LSN comes first, and a page that its chain took is no other's.
// Fails     never: a chain that does not inflate is left out, and those behind the one with which the work of inflating,
//           that for the file's other objects counted, comes to the limit sdi-file (sdi_inflater.h).
// Source    FIL_PAGE_SDI_BLOB, FIL_PAGE_SDI_ZBLOB, fil0fil.h (MySQL 8.0).
#pragma once

#include <vector>

#include "salvage/sdi_reader.h"

namespace innosalvage {

// `read`: what the file's records gave. The documents have no id.
std::vector<SdiDocument> FindSdiBlobs(const PageStore& store, const SdiRead& read);

}  // namespace innosalvage
