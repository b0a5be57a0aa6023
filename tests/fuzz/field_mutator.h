// Field mutator: changes binary input as one who knows that it is made of integers that count, measure and point, and of
// pieces that follow each other.
//
// Shape     one to four changes: an integer of 1, 2, 4 or 8 bytes gets a value that hurts there, or another place of the
//           input; a piece is repeated, taken away, put elsewhere; noise by libFuzzer. Most stand near the beginning, where
//           headers are.
// Use       FIELD_MUTATOR(order) in a target whose input nothing seals. One whose input is compressed or summed up opens
//           it, has it changed by ChangeFields, and seals it again (zip_fuzz.cc, redo_fuzz.cc).
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "tests/fuzz/mutator_noise.h"

namespace innosalvage {

enum class ByteOrder : std::uint8_t { kBig, kLittle };

// From `begin` on; what stands before stays. The size may change.
void ChangeFields(std::vector<std::uint8_t>& input, ByteOrder order, std::mt19937& random, std::size_t begin = 0);

// Returns the new size, `max_size` at most.
std::size_t MutateFields(std::uint8_t* data, std::size_t size, std::size_t max_size, ByteOrder order, unsigned seed);

}  // namespace innosalvage

#define FIELD_MUTATOR(order)                                                                                 \
  extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, \
                                                 unsigned seed) {                                            \
    return innosalvage::MutateFields(data, size, max_size, order, seed);                                     \
  }
