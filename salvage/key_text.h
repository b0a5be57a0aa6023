// Key text: the key part of a record as people read it, for lost ranges.
#pragma once

#include <string>

#include "parser/value.h"
#include "salvage/live_tree.h"
#include "salvage/table_plan.h"

namespace innosalvage {

// Columns joined by ", "; text in quotes, binary as 0x…, prefixes with … behind. Never longer than some 200 bytes.
std::string KeyText(const TablePlan& plan, const RawKey& key);

// One value as people read it (UTF-8, control characters replaced).
std::string DisplayText(const Value& value);

}  // namespace innosalvage
