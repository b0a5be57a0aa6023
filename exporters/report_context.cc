#include "exporters/report_context.h"

#include <array>

namespace innosalvage {

std::string_view Name(OutputClass output_class) {
  constexpr std::array<std::string_view, kOutputClasses> kNames = {"table",          "suspect", "deleted",
                                                                   "lost_and_found", "script",  "report"};
  return kNames[static_cast<std::size_t>(output_class)];
}

std::string_view Name(ReportScope scope) { return scope == ReportScope::kSalvage ? "salvage" : "triage"; }

}  // namespace innosalvage
