// Character sets and collations of MySQL 5.0 to 9 and MariaDB 10 to 11, and their text as UTF-8.
//
// Purpose   names, ids and widths decide how CHAR columns are stored; decoding makes text readable. A conversion is
//           used only where it goes there and back exactly; callers fall back to `_charset 0x…`.
// Units     mbminlen and mbmaxlen in bytes a character.
// Lifetime  all returned pointers are to static tables; they never end.
// Source    the servers' own information_schema.collations and their CONVERT() results, see
//           tests/servers/charset_tables.sh.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parser/bytes.h"

namespace innosalvage {

struct Charset {
  std::string_view name;               // "latin1", "utf8mb3", "utf8mb4", "binary", ...
  std::string_view default_collation;  // "latin1_swedish_ci"
  std::uint8_t mbminlen = 1;
  std::uint8_t mbmaxlen = 1;
};

struct Collation {
  std::uint16_t id = 0;
  std::string_view name;
  const Charset* charset = nullptr;
};

// By name, ignoring case. "utf8" is utf8mb3 (as in every server so far). nullptr: unknown.
const Charset* FindCharset(std::string_view name);
// By name, ignoring case ("utf8_general_ci" is utf8mb3_general_ci). nullptr: unknown.
const Collation* FindCollation(std::string_view name);
// By MySQL's number, as SDI stores it; MariaDB's numbers (.frm) differ above 255 and are known as well. nullptr:
// unknown.
const Collation* FindCollation(std::uint32_t id);

// Appends `text` (in `charset`) as UTF-8. False where a byte sequence is not well-formed or has no exact way there and
// back under the servers' own mapping; `out` is then as it was. The binary charset is never text: false.
bool AppendUtf8(const Charset& charset, Bytes text, std::string& out);

// True where the bytes are well-formed in the charset (every byte sequence of single-byte charsets is).
bool IsWellFormed(const Charset& charset, Bytes text);

// The charset's space: what CHAR is padded with ("\x20", "\x00\x20" for ucs2/utf16, ...).
std::string_view PadSpace(const Charset& charset);

}  // namespace innosalvage
