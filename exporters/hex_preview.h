// Hex preview: bytes without a known meaning, for people.
#pragma once

#include <cstddef>
#include <string>

#include "parser/bytes.h"

namespace innosalvage {

// The first bytes in hex with the letters among them, and how many there are: `0x48656c6c6f00… "Hello." (300 bytes)`.
std::string HexPreview(Bytes bytes, std::size_t max_bytes = 12);

}  // namespace innosalvage
