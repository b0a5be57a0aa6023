// MariaDB tablespace encryption: the crypt data on page 0, and the pages that a key of the encryption plugin encrypts.
//
// Shape     crypt data, on page 0, 38 bytes behind the extent descriptors (EncryptionInfoOffset, fsp_header.h: the
//           server counts the FIL header twice):
//              0   6  "s" 0x0e 0x0c "REt"
//              6   1  0 not encrypted, 1 encrypted    7   1  16    8  16  iv
//             24   4  lowest key version in use      28   4  key id     32   1  0 default, 1 on, 2 off
//           Page key = AES-ECB(key of that id and version, iv), always 16 bytes. Page iv = space id, page no (4 bytes
//           each) and LSN (8), little-endian. CBC or CTR, as the plugin is set up: the file does not say.
//
//           A page before full_crc32                        A full_crc32 page
//           26  4  key version, 0: not encrypted             0  4  key version, 0: not encrypted
//           30  4  CRC-32C checksum of the encrypted page   26     encrypted, up to the checksum; space id included
//           38     encrypted, up to the trailer              size-4  CRC-32C over the encrypted page
//           (37401: 42, as many bytes as 38 says)
//
//           CBC leaves a rest of fewer than 16 bytes: it is the XOR with the page's iv, encrypted.
// Fails     nullopt or false where the bytes are not that.
// Source    storage/innobase/fil/fil0crypt.cc, sql/encryption.cc do_crypt and scheme_get_key, mysys_ssl/my_crypt.cc
//           MyCTX_nopad (MariaDB 10.11).
#pragma once

#include <array>

#include "parser/fil_header.h"

namespace innosalvage {

enum class MariaDbCipher : std::uint8_t { kCbc, kCtr };

using MariaDbPageKey = std::array<std::byte, 16>;

struct MariaDbCryptData {
  bool encrypted = false;  // type 1: pages may be
  std::array<std::byte, 16> iv{};
  std::uint32_t min_key_version = 0;
  std::uint32_t key_id = 0;
};

// `behind_xdes`: EncryptionInfoOffset. nullopt: none there.
std::optional<MariaDbCryptData> DecodeMariaDbCryptData(Bytes page0, std::size_t behind_xdes);

std::optional<MariaDbPageKey> MariaDbPageKeyOf(const MariaDbCryptData& crypt, Bytes key);

// Version of the key that a page is encrypted with; 0: it is not. Only of pages of an encrypted tablespace: in others
// the field is another.
std::uint32_t MariaDbKeyVersion(Bytes physical, bool full_crc32);

// The checksum over the encrypted page holds (before full_crc32; there the page's own does). `zip`: the page is of a
// ROW_FORMAT=COMPRESSED tablespace, which has a checksum of its own kind.
bool VerifyMariaDbCryptChecksum(Bytes physical, bool zip);

// `page` has physical.size() bytes, all of them written. In full_crc32 `physical` is cut to a compressed page's size.
bool DecryptMariaDbPage(Bytes physical, bool full_crc32, std::uint32_t space_id, const MariaDbPageKey& key,
                        MariaDbCipher cipher, std::span<std::byte> page);

}  // namespace innosalvage
