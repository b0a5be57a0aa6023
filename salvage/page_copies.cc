#include "salvage/page_copies.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <map>

#include "parser/page_type.h"
#include "salvage/doublewrite_area.h"
#include "salvage/page_judgement.h"

namespace innosalvage {

namespace {

std::optional<PageCopy> CopyIn(Bytes page) {
  const auto head = FixedAt<FIL_PAGE_DATA>(page, 0);
  if (!head) return std::nullopt;
  const FilHeader header = DecodeFilHeader(*head);
  if (!IsKnownPageType(header.type)) return std::nullopt;
  for (const ChecksumFamily family : {ChecksumFamily::kFullCrc32, ChecksumFamily::kClassic}) {
    const ChecksumAlgorithm algorithm = VerifyPage(page, family, ChecksumAlgorithm::kUnverified);
    if (algorithm == ChecksumAlgorithm::kUnverified || algorithm == ChecksumAlgorithm::kZeroPage) continue;
    return PageCopy{.offset = 0, .lsn = header.lsn, .space_id = header.space_id, .page_no = header.page_no};
  }
  return std::nullopt;
}

// "#ib_16384_0.dblwr" -> 16384. 0: no such name.
std::uint32_t PageSizeInName(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  constexpr std::string_view kPrefix = "#ib_";
  if (!name.starts_with(kPrefix)) return 0;
  std::uint32_t size = 0;
  const std::string_view digits = std::string_view(name).substr(kPrefix.size());
  std::from_chars(std::to_address(digits.begin()), std::to_address(digits.end()), size);
  const bool known = size >= 4096 && size <= kMaxPageSize && (size & (size - 1)) == 0;
  return known ? size : 0;
}

bool MayBeReplaced(PageVerdict verdict) {
  switch (verdict) {
    case PageVerdict::kChecksumMismatch:
    case PageVerdict::kTorn:
    case PageVerdict::kZeroed:
    case PageVerdict::kPartlyZeroed:
    case PageVerdict::kGarbage:
    case PageVerdict::kCutOff:
    case PageVerdict::kUnreadable: return true;
    default: return false;
  }
}

class Restorer {
 public:
  Restorer(const ByteSource& source, const PageCopies& copies, Inventory& inventory)
      : source_(source),
        copies_(copies),
        inventory_(inventory),
        page_size_(inventory.detected.format.physical_size),
        page_(page_size_) {}

  void Run() {
    if (!inventory_.detected.space_id) return;
    const std::span<const PageCopy> all = copies_.Of(*inventory_.detected.space_id);
    if (all.empty()) return;
    FindOlderInputs(all);
    // An entry that was hurt is replaced in its place; a page that stands nowhere is appended.
    std::map<std::uint32_t, std::uint32_t> hurt;
    for (std::uint32_t i = 0; i < inventory_.entries.size(); ++i) {
      if (MayBeReplaced(inventory_.entries[i].verdict)) hurt.emplace(inventory_.entries[i].page_no, i);
    }
    for (std::size_t begin = 0; begin < all.size();) {
      std::size_t end = begin + 1;
      while (end < all.size() && all[end].page_no == all[begin].page_no) ++end;
      RestoreOne(all.subspan(begin, end - begin), hurt);
      begin = end;
    }
  }

 private:
  // Of each input (doublewrite files count as one), whether the file is known to be the newer one.
  void FindOlderInputs(std::span<const PageCopy> all) {
    older_.assign(copies_.inputs().size(), false);
    bool older_doublewrite = false;
    std::uint32_t page_no = FIL_NULL;
    std::vector<bool> met(older_.size(), false);
    bool met_doublewrite = false;
    for (const PageCopy& copy : all) {
      if (copy.page_no != page_no) {
        page_no = copy.page_no;
        met.assign(met.size(), false);
        met_doublewrite = false;
      }
      // The first one met of an input is its newest.
      const bool doublewrite = copies_.inputs()[copy.input].kind == CopyKind::kDoublewrite;
      if (doublewrite ? met_doublewrite : bool{met[copy.input]}) continue;
      met[copy.input] = true;
      met_doublewrite = met_doublewrite || doublewrite;
      const PageEntry* own = inventory_.Find(page_no);
      if (own == nullptr || !IsVerified(own->verdict) || own->lsn <= copy.lsn) continue;
      older_[copy.input] = true;
      older_doublewrite = older_doublewrite || doublewrite;
    }
    for (std::size_t i = 0; i < older_.size(); ++i) {
      if (copies_.inputs()[i].kind == CopyKind::kDoublewrite) older_[i] = older_doublewrite;
    }
  }

