// Fuzz target: redo log files (parser/redo_log.h). A log ends behind its checkpoint, or nobody knows where.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "parser/redo_log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto file = innosalvage::MemorySource({bytes.begin(), bytes.end()});
  if (const auto header = innosalvage::ReadRedoHeader(*file)) {
    [[maybe_unused]] const auto end = innosalvage::FindRedoEnd(*file, *header);
  }
  return 0;
}
