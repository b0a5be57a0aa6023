// innosalvage inspect FILE [--page N]: one page explained, byte range by byte range; without --page, the whole file in
// short.
#pragma once

#include <optional>
#include <ostream>

#include "tools/common_options.h"
#include "tools/exit_code.h"

namespace innosalvage {

struct InspectOptions {
  CommonOptions common;               // one path
  std::optional<std::uint32_t> page;  // nullopt: overview
};

void AddInspect(CLI::App& app, InspectOptions& options);

// kClean, or kSalvaged where what was shown is hurt; kNothingUsable where the file or the page cannot be had.
ExitCode RunInspect(const InspectOptions& options, std::ostream& out, std::ostream& err);

}  // namespace innosalvage
