// Fuzz target: maps of GNU ddrescue (parser/ddrescue_map.h). What was read is written and read again as the same.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parser/ddrescue_map.h"
#include "tests/fuzz/text_mutator.h"

TEXT_MUTATOR("+", "-", "*", "/", "?", "F", "G", "0x", "0x0", "0x200", "0xffffffffffffffff", "0x8000000000000000", "\n",
             "#", " ")

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace innosalvage;
  const auto map = ParseRescueMap(std::string(data, data + size), "map");
  if (!map) return 0;
  std::uint64_t end = 0;
  for (const RescueBlock& block : map->blocks) {
    if (block.range.offset < end || block.range.end() < block.range.offset) std::abort();
    end = block.range.end();
  }
  const auto again = ParseRescueMap(RescueMapText(*map, {"a comment"}), "map");
  if (!again) std::abort();
  for (const RescueStatus status : {RescueStatus::kFinished, RescueStatus::kBadSector, RescueStatus::kNotTrimmed}) {
    if (again->SizeOf(status) != map->SizeOf(status)) std::abort();
  }
  const auto source = MappedSource(MemorySource(std::vector<std::byte>(4096)), *map);
  std::vector<std::byte> buffer(1000);
  [[maybe_unused]] const auto outcome = source->ReadAt(size % 4096, buffer);
  return 0;
}
