#include "parser/lob.h"

#include <algorithm>
#include <unordered_set>

#include "parser/limits.h"
#include "parser/page_type.h"
#include "parser/zlob.h"

namespace innosalvage {

namespace {

constexpr std::size_t kFirstIndexList = 64;
constexpr std::size_t kFirstData = 96 + 10 * 60;
constexpr std::size_t kDataData = 49;
constexpr std::size_t kEntrySize = 60;
static_assert(kFirstData == 696);

struct FileAddress {
  std::uint32_t page_no = FIL_NULL;
  std::uint16_t offset = 0;
  bool null() const { return page_no == FIL_NULL; }
};

FileAddress AddressAt(Bytes bytes, std::size_t at) {
  return {BigAt<std::uint32_t>(bytes, at), BigAt<std::uint16_t>(bytes, at + 4)};
}

struct IndexEntry {
  FileAddress next, first_version;
  std::uint32_t page_no = FIL_NULL, lob_version = 0;
  std::uint16_t length = 0;
};

IndexEntry DecodeEntry(std::span<const std::byte, kEntrySize> entry) {
  return {.next = AddressAt(entry, 6),
          .first_version = AddressAt(entry, 12 + 4),
          .page_no = ReadBig<std::uint32_t, 48>(entry),
          .lob_version = ReadBig<std::uint32_t, 56>(entry),
          .length = ReadBig<std::uint16_t, 52>(entry)};
}

class LobReader {
 public:
  LobReader(const LobReference& reference, const PageFetcher& fetch, std::vector<std::byte>& out)
      : reference_(reference), fetch_(fetch), out_(out), start_(out.size()) {}

  LobRead Read() {
    const auto first = Fetch(reference_.page_no);
    if (!first) return Stopped(first.error());
    const auto type = BigAt<std::uint16_t>(*first, FIL_PAGE_TYPE);
    if (last_zip_) return ReadZlob(reference_, fetch_, out_);
    if (type_known_) {
      switch (type) {
        case FIL_PAGE_TYPE_LOB_FIRST: return ReadVersioned(*first);
        case FIL_PAGE_TYPE_ZBLOB:
        case FIL_PAGE_TYPE_ZBLOB2:
        case FIL_PAGE_TYPE_ZLOB_FIRST:
        case FIL_PAGE_SDI_ZBLOB: return ReadZlob(reference_, fetch_, out_);
        default: break;
      }
    }
    // A page that lost its header tells nothing of its type. The reference does: a chain's header stands behind the FIL
    // header, and LOB versions are small numbers.
    if (!last_verified_ && (!type_known_ || type != FIL_PAGE_TYPE_BLOB) && reference_.offset < FIL_PAGE_DATA) {
      return ReadVersioned(*first);
    }
    return ReadChain();
  }

 private:
  std::uint64_t missing() const { return reference_.length - (out_.size() - start_); }

  LobRead Stopped(const Damage& damage) {
    result_.stopped_by = damage;
    return result_;
  }

  Decoded<Bytes> Fetch(std::uint32_t page_no) {
    const auto page = fetch_(page_no);
    if (!page) return tl::unexpected(page.error());
    last_verified_ = page->verified;
    last_zip_ = page->zip;
    result_.all_verified = result_.all_verified && page->verified;
    if (page->bytes.size() < kMinPageSize / 4) return Hurt(DamageKind::kTruncated, page_no, 0);
    type_known_ = page->verified || BigAt<std::uint32_t>(page->bytes, FIL_PAGE_OFFSET) == page_no;
    return page->bytes;
  }

  // Appends up to `length` bytes found at `at`. False where they would leave the page.
  bool Append(Bytes page, std::size_t at, std::size_t length) {
    const auto part = BytesAt(page, at, length);
    if (!part || at + length > page.size() - FIL_PAGE_DATA_END) return false;
    if (!last_verified_ && TouchesZeroSector(page, at, length)) return false;
    const Bytes wanted = part->first(static_cast<std::size_t>(std::min<std::uint64_t>(length, missing())));
    out_.insert(out_.end(), wanted.begin(), wanted.end());
    return true;
  }

