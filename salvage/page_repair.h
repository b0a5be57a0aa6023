// Page repair: the one unambiguous repair of a page that does not verify.
//
// Purpose   a single flipped bit is located through the CRC-32C it upsets: the difference of the stored and the
//           computed checksum (the syndrome) is that of one bit position only, within any page size. A hurt checksum
//           field is known since its twin agrees with the content; a hurt LSN in the trailer since the content
//           verifies, and the LSN in the header with it.
// Shape     byte edits by XOR. After them the page verifies, is the page expected, and makes structural sense (an index
//           page: header, record chain, and a directory whose groups add up); a page that happens to have the syndrome
//           of a single bit fails there.
// Limits    the classic family's CRC-32C XORs two sums, so one bit of the header shares its syndrome with one of the
//           last 22 bytes of the body; where both pass all tests, nothing is repaired. Bytes 26 to 37 are not covered
//           in that family: what hurts them is not seen here. Pages of the innodb algorithm and of "none" hold no
//           syndrome; their checksum fields and LSN alone are repaired.
// Encoded   a page that is compressed or encrypted is repaired as it stands on disk, where a CRC-32C goes over that:
//           MariaDB's full_crc32, and the checksum of encrypted pages before it. It must decode and make sense then.
// Units     offsets in bytes from page start. About 1 ms for the largest page; nothing is allocated before success.
// Source    see parser/checksum.h; page_dir_slot_check, page_simple_validate_new (page0page.cc) for the directory.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parser/tablespace_flags.h"
#include "salvage/page_codec.h"

namespace innosalvage {

enum class RepairKind : std::uint8_t {
  kBitFlip,        // one bit of what the checksum covers
  kChecksumField,  // a stored checksum; the content was whole
  kTrailerLsn,     // the LSN's copy in the trailer; the content was whole
};

struct ByteEdit {
  std::uint32_t offset = 0;
  std::uint8_t xor_mask = 0;
};

struct PageRepair {
  std::vector<ByteEdit> edits;
  RepairKind kind = RepairKind::kBitFlip;

  void ApplyTo(std::span<std::byte> page) const;
  std::string Describe() const;  // "bit 3 of byte 0x1a2 flipped back"
};

// `page`: a whole physical page. `space_id`: nullopt where it is not known; then it is not asked for.
std::optional<PageRepair> FindRepair(Bytes page, const TablespaceFormat& format, const PageCodec& codec,
                                     std::uint32_t page_no, std::optional<std::uint32_t> space_id);

// All that can be checked of a logical page that verifies. Used by FindRepair, and for its tests.
bool MakesSense(Bytes page, std::uint32_t page_no, std::optional<std::uint32_t> space_id);

}  // namespace innosalvage
