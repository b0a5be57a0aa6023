// The Unicode encodings as columns hold them: utf8mb3, utf8mb4, ucs2, utf16, utf16le, utf32.
//
// Purpose   strict decoding: no overlong forms, no surrogates, nothing above U+10FFFF, no incomplete last character.
// Shape     Append…: as AppendUtf8 in parser/charset.h. WellFormed…: as IsWellFormed.
// Units     bytes; ucs2, utf16 and utf32 are big-endian without a byte order mark.
// Fails     Append… returns false and leaves the string as it was.
// Source    strings/ctype-utf8.cc and ctype-ucs2.cc (MySQL). MariaDB takes surrogates in utf8mb3, utf8mb4 and utf32
//           as characters, MySQL does not: here they are never well-formed. In ucs2 they are well-formed to both,
//           yet convert to nothing.
#pragma once

#include <cstddef>
#include <string>

#include "parser/bytes.h"
#include "parser/charset_tables.h"

namespace innosalvage {

// How many bytes at the start of `text` are ASCII.
std::size_t AsciiPrefix(Bytes text);

// `encoding` is one of kUtf8mb3 to kUtf32.
bool AppendUnicode(CharsetEncoding encoding, Bytes text, std::string& out);
bool IsWellFormedUnicode(CharsetEncoding encoding, Bytes text);

}  // namespace innosalvage
