// Page mutator: changes a tablespace as a hostile hand would, and makes its checksums right again.
//
// Purpose   random bytes never get past a checksum, nor far into a record. This knows where headers, records, directory
//           slots and references to other pages stand, and what values hurt there.
// Shape     one to four changes: a field of a FIL, FSP, index or LOB header; a record's header or the lengths before
//           it; a slot of the page directory; a reference to another page; a page put in another's place; noise by
//           libFuzzer. Then, most times, the checksums of the pages that were touched, by the family that page 0
//           claims.
// Use       PAGE_MUTATOR() in a target whose input begins with pages: libFuzzer then calls it, and so does the replay.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/mutator_noise.h"

namespace innosalvage {

// Returns the new size, `max_size` at most.
std::size_t MutatePages(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed);

}  // namespace innosalvage

#define PAGE_MUTATOR()                                                                                       \
  extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, \
                                                 unsigned seed) {                                            \
    return innosalvage::MutatePages(data, size, max_size, seed);                                             \
  }
