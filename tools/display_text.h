// Text from files on a terminal: names may hold control characters and escape sequences, which must not reach it.
#pragma once

#include <string>
#include <string_view>

namespace innosalvage {

// Control bytes become \xNN; everything else stays.
std::string Printable(std::string_view text);

// At most `width` bytes, cut in the middle at UTF-8 boundaries ("…" between).
std::string ShortenMiddle(std::string_view text, std::size_t width);

}  // namespace innosalvage
