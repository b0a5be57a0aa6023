#include "salvage/carve_spaces.h"

namespace innosalvage {

bool CarveSpaces::Assign(CarveFind& find, HiddenSpaces* hidden) {
  if (find.family != ChecksumFamily::kFullCrc32 || find.proof != PageProof::kVerified) return true;
  CarveGroupKey key = GroupOf(find);
  if (find.space_hidden) {
    std::optional<CarveGroupKey> whose = hidden == nullptr ? std::nullopt : hidden->Open(find);
    if (!whose) {
      whose = Continued(find);
      if (whose && hidden != nullptr && !hidden->MayBeOf(*whose)) return false;
    }
    if (!whose || find.length > (std::uint32_t{1} << whose->size_log2)) return false;
    key = *whose;
    find.space_id = key.space_id;
    find.size_log2 = key.size_log2;
  }
  File& file = files_[key];
  file = {find.offset, find.end(), find.page_no, file.hides || find.space_hidden,
          find.others == OtherPages::kNotTold ? file.others : find.others};
  last_ = key;
  return true;
}

std::optional<CarveGroupKey> CarveSpaces::Continued(const CarveFind& find) const {
  if (last_) {
    const File& file = files_.at(*last_);
    // Pages take a sector at least, but for those that were never written or were punched out.
    constexpr std::uint64_t kSector = 512;
    constexpr std::uint64_t kMostLeftOut = 65536;
    if (find.page_no > file.page_no && find.offset >= file.end) {
      const std::uint64_t distance = find.offset - file.offset;
      const std::uint64_t pages = find.page_no - file.page_no;
      const bool has_room = distance <= pages << last_->size_log2 && pages <= distance / kSector + kMostLeftOut;
      // Where page 0 was not seen before, any file may be before this page: only the very next one then goes on.
      const bool next = pages == 1 && find.offset - file.end < std::uint64_t{1} << last_->size_log2;
      const bool may_hide = file.others == OtherPages::kEncoded || (file.others == OtherPages::kNotTold && next);
      if (has_room && may_hide) return last_;
    }
  }
  std::optional<CarveGroupKey> only;
  for (const auto& [key, file] : files_) {
    if (!file.hides || file.page_no + 1 != find.page_no) continue;
    if (only) return std::nullopt;
    only = key;
  }
  return only;
}

}  // namespace innosalvage
