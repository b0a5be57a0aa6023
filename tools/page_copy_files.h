// Page copy files: where among inputs and --also paths copies of pages may stand.
//
// Shape     #ib_*.dblwr and ibdata* of the input folders are looked into by themselves. A path given with --also is a
//           second image: a tablespace, a doublewrite file, or a folder of such.
#pragma once

#include <ostream>

#include "salvage/page_copies.h"
#include "tools/common_options.h"

namespace innosalvage {

// Files that cannot be read or hold no page are told on `err` and passed over.
PageCopies CollectPageCopies(const CommonOptions& options, std::ostream& err);

}  // namespace innosalvage
