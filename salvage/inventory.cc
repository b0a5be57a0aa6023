#include "salvage/inventory.h"

#include <fmt/format.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <memory>

#include "parser/limits.h"
#include "parser/page_type.h"
#include "parser/read_buffer.h"
#include "salvage/doublewrite_area.h"
#include "salvage/lost_zeros.h"
#include "salvage/page_copies.h"
#include "salvage/page_judgement.h"
#include "salvage/page_store.h"
#include "salvage/resync.h"
#include "salvage/sha256.h"

namespace innosalvage {

bool PageEntry::is_index() const { return type == FIL_PAGE_INDEX || type == FIL_PAGE_RTREE || type == FIL_PAGE_SDI; }

void Inventory::ApplyRepair(const PageEntry& entry, std::span<std::byte> page) const {
  if (entry.verdict != PageVerdict::kRepaired) return;
  const auto repair = repairs.find(static_cast<std::uint32_t>(&entry - entries.data()));
  if (repair != repairs.end()) repair->second.ApplyTo(page);
}

bool Inventory::Unreadable(std::uint64_t offset, std::uint64_t size) const {
  const auto behind =
      std::ranges::upper_bound(bad_ranges, offset, {}, [](const ByteRange& range) { return range.end(); });
  return behind != bad_ranges.end() && behind->offset < offset + size;
}

const RestoredPage* Inventory::RestoredFrom(const PageEntry& entry) const {
  if (entry.verdict != PageVerdict::kRepaired || restored.empty()) return nullptr;
  const auto page = restored.find(static_cast<std::uint32_t>(&entry - entries.data()));
  return page == restored.end() ? nullptr : &page->second;
}

ReadOutcome Inventory::ReadImage(const ByteSource& own, const PageEntry& entry, std::span<std::byte> page) const {
  const RestoredPage* restored_from = RestoredFrom(entry);
  ReadOutcome outcome = restored_from != nullptr ? restored_from->source->ReadAt(restored_from->offset, page)
                                                 : own.ReadAt(entry.offset, page);
  ApplyRepair(entry, page.first(outcome.size));
  return outcome;
}

namespace {

// An older image elsewhere in the file is no page of today, if the hurt one in its place still says a newer LSN: its rows
// are those of then. A claim beyond all that verifies says nothing.
void PreferNewerPlaces(std::span<const PageEntry> entries, std::uint32_t page_size, std::span<std::uint32_t> best) {
  std::uint64_t newest = 0;
  for (const PageEntry& entry : entries) {
    if (IsVerified(entry.verdict)) newest = std::max(newest, entry.lsn);
  }
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const PageEntry& hurt = entries[i];
    const bool claims = hurt.verdict == PageVerdict::kChecksumMismatch || hurt.verdict == PageVerdict::kTorn ||
                        hurt.verdict == PageVerdict::kPartlyZeroed;
    if (!claims || hurt.header_lost || hurt.claimed != hurt.page_no || hurt.lsn > newest) continue;
    if (hurt.page_no >= best.size() || hurt.offset != std::uint64_t{hurt.page_no} * page_size) continue;
    const PageEntry& chosen = entries[best[hurt.page_no]];
    if (chosen.verdict == PageVerdict::kMisplaced && chosen.lsn < hurt.lsn && chosen.type == hurt.type &&
        chosen.index_id == hurt.index_id) {
      best[hurt.page_no] = i;
    }
  }
}

}  // namespace

void Inventory::IndexImages() {
  counts = {};
  std::uint32_t limit = 0;
  for (const PageEntry& entry : entries) {
    ++counts[static_cast<std::size_t>(entry.verdict)];
    // A damaged claim must not make the map huge: no page number beyond a few times the file's own pages is kept.
    if (entry.page_no < 4 * entries.size() + 65536) limit = std::max(limit, entry.page_no + 1);
  }
  best_.assign(limit, kNoEntry);
  // A verified image beats any other; among verified ones the newest LSN, then the one in its own place.
  const auto rank = [](const PageEntry& entry) {
    const bool verified = IsVerified(entry.verdict);
    return std::tuple(verified, entry.verdict != PageVerdict::kForeignSpace, verified ? entry.lsn : 0,
                      entry.verdict == PageVerdict::kIntact);
  };
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    if (entries[i].page_no >= limit) continue;
    std::uint32_t& best = best_[entries[i].page_no];
    if (best == kNoEntry || rank(entries[i]) > rank(entries[best])) best = i;
  }
  PreferNewerPlaces(entries, detected.format.physical_size, best_);
}

