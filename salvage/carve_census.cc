#include "salvage/carve_census.h"

#include <algorithm>
#include <bit>

#include "parser/limits.h"
#include "parser/zip_checksum.h"

namespace innosalvage {

namespace {

constexpr std::uint8_t kUsualSize = 14;

template <class Counts>
std::uint8_t MostOf(const Counts& counts) {
  const auto best = std::ranges::max_element(counts);
  return *best == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(best - counts.begin());
}

}  // namespace

void CarveCensus::Count(const CarveFind& find) {
  const Key key{find.family, find.space_id};
  if (find.verified()) {
    Space& space = spaces_[key];
    if (find.size_log2 == 0) {
      ++space.unsized;
    } else {
      ++space.verified.at(find.size_log2);
    }
    space.last_page = std::max(space.last_page, find.page_no);
  }
  if (find.proof == PageProof::kLsn) return;
  if (find.verified() && find.size_log2 != 0) return;
  // What follows counts steps for finds that leave their size or their right to be open.
  const auto known = unproven_.find(key);
  if (known == unproven_.end()) {
    if (IsWithin(Limit::kCarveUnproven, unproven_.size() + 1)) {
      unproven_[key] = {.offset = find.offset, .page_no = find.page_no, .steps = {}};
    }
    return;
  }
  Unproven& last = known->second;
  const std::uint64_t step = find.offset - last.offset;
  const bool next = find.page_no == last.page_no + 1;
  if (next && std::has_single_bit(step) && step >= kMinZipSize && step <= kMaxPageSize) {
    ++last.steps.at(static_cast<std::size_t>(std::bit_width(step) - 1));
  }
  last.offset = find.offset;
  last.page_no = find.page_no;
}

bool CarveCensus::Settle(CarveFind& find) const {
  constexpr std::uint32_t kGrowth = 16384;  // pages that a file may have beyond the last one found whole
  if (find.proof == PageProof::kStructure && find.size_log2 == 0 && !spaces_.contains({find.family, find.space_id}) &&
      spaces_.contains({ChecksumFamily::kZip, find.space_id})) {
    find.family = ChecksumFamily::kZip;
  }
  const auto space = spaces_.find({find.family, find.space_id});
  const auto steps = unproven_.find({find.family, find.space_id});
  const bool proven = space != spaces_.end();
  if (!find.verified()) {
    if (find.proof == PageProof::kLsn) {
      if (!proven) return false;
      if (find.size_log2 == 0 ? MostOf(space->second.verified) == 0 : space->second.verified.at(find.size_log2) == 0) {
        return false;
      }
      if (find.page_no > space->second.last_page && find.page_no - space->second.last_page > kGrowth) return false;
    } else if (!proven && (steps == unproven_.end() || MostOf(steps->second.steps) == 0)) {
      return false;
    }
  }
  if (find.size_log2 == 0) {
    std::uint8_t size = proven ? MostOf(space->second.verified) : std::uint8_t{0};
    if (size == 0 && steps != unproven_.end()) size = MostOf(steps->second.steps);
    find.size_log2 = size == 0 ? kUsualSize : size;
    if (find.length > find.page_size()) return false;
  }
  if (find.length == 0) find.length = find.page_size();
  return true;
}

}  // namespace innosalvage
