// innosalvage triage PATH...: what is hurt, one line a tablespace, then totals. Reads only; writes nothing but reports.
#pragma once

#include <ostream>

#include "tools/common_options.h"
#include "tools/exit_code.h"

namespace innosalvage {

struct TriageCommand {
  CommonOptions common;
  std::string json;  // file for report.json's data; "-": standard output
  std::string html;  // file for the page that draws them
};

void AddTriage(CLI::App& app, TriageCommand& command);
ExitCode RunTriage(const TriageCommand& command, std::ostream& out, std::ostream& err);

}  // namespace innosalvage
