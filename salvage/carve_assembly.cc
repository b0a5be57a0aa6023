#include "salvage/carve_assembly.h"

#include <algorithm>
#include <array>

#include "parser/index_header.h"
#include "parser/limits.h"
#include "parser/page_type.h"
#include "parser/zip_page.h"

namespace innosalvage {

namespace {

CarvedHow HowOf(PageProof proof) {
  switch (proof) {
    case PageProof::kVerified: return CarvedHow::kVerified;
    case PageProof::kStructure: return CarvedHow::kStructure;
    case PageProof::kLsn: return CarvedHow::kHurt;
  }
  return CarvedHow::kHurt;
}

class Assembler {
 public:
  Assembler(const ByteSource& image, const CarveGroupFinds& finds, const CarveLineages& lineages, std::uint32_t lineage,
            const CarveSink& sink)
      : image_(image),
        key_(finds.key),
        size_(std::uint32_t{1} << finds.key.size_log2),
        lineages_(lineages),
        lineage_(lineage),
        sink_(sink),
        buffer_(size_) {}

  void Take(std::span<const CarveFind> images) {
    std::vector<CarveFind> own;
    for (const CarveFind& image : images) {
      if (lineages_.LineageOf(image) == lineage_) own.push_back(image);
    }
    if (own.empty()) return;
    if (IsBeyondTheDrive(own.front().page_no)) {
      if (sink_.left_out) sink_.left_out(own);
      return;
    }
    const CarveFind stands = InItsRun(own);
    const bool in_run = lineages_.InRun(stands);
    if (!in_run && MayBeOlder(stands)) {
      // The gap that this leaves is filled like any other, once the next page comes.
      if (sink_.left_out) sink_.left_out(own);
      return;
    }
    if (in_run) anchor_ = stands;
    if (!lineages_.IsCopy(stands)) file_seen_ = true;
    const CarvedPage page = Choose(std::move(own), images);
    FillUpTo(stands);
    last_ = stands;
    if (page.image.index_id != 0 && page.image.proof != PageProof::kLsn) index_ids_.insert(page.image.index_id);
    sink_.page(page);
  }

  // Behind the last page found, as long as the run goes on.
  void End() {
    if (!last_) return;
    for (std::uint32_t page_no = last_->page_no + 1; page_no != FIL_NULL; ++page_no) {
      if (!FillOne(page_no, nullptr)) return;
    }
  }

 private:
  // A file may be larger than the drive that it lies on, since what was punched out takes no room; but not so much. One
  // page that claims to lie there would make a hole of terabytes.
  bool IsBeyondTheDrive(std::uint32_t page_no) const {
    constexpr std::uint64_t kMostHoles = 32;
    constexpr std::uint64_t kAnyDrive = std::uint64_t{1} << 30U;
    return std::uint64_t{page_no} * size_ > image_.size() * kMostHoles + kAnyDrive;
  }

  // `all`: the images of other lineages as well.
  CarvedPage Choose(std::vector<CarveFind> own, std::span<const CarveFind> all) const {
    std::size_t best = 0;  // CarveOrder: what verifies first, then the newest
    if (own.front().proof != PageProof::kLsn) {
      for (std::size_t i = 1; i < own.size(); ++i) {
        if (own[i].lsn > own[best].lsn && IsTheFilesOwn(own[i])) best = i;
      }
    }
    CarveFind chosen = own[best];
    if (chosen.proof == PageProof::kLsn) {
      // Another file's image of the very same state heals it.
      for (const CarveFind& other : all) {
        if (other.verified() && other.lsn == chosen.lsn && other.type == chosen.type) {
          chosen = other;
          break;
        }
      }
    }
    if (!chosen.verified() && HasBadBytes(chosen)) {
      const auto whole = std::ranges::find_if(own, [&](const CarveFind& other) {
        return other.lsn == chosen.lsn && other.type == chosen.type && !HasBadBytes(other);
      });
      if (whole != own.end()) chosen = *whole;
    }
    CarvedPage page{.page_no = chosen.page_no, .how = HowOf(chosen.proof), .image = chosen, .tail = {}, .others = {}};
    for (const CarveFind& other : own) {
      if (other.offset != chosen.offset) page.others.push_back(other);
    }
    return page;
  }

