// Fuzz target: redo log files (parser/redo_log.h). A log ends behind its checkpoint, or nobody knows where.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "parser/checksum.h"
#include "parser/redo_log.h"
#include "tests/fuzz/field_mutator.h"

namespace {

// The CRC-32C of the first `size` bytes from `at` on stands behind them.
void Seal(std::vector<std::uint8_t>& file, std::size_t at, std::size_t size) {
  if (at + size + 4 > file.size()) return;
  const std::uint32_t sum = innosalvage::Crc32c(std::as_bytes(std::span(file).subspan(at, size)));
  for (std::size_t i = 0; i < 4; ++i) file[at + size + i] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
}

}  // namespace

// Blocks of 512 bytes, and the checkpoints of the format of mini transactions, are summed up again.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  using namespace innosalvage;
  if (size == 0 || LeaveToNoise(seed)) return LLVMFuzzerMutate(data, size, max_size);
  std::mt19937 random(seed);
  std::vector<std::uint8_t> file(data, data + size);
  ChangeFields(file, ByteOrder::kBig, random);
  if (Below(random, 2) == 0) file.resize(size);  // what stands behind the change keeps its place
  const bool mini_transactions = file.size() > 3 && file[0] == 'P' && file[1] == 'h';
  constexpr std::size_t kBlock = 512;
  const std::size_t blocks = mini_transactions ? 1 : file.size() / kBlock;
  for (std::size_t block = 0; block < blocks; ++block) Seal(file, block * kBlock, kBlock - 4);
  if (mini_transactions) {
    for (const std::size_t checkpoint : {std::size_t{4096}, std::size_t{8192}}) Seal(file, checkpoint, 60);
  }
  return PutBack(file, data, max_size);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto file = innosalvage::MemorySource({bytes.begin(), bytes.end()});
  if (const auto header = innosalvage::ReadRedoHeader(*file)) {
    [[maybe_unused]] const auto end = innosalvage::FindRedoEnd(*file, *header);
  }
  return 0;
}
