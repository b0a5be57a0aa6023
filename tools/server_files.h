// Server files: the redo logs and undo logs around a run's tablespaces, as one state of the server.
//
// Shape     `paths`: as named on the command line; redo logs are looked for in folders among them, and beside the
//           system tablespaces of `run`, whose inventories must still be there.
#pragma once

#include <string>
#include <vector>

#include "parser/byte_source.h"
#include "salvage/server_state.h"
#include "salvage/tablespace_salvage.h"

namespace innosalvage {

ServerState ReadServerState(const std::vector<std::string>& paths, const RunFindings& run, const SourceOpener& opener);

}  // namespace innosalvage
