// Eight bytes of a page in one load: for the inner loops, where a loop over bytes (ReadBig, LoadLittle) is what takes
// the time.
//
// Fails     the caller knows that eight bytes are there; that is asserted.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "parser/bytes.h"

namespace innosalvage {

// The first byte is the lowest one.
inline std::uint64_t LittleEight(Bytes bytes, std::size_t offset) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t eight = 0;
  static_cast<void>(bytes[offset + sizeof(eight) - 1]);
  std::memcpy(&eight, &bytes[offset], sizeof(eight));
  return eight;
}

// The first byte is the highest one.
inline std::uint64_t BigEight(Bytes bytes, std::size_t offset) { return __builtin_bswap64(LittleEight(bytes, offset)); }

}  // namespace innosalvage
