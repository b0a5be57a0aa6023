#include "salvage/zip_detection.h"

#include <algorithm>
#include <array>
#include <vector>

#include "parser/fil_header.h"
#include "parser/page_type.h"
#include "parser/zip_checksum.h"
#include "salvage/zip_image.h"

namespace innosalvage {

namespace {

constexpr std::array<std::uint32_t, 5> kSizes = {8192, 4096, 2048, 1024, 16384};

bool IsIndexType(std::uint16_t type) {
  return type == FIL_PAGE_INDEX || type == FIL_PAGE_RTREE || type == FIL_PAGE_SDI;
}

class Guesser {
 public:
  explicit Guesser(std::uint32_t physical_size) { guess_.physical_size = physical_size; }

  void Look(Bytes page, std::optional<std::uint32_t> position) {
    ++guess_.sampled;
    const FilHeader header = DecodeFilHeader(page.first<FIL_PAGE_DATA>());
    const auto page_size = PageSizeOfZipPage(page);
    const bool index = IsIndexType(header.type);
    switch (VerifyZipPage(page, ChecksumAlgorithm::kCrc32)) {
      case ChecksumAlgorithm::kZeroPage: return;
      case ChecksumAlgorithm::kUnverified: break;
      case ChecksumAlgorithm::kNone:
        if (!index || !page_size || !Inflates(page, *page_size)) break;
        [[fallthrough]];
      default:
        ++guess_.verified;
        ++guess_.spaces[header.space_id];
        if (index && page_size) ++page_sizes_[*page_size];
        return;
    }
    const bool in_order = position && header.page_no == *position && IsKnownPageType(header.type) &&
                          header.type != FIL_PAGE_TYPE_ALLOCATED;
    if (in_order && (!index || page_size)) {
      ++guess_.plausible;
      ++guess_.spaces[header.space_id];
    } else if (page_size && LooksLikeZipIndexPage(page, *page_size)) {
      ++guess_.plausible;
      ++page_sizes_[*page_size];
    }
  }

  ZipGuess Take() {
    const auto most = std::ranges::max_element(page_sizes_, {}, [](const auto& entry) { return entry.second; });
    if (most != page_sizes_.end()) guess_.page_size = most->first;
    guess_.page_size = std::max(guess_.page_size, guess_.physical_size);
    return std::move(guess_);
  }

 private:
  static bool Inflates(Bytes page, std::uint32_t page_size) {
    std::vector<std::byte> inflated(page_size);
    return InflateZipImage(page, 0, inflated).whole();
  }

  ZipGuess guess_;
  std::map<std::uint32_t, std::size_t> page_sizes_;
};

}  // namespace

TablespaceFormat ZipGuess::format() const {
  TablespaceFormat format;
  format.page_size = page_size;
  format.physical_size = physical_size;
  format.checksums = ChecksumFamily::kZip;
  format.zip = true;
  format.atomic_blobs = true;
  return format;
}

std::optional<ZipGuess> GuessZipFormat(const ByteSource& source) {
  constexpr std::uint64_t kSamples =
      64;  // from the beginning, where small tables are, and as many spread over the file
  std::optional<ZipGuess> best;
  for (const std::uint32_t size : kSizes) {
    Guesser guesser(size);
    std::vector<std::byte> buffer(size);
    const std::uint64_t pages = source.size() / size;
    const std::uint64_t first = std::min(pages, kSamples);
    const std::uint64_t spread = std::min(pages - first, kSamples);
    for (std::uint64_t i = 0; i < first + spread; ++i) {
      const std::uint64_t position = i < first ? i : first + (pages - first) * (i - first) / spread;
      if (source.ReadAt(position * size, buffer).size < size) continue;
      guesser.Look(buffer, static_cast<std::uint32_t>(position));
    }
    ZipGuess guess = guesser.Take();
    if (guess.verified == 0 && guess.plausible == 0) continue;
    const auto rank = [](const ZipGuess& g) { return std::pair(g.verified, g.plausible); };
    if (!best || rank(guess) > rank(*best)) best = std::move(guess);
  }
  return best;
}

std::optional<ZipGuess> GuessZipPage(Bytes bytes) {
  for (const std::uint32_t size : kSizes) {
    if (bytes.size() < size) continue;
    Guesser guesser(size);
    guesser.Look(bytes.first(size), std::nullopt);
    ZipGuess guess = guesser.Take();
    if (guess.verified != 0) return guess;
  }
  return std::nullopt;
}

}  // namespace innosalvage
