// Bytes spelt as hexadecimal digits.
//
// Fails     nullopt for an odd number of digits, or what is no digit.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace innosalvage {

std::optional<std::vector<std::byte>> FromHex(std::string_view text);

}  // namespace innosalvage
