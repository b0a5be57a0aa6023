#include "salvage/row.h"

#include <array>

namespace innosalvage {

std::string_view Name(Trust trust) {
  switch (trust) {
    case Trust::kIntact: return "intact";
    case Trust::kRepaired: return "repaired";
    case Trust::kSuspect: return "suspect";
    case Trust::kPartial: return "partial";
    case Trust::kDeleted: return "deleted";
  }
  return "unknown";
}

std::string_view Name(FoundBy found_by) {
  switch (found_by) {
    case FoundBy::kChain: return "chain";
    case FoundBy::kDirectory: return "directory";
    case FoundBy::kHeapScan: return "heap_scan";
    case FoundBy::kFreeList: return "free_list";
    case FoundBy::kSecondary: return "secondary_index";
  }
  return "unknown";
}

namespace {
constexpr std::array<std::string_view, kReasons> kReasonNames = {
    "page_unverified",  "page_torn",       "page_not_in_tree", "lob_freed",          "heap_scan",
    "key_out_of_order", "duplicate_key",   "lob_incomplete",   "lob_unverified",     "illegal_value",
    "not_indexed",      "delete_marked",   "on_free_list",     "in_garbage",         "page_freed",
    "secondary_only",   "schema_inferred", "default_lost",     "default_unverified", "not_committed",
    "maybe_older"};
static_assert(!kReasonNames.back().empty());
}  // namespace

std::string_view Name(Reason reason) { return kReasonNames[static_cast<std::size_t>(reason)]; }

std::string Reasons::ToString() const {
  std::string text;
  for (std::size_t i = 0; i < kReasonNames.size(); ++i) {
    if (!Has(static_cast<Reason>(i))) continue;
    if (!text.empty()) text += ',';
    text += kReasonNames[i];
  }
  return text;
}

}  // namespace innosalvage
