// What all mutators share: noise, numbers below a limit, and the way back into libFuzzer's buffer.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

// libFuzzer's own, and the replay's: changes bytes at random. Returns the new size, `max_size` at most.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace innosalvage {

// (std::uniform_int_distribution differs between libraries; modulo does not.)
inline std::size_t Below(std::mt19937& random, std::size_t limit) {
  return limit < 2 ? 0 : static_cast<std::size_t>(random()) % limit;
}

// One time of sixteen all is left to the general mutator, so that nothing is out of its reach.
inline bool LeaveToNoise(unsigned seed) { return seed % 16 == 0; }

// Returns the size, `max_size` at most.
inline std::size_t PutBack(const std::vector<std::uint8_t>& input, std::uint8_t* data, std::size_t max_size) {
  const std::size_t size = std::min(input.size(), max_size);
  std::copy_n(input.begin(), size, data);
  return size;
}

}  // namespace innosalvage
