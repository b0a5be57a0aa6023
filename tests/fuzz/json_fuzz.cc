// Fuzz target: MySQL's binary JSON (parser/json_binary.h).
#include <cstdint>
#include <memory_resource>
#include <span>

#include "parser/json_binary.h"
#include "tests/fuzz/field_mutator.h"

FIELD_MUTATOR(innosalvage::ByteOrder::kLittle)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::pmr::monotonic_buffer_resource arena;
  [[maybe_unused]] const auto document = innosalvage::DecodeJson(std::as_bytes(std::span(data, size)), arena);
  return 0;
}
