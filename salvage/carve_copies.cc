#include "salvage/carve_copies.h"

#include <algorithm>
#include <map>

#include "parser/limits.h"

namespace innosalvage {

namespace {

constexpr std::uint64_t kNear = std::uint64_t{1} << 20U;
constexpr std::uint64_t kReach = std::uint64_t{16} << 20U;  // 1,024 pages of 16 KiB

std::pair<std::uint8_t, std::uint32_t> GridOf(std::uint8_t size_log2, std::uint64_t offset) {
  return {size_log2, static_cast<std::uint32_t>(offset & ((std::uint64_t{1} << size_log2) - 1))};
}

}  // namespace

void CarveCopies::Collect(std::span<const CarveFind> images) {
  std::uint64_t newest = 0;
  for (const CarveFind& image : images) {
    if (image.proof != PageProof::kLsn) newest = std::max(newest, image.lsn);
  }
  for (const CarveFind& image : images) {
    if (image.proof == PageProof::kLsn || image.lsn >= newest) continue;
    if (image.run == 0) in_systems_are_older_ = true;
    if (!IsWithin(Limit::kCarveOlder, older_.size() + 1)) {
      too_many_ = true;
      continue;
    }
    older_.push_back({image.offset, GroupOf(image), image.page_no});
  }
}

void CarveCopies::Conclude() {
  std::ranges::sort(older_, {}, &Older::offset);
  for (std::size_t begin = 0; begin < older_.size();) {
    std::size_t end = begin + 1;
    while (end < older_.size() && older_[end].offset - older_[end - 1].offset <= kNear) ++end;
    Take(std::span(older_).subspan(begin, end - begin));
    begin = end;
  }
  older_ = {};
}

void CarveCopies::Take(std::span<const Older> near) {
  std::map<CarveGroupKey, std::uint32_t> last;
  bool in_no_files_order = false;
  for (const Older& older : near) {
    const auto [known, is_new] = last.try_emplace(older.key, older.page_no);
    if (!is_new && older.page_no <= known->second) in_no_files_order = true;
    known->second = older.page_no;
  }
  if (last.size() < 2 && !in_no_files_order) return;
  const std::uint64_t first = near.front().offset;
  Stretch stretch{.from = first - std::min(first, kReach), .to = near.back().offset + kReach, .grids = {}};
  cores_.push_back({first, near.back().offset + 1 - first});
  for (const Older& older : near) stretch.grids.insert(GridOf(older.key.size_log2, older.offset));
  if (!stretches_.empty() && stretch.from <= stretches_.back().to) {
    stretches_.back().to = std::max(stretches_.back().to, stretch.to);
    stretches_.back().grids.merge(stretch.grids);
  } else {
    stretches_.push_back(std::move(stretch));
  }
}

bool CarveCopies::Holds(const CarveFind& find) const {
  if (too_many_) return true;
  const auto behind = std::ranges::upper_bound(stretches_, find.offset, {}, &Stretch::from);
  if (behind == stretches_.begin()) return false;
  const Stretch& stretch = *std::prev(behind);
  return find.offset < stretch.to &&
         std::ranges::any_of(stretch.grids, [&](const auto& grid) { return GridOf(grid.first, find.offset) == grid; });
}

bool CarveCopies::IsAmong(const CarveFind& find) const {
  const auto behind = std::ranges::upper_bound(cores_, find.offset, {}, &ByteRange::offset);
  return Holds(find) && behind != cores_.begin() && find.offset < std::prev(behind)->end();
}

}  // namespace innosalvage