  // The drive did not give all of it.
  bool HasBadBytes(const CarveFind& find) const {
    std::vector<std::byte> bytes(find.length);
    const ReadOutcome read = image_.ReadAt(find.offset, bytes);
    return read.size < bytes.size() || !read.bad.empty();
  }

  // What does not verify, and stands where the file has the page: an older one that verifies would pass for the
  // present. Compressed and encrypted pages carry no checksum that can be computed here.
  bool IsTheFilesOwn(const CarveFind& image) const {
    if (image.proof == PageProof::kLsn) return lineages_.InRun(image);
    return image.proof == PageProof::kStructure && !lineages_.IsCopy(image);
  }

  // The image in a run, where there is one, or else in a piece of the file: a copy in a doublewrite buffer has no
  // neighbours of its file.
  CarveFind InItsRun(std::span<const CarveFind> own) const {
    const auto in_run = std::ranges::find_if(own, [&](const CarveFind& find) { return lineages_.InRun(find); });
    if (in_run != own.end()) return *in_run;
    const auto piece = std::ranges::find_if(
        own, [&](const CarveFind& find) { return find.proof != PageProof::kLsn && !lineages_.IsCopy(find); });
    return piece == own.end() ? own.front() : *piece;
  }

  // A copy outside of the file, and not one of the file's own images: the file had another, which is hurt or lost. What
  // that says of its LSN decides. Where it says nothing, copies that are known to be older elsewhere prove nothing.
  bool MayBeOlder(const CarveFind& copy) const {
    if (const auto lsn = OwnLsn(copy.page_no)) return copy.lsn < *lsn;
    if (lineages_.IsCopy(copy)) return file_seen_ && lineages_.MayBeOlder(copy);
    return anchor_ && lineages_.pieces_are_older();
  }

  // The LSN of the file's own page, where the run of its neighbours has it. A page that is stored shorter than it is
  // either left a hole behind it, or was written without.
  std::optional<std::uint64_t> OwnLsn(std::uint32_t page_no) const {
    if (!anchor_ || page_no <= anchor_->page_no) return std::nullopt;
    const std::uint64_t pages = page_no - anchor_->page_no;
    for (const std::uint64_t place : {anchor_->offset + pages * size_, anchor_->end() + (pages - 1) * size_}) {
      std::array<std::byte, FIL_PAGE_DATA> head{};
      const ReadOutcome read = image_.ReadAt(place, head);
      if (read.size < head.size() || !read.bad.empty() || !Claims(head, page_no)) continue;
      return DecodeFilHeader(head).lsn;
    }
    return std::nullopt;
  }

  void FillUpTo(const CarveFind& next) {
    constexpr std::uint32_t kMaxFilled = 4096;  // on either side of a gap
    const std::uint32_t from = last_ ? last_->page_no + 1 : 0;
    // Page stands behind page, and the numbers jump: a file system that stores no zeros left them out.
    const bool left_out = last_ && last_->run == next.run && last_->end() == next.offset;
    for (std::uint32_t page_no = from; page_no < next.page_no; ++page_no) {
      if (page_no - from >= kMaxFilled && next.page_no - page_no > kMaxFilled) page_no = next.page_no - kMaxFilled;
      if (left_out) {
        sink_.page(PageAt(page_no, next.offset, CarvedHow::kZero, {}));
      } else {
        FillOne(page_no, &next);
      }
    }
  }

  std::optional<std::uint64_t> Behind(std::uint32_t page_no) const {
    if (!last_) return std::nullopt;
    const std::uint64_t place = last_->end() + std::uint64_t{page_no - last_->page_no - 1} * size_;
    return place < image_.size() ? std::optional(place) : std::nullopt;
  }

