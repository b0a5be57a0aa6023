// Input source: how the commands open what the command line names, with all that is known of its bytes.
//
// Shape     a file; if a map lies beside it that `carve` wrote (FILE.map), only what the map calls found is read: a
//           hole in a rebuilt tablespace is no zero page. The same with --ddrescue-map, for the one file named.
// Fails     the file or the map cannot be had.
#pragma once

#include "salvage/tablespace_salvage.h"
#include "tools/common_options.h"

namespace innosalvage {

// The opener for SalvageOptions. Fails where --ddrescue-map is given and cannot be used.
Result<SourceOpener> MakeOpener(const CommonOptions& options);

}  // namespace innosalvage
