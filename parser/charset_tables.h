// Names, ids and widths of all character sets and collations, as the servers list them.
//
// Purpose   the data behind parser/charset.h; nothing else includes it.
// Shape     Charsets() and CharsetCodecs() go side by side, in the order of the names; Collations() go by id. Of an id
//           or default that MySQL and MariaDB use differently, MySQL's is here.
// Source    information_schema.character_sets, collations and collation_character_set_applicability;
//           written by tests/servers/charset_tables.sh.
#pragma once

#include <cstdint>
#include <span>

#include "parser/charset.h"

namespace innosalvage {

enum class CharsetEncoding : std::uint8_t {
  kBinary,
  kSingleByte,
  kMultiByte,
  kUtf8mb3,
  kUtf8mb4,
  kUcs2,
  kUtf16,
  kUtf16le,
  kUtf32,
};

struct CharsetCodec {
  CharsetEncoding encoding = CharsetEncoding::kBinary;
  std::uint8_t map = 0;  // kSingleByte: index in SingleByteMaps(); kMultiByte: a MultiByteCharset
};

std::span<const Charset> Charsets();
std::span<const CharsetCodec> CharsetCodecs();
std::span<const Collation> Collations();

}  // namespace innosalvage
