// The report as a document: what report.json is the text of, and what report.html draws.
#pragma once

#include "exporters/report_context.h"
#include "exporters/report_members.h"
#include "salvage/findings.h"

namespace innosalvage {

Json ReportDocument(const RunFindings& run, const ReportContext& context);

// report.html of such a document, also of one that was read back from report.json.
std::string ReportHtmlOf(Json document);

}  // namespace innosalvage
