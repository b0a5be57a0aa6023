// Damage: what is wrong with bytes that were read. Damage is our input, not our failure: it is a value that travels
// beside the data, says where it was found, what was expected and what was there, and ends in the report.
#pragma once

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>

namespace innosalvage {

// Names are stable: Name() gives the spelling used in report.json and in the comments beside suspect rows.
enum class DamageKind : std::uint8_t {
  kTruncated,         // a structure would leave the page
  kUnreadable,        // the device gave no bytes
  kChecksumMismatch,  // the page does not verify
  kLsnMismatch,       // the LSN's halves in header and trailer differ: a torn write
  kWrongPageNo,       // the FIL header claims another page
  kWrongSpaceId,      // ... another tablespace
  kWrongPageType,     // a page of another type than the structure that points at it needs
  kWrongIndexId,      // an index page of another index
  kBadPageHeader,     // an index page header that contradicts itself
  kBadRecordHeader,   // status, heap number or info bits that cannot be
  kRecordLoop,        // the next-record chain revisits a record
  kRecordOutOfOrder,  // keys not ascending
  kRecordCount,       // PAGE_N_RECS and the chain disagree
  kBadPageDirectory,  // slots do not point at owners
  kFieldOutOfPage,    // a field would leave the page or overlap the record header
  kIllegalLength,     // a length that the type cannot have
  kIllegalInteger,    // not in the type's range
  kIllegalDecimal,    // digit groups above 999999999, sign of zero
  kIllegalFloat,      // NaN or infinity
  kIllegalTemporal,   // month 13, hour 25, fraction above its precision
  kIllegalText,       // bytes that are not text in the column's character set
  kIllegalEnum,       // index above the number of members
  kIllegalSet,        // bit above the number of members
  kIllegalBit,        // a bit above BIT(n)
  kIllegalJson,       // not a well-formed binary JSON document
  kIllegalGeometry,   // not SRID + WKB
  kIllegalNull,       // NULL in a NOT NULL column
  kLobMissing,        // an off-page column's page is lost
  kLobTruncated,      // the chain ended before the length in its pointer
  kLobCycle,          // the chain revisits a page
  kLobForeign,        // the pointer names another tablespace
  kBadNodePointer,    // a node pointer to a page that is not its child
  kBadSdi,            // SDI that does not inflate or parse
  kBadZipStream,      // a compressed page or off-page value that does not inflate
  kBadZipLog,         // a compressed page whose modification log contradicts the page
  kUnsupported,       // recognised, and not read by this version
};

std::string_view Name(DamageKind kind);

struct Where {
  std::uint32_t page_no = 0;  // position in the file as found, not as the page claims
  std::uint32_t offset = 0;   // bytes from page start
};

struct Damage {
  DamageKind kind = DamageKind::kTruncated;
  Where where;
  std::uint64_t expected = 0;
  std::uint64_t found = 0;
};

template <class T>
using Decoded = tl::expected<T, Damage>;

inline tl::unexpected<Damage> Hurt(DamageKind kind, std::uint32_t page_no, std::size_t offset,
                                   std::uint64_t expected = 0, std::uint64_t found = 0) {
  return tl::unexpected(Damage{kind, {page_no, static_cast<std::uint32_t>(offset)}, expected, found});
}

}  // namespace innosalvage