  // The newest LSN that a hurt page still claims; nullopt: it claims nothing that can be believed.
  std::optional<std::uint64_t> ClaimedLsn(const PageEntry& entry) {
    const bool whole_header = !entry.header_lost && IsKnownPageType(entry.type) && entry.claimed == entry.page_no &&
                              entry.space_id == *inventory_.detected.space_id && entry.lsn != 0;
    // Beyond any LSN near those of the file it is noise.
    constexpr std::uint64_t kFarAhead = std::uint64_t{1} << 40U;
    if (!whole_header || entry.lsn > inventory_.newest_lsn + kFarAhead) return std::nullopt;
    if (entry.verdict != PageVerdict::kTorn) return entry.lsn;
    if (source_.ReadAt(entry.offset, page_).size < page_.size()) return entry.lsn;
    const bool full = inventory_.detected.format.checksums == ChecksumFamily::kFullCrc32;
    const auto low = BigAt<std::uint32_t>(page_, page_size_ - (full ? 8 : 4));
    const std::uint64_t trailer = (entry.lsn & ~std::uint64_t{0xffffffff}) | low;
    // Of a torn page's two versions the newer one is wanted; a trailer far off is hurt, not a version.
    return trailer > entry.lsn && trailer <= inventory_.newest_lsn ? trailer : entry.lsn;
  }

  void RestoreOne(std::span<const PageCopy> same_page, const std::map<std::uint32_t, std::uint32_t>& hurt) {
    const std::uint32_t page_no = same_page.front().page_no;
    const PageEntry* best = inventory_.Find(page_no);
    if (best != nullptr && IsVerified(best->verdict)) return;
    const auto place = hurt.find(page_no);
    if (best != nullptr && place == hurt.end()) return;
    std::optional<std::uint64_t> claimed;
    if (place != hurt.end()) claimed = ClaimedLsn(inventory_.entries[place->second]);
    for (const PageCopy& copy : same_page) {
      if (claimed ? copy.lsn < *claimed : bool{older_[copy.input]}) continue;
      if (Take(copy, page_no, place == hurt.end() ? kNoEntry : place->second)) return;
    }
  }

  bool Take(const PageCopy& copy, std::uint32_t page_no, std::uint32_t at) {
    const auto input = SourceOf(copy.input);
    if (!input || input->ReadAt(copy.offset, page_).size < page_.size()) return false;
    std::optional<PageRepair> repair;
    PageEntry entry = JudgePage(page_, copy.offset, page_no, inventory_.detected, ChecksumAlgorithm::kUnverified);
    if (!IsVerified(entry.verdict)) {
      // A second image may have a flipped bit of its own.
      repair = FindRepair(page_, inventory_.detected.format, inventory_.detected.codec, page_no,
                          inventory_.detected.space_id);
      if (!repair) return false;
      repair->ApplyTo(page_);
      entry = JudgePage(page_, copy.offset, page_no, inventory_.detected, ChecksumAlgorithm::kUnverified);
    }
    if (entry.verdict != PageVerdict::kIntact || entry.space_id != inventory_.detected.space_id) return false;
    const TablespaceFormat& format = inventory_.detected.format;
    const bool plain = !format.compressed() && !format.encrypted && !format.page_compressed;
    if (plain && !MakesSense(page_, page_no, inventory_.detected.space_id)) return false;
    entry.verdict = PageVerdict::kRepaired;
    if (at == kNoEntry) {
      at = static_cast<std::uint32_t>(inventory_.entries.size());
      inventory_.entries.push_back(entry);
      ++inventory_.pages_added;
    } else {
      entry.offset = inventory_.entries[at].offset;
      inventory_.entries[at] = entry;
    }
    inventory_.newest_lsn = std::max(inventory_.newest_lsn, entry.lsn);
    inventory_.restored.emplace(
        at, RestoredPage{input, copies_.inputs()[copy.input].path,
                         copies_.inputs()[copy.input].kind == CopyKind::kDoublewrite, copy.offset, entry.lsn});
    if (repair) inventory_.repairs.emplace(at, *std::move(repair));
    return true;
  }

  std::shared_ptr<const ByteSource> SourceOf(std::uint32_t input) {
    auto& source = sources_[input];
    if (source) return source;
    auto opened = copies_.Open(copies_.inputs()[input].path);
    if (opened) source = *std::move(opened);
    return source;
  }

