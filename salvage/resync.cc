#include "salvage/resync.h"

#include <algorithm>
#include <array>

#include "parser/page_type.h"
#include "salvage/clear_page.h"
#include "salvage/page_judgement.h"

namespace innosalvage {

namespace {

constexpr std::size_t kSector = 512;

bool IsLost(const PageEntry& entry) {
  return !IsVerified(entry.verdict) && entry.verdict != PageVerdict::kZeroed && entry.verdict != PageVerdict::kUnused &&
         entry.verdict != PageVerdict::kNotRead && entry.verdict != PageVerdict::kForeignSpace;
}

class Resyncer {
 public:
  Resyncer(const ByteSource& source, Inventory& inventory)
      : source_(source),
        inventory_(inventory),
        page_size_(inventory.detected.format.physical_size),
        page_(page_size_) {}

  void Run() {
    auto& entries = inventory_.entries;
    std::vector<PageEntry> out;  // of a file that lost no bytes there is none
    std::size_t copied = 0;      // of entries, to out
    for (std::size_t i = 0; i < entries.size();) {
      if (!IsLost(entries[i])) {
        ++i;
        continue;
      }
      std::size_t end = i;
      while (end < entries.size() && IsLost(entries[end])) ++end;
      const std::uint64_t run_begin = entries[i].offset;
      const std::uint64_t run_end = end < entries.size() ? entries[end].offset : source_.size();
      const std::vector<PageEntry> found = SearchRun(run_begin, run_end);
      if (!found.empty()) {
        const auto before = std::span(entries).subspan(copied, i - copied);
        out.insert(out.end(), before.begin(), before.end());
        Rebuild(run_begin, run_end, found, out);
        copied = end;
      }
      i = end;
    }
    if (copied == 0) return;
    const auto behind = std::span(entries).subspan(copied);
    out.insert(out.end(), behind.begin(), behind.end());
    entries = std::move(out);
  }

 private:
  // A page that verifies at an offset off the grid, inside [at, limit).
  std::optional<PageEntry> PageAt(std::uint64_t at, std::uint64_t limit) {
    if (at + page_size_ > limit) return std::nullopt;
    // Most places are no page's beginning. What shows it is read, and the whole page only where it may be one.
    std::array<std::byte, kHeadWithInfimum> begin{};
    if (source_.ReadAt(at, begin).size < begin.size()) return std::nullopt;
    const auto head = std::span(begin).first<FIL_PAGE_DATA>();
    const FilHeader header = DecodeFilHeader(head);
    if (MayStandInClear(begin)) {
      if (auto entry = IndexPageWithoutHeader(header, at)) return entry;
    }
    // full_crc32 pages that are encoded hide type and space id; then the checksum is asked first.
    const bool hidden = IsHidden(head);
    if (!hidden && !IsKnownPageType(header.type)) return std::nullopt;
    if (!hidden && inventory_.detected.space_id && header.space_id != *inventory_.detected.space_id)
      return std::nullopt;
    if (source_.ReadAt(at, page_).size < page_.size()) return std::nullopt;
    if (hidden && VerifyPage(inventory_.detected.codec.Written(page_), ChecksumFamily::kFullCrc32,
                             ChecksumAlgorithm::kUnverified) != ChecksumAlgorithm::kFullCrc32) {
      return std::nullopt;
    }
    PageEntry entry = JudgePage(page_, at, header.page_no, inventory_.detected, ChecksumAlgorithm::kUnverified);
    if (!IsVerified(entry.verdict)) return std::nullopt;
    entry.verdict = PageVerdict::kMisplaced;
    return entry;
  }

  // An index page whose FIL header is no server's, known by its inside. Which page it is, its place tells.
  std::optional<PageEntry> IndexPageWithoutHeader(const FilHeader& header, std::uint64_t at) {
    if (IsKnownPageType(header.type) && header.space_id == inventory_.detected.space_id) return std::nullopt;
    if (inventory_.detected.format.compressed() || inventory_.detected.format.encrypted) return std::nullopt;
    if (source_.ReadAt(at, page_).size < page_.size() || !StandsInClear(page_)) return std::nullopt;
    PageEntry entry = JudgePage(page_, at, FIL_NULL, inventory_.detected, ChecksumAlgorithm::kUnverified);
    if (!entry.header_lost) return std::nullopt;
    return entry;
  }

