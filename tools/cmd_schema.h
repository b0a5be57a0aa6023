// innosalvage schema PATH...: CREATE TABLE statements, and where each came from.
#pragma once

#include <ostream>

#include "tools/common_options.h"
#include "tools/exit_code.h"

namespace innosalvage {

struct SchemaCommand {
  CommonOptions common;
};

void AddSchema(CLI::App& app, SchemaCommand& command);
ExitCode RunSchema(const SchemaCommand& command, std::ostream& out, std::ostream& err);

}  // namespace innosalvage
