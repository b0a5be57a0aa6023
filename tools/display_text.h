// Text from files in messages: names may hold control characters and escape sequences, which must not reach a terminal.
#pragma once

#include <string>
#include <string_view>

#include "exporters/terminal_text.h"

namespace innosalvage {

// As reports show it.
inline std::string Printable(std::string_view text) { return TerminalText(text); }

}  // namespace innosalvage
