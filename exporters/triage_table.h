// Triage table: the lines of `innosalvage triage`, one a tablespace, the worst first.
//
// Shape     state, file, pages hurt by verdict of all pages, rows at risk, schema, key (where a file is encrypted),
//           newest LSN, server. Folder and server that all files have in common stand above the table. At most 80
//           columns: of a name that is longer than what the others leave, folders are left out; where that is not
//           enough, or would make two names alike, it has a line of its own before its cells, and is cut only at 80.
// Fails     never.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "exporters/triage_text.h"
#include "salvage/findings.h"

namespace innosalvage {

// Of `files` in any order, `at_risk` as they are: RowsAtRisk of each, nullopt where nothing is known. With the legend of
// the letters and keys that it uses.
std::string TriageTable(const std::vector<TablespaceFindings>& files,
                        std::span<const std::optional<std::uint64_t>> at_risk, Colour colour);

}  // namespace innosalvage
