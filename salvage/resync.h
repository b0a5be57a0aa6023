// Resync: finds pages again where a file lost or gained bytes in its middle.
//
// Purpose   a hole of some sectors shifts all pages behind it, and none of them verifies in its place. Runs of pages
//           that look like nothing are searched in steps of 512 bytes; from the first page that verifies, the file is
//           cut anew, until it falls back into step or ends. An index page that lost its FIL header is found by its
//           inside; its number is that of its place.
// Shape     entries of the run are replaced; entries stay in file order and cover the same bytes, so the sums hold:
//           a gap between two pages becomes an entry of its own (kGarbage or kZeroed) that counts as a page.
#pragma once

#include "salvage/inventory.h"

namespace innosalvage {

void Resync(const ByteSource& source, Inventory& inventory);

}  // namespace innosalvage
