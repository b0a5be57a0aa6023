// manifest.json: what went into a run and what came out, with hashes: a chain of custody in one small file.
//
// Shape     docs/report.md, "manifest.json". Deterministic: same input and options, same bytes.
// Source    SHA-256 values are those of the inventory and of the files as written; nothing is read again here.
#pragma once

#include <string>

#include "exporters/report_context.h"
#include "salvage/findings.h"

namespace innosalvage {

std::string ManifestJson(const RunFindings& run, const ReportContext& context);

}  // namespace innosalvage