void Inventory::Index() {
  IndexImages();
  by_index_.clear();
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    if (entries[i].is_index()) by_index_.push_back(i);
  }
  std::ranges::stable_sort(by_index_, {}, [this](std::uint32_t i) { return entries[i].index_id; });
}

namespace {

constexpr std::size_t kChunkBytes = 256U << 10U;  // larger ones cost more page faults than they save reads

struct Chunk {
  std::uint64_t offset = 0;
  ReadBuffer bytes;
  ReadOutcome outcome;
};

class Scanner {
 public:
  Scanner(const ByteSource& source, const ScanOptions& options, Inventory& inventory)
      : source_(source), options_(options), inventory_(inventory) {}

  void Run() {
    const std::uint32_t page_size = inventory_.detected.format.physical_size;
    const std::uint64_t size = source_.size();
    inventory_.entries.resize(static_cast<std::size_t>((size + page_size - 1) / page_size));
    const std::size_t in_flight = options_.threads + 2;
    std::vector<std::unique_ptr<Chunk>> pool;
    for (std::size_t i = 0; i < in_flight; ++i) {
      pool.push_back(std::make_unique<Chunk>());
      pool.back()->bytes.resize(kChunkBytes);
    }
    std::size_t next_buffer = 0;
    std::uint64_t next_offset = 0;
    const auto take = [&](tbb::flow_control& control) -> Chunk* {
      if (next_offset >= size) {
        control.stop();
        return nullptr;
      }
      // Tokens come back in order, so buffers can be handed out in rotation.
      Chunk* chunk = pool[next_buffer++ % pool.size()].get();
      chunk->offset = next_offset;
      next_offset += kChunkBytes;
      return chunk;
    };
    // Reading is the greater part of this pass where nothing is hashed, so it is done in parallel as well: neighbouring
    // pieces, a few at once, which a disk reads as one run.
    const auto judge = [&](Chunk* chunk) -> Chunk* {
      chunk->outcome = source_.ReadAt(chunk->offset, chunk->bytes);
      JudgeChunk(*chunk);
      return chunk;
    };
    const auto collect = [&](Chunk* chunk) { Collect(*chunk); };
    tbb::task_arena arena(static_cast<int>(std::max(options_.threads, 1U)));
    arena.execute([&] {
      tbb::parallel_pipeline(in_flight, tbb::make_filter<void, Chunk*>(tbb::filter_mode::serial_in_order, take) &
                                            tbb::make_filter<Chunk*, Chunk*>(tbb::filter_mode::parallel, judge) &
                                            tbb::make_filter<Chunk*, void>(tbb::filter_mode::serial_in_order, collect));
    });
    if (options_.hash) inventory_.sha256 = hash_.Finish();
  }

 private:
  void JudgeChunk(const Chunk& chunk) {
    const std::uint32_t page_size = inventory_.detected.format.physical_size;
    const Bytes bytes = Bytes(chunk.bytes).first(chunk.outcome.size);
    ChecksumAlgorithm hint = ChecksumAlgorithm::kUnverified;
    for (std::size_t at = 0; at < bytes.size(); at += page_size) {
      const std::uint64_t offset = chunk.offset + at;
      const Bytes page = bytes.subspan(at, std::min<std::size_t>(page_size, bytes.size() - at));
      PageEntry& entry = inventory_.entries[static_cast<std::size_t>(offset / page_size)];
      entry = JudgePage(page, offset, static_cast<std::uint32_t>(offset / page_size), inventory_.detected, hint);
      if (!chunk.outcome.bad.empty()) MarkUnreadable(chunk.outcome.bad, page_size, entry);
      if (IsVerified(entry.verdict)) hint = entry.algorithm;
    }
  }

