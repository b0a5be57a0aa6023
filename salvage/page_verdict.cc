#include "salvage/page_verdict.h"

namespace innosalvage {

std::string_view Name(PageVerdict verdict) {
  constexpr std::array<std::string_view, kPageVerdicts> kNames = {
      "intact",    "repaired",      "unused",  "checksum_mismatch", "torn",       "zeroed",  "partly_zeroed",
      "misplaced", "foreign_space", "garbage", "cut_off",           "unreadable", "not_read"};
  return kNames[static_cast<std::size_t>(verdict)];
}

}  // namespace innosalvage
