// Server members: what the files say of their server, as the member "server" of a report.
//
// Shape     described in docs/report.md. Not included by other public headers: users of the library see no JSON type.
#pragma once

#include <vector>

#include "exporters/report_members.h"
#include "salvage/server_state.h"

namespace innosalvage {

Json ServerObject(const ServerState& state, const std::vector<MissingTable>& missing);

}  // namespace innosalvage
