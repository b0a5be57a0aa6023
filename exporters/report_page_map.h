// Page map: one cell a page of a file, in the report; one cell for several pages where there are too many.
//
// Shape     texts of tokens, so that a map of 50,000 pages stays small: `verdicts` "i*30 z c*2", `kinds` "FSP_HDR
//           INDEX:151:0*29", `lsns` one token a cell. docs/report.md has the letters.
// Units     cells. MaxCells: of one file, so that all files of a run share 400,000 of them; 256 are left to each.
#pragma once

#include <cstddef>

#include "exporters/report_members.h"
#include "salvage/findings.h"

namespace innosalvage {

std::size_t MaxCells(std::size_t files);
Json PageMapMembers(const Inventory& inventory, std::size_t max_cells);

}  // namespace innosalvage
