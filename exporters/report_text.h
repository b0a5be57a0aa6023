// report.txt: the damage report for people: a ticket, a mail, a terminal.
//
// Purpose   first the verdict in a sentence, then the tables, worst first, then files, outputs and how to load them.
// Shape     lines of at most 80 columns, each ended by a line feed. UTF-8. Names are escaped (terminal_text.h).
// Contract  deterministic: same findings and context, same bytes.
#pragma once

#include <string>

#include "exporters/report_context.h"
#include "salvage/findings.h"

namespace innosalvage {

inline constexpr std::size_t kReportColumns = 80;

std::string ReportText(const RunFindings& run, const ReportContext& context);

}  // namespace innosalvage
