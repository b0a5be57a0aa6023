// MariaDB's COMPRESSED attribute of VARCHAR, VARBINARY, TEXT and BLOB columns (since 10.3): zlib inside the value.
//
// Shape     no bytes: the empty value. Else a first byte:
//             0x00        the value follows as it is
//             0x80 | n    zlib; n = low 3 bits: bytes of the value's length, which follow big-endian, then the stream.
//                         Bit 0x08 is set where the stream has no zlib header.
// Fails     kUnsupported for another method, kIllegalLength where the length is above `max_size`, above what such a
//           stream could ever inflate to, or not what it does inflate to.
// Lifetime  the value is a view into `stored`, or lives in the arena.
// Source    sql/field_comp.cc (MariaDB 10.11).
#pragma once

#include <cstdint>
#include <memory_resource>
#include <tl/expected.hpp>

#include "parser/bytes.h"
#include "parser/damage.h"

namespace innosalvage {

tl::expected<Bytes, DamageKind> UncompressColumn(Bytes stored, std::uint64_t max_size,
                                                 std::pmr::memory_resource& arena);

}  // namespace innosalvage
