#include "salvage/lost_zeros.h"

#include <algorithm>

#include "parser/checksum.h"
#include "parser/limits.h"
#include "salvage/page_judgement.h"
#include "salvage/page_store.h"

namespace innosalvage {

namespace {

struct Run {
  std::size_t begin = 0;
  std::size_t size = 0;
};

// Of zeros, the longest first.
std::vector<Run> RunsOfZeros(Bytes page) {
  constexpr std::size_t kLeast = 8;
  constexpr std::size_t kMost = 8;
  std::vector<Run> runs;
  for (std::size_t i = 0; i < page.size();) {
    if (page[i] != std::byte{0}) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < page.size() && page[i] == std::byte{0}) ++i;
    if (i - begin >= kLeast) runs.push_back({begin, i - begin});
  }
  std::ranges::stable_sort(runs, std::ranges::greater{}, &Run::size);
  runs.resize(std::min(runs.size(), kMost));
  return runs;
}

// Whether a checksum that holds says something of the bytes: the constant of "none" and the special cases of old
// servers do not.
bool IsProof(Bytes page, ChecksumAlgorithm algorithm) {
  switch (algorithm) {
    case ChecksumAlgorithm::kCrc32:
    case ChecksumAlgorithm::kCrc32BigEndian:
    case ChecksumAlgorithm::kFullCrc32: return true;
    case ChecksumAlgorithm::kInnodb:
      return BigAt<std::uint32_t>(page, FIL_PAGE_SPACE_OR_CHKSUM) == PageNewFold(page) &&
             BigAt<std::uint32_t>(page, page.size() - FIL_PAGE_DATA_END) == PageOldFold(page);
    default: return false;
  }
}

class Mender {
 public:
  Mender(const ByteSource& source, Inventory& inventory)
      : inventory_(inventory), store_(source, inventory), page_size_(inventory.detected.format.physical_size) {}

  void Run() {
    for (std::uint32_t i = 0; i < inventory_.entries.size(); ++i) {
      const PageEntry& entry = inventory_.entries[i];
      if (entry.verdict != PageVerdict::kCutOff || !store_.IsCutInTwo(entry)) continue;
      if (!IsWithin(Limit::kMendedPages, mended_ + 1)) return;
      Mend(i);
    }
  }

 private:
  void Mend(std::uint32_t i) {
    const PageEntry& short_one = inventory_.entries[i];
    std::vector<std::byte> part(store_.SizeOf(short_one));
    if (store_.ReadStored(short_one, part) < part.size() || part.size() < FIL_PAGE_DATA) return;
    const auto page_no = BigAt<std::uint32_t>(part, FIL_PAGE_OFFSET);
    const PageEntry* best = inventory_.Find(page_no);
    if (best != nullptr && IsVerified(best->verdict)) return;
    for (const auto& run : RunsOfZeros(part)) {
      std::vector<std::byte> page = part;
      page.insert(page.begin() + static_cast<std::ptrdiff_t>(run.begin), page_size_ - part.size(), std::byte{0});
      if (Take(std::move(page), page_no, i)) return;
    }
  }

  bool Take(std::vector<std::byte> page, std::uint32_t page_no, std::uint32_t i) {
    const DetectedFormat& detected = inventory_.detected;
    PageEntry entry = JudgePage(page, inventory_.entries[i].offset, page_no, detected, ChecksumAlgorithm::kUnverified);
    if (entry.verdict != PageVerdict::kIntact || !IsProof(page, entry.algorithm) || entry.space_id != detected.space_id)
      return false;
    const bool plain = !detected.format.compressed() && !detected.format.encrypted && !detected.format.page_compressed;
    if (plain && !MakesSense(page, page_no, detected.space_id)) return false;
    entry.verdict = PageVerdict::kRepaired;
    entry.page_no = page_no;
    inventory_.entries[i] = entry;
    inventory_.newest_lsn = std::max(inventory_.newest_lsn, entry.lsn);
    const std::uint64_t lsn = entry.lsn;
    inventory_.restored.emplace(
        i, RestoredPage{
               .source = MemorySource(std::move(page)), .path = {}, .doublewrite = false, .offset = 0, .lsn = lsn});
    ++mended_;
    return true;
  }

  Inventory& inventory_;
  PageStore store_;
  std::uint32_t page_size_;
  std::size_t mended_ = 0;
};

}  // namespace

void PutBackLostZeros(const ByteSource& source, Inventory& inventory) { Mender(source, inventory).Run(); }

}  // namespace innosalvage
