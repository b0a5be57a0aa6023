#include "exporters/terminal_text.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "exporters/utf8.h"

namespace innosalvage {

namespace {

struct Character {
  std::optional<UChar32> code;  // none: the byte starts no well-formed character
  std::size_t size = 1;
};

Character FirstCharacter(std::string_view text) {
  const Utf8Char first = FirstUtf8Char(text);
  if (first.size == 0) return {};
  return {static_cast<UChar32>(first.code), first.size};
}

bool IsPrintable(UChar32 code) {
  switch (u_charType(code)) {
    case U_UNASSIGNED:
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_PRIVATE_USE_CHAR:
    case U_SURROGATE:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR: return false;
    case U_SPACE_SEPARATOR: return code == 0x20;
    // Hangul fillers and the like show nothing at all and are letters by their class.
    default: return u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) == 0;
  }
}

std::size_t ColumnsOf(UChar32 code) {
  const auto type = u_charType(code);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK) return 0;
  const auto width = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

// Bytes of the longest prefix that takes at most `columns`; at least one character if `columns` > 1.
std::size_t PrefixOf(std::string_view shown, std::size_t columns) {
  std::size_t bytes = 0;
  std::size_t used = 0;
  while (bytes < shown.size()) {
    const Character character = FirstCharacter(shown.substr(bytes));
    used += character.code ? ColumnsOf(*character.code) : 1;
    if (used > columns) break;
    bytes += character.size;
  }
  return bytes;
}

}  // namespace

std::string TerminalText(std::string_view text, Backslashes backslashes) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    if (!character.code) {
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    } else if (*character.code == '\\' && backslashes == Backslashes::kDoubled) {
      shown += "\\\\";
    } else if (IsPrintable(*character.code)) {
      shown += text.substr(0, character.size);
    } else if (*character.code < 0x100) {
      shown += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(*character.code));
    } else {
      shown += fmt::format("\\u{{{:04x}}}", static_cast<std::uint32_t>(*character.code));
    }
    text.remove_prefix(character.size);
  }
  return shown;
}

std::size_t Columns(std::string_view shown) {
  std::size_t columns = 0;
  while (!shown.empty()) {
    const Character character = FirstCharacter(shown);
    columns += character.code ? ColumnsOf(*character.code) : 1;
    shown.remove_prefix(character.size);
  }
  return columns;
}

std::string ShortenToColumns(std::string_view shown, std::size_t columns) {
  const std::size_t all = Columns(shown);
  if (all <= columns) return std::string(shown);
  if (columns <= 3) return std::string(std::min(columns, std::size_t{3}), '.');
  // The end of a path tells more than its start.
  const std::size_t head = (columns - 3) / 3;
  const std::size_t tail = columns - 3 - head;
  // A wide character across the cut costs one column of the tail.
  std::size_t start = PrefixOf(shown, all - tail);
  while (start < shown.size() && Columns(shown.substr(start)) > tail) start += FirstCharacter(shown.substr(start)).size;
  return fmt::format("{}...{}", shown.substr(0, PrefixOf(shown, head)), shown.substr(start));
}

void AppendWrapped(std::string_view head, std::string_view shown, std::size_t width, std::string& out) {
  const std::size_t indent = Columns(head);
  const std::size_t room = width > indent + 2 ? width - indent : 2;
  bool first = true;
  do {
    std::size_t size = PrefixOf(shown, room);
    if (size < shown.size()) {
      const std::size_t space = shown[size] == ' ' ? size : shown.substr(0, size).rfind(' ');
      if (space != std::string_view::npos && space > 0) size = space;
      if (size == 0) size = FirstCharacter(shown).size;
    }
    if (first) {
      out += head;
    } else {
      out.append(indent, ' ');
    }
    first = false;
    out += shown.substr(0, size);
    // A head that ends in spaces before an empty text must not leave them at the line's end.
    while (!out.empty() && out.back() == ' ') out.pop_back();
    out += '\n';
    shown.remove_prefix(size);
    while (!shown.empty() && shown.front() == ' ') shown.remove_prefix(1);
  } while (!shown.empty());
}

std::string PadRight(std::string_view shown, std::size_t columns) {
  const std::size_t used = Columns(shown);
  return std::string(shown) + std::string(columns > used ? columns - used : 0, ' ');
}

std::string PadLeft(std::string_view shown, std::size_t columns) {
  const std::size_t used = Columns(shown);
  return std::string(columns > used ? columns - used : 0, ' ') + std::string(shown);
}

}  // namespace innosalvage
