// Page encoding: how the pages of a tablespace stand on disk, counted and told: encrypted with which key, compressed by
// which algorithm. Keys themselves are never told.
#pragma once

#include <array>
#include <map>
#include <string>

#include "salvage/inventory.h"

namespace innosalvage {

struct EncodingCounts {
  std::uint64_t encrypted = 0;
  std::uint64_t closed = 0;           // of these: not opened, for want of the key
  std::uint64_t closed_verified = 0;  // ... and the checksum over the encrypted bytes holds
  // Of closed, by the version of the key that they need, where only others are there.
  std::map<std::uint32_t, std::uint64_t> of_missing_version;
  std::array<std::uint64_t, kBlockCompressions> compressed{};  // by BlockCompression

  bool any() const;
};

EncodingCounts CountEncodings(const Inventory& inventory);

std::string_view Name(EncryptionScheme scheme);  // "mysql", "mariadb"
std::string_view Name(KeyState state);           // "found", "missing", "wrong", "info_lost", "not_needed"

// "310 pages encrypted (MariaDB, key 2 from the keyring), 290 compressed (zlib)"; empty: plain pages.
std::string EncodingText(const Inventory& inventory);

}  // namespace innosalvage
