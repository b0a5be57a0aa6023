// Carve order: carved tablespaces that are named by their space id, the newest first.
//
// Purpose   a table that was rebuilt left its old tablespaces on the drive; where their pages don't name them, several
//           explain one definition. The first one read is the table: so the newest must come first.
// Source    newest_lsn of each, in the carve.json beside them. Without it the order stays.
#pragma once

#include <string>
#include <vector>

namespace innosalvage {

void OrderCarved(std::vector<std::string>& paths);

}  // namespace innosalvage
