// What --version prints: the program's version and the libraries it is linked with.
#pragma once

#include <string>

namespace innosalvage {

std::string ToolVersion();  // "0.1.0"
std::string ToolName();     // "innosalvage 0.1.0"
std::string VersionText();

}  // namespace innosalvage
