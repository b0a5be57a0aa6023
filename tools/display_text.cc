#include "tools/display_text.h"

#include <fmt/format.h>

namespace innosalvage {

namespace {
bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }
}  // namespace

std::string Printable(std::string_view text) {
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // C1 controls as UTF-8 (0xc2 0x80 to 0xc2 0x9f) start escape sequences on some terminals.
    const bool c1 = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (byte < 0x20 || byte == 0x7f || c1) {
      shown += fmt::format("\\x{:02x}", byte);
    } else {
      shown += text[i];
    }
  }
  return shown;
}

std::string ShortenMiddle(std::string_view text, std::size_t width) {
  if (text.size() <= width) return std::string(text);
  std::size_t head = width / 2;
  std::size_t tail = text.size() - (width - head - 3);
  while (head > 0 && IsContinuation(text[head])) --head;
  while (tail < text.size() && IsContinuation(text[tail])) ++tail;
  return fmt::format("{}…{}", text.substr(0, head), text.substr(tail));
}

}  // namespace innosalvage
