// Backslash escapes by table: the inner loop of the SQL, TSV and JSON string writers.
//
// Shape     an EscapeTable gives for each byte the letter that stands behind the backslash, or 0: the byte is plain.
//           Runs of plain bytes are appended at once.
// Units     bytes. UTF-8 continuation bytes are plain in every table, so text passes through whole.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace innosalvage {

using EscapeTable = std::array<char, 256>;

// For literals of SQL under a sql_mode without NO_BACKSLASH_ESCAPES.
inline constexpr EscapeTable kSqlEscapes = [] {
  EscapeTable table{};
  table[0] = '0';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table[0x1A] = 'Z';  // ends a text file on Windows, where clients read SQL in text mode
  table['\''] = '\'';
  table['\\'] = '\\';
  return table;
}();

constexpr char EscapeOf(const EscapeTable& table, char c) { return table[static_cast<unsigned char>(c)]; }

constexpr std::size_t PlainPrefix(const EscapeTable& table, std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && EscapeOf(table, text[i]) == 0) ++i;
  return i;
}

inline void AppendEscaped(const EscapeTable& table, std::string_view text, std::string& out) {
  for (;;) {
    const std::size_t plain = PlainPrefix(table, text);
    out.append(text.substr(0, plain));
    if (plain == text.size()) return;
    out += '\\';
    out += EscapeOf(table, text[plain]);
    text.remove_prefix(plain + 1);
  }
}

// Escapes what was appended to `out` from `start` on; nothing moves where nothing needs it, which is nearly always.
inline void EscapeTail(const EscapeTable& table, std::size_t start, std::string& out) {
  const std::size_t plain = PlainPrefix(table, std::string_view(out).substr(start));
  if (start + plain == out.size()) return;
  const std::string tail = out.substr(start + plain);
  out.resize(start + plain);
  AppendEscaped(table, tail, out);
}

}  // namespace innosalvage
