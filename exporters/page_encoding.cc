#include "exporters/page_encoding.h"

#include <fmt/format.h>

#include <algorithm>

#include "exporters/report_verdict.h"

namespace innosalvage {

bool EncodingCounts::any() const {
  return encrypted > 0 || std::ranges::any_of(compressed, [](std::uint64_t count) { return count > 0; });
}

EncodingCounts CountEncodings(const Inventory& inventory) {
  EncodingCounts counts;
  const TablespaceEncryption* const encryption = inventory.detected.codec.encryption();
  for (const PageEntry& entry : inventory.entries) {
    if (entry.coding.compression != BlockCompression::kNone) {
      ++counts.compressed[static_cast<std::size_t>(entry.coding.compression)];
    }
    if (!entry.coding.encrypted) continue;
    ++counts.encrypted;
    if (entry.verdict != PageVerdict::kNotRead) continue;
    ++counts.closed;
    if (entry.algorithm != ChecksumAlgorithm::kUnverified) ++counts.closed_verified;
    if (encryption != nullptr && encryption->LacksVersion(entry.coding.key_version)) {
      ++counts.of_missing_version[entry.coding.key_version];
    }
  }
  return counts;
}

std::string_view Name(EncryptionScheme scheme) {
  switch (scheme) {
    case EncryptionScheme::kNone: return "none";
    case EncryptionScheme::kMySql: return "mysql";
    case EncryptionScheme::kMariaDb: return "mariadb";
  }
  return "none";
}

std::string_view Name(KeyState state) {
  switch (state) {
    case KeyState::kNotNeeded: return "not_needed";
    case KeyState::kFound: return "found";
    case KeyState::kMissing: return "missing";
    case KeyState::kWrong: return "wrong";
    case KeyState::kInfoLost: return "info_lost";
  }
  return "not_needed";
}

std::string EncodingText(const Inventory& inventory) {
  const EncodingCounts counts = CountEncodings(inventory);
  std::string text;
  if (counts.encrypted > 0) {
    text = fmt::format("{} pages encrypted", Grouped(counts.encrypted));
    if (const TablespaceEncryption* encryption = inventory.detected.codec.encryption(); encryption != nullptr) {
      text += encryption->scheme == EncryptionScheme::kMySql ? " (MySQL" : " (MariaDB";
      if (!encryption->key_name.empty()) text += ", key " + encryption->key_name;
      if (!encryption->key_from.empty()) text += " from the " + encryption->key_from;
      text += ")";
    }
    if (counts.closed > 0) {
      text += fmt::format(", {} of them not opened: {} verify as they stand", Grouped(counts.closed),
                          Grouped(counts.closed_verified));
    }
    for (const auto& [version, pages] : counts.of_missing_version) {
      text += fmt::format("; {} need version {} of the key, which was not given", Grouped(pages), version);
    }
  }
  for (std::size_t i = 0; i < counts.compressed.size(); ++i) {
    if (counts.compressed[i] == 0) continue;
    text += fmt::format("{}{} {}compressed ({})", text.empty() ? "" : ", ", Grouped(counts.compressed[i]),
                        text.empty() ? "pages " : "", Name(static_cast<BlockCompression>(i)));
  }
  return text;
}

}  // namespace innosalvage
