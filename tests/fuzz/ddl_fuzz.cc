// Fuzz target: SQL text with table definitions (parser/ddl_parser.h). Any text ends in a DdlScript.
#include <cstdint>
#include <string>

#include "parser/ddl_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  innosalvage::ParseDdl(std::string_view(std::string(data, data + size)), innosalvage::DdlOptions{});
  return 0;
}
