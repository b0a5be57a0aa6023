// Typed guesses: what some bytes would be, if they were a value of this or that type. For people who look at records
// without a schema.
//
// Shape     the types that bytes of this length can have and under which they are an ordinary value, likeliest first:
//           `80 00 00 05` gives INT 5 and INT UNSIGNED 2147483653; `99 b2 42 80 00` gives DATETIME 2024-01-01 08:00:00.
// Fails     never; an empty list where nothing but bytes can be said.
#pragma once

#include <string>
#include <vector>

#include "parser/bytes.h"

namespace innosalvage {

struct TypedGuess {
  std::string type;   // "INT", "DATETIME(3)", "text"
  std::string value;  // UTF-8
};

std::vector<TypedGuess> GuessTypes(Bytes stored, std::size_t max_guesses = 3);

// "99 b2 42 80 00", at most `most` bytes of it.
std::string SpacedHex(Bytes bytes, std::size_t most);

}  // namespace innosalvage
