// Carve order: carved tablespaces, the newest first, be they named by their space id or by the SDI inside of them.
//
// Purpose   a table that was rebuilt left its old tablespaces on the drive: several explain one definition, and the SDI
//           of each names the table. The first one read is the table, so the newest must come first.
// Source    newest_lsn of each, in the carve.json beside them. Without it the order stays.
#pragma once

#include <string>
#include <vector>

namespace innosalvage {

void OrderCarved(std::vector<std::string>& paths);

}  // namespace innosalvage