  std::optional<std::uint64_t> Before(std::uint32_t page_no, const CarveFind* next) const {
    if (next == nullptr) return std::nullopt;
    const std::uint64_t distance = std::uint64_t{next->page_no - page_no} * size_;
    return distance <= next->offset ? std::optional(next->offset - distance) : std::nullopt;
  }

  // Whether the page came out of one of the two places.
  bool FillOne(std::uint32_t page_no, const CarveFind* next) {
    const auto first = Behind(page_no);
    const auto second = Before(page_no, next);
    const bool between = first && first == second;
    if (first && second && !between && Join(page_no, *first, *second)) return true;
    for (const auto& place : {first, between ? std::nullopt : second}) {
      if (place && TakePlace(page_no, *place, between)) return true;
    }
    return false;
  }

  bool Claims(Bytes page, std::uint32_t page_no) const {
    const auto head = FixedAt<FIL_PAGE_DATA>(page, 0);
    if (!head || !MayStartPage(*head)) return false;
    const FilHeader header = DecodeFilHeader(*head);
    return header.page_no == page_no && header.space_id == key_.space_id;
  }

  CarvedPage PageAt(std::uint32_t page_no, std::uint64_t place, CarvedHow how, Bytes page) const {
    CarvedPage made{.page_no = page_no, .how = how, .image = {}, .tail = {}, .others = {}};
    made.image.offset = place;
    made.image.page_no = page_no;
    made.image.space_id = key_.space_id;
    made.image.size_log2 = key_.size_log2;
    made.image.family = key_.family;
    made.image.length = static_cast<std::uint32_t>(page.size());
    made.image.content = Crc32c(page);
    if (how == CarvedHow::kHurt || how == CarvedHow::kJoined) {
      const FilHeader header = DecodeFilHeader(page.first<FIL_PAGE_DATA>());
      made.image.lsn = header.lsn;
      made.image.type = header.type;
      if (const auto index = FixedAt<PAGE_DATA>(page, 0); index && header.type == FIL_PAGE_INDEX) {
        made.image.index_id = DecodeIndexHeader(*index).index_id;
      }
    }
    return made;
  }

  bool Join(std::uint32_t page_no, std::uint64_t first, std::uint64_t second) {
    std::vector<std::byte> head(size_);
    std::vector<std::byte> tail(size_);
    const ReadOutcome read_head = image_.ReadAt(first, head);
    const ReadOutcome read_tail = image_.ReadAt(second, tail);
    if (read_head.size < kCarveJoinStep || read_tail.size < size_ || !Claims(head, page_no)) return false;
    if (!read_head.bad.empty() || !read_tail.bad.empty()) return false;
    // From the head whole to its first sector alone: each step takes a sector more from the tail.
    std::vector<std::byte> page = head;
    for (std::size_t split = size_ - kCarveJoinStep; split >= kCarveJoinStep; split -= kCarveJoinStep) {
      std::ranges::copy(std::span(tail).subspan(split, kCarveJoinStep),
                        page.begin() + static_cast<std::ptrdiff_t>(split));
      if (split > read_head.size || !LsnHalvesAgree(page, key_.family)) continue;
      const ChecksumAlgorithm algorithm = VerifyPage(page, key_.family, ChecksumAlgorithm::kCrc32);
      if (algorithm == ChecksumAlgorithm::kUnverified || algorithm == ChecksumAlgorithm::kZeroPage) continue;
      // "none" would prove any cut at all.
      if (algorithm == ChecksumAlgorithm::kNone) return false;
      CarvedPage made = PageAt(page_no, first, CarvedHow::kJoined, page);
      made.image.length = static_cast<std::uint32_t>(split);
      made.image.algorithm = algorithm;
      made.image.proof = PageProof::kVerified;
      made.tail = {second + split, size_ - split};
      sink_.page(made);
      return true;
    }
    return false;
  }

