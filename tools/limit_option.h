// --limit NAME=VALUE: the bounds that a user may move (parser/limits.h).
//
// Shape     repeatable; a VALUE is a number, of bytes with K, M, G or T behind it (1024). The names, what they bound
//           and their values stand at the end of each command's --help.
// Fails     on a name that is none, and a value that is none or too high: wrong usage, with what is right.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "parser/error.h"
#include "parser/limits.h"

// CLI11 is large: only what adds options reads its header.
namespace CLI {
class App;
}

namespace innosalvage {

// Sets one limit by "NAME=VALUE".
Result<void> SetLimit(const std::string& text, Limits& limits);

// The option; `given` gets what was given. Fixes the limits as soon as this option was read, before the files that
// others name are.
void AddLimitOption(CLI::App& app, std::vector<std::string>& given);

// Names on `err` each limit that the run came to, and how to raise it.
void TellReachedLimits(std::ostream& err);

}  // namespace innosalvage