  const ByteSource& source_;
  const PageCopies& copies_;
  Inventory& inventory_;
  std::uint32_t page_size_;
  std::vector<std::byte> page_;
  std::vector<bool> older_;  // by input
  std::map<std::uint32_t, std::shared_ptr<const ByteSource>> sources_;
};

}  // namespace

Result<std::size_t> PageCopies::AddImage(const std::string& path, const ScanOptions& options) {
  const auto source = open_(path);
  if (!source) return tl::unexpected(source.error());
  ScanOptions scan = options;
  scan.hash = false;
  const auto inventory = ScanPages(**source, path, scan);
  if (!inventory) return tl::unexpected(inventory.error());
  const std::size_t before = copies_.size();
  const auto input = static_cast<std::uint32_t>(inputs_.size());
  inputs_.push_back({path, CopyKind::kImage});
  for (const PageEntry& entry : inventory->entries) {
    if (!IsVerified(entry.verdict) && entry.verdict != PageVerdict::kForeignSpace) continue;
    copies_.push_back({entry.offset, entry.lsn, entry.space_id, entry.claimed, input});
  }
  Sort();
  return copies_.size() - before;
}

Result<std::size_t> PageCopies::AddDoublewriteFile(const std::string& path, std::uint32_t page_size) {
  const auto source = open_(path);
  if (!source) return tl::unexpected(source.error());
  if (page_size == 0) page_size = PageSizeInName(path);
  constexpr std::uint32_t kDefault = 16384;
  const std::size_t before = copies_.size();
  inputs_.push_back({path, CopyKind::kDoublewrite});
  AddRange(**source, 0, (*source)->size(), page_size == 0 ? kDefault : page_size);
  Sort();
  return copies_.size() - before;
}

Result<std::size_t> PageCopies::AddDoublewriteArea(const std::string& path, const FormatOptions& options) {
  const auto source = open_(path);
  if (!source) return tl::unexpected(source.error());
  const auto detected = DetectFormat(**source, path, options);
  if (!detected) return tl::unexpected(detected.error());
  const std::uint32_t page_size = detected->format.page_size;
  const std::size_t before = copies_.size();
  inputs_.push_back({path, CopyKind::kDoublewrite});
  std::vector<std::byte> page(page_size);
  // Where page 5 is hurt: the area is made with the tablespace, as its second and third extent.
  const std::uint32_t extent = detected->format.extent_pages();
  std::array<std::uint32_t, 2> blocks = {extent, 2 * extent};
  if ((*source)->ReadAt(std::uint64_t{FSP_TRX_SYS_PAGE_NO} * page_size, page).size == page.size()) {
    const std::size_t area = page_size - kDoublewriteFromEnd;
    if (BigAt<std::uint32_t>(page, area + TRX_SYS_DOUBLEWRITE_MAGIC) == TRX_SYS_DOUBLEWRITE_MAGIC_N) {
      blocks = {BigAt<std::uint32_t>(page, area + TRX_SYS_DOUBLEWRITE_BLOCK1),
                BigAt<std::uint32_t>(page, area + TRX_SYS_DOUBLEWRITE_BLOCK2)};
    }
  }
  for (const std::uint32_t block : blocks) {
    const std::uint64_t begin = std::uint64_t{block} * page_size;
    AddRange(**source, begin, begin + std::uint64_t{extent} * page_size, page_size);
  }
  Sort();
  return copies_.size() - before;
}

void PageCopies::AddRange(const ByteSource& source, std::uint64_t begin, std::uint64_t end, std::uint32_t page_size) {
  std::vector<std::byte> page(page_size);
  end = std::min(end, source.size());
  for (std::uint64_t at = begin; at + page_size <= end; at += page_size) {
    if (source.ReadAt(at, page).size < page.size()) break;
    auto copy = CopyIn(page);
    if (!copy) continue;
    copy->offset = at;
    copy->input = static_cast<std::uint32_t>(inputs_.size() - 1);
    copies_.push_back(*copy);
  }
}

void PageCopies::Sort() {
  std::ranges::sort(copies_, [](const PageCopy& a, const PageCopy& b) {
    return std::tuple(a.space_id, a.page_no, ~a.lsn, a.input, a.offset) <
           std::tuple(b.space_id, b.page_no, ~b.lsn, b.input, b.offset);
  });
}

std::span<const PageCopy> PageCopies::Of(std::uint32_t space_id) const {
  return {std::ranges::lower_bound(copies_, space_id, {}, &PageCopy::space_id),
          std::ranges::upper_bound(copies_, space_id, {}, &PageCopy::space_id)};
}

void RestorePages(const ByteSource& source, const PageCopies& copies, Inventory& inventory) {
  Restorer(source, copies, inventory).Run();
}

}  // namespace innosalvage
