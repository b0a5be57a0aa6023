// Text cost: how many bits it takes to write down a text, as people and programs write them (value_cost.h).
//
// Method    each character costs by what kind it is and follows (after a lower-case letter stands another one, or a
//           space; a text begins with no space), by how frequent it is among its kind, and less where it goes on with
//           what was repeated before. The shares are rounded ones of names, addresses, prose and identifiers.
// Units     bits.
// Fails     never; what is no text costs more than bytes do.
#pragma once

#include "parser/bytes.h"

namespace innosalvage {

// Of the characters from `from` on, those before being known.
double TextBits(Bytes text, std::size_t from = 0);

}  // namespace innosalvage
