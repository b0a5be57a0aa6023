// Missing tables as text: those that have no file, for a terminal of 80 columns.
#pragma once

#include <string>
#include <vector>

#include "salvage/findings.h"

namespace innosalvage {

// A table a line with what knows it, "shop.orders      NO FILE"; the first 40. Empty: none is missing.
std::string MissingTablesText(const std::vector<MissingTable>& missing);

}  // namespace innosalvage