  static void MarkUnreadable(const std::vector<ByteRange>& bad, std::uint32_t page_size, PageEntry& entry) {
    const bool touched = std::ranges::any_of(bad, [&](const ByteRange& range) {
      return range.offset < entry.offset + page_size && range.end() > entry.offset;
    });
    if (!touched) return;
    // Its bytes are not what was there; a checksum holds all the same only if what is missing is zero. The "none" of
    // innodb_checksum_algorithm proves nothing of the kind.
    const bool proven = IsVerified(entry.verdict) && entry.algorithm != ChecksumAlgorithm::kNone;
    if (!proven) entry.verdict = PageVerdict::kUnreadable;
  }

  void Collect(const Chunk& chunk) {
    if (options_.hash) hash_.Update(Bytes(chunk.bytes).first(chunk.outcome.size));
    inventory_.bytes_read += chunk.outcome.size;
    for (const ByteRange& range : chunk.outcome.bad) {
      inventory_.bytes_unreadable += range.size;
      inventory_.bytes_read -= range.size;
      inventory_.bad_ranges.push_back(range);
    }
    if (options_.progress) options_.progress(chunk.offset + chunk.outcome.size);
  }

  const ByteSource& source_;
  const ScanOptions& options_;
  Inventory& inventory_;
  Sha256 hash_;
};

void DecideSpaceId(Inventory& inventory) {
  if (inventory.detected.from_page0) return;
  std::map<std::uint32_t, std::size_t> spaces;
  for (const PageEntry& entry : inventory.entries) {
    if (entry.lsn == 0 && !entry.coding.any()) continue;  // no server's
    if (IsVerified(entry.verdict) || entry.verdict == PageVerdict::kForeignSpace) ++spaces[entry.space_id];
  }
  const auto best = std::ranges::max_element(spaces, {}, [](const auto& item) { return item.second; });
  if (best != spaces.end()) inventory.detected.space_id = best->first;
}

// With the space id known for sure, settles who is foreign; and who, verified, stands in another page's place.
void SettlePlaces(Inventory& inventory) {
  for (PageEntry& entry : inventory.entries) {
    if (!IsVerified(entry.verdict) && entry.verdict != PageVerdict::kForeignSpace) continue;
    const bool foreign = inventory.detected.space_id && entry.space_id != *inventory.detected.space_id;
    const auto position = static_cast<std::uint32_t>(entry.offset / inventory.detected.format.physical_size);
    const bool in_place = entry.claimed == position && entry.offset % inventory.detected.format.physical_size == 0;
    if (foreign) {
      entry.verdict = PageVerdict::kForeignSpace;
      entry.page_no = position;
    } else {
      entry.verdict = in_place ? PageVerdict::kIntact : PageVerdict::kMisplaced;
      entry.page_no = entry.claimed;
    }
    inventory.newest_lsn = foreign ? inventory.newest_lsn : std::max(inventory.newest_lsn, entry.lsn);
  }
}

// Hurt pages that may stand in another page's place: a page that does not verify is taken for the one it claims to be
// if the page of its place stands whole elsewhere, or if the page that stands in the place claimed claims this one. So
// it is not the claim alone that decides, which may be what is hurt. One that claims nothing any more is taken for the
// page in whose place the page of its own stands.
void SettleClaims(Inventory& inventory) {
  const std::uint32_t page_size = inventory.detected.format.physical_size;
  std::vector<std::uint32_t> at_place(inventory.page_limit(), kNoEntry);
  for (std::uint32_t i = 0; i < inventory.entries.size(); ++i) {
    const PageEntry& entry = inventory.entries[i];
    const std::uint64_t place = entry.offset / page_size;
    if (entry.offset % page_size == 0 && place < at_place.size()) at_place[static_cast<std::size_t>(place)] = i;
  }
  const auto whole = [&](std::uint32_t page_no) {
    const PageEntry* best = inventory.Find(page_no);
    return best != nullptr && IsVerified(best->verdict);
  };
  std::vector<std::pair<std::uint32_t, std::uint32_t>> moved;  // entry, page no
  for (std::uint32_t i = 0; i < inventory.entries.size(); ++i) {
    const PageEntry& entry = inventory.entries[i];
    const bool claims_nothing = entry.header_lost || entry.verdict == PageVerdict::kGarbage ||
                                entry.claimed >= inventory.page_limit() || !IsKnownPageType(entry.type) ||
                                entry.space_id != inventory.detected.space_id;
    const bool hurt = entry.verdict == PageVerdict::kChecksumMismatch || entry.verdict == PageVerdict::kTorn ||
                      entry.verdict == PageVerdict::kPartlyZeroed || entry.verdict == PageVerdict::kGarbage;
    if (!hurt) continue;
    if (claims_nothing) {
      const PageEntry* own = inventory.Find(entry.page_no);
      if (entry.offset % page_size != 0 || own == nullptr || own->verdict != PageVerdict::kMisplaced ||
          own->offset % page_size != 0)
        continue;
      const auto place = static_cast<std::uint32_t>(own->offset / page_size);
      if (place != entry.page_no && inventory.Find(place) == nullptr) moved.emplace_back(i, place);
      continue;
    }
    if (entry.claimed == entry.page_no || whole(entry.claimed)) continue;
    const std::uint32_t other = at_place[entry.claimed];
    const bool exchanged = other != kNoEntry && inventory.entries[other].claimed == entry.page_no;
    if (exchanged || whole(entry.page_no)) moved.emplace_back(i, entry.claimed);
  }
  for (const auto& [i, page_no] : moved) inventory.entries[i].page_no = page_no;
}

// Pages that may be one flipped bit away from what was written: claiming to be what they are taken for but for that
// bit.
bool MayBeRepaired(const PageEntry& entry) {
  const bool hurt = entry.verdict == PageVerdict::kChecksumMismatch || entry.verdict == PageVerdict::kTorn ||
                    entry.verdict == PageVerdict::kPartlyZeroed || entry.verdict == PageVerdict::kGarbage;
  return hurt && (entry.coding.any() || std::popcount(entry.claimed ^ entry.page_no) <= 1);
}

void RepairPages(const ByteSource& source, unsigned threads, Inventory& inventory) {
  const DetectedFormat& detected = inventory.detected;
  const std::uint32_t page_size = detected.format.physical_size;
  std::vector<std::uint32_t> hurt;
  for (std::uint32_t i = 0; i < inventory.entries.size(); ++i) {
    if (MayBeRepaired(inventory.entries[i])) hurt.push_back(i);
  }
  std::vector<std::optional<PageRepair>> found(hurt.size());
  const auto try_one = [&](std::size_t i) {
    PageEntry& entry = inventory.entries[hurt[i]];
    const std::uint32_t position = entry.page_no;
    std::vector<std::byte> page(page_size);
    if (source.ReadAt(entry.offset, page).size < page_size) return;
    found[i] = FindRepair(page, detected.format, detected.codec, position, detected.space_id);
    if (!found[i]) return;
    found[i]->ApplyTo(page);
    entry = JudgePage(page, entry.offset, position, detected, ChecksumAlgorithm::kUnverified);
    entry.verdict = PageVerdict::kRepaired;
  };
  tbb::task_arena arena(static_cast<int>(std::max(threads, 1U)));
  arena.execute([&] { tbb::parallel_for(std::size_t{0}, hurt.size(), try_one); });
  for (std::size_t i = 0; i < hurt.size(); ++i) {
    if (!found[i]) continue;
    inventory.newest_lsn = std::max(inventory.newest_lsn, inventory.entries[hurt[i]].lsn);
    inventory.repairs.emplace(hurt[i], *std::move(found[i]));
  }
}

// MariaDB grows a file by whole blocks of 4 KiB, and leaves the rest of pages that are smaller to the writes that will
// come. Until then page 0 counts up to three pages that are not there, and free. Source: fil_space_extend_must_retry
// (MariaDB storage/innobase/fil/fil0fil.cc).
bool NeverWritten(const ByteSource& source, const Inventory& inventory, const FspHeader& fsp) {
  constexpr std::uint64_t kGrowth = 4096;
  const TablespaceFormat& format = inventory.detected.format;
  const std::uint64_t end = std::uint64_t{fsp.size} * format.physical_size;
  if (format.physical_size >= kGrowth || source.size() < end - end % kGrowth) return false;
  const PageStore store(source, inventory);
  std::vector<std::byte> buffer(store.page_size());
  for (auto page_no = static_cast<std::uint32_t>(inventory.entries.size()); page_no < fsp.size; ++page_no) {
    if (page_no >= fsp.free_limit) continue;
    const std::uint32_t group = PagesPerXdesPage(format);
    const auto descriptors = store.Read(page_no / group * group, buffer);
    if (!descriptors || !descriptors->verified) return false;
    if (!IsFree(descriptors->bytes, format, page_no).value_or(false)) return false;
  }
  return true;
}

// A file cut at a page boundary has no hurt page: only page 0 knows how many there were.
void CountMissingPages(const ByteSource& source, Inventory& inventory) {
  const PageEntry* page0 = inventory.Find(0);
  std::array<std::byte, XDES_ARR_OFFSET> head{};
  if (page0 == nullptr || !IsVerified(page0->verdict)) return;
  if (inventory.ReadImage(source, *page0, head).size < head.size()) return;
  const FspHeader fsp = DecodeFspHeader(head);
  if (fsp.size <= inventory.entries.size() || NeverWritten(source, inventory, fsp)) return;
  inventory.missing_pages = fsp.size - inventory.entries.size();
}

// A sparse file claims any size; what it claims must not end in the system killing us, and other files with us.
Result<void> FitsInMemory(const std::string& name, std::uint64_t size, std::uint32_t page_size) {
  const auto memory = static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PHYS_PAGES))) *
                      static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PAGESIZE)));
  constexpr std::uint64_t kOfPage = sizeof(PageEntry) + 2 * sizeof(std::uint32_t);
  static_assert(kOfPage == 72, "the limit page-list says so");
  const std::uint64_t needed = (size / page_size + 1) * kOfPage;
  const std::uint64_t given = ValueOf(Limit::kPageList);
  if (given != 0 ? needed <= given : memory == 0 || needed <= memory / 4 * 3) return {};
  const auto text = [](std::uint64_t bytes) {
    constexpr std::uint64_t kGigabyte = 1'000'000'000;
    return bytes < kGigabyte ? fmt::format("{} bytes", bytes) : fmt::format("{} GB", bytes / kGigabyte);
  };
  return Fail(
      name, fmt::format(
                "has {} pages of {} bytes, by its size: the list of them takes {} of memory, and {}; if most of it is "
                "a hole, copy the part "
                "that holds data and give the copy; --limit page-list={} reads it as it is",
                size / page_size, page_size, text(needed),
                given != 0 ? "the limit page-list is " + text(given) : "this machine has " + text(memory),
                (needed / kMebibyte + 1) * kMebibyte));
}

}  // namespace

Result<Inventory> ScanPages(const ByteSource& source, const std::string& name, const ScanOptions& options) {
  auto detected = DetectFormat(source, name, options.format);
  if (!detected) return tl::unexpected(detected.error());
  if (const auto fits = FitsInMemory(name, source.size(), detected->format.physical_size); !fits) {
    return tl::unexpected(fits.error());
  }
  Inventory inventory;
  inventory.detected = *std::move(detected);
  Scanner(source, options, inventory).Run();
  DecideSpaceId(inventory);
  Resync(source, inventory);
  SettlePlaces(inventory);
  inventory.IndexImages();
  SettleClaims(inventory);
  RepairPages(source, options.threads, inventory);
  inventory.IndexImages();
  PutBackLostZeros(source, inventory);
  inventory.IndexImages();
  if (options.copies != nullptr) {
    RestorePages(source, *options.copies, inventory);
    inventory.IndexImages();
  }
  SettleDoublewriteArea(source, inventory);
  inventory.IndexImages();
  SettleZeroPages(source, inventory);
  inventory.Index();
  CountMissingPages(source, inventory);
  return inventory;
}

}  // namespace innosalvage