  bool TakePlace(std::uint32_t page_no, std::uint64_t place, bool between) {
    const ReadOutcome read = image_.ReadAt(place, buffer_);
    if (read.size < size_) return false;
    std::uint64_t unreadable = 0;
    bool header_read = true;
    for (const ByteRange& bad : read.bad) {
      unreadable += bad.size;
      header_read = header_read && bad.offset >= place + FIL_PAGE_DATA;
    }
    if (unreadable >= size_) {
      if (sink_.gap) sink_.gap({page_no, {place, size_}});
      return false;
    }
    const Bytes page = buffer_;
    CarvedHow how = CarvedHow::kPlaced;
    if (header_read && Claims(page, page_no)) {
      how = CarvedHow::kHurt;
    } else if (!between) {
      return false;
    } else if (AllZero(page)) {
      if (!read.bad.empty()) {
        if (sink_.gap) sink_.gap({page_no, {place, size_}});
        return false;
      }
      how = CarvedHow::kZero;
    } else if (header_read && !IsOwnIndexPage(page)) {
      return false;
    }
    sink_.page(PageAt(page_no, place, how, page));
    return true;
  }

  bool IsOwnIndexPage(Bytes page) const {
    if (key_.family == ChecksumFamily::kZip) {
      const auto page_size = PageSizeOfZipPage(page);
      if (!page_size || !LooksLikeZipIndexPage(page, *page_size)) return false;
    } else if (!LooksLikeIndexPage(page)) {
      return false;
    }
    return index_ids_.contains(DecodeIndexHeader(page.first<PAGE_DATA>()).index_id);
  }

  static constexpr std::size_t kCarveJoinStep = 512;

  const ByteSource& image_;
  CarveGroupKey key_;
  std::uint32_t size_;
  const CarveLineages& lineages_;
  std::uint32_t lineage_;
  const CarveSink& sink_;
  std::vector<std::byte> buffer_;
  std::optional<CarveFind> last_;    // the last page found, as it stands in its run
  std::optional<CarveFind> anchor_;  // the last page in a run
  bool file_seen_ = false;           // a page before this one was no copy
  std::set<std::uint64_t> index_ids_;
};

}  // namespace

std::string_view Name(CarvedHow how) {
  switch (how) {
    case CarvedHow::kVerified: return "verified";
    case CarvedHow::kStructure: return "structure";
    case CarvedHow::kJoined: return "joined";
    case CarvedHow::kHurt: return "hurt";
    case CarvedHow::kPlaced: return "placed";
    case CarvedHow::kZero: return "zero";
  }
  return "unknown";
}

void ForEachPage(const CarveGroupFinds& finds, const std::function<void(std::span<const CarveFind>)>& each) {
  constexpr std::size_t kWindow = 4096;
  std::vector<CarveFind> window(kWindow);
  std::vector<CarveFind> images;
  for (std::uint64_t at = 0; at < finds.size;) {
    const std::size_t got = finds.read(at, window);
    if (got == 0) break;
    for (const CarveFind& find : std::span(window).first(got)) {
      if (!images.empty() && images.front().page_no != find.page_no) {
        each(images);
        images.clear();
      }
      if (IsWithin(Limit::kCarveImages, images.size() + 1)) images.push_back(find);  // the best first: CarveOrder
    }
    at += got;
  }
  if (!images.empty()) each(images);
}

CarveLineages FindLineages(const CarveGroupFinds& finds, const CarveCopies* copies) {
  CarveLineages lineages(copies);
  ForEachPage(finds, [&](std::span<const CarveFind> images) { lineages.CountRun(images); });
  lineages.AttachPieces();
  ForEachPage(finds, [&](std::span<const CarveFind> images) { lineages.Collide(images); });
  lineages.Conclude();
  return lineages;
}

void AssembleTablespace(const ByteSource& image, const CarveGroupFinds& finds, const CarveLineages& lineages,
                        std::uint32_t lineage, const CarveSink& sink) {
  Assembler assembler(image, finds, lineages, lineage, sink);
  ForEachPage(finds, [&](std::span<const CarveFind> images) { assembler.Take(images); });
  assembler.End();
}

}  // namespace innosalvage