  // On a page that does not verify, a sector of zeros is one that was lost: its bytes are no part of a value.
  bool TouchesZeroSector(Bytes page, std::size_t at, std::size_t length) const {
    constexpr std::size_t kSector = 512;
    for (std::size_t sector = at / kSector * kSector; sector < at + length; sector += kSector) {
      const std::size_t from = std::max(sector, at);
      const std::size_t to = std::min(sector + kSector, at + length);
      if (to - from > reference_.own_zeros && AllZero(page.subspan(from, to - from)) &&
          AllZero(page.subspan(sector, std::min(kSector, page.size() - sector)))) {
        return true;
      }
    }
    return false;
  }

  // Servers before 5.1 left the type of BLOB pages as it was; what is known to be something else is not a BLOB page.
  static bool MayBeBlobPage(std::uint16_t type) {
    switch (type) {
      case FIL_PAGE_INDEX:
      case FIL_PAGE_RTREE:
      case FIL_PAGE_SDI:
      case FIL_PAGE_TYPE_FSP_HDR:
      case FIL_PAGE_TYPE_XDES:
      case FIL_PAGE_IBUF_BITMAP:
      case FIL_PAGE_TYPE_LOB_INDEX:
      case FIL_PAGE_TYPE_LOB_DATA: return false;
      default: return true;
    }
  }

  LobRead ReadChain() {
    std::unordered_set<std::uint32_t> seen;
    std::uint32_t page_no = reference_.page_no;
    std::size_t at = reference_.offset;
    while (missing() > 0) {
      if (page_no == FIL_NULL)
        return Stopped({DamageKind::kLobTruncated, {page_no, 0}, reference_.length, out_.size() - start_});
      if (!seen.insert(page_no).second) return Stopped({DamageKind::kLobCycle, {page_no, 0}, 0, seen.size()});
      const auto page = Fetch(page_no);
      if (!page) return Stopped(page.error());
      const auto type = BigAt<std::uint16_t>(*page, FIL_PAGE_TYPE);
      if (type_known_ && !MayBeBlobPage(type)) {
        return Stopped({DamageKind::kWrongPageType, {page_no, FIL_PAGE_TYPE}, FIL_PAGE_TYPE_BLOB, type});
      }
      if (at < FIL_PAGE_DATA || at > page->size() - 8) {
        return Stopped({DamageKind::kTruncated, {page_no, 0}, page->size(), at});
      }
      const auto length = BigAt<std::uint32_t>(*page, at);
      const auto next = BigAt<std::uint32_t>(*page, at + 4);
      if (length == 0 || length > missing() || !Append(*page, at + 8, length)) {
        return Stopped({DamageKind::kIllegalLength, {page_no, static_cast<std::uint32_t>(at)}, missing(), length});
      }
      page_no = next;
      at = FIL_PAGE_DATA;
    }
    return result_;
  }

  Decoded<IndexEntry> EntryAt(FileAddress address) {
    const auto page = Fetch(address.page_no);
    if (!page) return tl::unexpected(page.error());
    const auto type = BigAt<std::uint16_t>(*page, FIL_PAGE_TYPE);
    if (last_verified_ && type != FIL_PAGE_TYPE_LOB_FIRST && type != FIL_PAGE_TYPE_LOB_INDEX) {
      return Hurt(DamageKind::kWrongPageType, address.page_no, FIL_PAGE_TYPE, FIL_PAGE_TYPE_LOB_INDEX, type);
    }
    const auto entry = FixedAt<kEntrySize>(*page, address.offset);
    if (!entry) return Hurt(DamageKind::kTruncated, address.page_no, address.offset, kEntrySize, 0);
    return DecodeEntry(*entry);
  }

