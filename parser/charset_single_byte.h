// Unicode of the bytes of the single-byte character sets.
//
// Purpose   the data behind AppendUtf8 for these charsets.
// Shape     one map of 256 a charset; kUnmappedByte where a server's conversion does not come back to the byte.
// Source    the servers' CONVERT(), all code points there and back; written by tests/servers/charset_tables.sh.
#pragma once

#include <array>
#include <span>

namespace innosalvage {

inline constexpr char16_t kUnmappedByte = 0xffff;  // a noncharacter: no byte of any charset means it

using SingleByteMap = std::array<char16_t, 256>;

std::span<const SingleByteMap> SingleByteMaps();

}  // namespace innosalvage
