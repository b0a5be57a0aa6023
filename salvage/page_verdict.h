// Page verdict: the one thing the inventory concludes about each page of a file.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace innosalvage {

enum class PageVerdict : std::uint8_t {
  kIntact,            // verifies, stands where it says, belongs to this tablespace
  kRepaired,          // verifies after the one unambiguous repair (page_repair.h)
  kUnused,            // all zero, and never allocated as far as the tablespace says
  kChecksumMismatch,  // does not verify; its structure may still be read
  kTorn,              // does not verify, and the two halves of its LSN differ
  kZeroed,            // all zero where a page was in use
  kPartlyZeroed,      // does not verify, and sectors of its used part are zero
  kMisplaced,         // verifies, but claims another page number: used as that page
  kForeignSpace,      // verifies, but claims another tablespace
  kGarbage,           // does not look like a page at all
  kCutOff,            // the file ends inside it
  kUnreadable,        // the device gave none or not all of its bytes
  kNotRead,           // recognised, and not read by this version (compressed or encrypted without what it takes)
};
inline constexpr std::size_t kPageVerdicts = 13;

using PageCounts = std::array<std::uint64_t, kPageVerdicts>;

std::string_view Name(PageVerdict verdict);  // "intact", "checksum_mismatch", ... as in report.json

// The page image can be trusted: its bytes are what the server wrote.
constexpr bool IsVerified(PageVerdict verdict) {
  return verdict == PageVerdict::kIntact || verdict == PageVerdict::kRepaired || verdict == PageVerdict::kMisplaced;
}

// Something was lost or changed here (kUnused and kIntact are not; kNotRead says nothing about damage).
constexpr bool IsHurt(PageVerdict verdict) {
  return verdict != PageVerdict::kIntact && verdict != PageVerdict::kUnused && verdict != PageVerdict::kNotRead;
}

}  // namespace innosalvage
