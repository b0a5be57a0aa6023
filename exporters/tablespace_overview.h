// Tablespace overview: what `innosalvage inspect FILE` shows without --page. Format, pages in runs, indexes, SDI, LSNs.
//
// Shape     one line for each run of consecutive pages of the same type, index, level and verdict, in file order; then
//           one for each index, SDI object and table. 80 columns where names allow it.
// Fails     never.
#pragma once

#include <ostream>

#include "salvage/findings.h"
#include "salvage/sdi_reader.h"

namespace innosalvage {

void WriteTablespaceOverview(const TablespaceFindings& findings, const SdiRead& sdi, std::ostream& out);

}  // namespace innosalvage
