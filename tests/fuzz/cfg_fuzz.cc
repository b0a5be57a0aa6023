// Fuzz target: .cfg files (parser/cfg_file.h). A file that claims to be complete has what its counts say.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "parser/cfg_file.h"
#include "tests/fuzz/field_mutator.h"

FIELD_MUTATOR(innosalvage::ByteOrder::kBig)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = innosalvage::ReadCfgFile(std::as_bytes(std::span(data, size)));
  if (file && file->complete && !file->columns_complete) std::abort();
  return 0;
}