  // Newest version not above the reference's. An entry met twice closes a circle.
  Decoded<IndexEntry> VisibleVersion(IndexEntry entry) {
    FileAddress at = entry.first_version;
    while (entry.lob_version > reference_.offset) {
      if (at.null())
        return Hurt(DamageKind::kLobTruncated, reference_.page_no, 0, reference_.offset, entry.lob_version);
      const bool is_new = versions_.insert((std::uint64_t{at.page_no} << 16U) | at.offset).second;
      if (!is_new || !IsWithin(Limit::kLobVersions, versions_.size())) {
        return Hurt(DamageKind::kLobCycle, at.page_no, at.offset, 0, versions_.size());
      }
      const auto older = EntryAt(at);
      if (!older) return older;
      entry = *older;
      at = older->next;
    }
    return entry;
  }

  LobRead ReadVersioned(Bytes first) {
    FileAddress at = AddressAt(first, kFirstIndexList + 4);
    std::unordered_set<std::uint64_t> seen;
    std::unordered_set<std::uint32_t> data_pages;
    while (missing() > 0) {
      if (at.null()) {
        return Stopped({DamageKind::kLobTruncated, {reference_.page_no, 0}, reference_.length, out_.size() - start_});
      }
      if (!seen.insert((std::uint64_t{at.page_no} << 16U) | at.offset).second) {
        return Stopped({DamageKind::kLobCycle, {at.page_no, at.offset}, 0, seen.size()});
      }
      const auto newest = EntryAt(at);
      if (!newest) return Stopped(newest.error());
      const auto entry = VisibleVersion(*newest);
      if (!entry) return Stopped(entry.error());
      // Entries may differ and name one page all the same: bytes of a page are there once.
      if (!data_pages.insert(entry->page_no).second) {
        return Stopped({DamageKind::kLobCycle, {entry->page_no, 0}, 0, data_pages.size()});
      }
      const auto page = Fetch(entry->page_no);
      if (!page) return Stopped(page.error());
      const auto type = BigAt<std::uint16_t>(*page, FIL_PAGE_TYPE);
      const bool is_first = entry->page_no == reference_.page_no;
      if (last_verified_ && type != (is_first ? FIL_PAGE_TYPE_LOB_FIRST : FIL_PAGE_TYPE_LOB_DATA)) {
        return Stopped({DamageKind::kWrongPageType, {entry->page_no, FIL_PAGE_TYPE}, FIL_PAGE_TYPE_LOB_DATA, type});
      }
      const std::uint32_t length = BigAt<std::uint32_t>(*page, is_first ? 54 : 39);
      // The page's own length is the truth for the page; the entry repeats it, and they must agree.
      if (length == 0 || length != entry->length || length > missing() ||
          !Append(*page, is_first ? kFirstData : kDataData, length)) {
        return Stopped({DamageKind::kIllegalLength, {entry->page_no, 0}, entry->length, length});
      }
      at = newest->next;
    }
    return result_;
  }

  const LobReference& reference_;
  const PageFetcher& fetch_;
  std::unordered_set<std::uint64_t>
      versions_;  // older ones met, by page and offset: each is in one list, or it closes a circle
  std::vector<std::byte>& out_;
  std::size_t start_;
  LobRead result_;
  bool last_verified_ = true;  // of the page fetched last
  bool type_known_ = true;     // a header that does not verify, and is another page's, tells no type
  bool last_zip_ = false;
};

}  // namespace

LobReference DecodeLobReference(std::span<const std::byte, BTR_EXTERN_FIELD_REF_SIZE> bytes) {
  const auto high = ReadBig<std::uint32_t, 12>(bytes);
  return {.space_id = ReadBig<std::uint32_t, 0>(bytes),
          .page_no = ReadBig<std::uint32_t, 4>(bytes),
          .offset = ReadBig<std::uint32_t, 8>(bytes),
          .length = ReadBig<std::uint32_t, 16>(bytes) | (std::uint64_t{high & 0x1fffffffU} << 32U),
          .owned = (high & 0x80000000U) == 0,
          .inherited = (high & 0x40000000U) != 0,
          .being_modified = (high & 0x20000000U) != 0};
}

LobRead ReadLob(const LobReference& reference, const PageFetcher& fetch, std::vector<std::byte>& out) {
  return LobReader(reference, fetch, out).Read();
}

}  // namespace innosalvage
