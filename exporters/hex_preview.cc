#include "exporters/hex_preview.h"

#include <fmt/format.h>

#include <algorithm>

namespace innosalvage {

std::string HexPreview(Bytes bytes, std::size_t max_bytes) {
  const Bytes shown = bytes.first(std::min(bytes.size(), max_bytes));
  std::string hex = "0x";
  std::string letters;
  bool any_letter = false;
  for (const std::byte b : shown) {
    const auto byte = std::to_integer<unsigned>(b);
    hex += fmt::format("{:02x}", byte);
    // A backslash would be doubled on a terminal, and so look like two bytes.
    const bool letter = byte >= 0x20 && byte < 0x7f && byte != '\\';
    any_letter = any_letter || (letter && byte != 0x20);
    letters += letter ? static_cast<char>(byte) : '.';
  }
  if (shown.size() < bytes.size()) hex += "…";
  if (any_letter) hex += fmt::format(" \"{}\"", letters);
  if (shown.size() < bytes.size()) hex += fmt::format(" ({} bytes)", bytes.size());
  return hex;
}

}  // namespace innosalvage
