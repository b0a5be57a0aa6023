// The keys of a .frm file. Internal to the .frm reader (frm_reader.h).
//
// Shape     6 bytes: keys and key parts (7 bits of the first byte and all of the second, where there are more than
//           127), length of the names. Then each key, 8 bytes, with its parts, 9 bytes each; the names, as a list; the
//           comments, 2 bytes of length and text, of keys that have one.
//
//             key  0 2 flags (HA_NOSAME flipped)   part  0 2 column, from 1, in 14 bits
//                  2 2 length                            2 2 place in the row, from 1
//                  4 1 parts                             4 1 128: DESC
//                  5 1 algorithm                         5 2 type
//                  6 2 KEY_BLOCK_SIZE                    7 2 length in bytes
// Fails     keys that are cut off are missing, and `remarks` says so.
// Source    sql/unireg.cc pack_keys, include/my_base.h HA_*, ha_key_alg (MySQL 5.7, MariaDB 10.11).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parser/bytes.h"

namespace innosalvage {

inline constexpr unsigned HA_NOSAME = 1;
inline constexpr unsigned HA_FULLTEXT = 128;
inline constexpr unsigned HA_SPATIAL = 1024;
inline constexpr unsigned HA_USES_COMMENT = 4096;
inline constexpr unsigned HA_USES_PARSER = 16384;
inline constexpr unsigned HA_USES_BLOCK_SIZE = 32768;

inline constexpr unsigned HA_KEY_ALG_BTREE = 1;
inline constexpr unsigned HA_KEY_ALG_HASH = 3;
inline constexpr unsigned HA_KEY_ALG_LONG_HASH = 5;
inline constexpr unsigned HA_KEY_ALG_VECTOR = 7;

struct FrmKeyPart {
  std::uint32_t column = 0;  // from 0
  bool descending = false;
  std::uint32_t length = 0;  // bytes
};

struct FrmKey {
  std::string name;
  unsigned flags = 0;
  unsigned algorithm = 0;
  std::uint32_t block_size = 0;
  std::string comment;
  std::vector<FrmKeyPart> parts;
};

std::vector<FrmKey> ReadFrmKeys(Bytes keys, std::vector<std::string>& remarks);

}  // namespace innosalvage
