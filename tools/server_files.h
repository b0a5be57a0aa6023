// Server files: the redo logs, undo logs and dictionaries around a run's tablespaces, as one state of the server.
#pragma once

#include "salvage/server_state.h"
#include "tools/common_options.h"
#include "tools/survey.h"

namespace innosalvage {

ServerState ReadServerState(const CommonOptions& options, const Survey& survey);

}  // namespace innosalvage