  bool IsHidden(Bytes head) const {
    const DetectedFormat& detected = inventory_.detected;
    if (detected.format.checksums != ChecksumFamily::kFullCrc32) return false;
    const TablespaceEncryption* encryption = detected.codec.encryption();
    if (encryption != nullptr && encryption->expected() && MariaDbKeyVersion(head, true) != 0) return true;
    return (BigAt<std::uint16_t>(head, FIL_PAGE_TYPE) >> FIL_PAGE_COMPRESS_FCRC32_MARKER) != 0;
  }

  // Pages that verify within a run of lost ones, off the grid.
  std::vector<PageEntry> SearchRun(std::uint64_t begin, std::uint64_t end) {
    std::vector<PageEntry> found;
    std::uint64_t at = begin;
    while (at + page_size_ <= end) {
      if ((at % page_size_) != 0 || !found.empty()) {
        if (auto entry = PageAt(at, end)) {
          found.push_back(*entry);
          at += page_size_;
          continue;
        }
      }
      at += kSector;
    }
    return found;
  }

  // Fills the bytes between found pages with what stands there: whole pages, and one short entry for the page that lost
  // bytes (or of which there are too many).
  void Rebuild(std::uint64_t begin, std::uint64_t end, const std::vector<PageEntry>& found,
               std::vector<PageEntry>& out) {
    std::uint64_t at = begin;
    std::uint32_t expected = static_cast<std::uint32_t>(begin / page_size_);
    for (PageEntry page : found) {
      if (page.header_lost) {
        page.page_no = page.claimed =
            expected + static_cast<std::uint32_t>((page.offset - at + page_size_ - 1) / page_size_);
      }
      Gap(at, page.offset, expected, page.claimed, out);
      out.push_back(page);
      expected = page.claimed + 1;
      at = page.offset + page_size_;
    }
    Gap(at, end, expected, FIL_NULL, out);
  }

  // `next`: the page that was found behind the gap, FIL_NULL: none.
  void Gap(std::uint64_t from, std::uint64_t to, std::uint32_t expected, std::uint32_t next,
           std::vector<PageEntry>& out) {
    // Hurt pages that stand in step with what follows say so themselves.
    std::uint64_t in_step = to;
    std::uint32_t first = next;
    while (next != FIL_NULL && in_step >= from + page_size_ && first > 0 && Claims(in_step - page_size_, first - 1)) {
      in_step -= page_size_;
      --first;
    }
    Cut(from, in_step, expected, out);
    Cut(in_step, to, first, out);
  }

  bool Claims(std::uint64_t at, std::uint32_t page_no) const {
    std::array<std::byte, FIL_PAGE_DATA> head{};
    if (source_.ReadAt(at, head).size < head.size()) return false;
    const FilHeader header = DecodeFilHeader(head);
    return header.page_no == page_no && IsKnownPageType(header.type);
  }

  void Cut(std::uint64_t from, std::uint64_t to, std::uint32_t expected, std::vector<PageEntry>& out) {
    while (from < to) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(page_size_, to - from));
      const auto part = std::span(page_).first(size);
      source_.ReadAt(from, part);
      PageEntry entry = JudgePage(part, from, expected++, inventory_.detected, ChecksumAlgorithm::kUnverified);
      if (entry.verdict == PageVerdict::kCutOff && AllZero(part)) entry.verdict = PageVerdict::kZeroed;
      out.push_back(entry);
      from += size;
    }
  }

  const ByteSource& source_;
  Inventory& inventory_;
  std::uint32_t page_size_;
  std::vector<std::byte> page_;
};

}  // namespace

void Resync(const ByteSource& source, Inventory& inventory) { Resyncer(source, inventory).Run(); }

}  // namespace innosalvage
