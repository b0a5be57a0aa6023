#include "salvage/zip_image.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "parser/index_header.h"
#include "parser/page_type.h"
#include "parser/zip_checksum.h"

namespace innosalvage {

namespace {

constexpr std::size_t kSector = 512;

// The first sector of zeros that is none of a server's.
std::optional<std::size_t> LostSector(Bytes physical, const ZipPage& result) {
  // Nothing is known of the free space while the end of the log is not: then zeros behind the damage may be it.
  const std::size_t free = result.log_end != 0 ? result.log_end
                           : result.damage     ? std::max<std::size_t>(result.damage->where.offset, PAGE_DATA)
                                               : PAGE_DATA;
  const std::size_t stored = std::max(result.stored_begin, free);
  // Behind a log that seems to end where its sector was lost, the rest of it still stands.
  const bool all_free = result.log_end == 0 || AllZero(physical.subspan(free, stored - free));
  for (std::size_t at = 0; at + kSector <= physical.size(); at += kSector) {
    const std::size_t end = at + kSector;
    if (all_free && at >= free && end <= stored) continue;
    if (at >= PAGE_DATA && end <= result.stream_end) continue;
    if (!result.damage && !result.zero_columns && (all_free ? at >= free : at >= stored)) continue;
    if (AllZero(physical.subspan(at, kSector))) return at;
  }
  return std::nullopt;
}

bool IsVouchedFor(Bytes physical) {
  const ChecksumAlgorithm algorithm = VerifyZipPage(physical, ChecksumAlgorithm::kCrc32);
  return algorithm == ChecksumAlgorithm::kCrc32 || algorithm == ChecksumAlgorithm::kCrc32BigEndian ||
         algorithm == ChecksumAlgorithm::kInnodb;
}

}  // namespace

bool IsZipIndexPage(Bytes physical, std::uint32_t page_size) {
  const auto type = BigAt<std::uint16_t>(physical, FIL_PAGE_TYPE);
  if (type == FIL_PAGE_INDEX || type == FIL_PAGE_SDI || type == FIL_PAGE_RTREE) return true;
  if (IsKnownPageType(type) && type != FIL_PAGE_TYPE_ALLOCATED) return false;
  return LooksLikeZipIndexPage(physical, page_size);
}

ZipPage InflateZipImage(Bytes physical, std::uint32_t page_no, std::span<std::byte> page) {
  ZipPage result = InflateZipPage(physical, page_no, page);
  const auto lost = LostSector(physical, result);
  if (!lost || IsVouchedFor(physical)) return result;
  const bool in_stream = result.stream_end == 0 || *lost < result.stream_end;
  const bool in_log = result.log_end == 0 || *lost <= result.log_end;
  if (in_stream || in_log) result = InflateZipPage(physical, page_no, page, std::max<std::size_t>(*lost, PAGE_DATA));
  if (!result.damage) {
    result.damage = Damage{DamageKind::kBadZipStream, {page_no, static_cast<std::uint32_t>(*lost)}, kSector, 0};
  }
  return result;
}

bool HasLostSector(Bytes physical, std::uint32_t page_size) {
  if (!IsZipIndexPage(physical, page_size)) {
    for (std::size_t at = 0; at + kSector <= physical.size(); at += kSector) {
      if (AllZero(physical.subspan(at, kSector))) return true;
    }
    return false;
  }
  std::vector<std::byte> page(page_size);
  return LostSector(physical, InflateZipPage(physical, 0, page)).has_value();
}

}  // namespace innosalvage
