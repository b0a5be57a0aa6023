// Tablespace encryption: whether a file's pages are encrypted, with which key, and whether we have it.
//
// Purpose   page 0 names the key; the keyring may hold it. A key is believed once it opens something: MySQL's
//           tablespace key carries a checksum, MariaDB's is tried on pages whose checksum over the encrypted bytes
//           holds. So a wrong key is told as such, and no row ever comes from pages that it "opened".
// Secrets   keys stay inside; `key_name` is what a server calls the key, never the key.
// Threads   const after it was found: safe.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parser/byte_source.h"
#include "parser/keyring.h"
#include "parser/mariadb_encryption.h"
#include "parser/mysql_encryption.h"
#include "parser/tablespace_flags.h"

namespace innosalvage {

enum class EncryptionScheme : std::uint8_t { kNone, kMySql, kMariaDb };

enum class KeyState : std::uint8_t {
  kNotNeeded,  // no page is encrypted
  kFound,
  kMissing,   // no keyring, or not in it
  kWrong,     // a key of that name is there, and does not open the pages
  kInfoLost,  // pages are encrypted, and page 0, which says how, is lost
};

struct TablespaceEncryption {
  EncryptionScheme scheme = EncryptionScheme::kNone;
  KeyState key = KeyState::kNotNeeded;
  std::string key_name;  // "INNODBKey-…-1", "2"; empty where page 0 is lost
  std::string key_from;  // "keyring", ".cfp"
  // MariaDB, where `key` is kMissing and other versions of that key are at hand: those that the pages looked at need.
  std::vector<std::uint32_t> needs_versions;

  struct VersionedKey {
    std::uint32_t version = 0;  // 0: any
    MariaDbPageKey key{};
  };
  std::optional<MySqlTablespaceKey> mysql;
  std::vector<VersionedKey> mariadb;
  MariaDbCipher cipher = MariaDbCipher::kCbc;
  std::uint32_t space_id = 0;

  // Pages may be encrypted: what they say of it is looked at.
  bool expected() const { return scheme != EncryptionScheme::kNone; }
  const MariaDbPageKey* KeyOfVersion(std::uint32_t version) const;
  // Pages name a version of the key that is not at hand, though another one is.
  bool LacksVersion(std::uint32_t version) const;
};

struct KeySources {
  std::shared_ptr<const Keyring> keyring;  // nullptr: none given
  std::vector<std::byte> cfp;              // content of the .cfp file beside the tablespace; empty: there is none
  // First bytes of older copies of tablespaces, for those that lost their page 0.
  std::vector<std::vector<std::byte>> page0s;
};

// The .cfp file that FLUSH TABLES ... FOR EXPORT wrote beside an encrypted .ibd file; empty: there is none.
std::vector<std::byte> ReadCfpBeside(const std::string& tablespace);

// What keeps an encrypted tablespace closed, and what would open it; nullopt: nothing does.
std::optional<std::string> ClosedText(const TablespaceEncryption* encryption);

TablespaceEncryption FindEncryption(const ByteSource& source, const TablespaceFormat& format,
                                    std::optional<std::uint32_t> space_id, const KeySources& keys);

}  // namespace innosalvage
