// Missing files: the tables of a data directory that its dictionary, or where there is none its `.frm` files, know, and
// of which no file is there.
//
// Shape     only where folders or images were named: whoever names single files does not ask for the others.
#pragma once

#include <vector>

#include "salvage/findings.h"
#include "salvage/schema_catalog.h"
#include "tools/common_options.h"

namespace innosalvage {

std::vector<MissingTable> FindMissingFiles(const CommonOptions& options, const RunFindings& run,
                                           const SchemaCatalog& catalog, bool from_images);

}  // namespace innosalvage
