// report.html: the damage report for people, in one file that opens from disk.
//
// Purpose   the page reads report.json's own document, which stands in it as data, and draws it: verdict, tables, page
//           maps, lost keys and dates. No network, no font, no image from elsewhere.
// Safety    names and values come out of damaged files. The data is JSON with every < > & escaped, the script makes
//           text nodes of it only, and a content security policy lets no script run but the page's own (by its hash).
// Contract  deterministic: same findings and context, same bytes. Always valid UTF-8.
#pragma once

#include <string>

#include "exporters/report_context.h"
#include "salvage/findings.h"

namespace innosalvage {

std::string ReportHtml(const RunFindings& run, const ReportContext& context);

}  // namespace innosalvage
