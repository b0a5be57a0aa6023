#include "exporters/utf8.h"

namespace innosalvage {

namespace {
constexpr std::string_view kHexDigits = "0123456789abcdef";

unsigned UnsignedAt(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }
}  // namespace

Utf8Char FirstUtf8Char(std::string_view text) {
  if (text.empty()) return {};
  const unsigned lead = UnsignedAt(text, 0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {};
  char32_t code = lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const unsigned next = UnsignedAt(text, i);
    if ((next & 0xC0U) != 0x80U) return {};
    code = (code << 6U) | (next & 0x3FU);
  }
  if ((size == 3 && code < 0x800) || (size == 4 && (code < 0x10000 || code > 0x10FFFF))) return {};
  if (code >= 0xD800 && code <= 0xDFFF) return {};
  return {code, size};
}

bool IsPrintableAbove7f(char32_t code) {
  if (code < 0xA1 || code == 0xAD) return false;       // C1 controls, no-break space, soft hyphen
  if (code >= 0x2000 && code <= 0x200F) return false;  // spaces, joiners, direction marks
  if (code >= 0x2028 && code <= 0x202F) return false;  // line ends, direction embedding
  if (code >= 0x205F && code <= 0x206F) return false;  // invisible operators, direction isolates
  if (code == 0x061C || code == 0x180E || code == 0x3000 || code == 0xFEFF) return false;
  if (code >= 0xE000 && code <= 0xF8FF) return false;    // private use
  if (code >= 0xFDD0 && code <= 0xFDEF) return false;    // noncharacters
  if (code >= 0xFFF0 && code <= 0xFFFF) return false;    // specials
  return code < 0xE0000 && (code & 0xFFFEU) != 0xFFFEU;  // tags, private planes, noncharacters
}

void AppendOneLine(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const Utf8Char first = FirstUtf8Char(text);
    const bool plain = first.code < 0x80 ? first.code >= 0x20 && first.code < 0x7F &&
                                               std::string_view("'\"`;\\").find(text.front()) == std::string_view::npos
                                         : IsPrintableAbove7f(first.code);
    if (first.size != 0 && plain) {
      out += text.substr(0, first.size);
      text.remove_prefix(first.size);
      continue;
    }
    const unsigned byte = static_cast<unsigned char>(text.front());
    out += "\\x";
    out += kHexDigits[byte >> 4U];
    out += kHexDigits[byte & 15U];
    text.remove_prefix(1);
  }
}

}  // namespace innosalvage
