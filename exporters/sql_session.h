// The session settings that our SQL files are loaded under, set at their head and restored at their end as mysqldump
// does, so that a file can be sourced into any session.
//
// Shape     /*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='…' */; and so on, one a line.
// Source    client/mysqldump.cc write_header, write_footer (MySQL 8.0), for which settings a dump depends on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace innosalvage {

enum class UniqueChecks : std::uint8_t { kOff, kOn };

// Behind rows that were loaded without the checks of unique keys.
inline constexpr std::string_view kCheckUniqueKeys = "/*!40014 SET UNIQUE_CHECKS=1 */";

// The mode alone, for what a script has between the files: it is in force before any text of ours is read.
void AppendScriptMode(std::string& out);
void AppendScriptModeRestore(std::string& out);

void AppendSessionSettings(UniqueChecks unique_checks, std::string& out);
void AppendSessionRestore(std::string& out);

}  // namespace innosalvage
