// UUID, INET6 and INET4 of MariaDB (UUID and INET4 since 10.7 and 10.10, INET6 since 10.5), as the server prints them.
//
// Shape     INET6 and INET4 are 16 and 4 bytes in network order. A UUID is 16 bytes, and those whose version is 1 to 5
//           are stored with their parts reversed so that they sort by node and time:
//             text     llllllll-mmmm-Vhhh-vsss-nnnnnnnnnnnn
//             stored   nnnnnnnnnnnn vsss Vhhh mmmm llllllll
//           All others (nil, all ones, versions 6, 7 and 8) are stored as they read since 10.11.5 and its sister
//           releases; servers before that reversed every one. Reversed ones show by themselves: byte 6 has the
//           variant's top bit and byte 8 a version up to 7, a combination that the server refuses as a UUID. So the
//           older form reads right as well, but for versions 8 and above and for variants older than RFC 4122, where
//           nothing in the bytes tells the two apart: they are read in the newer form.
// Fails     kIllegalLength only; every 16 or 4 bytes are legal.
// Source    plugin/type_uuid/sql_type_uuid.h rec_need_swap(), record_to_memory(); plugin/type_inet/sql_type_inet.cc
//           Inet6::to_string() (MariaDB 10.11, 11.8), and what those servers print.
#pragma once

#include <tl/expected.hpp>

#include "parser/bytes.h"
#include "parser/damage.h"
#include "parser/text_buffer.h"

namespace innosalvage {

using NetworkText = TextBuffer<48>;  // the longest is INET6: eight times four digits and seven colons

tl::expected<void, DamageKind> FormatUuid(Bytes stored, NetworkText& out);
tl::expected<void, DamageKind> FormatInet6(Bytes stored, NetworkText& out);
tl::expected<void, DamageKind> FormatInet4(Bytes stored, NetworkText& out);

}  // namespace innosalvage
