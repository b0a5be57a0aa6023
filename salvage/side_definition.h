// Side definition: what a schema has besides tables. Views, triggers, routines and events hold no rows; they are kept
// for the user, who loads them behind the tables.
//
// Lifetime  owns its text.
#pragma once

#include <cstdint>
#include <string>

namespace innosalvage {

enum class SideDefinitionKind : std::uint8_t { kView, kTrigger, kRoutine, kEvent };

struct SideDefinition {
  SideDefinitionKind kind = SideDefinitionKind::kView;
  std::string db;
  std::string name;            // the view's, routine's, event's; of a trigger the table's it is on
  std::string sql;             // one CREATE statement, UTF-8, without its delimiter
  std::string sql_mode;        // the modes that decide how it is read ("ANSI_QUOTES"), or empty
  std::string source;          // "orders.TRG"
  std::string time_zone = {};  // of an event, as MySQL stored it ("SYSTEM"): its statement is for a session in UTC
};

}  // namespace innosalvage
