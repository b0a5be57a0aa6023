#include "salvage/canonical_row.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace innosalvage {

void CanonicalRow::Resize(std::size_t columns) {
  kinds_.resize(columns);
  values_.resize(columns);
}

void CanonicalRow::Set(std::size_t at, const Column& column, const SqlLiteral& value, const DumpSession& session) {
  kinds_[at] = MakeCanonical(column, value, session, values_[at]);
}

bool CanonicalRow::told() const { return std::ranges::find(kinds_, Canonical::kNotTold) == kinds_.end(); }

std::string CanonicalRow::Hash() const {
  std::string text;
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    fmt::format_to(std::back_inserter(text), "{}{}:", static_cast<int>(kinds_[i]), values_[i].size());
    text += values_[i];
  }
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());  // NOLINT: OpenSSL's type
  return {digest.begin(), digest.begin() + 16};
}

// One letter a column: l lost, n NULL, v a value, ? not told; and its size and bytes.
std::string CanonicalRow::Serialized(const std::vector<bool>& lost) const {
  std::string text;
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    if (lost[i]) {
      text += "l0:";
      continue;
    }
    constexpr std::string_view kLetters = "nv?";
    text += fmt::format("{}{}:", kLetters[static_cast<std::size_t>(kinds_[i])], values_[i].size());
    text += values_[i];
  }
  return text;
}

bool CanonicalRow::Matches(std::string_view serialized) const {
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    const char letter = serialized.front();
    const std::size_t colon = serialized.find(':');
    const std::size_t size = std::stoull(std::string(serialized.substr(1, colon - 1)));
    const std::string_view value = serialized.substr(colon + 1, size);
    serialized.remove_prefix(colon + 1 + size);
    if (letter == 'l') continue;
    if (letter == 'n' && kinds_[i] == Canonical::kNull) continue;
    if (letter != 'v' || kinds_[i] != Canonical::kValue || value != values_[i]) return false;
  }
  return true;
}

}  // namespace innosalvage
