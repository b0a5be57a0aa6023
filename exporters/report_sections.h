// Report sections: what later commands (`merge`, `verify`) add to the report of a salvage.
//
// Purpose   report.json gets a member of the command's name; report.txt a section at its end, under a title of its own,
//           which takes the place of the one from an earlier run.
// Shape     the members are described in docs/merge.md and docs/report.md.
// Fails     never.
#pragma once

#include <string>
#include <string_view>

#include "exporters/report_members.h"

namespace innosalvage {

std::string MergeSectionText(const Json& merge);
std::string VerifySectionText(const Json& verify);

// `report`: the text of report.txt; `section` begins with its title.
std::string WithSection(std::string report, std::string_view section);

}  // namespace innosalvage
