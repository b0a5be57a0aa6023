// Triage text: what is hurt, one line a tablespace, worst first; then totals; then what to do next.
//
// Shape     lines of at most 80 columns (colours not counted), each ended by a line feed. UTF-8, names escaped.
//           "rows at risk" is RowsAtRisk of report_verdict.h, "-" where nothing is known.
// Contract  deterministic: same findings, same bytes.
#pragma once

#include <cstdint>
#include <string>

#include "salvage/findings.h"

namespace innosalvage {

enum class Colour : std::uint8_t { kNo, kYes };  // kYes: ECMA-48 sequences around the verdict

std::string TriageText(const RunFindings& run, Colour colour = Colour::kNo);

}  // namespace innosalvage
