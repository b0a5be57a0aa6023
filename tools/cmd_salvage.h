// innosalvage salvage PATH... -o OUT: the main job. Schema, rows, reports.
#pragma once

#include <ostream>

#include "tools/exit_code.h"
#include "tools/salvage_job.h"

namespace innosalvage {

void AddSalvage(CLI::App& app, SalvageCommand& command);
ExitCode RunSalvage(const SalvageCommand& command, std::ostream& out, std::ostream& err);

}  // namespace innosalvage
