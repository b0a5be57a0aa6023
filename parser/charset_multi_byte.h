// The Chinese, Japanese and Korean multi-byte character sets.
//
// Purpose   which byte sequences are characters, and what Unicode they are.
// Shape     Append…: as AppendUtf8 in parser/charset.h. IsWellFormed…: as IsWellFormed.
// Fails     Append… returns false and leaves the string as it was. Sequences can be well-formed and mean nothing.
// Lifetime  thread-safe; the first use expands the maps to about 1.2 MB, which stay.
// Source    strings/ctype-{big5,gbk,gb2312,gb18030,cp932,sjis,ujis,eucjpms,euckr}.cc (MySQL), .c (MariaDB). Where the
//           two differ (MySQL ends an eucjpms text with any byte and begins katakana at 0x8ea0) the stricter counts.
#pragma once

#include <cstdint>
#include <string>

#include "parser/bytes.h"

namespace innosalvage {

// Numbered as CharsetCodec::map has it.
enum class MultiByteCharset : std::uint8_t { kBig5, kGbk, kGb2312, kGb18030, kCp932, kSjis, kUjis, kEucjpms, kEuckr };

bool AppendMultiByte(MultiByteCharset charset, Bytes text, std::string& out);
bool IsWellFormedMultiByte(MultiByteCharset charset, Bytes text);

}  // namespace innosalvage
