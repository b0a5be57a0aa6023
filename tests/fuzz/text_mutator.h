// Text mutator: changes text as one who knows that it is made of words, numbers, quoted strings and signs.
//
// Shape     one to four changes: a token is repeated, taken away, put elsewhere, or becomes another of the text, one of
//           the words that the target gives, or a number that hurts; brackets are nested; a quote, an escape or a byte that
//           is no text comes in between; noise by libFuzzer.
// Use       TEXT_MUTATOR(words…) in the target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "tests/fuzz/mutator_noise.h"

namespace innosalvage {

// Returns the new size, `max_size` at most.
std::size_t MutateText(std::uint8_t* data, std::size_t size, std::size_t max_size,
                       std::span<const std::string_view> words, unsigned seed);

}  // namespace innosalvage

#define TEXT_MUTATOR(...)                                                                                    \
  extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, \
                                                 unsigned seed) {                                            \
    static constexpr std::string_view kWords[] = {__VA_ARGS__};                                              \
    return innosalvage::MutateText(data, size, max_size, kWords, seed);                                      \
  }
