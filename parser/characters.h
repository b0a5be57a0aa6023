// Characters of stored text: how many there are, and where the padding of CHAR begins.
//
// Purpose   CHAR(n) and VARCHAR(n) count characters, records count bytes.
// Fails     nothing; the text is expected to be well-formed (IsWellFormed). Else the count is some number up to its
//           bytes.
// Source    strings/ctype-*.cc, the lead bytes of each multi-byte character set (MySQL 8.0).
#pragma once

#include <cstddef>

#include "parser/bytes.h"
#include "parser/charset.h"

namespace innosalvage {

// True where `text` has at most `count` characters. Costs nothing where it has no more bytes than that.
bool HasAtMostCharacters(const Charset& charset, Bytes text, std::size_t count);

// `text` without the charset's spaces at its end: CHAR as the server reads it, whatever its collation's PAD attribute.
Bytes WithoutPadSpaces(const Charset& charset, Bytes text);

}  // namespace innosalvage
