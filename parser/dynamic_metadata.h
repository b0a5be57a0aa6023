// Dynamic metadata: what InnoDB of MySQL 8 and later notes of a table between two changes of its definition, in the
// dictionary's table innodb_dynamic_metadata.
//
// Shape     a list of entries, each 1 byte type and its value:
//             1  corrupted indexes: 1 byte count, 12 bytes each (tablespace id, index id)
//             2  AUTO_INCREMENT: the last number given, as a much compressed integer
//           A compressed integer of 32 bits has 1 to 5 bytes, the high bits of the first tell how many:
//             0xxxxxxx  10x.. +1  110x.. +2  1110x.. +3  11110000 +4
//             111110xx +1, 1111110x +2, 11111110 +3: the bits above are all 1
//           A much compressed one is that, or 0xff and two of them, the high half first.
// Fails     nullopt where there is no counter, or one that is cut off. An entry of no type known, or a list of indexes
//           that is cut off, ends the reading: a counter before it counts. Of several the last one does.
// Source    storage/innobase/dict/dict0dict.cc CorruptedIndexPersister, AutoIncPersister; include/mach0data.ic
//           mach_parse_compressed, mach_parse_u64_much_compressed (MySQL 8.0).
#pragma once

#include <cstdint>
#include <optional>

#include "parser/bytes.h"

namespace innosalvage {

// The last number that AUTO_INCREMENT gave.
std::optional<std::uint64_t> LastAutoIncrement(Bytes metadata);

}  // namespace innosalvage
