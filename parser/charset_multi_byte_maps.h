// Unicode of the characters of the multi-byte character sets, in a compact form.
//
// Purpose   the data behind parser/charset_multi_byte.h. The servers carry maps of their own (strings/ctype-sjis.c,
//           ctype-gbk.c, ...), so they are taken from the servers and not from a library's idea of these charsets.
// Shape     a map says what differs from its base (no base: from ASCII). A code is the character's bytes as a
//           big-endian number; the three-byte ones of EUC (0x8f b c) are (b, c & 0x7f), which no two-byte one can be.
//           Characters without an exact way there and back are left out.
// Source    the servers' CONVERT(), all code points there and back; written by tests/servers/charset_tables.sh.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace innosalvage {

inline constexpr char16_t kUnmappedCode = 0xffff;  // a noncharacter: no code of these maps means it

// `count` consecutive codes: consecutive characters from `first`; or, where `first` is 0, the next ones of the map's
// text; or none, where it is kUnmappedCode.
struct CodeRun {
  std::uint16_t code = 0;
  std::uint16_t count = 0;
  char16_t first = 0;
};

struct MultiByteMap {
  std::span<const CodeRun> runs;
  std::u16string_view text;
  const MultiByteMap* base = nullptr;
};

// Four-byte characters of gb18030 by their number in code order, (((b1-0x81)*10 + b2-0x30)*126 + b3-0x81)*10 + b4-0x30.
struct FourByteRun {
  std::uint32_t number = 0;
  std::uint32_t count = 0;
  char32_t first = 0;
};

const MultiByteMap& Big5Map();
const MultiByteMap& GbkMap();
const MultiByteMap& Gb2312Map();
const MultiByteMap& Gb18030Map();
std::span<const FourByteRun> Gb18030FourByteRuns();  // by number

const MultiByteMap& Cp932Map();
const MultiByteMap& SjisMap();
const MultiByteMap& UjisMap();
const MultiByteMap& EucjpmsMap();

const MultiByteMap& EuckrMap();

}  // namespace innosalvage
