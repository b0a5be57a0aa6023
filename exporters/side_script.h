// Side scripts: views, triggers, routines and events as SQL files for the user.
//
// Shape     schema/DB.views.sql, DB.triggers.sql, DB.routines.sql, DB.events.sql, each with DELIMITER lines as dumps
//           have them. No database is named: mysql DB < schema/DB.views.sql. No load script runs them: their text is
//           what a file said, and nothing checks what it does. Each reaches the server as one piece (client_text.h);
//           one that might give the client commands is written as comment lines, under a line that says why.
// Fails     never.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "salvage/side_definition.h"

namespace innosalvage {

struct SideScript {
  std::string name;  // "schema/shop.views.sql"
  std::string text;
};

// `tool`: for the first line. Definitions that stand twice are written once.
std::vector<SideScript> SideScripts(std::span<const SideDefinition> definitions, std::string_view tool);

}  // namespace innosalvage
