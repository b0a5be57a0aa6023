// Keyring: master keys and table keys, from the files in which servers keep them.
//
// Shape     four kinds of file, told apart by their bytes:
//             component_keyring_file   JSON: {"version":"1.0","elements":[{"user":…,"data_id":"INNODBKey-…",
//                                      "data_type":"AES","data":hex,"extension":[]}]}               (MySQL 8.0.24 on)
//             keyring_file plugin      "Keyring file version:1.0" or ":2.0", then entries: 5 lengths of 8 bytes, little
//                                      endian (all of it, id, type, user, key), id, type, user, key XORed with a fixed
//                                      text, padding to 8; "EOF", in 2.0 a SHA-256 digest              (MySQL 5.7, 8.0)
//             file_key_management      text lines "id;hex"; # begins a comment                               (MariaDB)
//             ... with a password      "Salted__", 8 bytes of salt, such text in AES-256-CBC; key and iv from the
//                                      password as `openssl enc` makes them, with SHA-1 or another digest
//           A line "id;version;hex" is taken too: the version of a key, for keys that come from another plugin.
// Fails     with Error: what the file is, and why it is not read. No message and no output ever shows a key.
// Source    components/keyrings/common/json_data/json_reader.cc, plugin/keyring/common/keyring_key.cc and
//           buffered_file_io.cc (MySQL 8.0); plugin/file_key_management/parser.cc (MariaDB).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "parser/bytes.h"
#include "parser/error.h"

namespace innosalvage {

struct MariaDbKey {
  std::uint32_t version = 0;  // 0: whatever version a page names
  std::vector<std::byte> key;
};

struct Keyring {
  // Of several files, and several servers: one name or id may have several keys, of which the right one is found by
  // trying.
  std::multimap<std::string, std::vector<std::byte>, std::less<>> mysql;
  std::multimap<std::uint32_t, MariaDbKey> mariadb;

  bool empty() const { return mysql.empty() && mariadb.empty(); }
};

// Adds the keys of one file. `name` is for messages, `password` for a key file that is encrypted (empty: none given).
Result<void> ReadKeyring(Bytes file, const std::string& name, std::string_view password, Keyring& keyring);

}  // namespace innosalvage
