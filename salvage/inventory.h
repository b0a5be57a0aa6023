// Inventory: what pass one leaves behind. One small entry a page, in file order, and which entry is the best image of
// each page number.
//
// Purpose   everything later decides by it and reads pages again only where rows are. A verified page is known by the
//           page number it claims, since its checksum covers the claim; any other page by its position in the file.
// Units     offsets in bytes from the start of the file. Memory: 72 bytes a page.
// Lifetime  owns its entries; no view into the file is kept.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <ranges>
#include <string>
#include <unordered_map>
#include <vector>

#include "parser/byte_source.h"
#include "parser/damage.h"
#include "salvage/format_detection.h"
#include "salvage/page_repair.h"
#include "salvage/page_verdict.h"

namespace innosalvage {

struct PageEntry {
  std::uint64_t offset = 0;
  std::uint64_t lsn = 0;       // claim
  std::uint64_t index_id = 0;  // INDEX, RTREE and SDI pages; else 0. Claim.
  std::uint32_t page_no = 0;   // what it is used as
  std::uint32_t claimed = 0;   // what its header says
  std::uint32_t prev = FIL_NULL;
  std::uint32_t next = FIL_NULL;
  std::uint32_t space_id = 0;  // claim
  std::uint16_t type = 0;      // claim; MariaDB's FIL_PAGE_TYPE_INSTANT is FIL_PAGE_INDEX here, and `instant_root`
  std::uint16_t level = 0;
  std::uint16_t n_recs = 0;
  PageVerdict verdict = PageVerdict::kGarbage;
  ChecksumAlgorithm algorithm = ChecksumAlgorithm::kUnverified;
  PageCoding coding{};        // how it stands on disk
  bool header_lost = false;   // known for an index page by its inside only; siblings, LSN and space id are not known
  bool instant_root = false;  // MariaDB: root of a clustered index with instant DDL (ReadInstantRoot)
  bool is_index() const;      // INDEX, RTREE or SDI
};

inline constexpr std::uint32_t kNoEntry = 0xffffffffU;

// Where the bytes of a page stand that was taken from a copy outside of the file (page_copies.h).
struct RestoredPage {
  std::shared_ptr<const ByteSource> source;
  std::string path;
  bool doublewrite = false;  // else a second image
  std::uint64_t offset = 0;  // in that file
  std::uint64_t lsn = 0;
};

class PageCopies;

class Inventory {
 public:
  DetectedFormat detected;
  std::vector<PageEntry> entries;  // in file order
  PageCounts counts{};             // sums up to entries.size()
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_unreadable = 0;
  std::uint64_t missing_pages = 0;  // that page 0 counts (FSP_SIZE) and that the file no longer holds
  std::uint64_t pages_added = 0;    // of entries: the last ones, restored from copies and not in the file at all
  std::uint64_t newest_lsn = 0;
  std::vector<ByteRange> bad_ranges;
  std::unordered_map<std::uint32_t, PageRepair> repairs;     // of kRepaired entries, by index into entries
  std::unordered_map<std::uint32_t, RestoredPage> restored;  // of kRepaired entries taken from copies, likewise
  std::string sha256;                                        // of the whole input; empty if not asked for

  // Index into entries of the best image of a page, or kNoEntry.
  std::uint32_t Best(std::uint32_t page_no) const { return page_no < best_.size() ? best_[page_no] : kNoEntry; }
  const PageEntry* Find(std::uint32_t page_no) const {
    const std::uint32_t i = Best(page_no);
    return i == kNoEntry ? nullptr : &entries[i];
  }
  // What claims to be of an index: INDEX, RTREE and SDI pages, all images of each, in file order.
  auto EntriesOf(std::uint64_t index_id) const {
    const auto of_index = [this](std::uint32_t i) { return entries[i].index_id; };
    const auto range = std::ranges::equal_range(by_index_, index_id, {}, of_index);
    return range | std::views::transform([this](std::uint32_t i) -> const PageEntry& { return entries[i]; });
  }
  std::uint32_t page_limit() const { return static_cast<std::uint32_t>(best_.size()); }

  // Whether bytes of the file could not be read; their zeros are ours.
  bool Unreadable(std::uint64_t offset, std::uint64_t size) const;

  // Makes the bytes read for `entry`, one of entries, what they were before the damage. `page` may be its beginning.
  void ApplyRepair(const PageEntry& entry, std::span<std::byte> page) const;

  // Reads the image of `entry`, one of entries: from `own`, its file, or from where it was restored; repairs included.
  ReadOutcome ReadImage(const ByteSource& own, const PageEntry& entry, std::span<std::byte> page) const;
  // nullptr: its bytes are its file's own.
  const RestoredPage* RestoredFrom(const PageEntry& entry) const;

  // Recomputes Best(), EntriesOf() and counts from entries; called after entries changed.
  void Index();
  // The same but for EntriesOf(), which costs a sort: where entries change again.
  void IndexImages();

 private:
  std::vector<std::uint32_t> best_;
  std::vector<std::uint32_t> by_index_;  // of entries, those of index pages, by index id
};

struct ScanOptions {
  FormatOptions format;
  unsigned threads = 1;
  bool hash = true;
  const PageCopies* copies = nullptr;  // for pages that are hurt
  // Called now and then with bytes done so far, from one thread at a time.
  std::function<void(std::uint64_t done)> progress;
};

// Pass one. Fails only where DetectFormat does.
Result<Inventory> ScanPages(const ByteSource& source, const std::string& name, const ScanOptions& options);

}  // namespace innosalvage
