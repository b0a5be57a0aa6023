// Fuzz target: SDI documents (parser/sdi_schema.h). Any text ends in a table or in an SdiError.
#include <cstdint>
#include <string>

#include "parser/sdi_schema.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  [[maybe_unused]] const auto object = innosalvage::ParseSdi(text);
  [[maybe_unused]] const auto column = innosalvage::ParseInstantColumn(text);
  [[maybe_unused]] const auto count = innosalvage::ParseInstantColumnCount(text);
  return 0;
}
