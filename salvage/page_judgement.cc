#include "salvage/page_judgement.h"

#include <algorithm>

#include "parser/index_header.h"
#include "parser/page_type.h"
#include "salvage/page_store.h"
#include "salvage/zip_image.h"

namespace innosalvage {

namespace {

constexpr std::size_t kSector = 512;

bool LooksLikePage(const PageEntry& entry) {
  // Page numbers beyond 2^31 don't exist (32 bits of 64 KiB pages would be 256 TiB); garbage has them half of the time.
  return IsKnownPageType(entry.type) && entry.claimed < 0x80000000U;
}

// A page whose FIL header is gone may be an index page still by its inside: it is then taken for the page of its place.
void TakeForIndexPage(Bytes page, std::uint32_t position, const TablespaceFormat& format, PageEntry& entry) {
  if (format.zip ? !IsZipIndexPage(page, format.page_size) : !LooksLikeIndexPage(page)) return;
  const IndexHeader header = DecodeIndexHeader(page.first<PAGE_DATA>());
  entry.index_id = header.index_id;
  entry.level = header.level;
  entry.n_recs = header.n_recs;
  entry.type = header.index_id == kSdiIndexId ? FIL_PAGE_SDI : FIL_PAGE_INDEX;
  entry.claimed = position;
  entry.prev = entry.next = FIL_NULL;
  entry.lsn = 0;
  entry.header_lost = true;
  entry.instant_root = ReadInstantRoot(page).has_value();
}

// Whether what is read from a compressed page will be what its checksum vouched for: it must inflate to its end. For
// the magic of "none", which vouches for nothing, this is most of the proof: the stream has a checksum of its own.
bool MayBeBelieved(Bytes page, const PageEntry& entry, const TablespaceFormat& format) {
  if (!format.zip || !entry.is_index()) return true;
  std::vector<std::byte> inflated(format.page_size);
  return InflateZipImage(page, entry.claimed, inflated).whole();
}

// A checksum that holds over an index page whose FIL header is zero is not the server's: it never writes such a header.
bool HeaderWiped(Bytes page, const PageEntry& entry) {
  return entry.lsn == 0 && entry.type == 0 && entry.claimed == 0 && entry.prev == 0 && LooksLikeIndexPage(page);
}

// Sectors that lie in what an index page uses, and are zero: free space between heap and directory may well be.
bool HasZeroedSector(Bytes page, const PageEntry& entry, const TablespaceFormat& format) {
  if (format.zip) return HasLostSector(page, format.page_size);
  std::size_t heap_top = page.size();
  std::size_t directory = page.size();
  if (entry.is_index() && page.size() >= PAGE_DATA) {
    const IndexHeader header = DecodeIndexHeader(page.first<PAGE_DATA>());
    if (header.heap_top > PAGE_DATA && header.heap_top < page.size() && header.n_dir_slots < page.size() / 4) {
      heap_top = header.heap_top;
      directory = page.size() - FIL_PAGE_DATA_END - header.n_dir_slots * PAGE_DIR_SLOT_SIZE;
    }
  }
  for (std::size_t at = 0; at + kSector <= page.size(); at += kSector) {
    const bool in_free_space = at >= heap_top && at + kSector <= directory;
    if (!in_free_space && AllZero(page.subspan(at, kSector))) return true;
  }
  return false;
}

// A page that cannot be decoded: hurt only where a checksum over its encrypted bytes says so, or nothing in its header
// is a server's.
PageVerdict VerdictOnClosed(Bytes physical, const PageEntry& entry, const PageImage& image,
                            const DetectedFormat& detected) {
  if (entry.algorithm != ChecksumAlgorithm::kUnverified) return PageVerdict::kNotRead;
  const TablespaceEncryption* encryption = detected.codec.encryption();
  const bool of_mariadb = encryption != nullptr && encryption->scheme == EncryptionScheme::kMariaDb;
  if (image.obstacle == PageObstacle::kNoKey && of_mariadb) {
    if (entry.claimed != entry.page_no) return PageVerdict::kGarbage;
    return HasZeroedSector(physical, PageEntry{}, TablespaceFormat{}) ? PageVerdict::kPartlyZeroed
                                                                      : PageVerdict::kChecksumMismatch;
  }
  return entry.claimed == entry.page_no ? PageVerdict::kNotRead : PageVerdict::kGarbage;
}

}  // namespace

PageEntry JudgePage(Bytes physical, std::uint64_t offset, std::uint32_t position, const DetectedFormat& detected,
                    ChecksumAlgorithm hint) {
  const TablespaceFormat& format = detected.format;
  PageScratch scratch;
  const PageImage image = detected.codec.Unwrap(physical, scratch);
  const Bytes page = image.bytes;
  PageEntry entry{.offset = offset, .page_no = position};
  if (const auto head = FixedAt<FIL_PAGE_DATA>(page, 0)) {
    const FilHeader header = DecodeFilHeader(*head);
    entry.lsn = header.lsn;
    entry.claimed = header.page_no;
    entry.prev = header.prev;
    entry.next = header.next;
    entry.space_id = header.space_id;
    entry.type = header.type;
    // In MySQL the same number is another type (FIL_PAGE_SDI_BLOB): the inside decides.
    if (image.readable() && entry.type == FIL_PAGE_TYPE_INSTANT && ReadInstantRoot(page)) {
      entry.type = FIL_PAGE_INDEX;
      entry.instant_root = true;
    }
    if (const auto index = FixedAt<PAGE_DATA>(page, 0); index && entry.is_index() && image.readable()) {
      const IndexHeader index_header = DecodeIndexHeader(*index);
      entry.index_id = index_header.index_id;
      entry.level = index_header.level;
      entry.n_recs = index_header.n_recs;
    }
  }
  if (physical.size() < format.physical_size) {
    entry.verdict = PageVerdict::kCutOff;
    return entry;
  }
  entry.coding = image.coding;
  entry.algorithm = detected.codec.Verify(physical, image, hint);
  if (!image.readable() && entry.algorithm != ChecksumAlgorithm::kZeroPage) {
    entry.verdict = VerdictOnClosed(physical, entry, image, detected);
    return entry;
  }
  switch (entry.algorithm) {
    case ChecksumAlgorithm::kZeroPage: entry.verdict = PageVerdict::kZeroed; return entry;
    case ChecksumAlgorithm::kUnverified: break;
    default:
      if (MayBeBelieved(page, entry, format) && !HeaderWiped(page, entry)) {
        entry.verdict = entry.claimed == position ? PageVerdict::kIntact : PageVerdict::kMisplaced;
        return entry;
      }
      entry.algorithm = ChecksumAlgorithm::kUnverified;
  }
  if (!entry.is_index()) TakeForIndexPage(page, position, format, entry);
  if (image.coding.any()) {
    // Of what an encoded page has in its place, zeros and halves of an LSN tell nothing.
    entry.verdict = LooksLikePage(entry) ? PageVerdict::kChecksumMismatch : PageVerdict::kGarbage;
  } else if (!LooksLikePage(entry)) {
    entry.verdict = PageVerdict::kGarbage;
    if (HasZeroedSector(page, entry, format)) entry.verdict = PageVerdict::kPartlyZeroed;
  } else if (HasZeroedSector(page, entry, format)) {
    entry.verdict = PageVerdict::kPartlyZeroed;
  } else if (!LsnHalvesAgree(page, format.checksums)) {
    entry.verdict = PageVerdict::kTorn;
  } else {
    entry.verdict = PageVerdict::kChecksumMismatch;
  }
  return entry;
}

namespace {

bool WhollyUnreadable(const Inventory& inventory, const PageEntry& entry) {
  const auto behind = std::ranges::upper_bound(inventory.bad_ranges, entry.offset, {},
                                               [](const ByteRange& range) { return range.end(); });
  return behind != inventory.bad_ranges.end() && behind->offset <= entry.offset &&
         behind->end() >= entry.offset + inventory.detected.format.physical_size;
}

}  // namespace

void SettleZeroPages(const ByteSource& source, Inventory& inventory) {
  const TablespaceFormat& format = inventory.detected.format;
  const PageStore store(source, inventory);
  const std::uint32_t group = PagesPerXdesPage(format);
  std::vector<std::byte> buffer(format.page_size);
  Bytes descriptors;
  std::uint32_t loaded_group = FIL_NULL;
  bool loaded = false;
  std::uint32_t free_limit = FIL_NULL;
  const auto extent_is_zero = [&](std::size_t i) {
    const std::size_t extent = format.extent_pages();
    const std::size_t first = i / extent * extent;
    const auto pages = std::span(inventory.entries).subspan(first, std::min(extent, inventory.entries.size() - first));
    return std::ranges::all_of(pages, [](const PageEntry& entry) {
      return entry.verdict == PageVerdict::kZeroed || entry.verdict == PageVerdict::kUnused;
    });
  };
  for (std::size_t i = 0; i < inventory.entries.size(); ++i) {
    PageEntry& entry = inventory.entries[i];
    const bool unreadable = entry.verdict == PageVerdict::kUnreadable && WhollyUnreadable(inventory, entry);
    if (entry.verdict != PageVerdict::kZeroed && !unreadable) continue;
    if (entry.page_no / group != loaded_group) {
      loaded_group = entry.page_no / group;
      const auto page = store.Read(loaded_group * group, buffer);
      loaded = page && page->verified;
      if (loaded) descriptors = page->bytes;
      if (loaded && loaded_group == 0) {
        free_limit = DecodeFspHeader(descriptors.first<XDES_ARR_OFFSET>()).free_limit;
      }
    }
    bool unused = entry.page_no >= free_limit;
    if (!unused && loaded) {
      unused = IsFree(descriptors, format, entry.page_no).value_or(false);
    } else if (!unused && !unreadable) {
      unused = extent_is_zero(i);
    }
    if (unused) entry.verdict = PageVerdict::kUnused;
  }
}

}  // namespace innosalvage
