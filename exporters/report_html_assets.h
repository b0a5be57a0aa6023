// The parts of report.html that are the same for every run, from exporters/report_html/: built into the program by
// cmake/embed_text.cmake, since a report must not need a file of the installation.
#pragma once

#include <string_view>

namespace innosalvage {

extern const std::string_view kReportHtml;    // the page, with @NAME@ where ReportHtml puts something in
extern const std::string_view kReportStyle;   // CSS
extern const std::string_view kReportScript;  // JavaScript

}  // namespace innosalvage
