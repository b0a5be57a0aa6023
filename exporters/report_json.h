// report.json: the damage report for programs, and the data of the other faces.
//
// Purpose   everything a run concluded, complete but for lists that end after some thousand entries and say so.
// Shape     docs/report.md, and docs/report.schema.json for validators. "schema_version" counts up when a member
//           changes its meaning or goes; members are added without it.
// Units     bytes; pages by number. Integers are exact up to 2^64 - 1.
// Contract  deterministic: same findings and context, same bytes. Always valid UTF-8.
#pragma once

#include <string>

#include "exporters/report_context.h"
#include "salvage/findings.h"

namespace innosalvage {

inline constexpr int kReportSchemaVersion = 1;

std::string ReportJson(const RunFindings& run, const ReportContext& context);

}  // namespace innosalvage
