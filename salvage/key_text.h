// Key text: the key part of a record as people read it, for lost ranges.
#pragma once

#include <string>
#include <vector>

#include "parser/value.h"
#include "salvage/findings.h"
#include "salvage/live_tree.h"
#include "salvage/table_plan.h"

namespace innosalvage {

// Columns joined by ", "; text in quotes, binary as 0x…, prefixes with … behind. Never longer than some 200 bytes.
std::string KeyText(const TablePlan& plan, const RawKey& key);

// The key's values exactly, one a column; empty where that is not to be had: a part is a prefix, or DB_ROW_ID, or does
// not decode.
std::vector<KeyValue> ExactKey(const TablePlan& plan, const RawKey& key);

// One value as people read it (UTF-8, control characters replaced).
std::string DisplayText(const Value& value);

}  // namespace innosalvage
