#include "parser/bytes.h"

#include <algorithm>

namespace innosalvage {

bool AllZero(Bytes bytes) {
  // Comparing the buffer with itself shifted by one lets memcmp do the work at memory speed.
  if (bytes.empty()) return true;
  if (bytes.front() != std::byte{0}) return false;
  return std::memcmp(bytes.data(), bytes.subspan(1).data(), bytes.size() - 1) == 0;
}

}  // namespace innosalvage
