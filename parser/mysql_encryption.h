// MySQL tablespace encryption: the key on page 0, wrapped by a master key of the keyring, and the pages it encrypts.
//
// Shape     encryption information, on page 0 behind the extent descriptors (EncryptionInfoOffset, fsp_header.h):
//              0   3  "lCA", "lCB" or "lCC": version 1, 2, 3
//              3   4  number of the master key; in versions 1 and 2 (MySQL 5.7) four zero bytes may follow, where it
//                     was written as a long of 64 bits, and all below lies four bytes further on
//              7  36  the server's UUID (version 1 has none: the number of the server stands in the key's name)
//             43  64  tablespace key and iv, 32 bytes each, AES-256-ECB under the master key
//            107   4  CRC-32C of the two in the clear: tells a wrong master key
//           The master key is "INNODBKey-UUID-NUMBER" in the keyring. Page 0 itself is never encrypted.
//           A page of type 15, 16 or 17: the FIL header in the clear (type 15 keeps the original type at 28; 16 was
//           compressed before, page_compression.h; 17 was an RTREE page), all behind it AES-256-CBC, the same iv on
//           each page. Where that is no multiple of 16 bytes, the last 32 were encrypted once more by themselves. .cfp,
//           written by FLUSH TABLES ... FOR EXPORT:
//              0   4  32     4  32  transfer key     36  32  tablespace key     68  32  iv, both under the transfer key
// Fails     nullopt or false where the bytes are not that, or the key is not the right one.
// Checksum  the page's own, over the decrypted page: without the key a page cannot be verified.
// Source    storage/innobase/os/os0enc.cc, include/os0enc.h, row/row0quiesce.cc (MySQL 8.0).
#pragma once

#include <array>
#include <string>

#include "parser/fil_header.h"

namespace innosalvage {

inline constexpr std::size_t kMySqlKeySize = 32;

struct MySqlEncryptionInfo {
  unsigned version = 0;
  std::uint32_t master_key_no = 0;
  std::string server_uuid;  // empty in version 1
  std::array<std::byte, 2 * kMySqlKeySize> wrapped{};
  std::uint32_t checksum = 0;

  // "INNODBKey-UUID-1": what the keyring calls the master key. In version 1 the part in the middle is not known.
  std::string MasterKeyName() const;
};

// What encrypts the pages of a tablespace.
struct MySqlTablespaceKey {
  std::array<std::byte, kMySqlKeySize> key{};
  std::array<std::byte, kMySqlKeySize> iv{};  // AES takes the first 16
};

// nullopt: none there (all zero, or no magic).
std::optional<MySqlEncryptionInfo> DecodeMySqlEncryptionInfo(Bytes page0, std::size_t offset);

std::optional<MySqlTablespaceKey> UnwrapMySqlKey(const MySqlEncryptionInfo& info, Bytes master_key);

// A whole .cfp file.
std::optional<MySqlTablespaceKey> DecodeCfp(Bytes file);

// The page's type says that it is encrypted: 15, 16 or 17.
bool IsMySqlEncryptedType(std::uint16_t type);

// `page` has physical.size() bytes, all of them written: the page as it was before encryption, type included.
bool DecryptMySqlPage(Bytes physical, const MySqlTablespaceKey& key, std::span<std::byte> page);

}  // namespace innosalvage
