// A value of a column, decoded from its stored bytes: exactly what the server would print, or not at all.
//
// Purpose   one decoder for all exporters. Numbers stay numbers (the exporter prints them); what has a textual form
//           of its own (DECIMAL, dates, JSON, UUID) is formatted here, once.
// Fails     with the DamageKind that says why the bytes cannot be a value of this type. A value that cannot be decoded
//           is never turned into a likely one.
// Lifetime  `text` and `sql` point into the arena given to DecodeValue, into the bytes given, or into the Column;
//           a Value must not outlive them.
// Source    storage/innobase/row/row0mysql.cc row_mysql_store_col_in_innobase_format (8.0), and see decimal.h,
//           temporal.h, json_binary.h.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <tl/expected.hpp>

#include "parser/bytes.h"
#include "parser/charset.h"
#include "parser/damage.h"
#include "parser/schema.h"

namespace innosalvage {

enum class ValueKind : std::uint8_t {
  kNull,
  kSigned,    // i
  kUnsigned,  // u: unsigned integers, YEAR
  kFloat,     // f
  kDouble,    // d
  kDecimal,   // text: "-12.50", printed bare
  kTemporal,  // text: "2024-02-29 23:59:59.000000", "-838:59:59"
  kText,      // text: bytes in `charset`, trailing pad of CHAR removed; ENUM and SET: members, in UTF-8
  kBinary,    // text: raw bytes (BINARY, VARBINARY, BLOB, VECTOR)
  kBit,       // text: raw bytes, most significant first
  kGeometry,  // text: 4 bytes SRID (little-endian), then WKB
  kJson,      // text: the document as the server prints it, UTF-8; sql: see below
  kAscii,     // text: UUID, INET4, INET6
  kLost,      // not to be had: `u` of `total` bytes were read, these are `text` (may be empty)
};

struct Value {
  ValueKind kind = ValueKind::kNull;
  const Charset* charset = nullptr;  // kText only
  union {
    std::int64_t i;
    std::uint64_t u = 0;
    float f;
    double d;
  };
  std::string_view text;
  // kJson: empty, or an SQL expression that makes the same document where its text would not: a DECIMAL inside JSON
  // comes back from text as a DOUBLE. kText: empty, or the number of an ENUM value whose text means another one.
  std::string_view sql;
  std::uint64_t total = 0;  // kLost only: bytes the value had
};

using DecodedValue = tl::expected<Value, DamageKind>;

// Decodes the stored bytes of a non-NULL field of `column`, which are complete (off-page parts already fetched).
DecodedValue DecodeValue(const Column& column, Bytes stored, std::pmr::memory_resource& arena);

}  // namespace innosalvage
