#include "parser/zlob.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "parser/limits.h"
#include "parser/page_type.h"
#include "parser/zip_checksum.h"

namespace innosalvage {

namespace {

constexpr std::size_t kIndexList = 88;
constexpr std::size_t kIndexBegin = 136;
constexpr std::size_t kEntrySize = 66;
constexpr std::size_t kFragmentEntrySize = 24;
constexpr std::size_t kDataBegin = 49;
constexpr std::size_t kFragmentHeader = 8;
constexpr std::uint32_t kWholePage = 0x10000;    // no fragment of a page: their ids have 16 bits
constexpr std::size_t kChunkSize = 128U << 10U;  // Z_CHUNK_SIZE, lob0impl.h

// Where data begins on a ZLOB_FIRST page. Source: get_n_index_entries, get_n_frag_entries (zlob0first.cc).
std::optional<std::size_t> FirstPageData(std::size_t page_size) {
  const auto at = [](std::size_t index_entries, std::size_t fragment_entries) {
    return kIndexBegin + index_entries * kEntrySize + fragment_entries * kFragmentEntrySize;
  };
  switch (page_size) {
    case 16384: return at(100, 200);
    case 8192: return at(80, 100);
    case 4096: return at(40, 40);
    case 2048: return at(20, 20);
    case 1024: return at(5, 5);
    default: return std::nullopt;
  }
}

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
  std::uint32_t page_no = FIL_NULL, length = 0, deflated = 0, lob_version = 0;
  std::uint16_t fragment = 0;
};

IndexEntry DecodeEntry(std::span<const std::byte, kEntrySize> entry) {
  return {.next = AddressAt(entry, 6),
          .first_version = AddressAt(entry, 12 + 4),
          .page_no = ReadBig<std::uint32_t, 48>(entry),
          .length = ReadBig<std::uint32_t, 54>(entry),
          .deflated = ReadBig<std::uint32_t, 58>(entry),
          .lob_version = ReadBig<std::uint32_t, 62>(entry),
          .fragment = ReadBig<std::uint16_t, 52>(entry)};
}

// One zlib stream, fed in pieces; appends to `out` at most `limit` bytes.
class Inflation {
 public:
  Inflation(std::vector<std::byte>& out, std::uint64_t limit) : out_(out), left_(limit) {
    open_ = inflateInit(&stream_) == Z_OK;
  }
  ~Inflation() {
    if (open_) inflateEnd(&stream_);
  }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;

  // False where the bytes are no part of a stream, or there would be more than the limit.
  bool Feed(Bytes in) {
    if (!open_ || ended_) return false;
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast,cppcoreguidelines-pro-type-const-cast): zlib's types
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    for (;;) {
      stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
      stream_.avail_out = static_cast<uInt>(piece_.size());
      // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast,cppcoreguidelines-pro-type-const-cast)
      const int result = inflate(&stream_, Z_NO_FLUSH);
      const std::size_t got = piece_.size() - stream_.avail_out;
      const auto kept = static_cast<std::size_t>(std::min<std::uint64_t>(got, left_));
      out_.insert(out_.end(), piece_.begin(), piece_.begin() + static_cast<std::ptrdiff_t>(kept));
      left_ -= kept;
      if (result == Z_STREAM_END) {
        ended_ = true;
        return kept == got;
      }
      if (kept != got || (result != Z_OK && result != Z_BUF_ERROR)) return false;
      if (stream_.avail_in == 0 && stream_.avail_out != 0) return true;  // hungry
      if (result == Z_BUF_ERROR) return false;
    }
  }

  // The stream's end was reached, its checksum right.
  bool ended() const { return ended_; }
  std::uint64_t left() const { return left_; }

 private:
  std::vector<std::byte>& out_;
  std::uint64_t left_;
  std::array<std::byte, 8192> piece_{};
  z_stream stream_{};
  bool open_ = false;
  bool ended_ = false;
};

class ZlobReader {
 public:
  ZlobReader(const LobReference& reference, const PageFetcher& fetch, std::vector<std::byte>& out)
      : reference_(reference), fetch_(fetch), out_(out), start_(out.size()) {}

  LobRead Read() {
    const auto first = Fetch(reference_.page_no);
    if (!first) return Stopped(first.error());
    const auto type = BigAt<std::uint16_t>(*first, FIL_PAGE_TYPE);
    if (IsChainPage(type)) return ReadChain();
    if (type == FIL_PAGE_TYPE_ZLOB_FIRST) return ReadIndexed(*first);
    // A page that lost its header tells nothing of its type. The reference does: chains begin at FIL_PAGE_NEXT.
    if (last_verified_) {
      return Stopped({DamageKind::kWrongPageType, {reference_.page_no, FIL_PAGE_TYPE}, FIL_PAGE_TYPE_ZBLOB, type});
    }
    return reference_.offset == FIL_PAGE_NEXT ? ReadChain() : ReadIndexed(*first);
  }

 private:
  static bool IsChainPage(std::uint16_t type) {
    return type == FIL_PAGE_TYPE_ZBLOB || type == FIL_PAGE_TYPE_ZBLOB2 || type == FIL_PAGE_SDI_ZBLOB;
  }

  std::uint64_t missing() const { return reference_.length - (out_.size() - start_); }

  LobRead Stopped(const Damage& damage) {
    result_.stopped_by = damage;
    return result_;
  }
  LobRead Ended() {
    if (missing() == 0) return result_;
    return Stopped({DamageKind::kLobTruncated, {reference_.page_no, 0}, reference_.length, out_.size() - start_});
  }

  Decoded<Bytes> Fetch(std::uint32_t page_no) {
    const auto page = fetch_(page_no);
    if (!page) return tl::unexpected(page.error());
    last_verified_ = page->verified;
    result_.all_verified = result_.all_verified && page->verified;
    if (page->bytes.size() < kMinZipSize) return Hurt(DamageKind::kTruncated, page_no, 0);
    return page->bytes;
  }

  LobRead ReadChain() {
    std::unordered_set<std::uint32_t> seen;
    Inflation inflation(out_, reference_.length);
    // Later pages of a chain begin behind the FIL header, whatever the reference says of the first.
    std::size_t at = reference_.offset == FIL_PAGE_NEXT ? FIL_PAGE_DATA : reference_.offset + 4;
    for (std::uint32_t page_no = reference_.page_no; !inflation.ended();) {
      if (page_no == FIL_NULL) return Ended();
      if (!seen.insert(page_no).second) return Stopped({DamageKind::kLobCycle, {page_no, 0}, 0, seen.size()});
      const auto page = Fetch(page_no);
      if (!page) return Stopped(page.error());
      const auto type = BigAt<std::uint16_t>(*page, FIL_PAGE_TYPE);
      if (last_verified_ && !IsChainPage(type)) {
        return Stopped({DamageKind::kWrongPageType, {page_no, FIL_PAGE_TYPE}, FIL_PAGE_TYPE_ZBLOB2, type});
      }
      if (at < FIL_PAGE_DATA || at >= page->size()) {
        return Stopped({DamageKind::kTruncated, {page_no, 0}, page->size(), at});
      }
      const auto next = BigAt<std::uint32_t>(*page, FIL_PAGE_NEXT);
      if (!inflation.Feed(page->subspan(at))) {
        return Stopped({DamageKind::kBadZipStream,
                        {page_no, static_cast<std::uint32_t>(at)},
                        reference_.length,
                        out_.size() - start_});
      }
      page_no = next;
      at = FIL_PAGE_DATA;
    }
    return Ended();
  }

  Decoded<IndexEntry> EntryAt(FileAddress address) {
    const auto page = Fetch(address.page_no);
    if (!page) return tl::unexpected(page.error());
    const auto type = BigAt<std::uint16_t>(*page, FIL_PAGE_TYPE);
    if (last_verified_ && type != FIL_PAGE_TYPE_ZLOB_FIRST && type != FIL_PAGE_TYPE_ZLOB_INDEX) {
      return Hurt(DamageKind::kWrongPageType, address.page_no, FIL_PAGE_TYPE, FIL_PAGE_TYPE_ZLOB_INDEX, type);
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

  LobRead ReadIndexed(Bytes first) {
    FileAddress at = AddressAt(first, kIndexList + 4);
    std::unordered_set<std::uint64_t> seen;
    while (missing() > 0) {
      if (at.null()) return Ended();
      if (!seen.insert((std::uint64_t{at.page_no} << 16U) | at.offset).second) {
        return Stopped({DamageKind::kLobCycle, {at.page_no, at.offset}, 0, seen.size()});
      }
      const auto newest = EntryAt(at);
      if (!newest) return Stopped(newest.error());
      const auto entry = VisibleVersion(*newest);
      if (!entry) return Stopped(entry.error());
      if (entry->page_no != FIL_NULL && entry->length != 0) {
        if (const auto damage = ReadChunk(*entry)) return Stopped(*damage);
      }
      at = newest->next;
    }
    return result_;
  }

  std::optional<Damage> ReadChunk(const IndexEntry& entry) {
    if (entry.length > kChunkSize || entry.length > missing()) {
      return Damage{DamageKind::kIllegalLength, {entry.page_no, 0}, missing(), entry.length};
    }
    Inflation inflation(out_, entry.length);
    std::uint64_t left = entry.deflated;
    for (std::uint32_t page_no = entry.page_no; left > 0;) {
      if (page_no == FIL_NULL) return Damage{DamageKind::kLobTruncated, {entry.page_no, 0}, entry.deflated, left};
      const auto page = Fetch(page_no);
      if (!page) return page.error();
      const bool fragment = BigAt<std::uint16_t>(*page, FIL_PAGE_TYPE) == FIL_PAGE_TYPE_ZLOB_FRAG;
      const std::uint32_t piece = fragment ? entry.fragment : kWholePage;
      if (!pieces_.insert((std::uint64_t{page_no} << 32U) | piece).second) {
        return Damage{DamageKind::kLobCycle, {page_no, 0}, 0, pieces_.size()};
      }
      const auto next = BigAt<std::uint32_t>(*page, FIL_PAGE_NEXT);
      const auto part = PartOn(*page, page_no, entry);
      if (!part) return part.error();
      if (part->empty() || part->size() > left) {
        return Damage{DamageKind::kIllegalLength, {page_no, 0}, left, part->size()};
      }
      if (!inflation.Feed(*part)) {
        return Damage{DamageKind::kBadZipStream, {page_no, 0}, entry.length, entry.length - inflation.left()};
      }
      left -= part->size();
      // A fragment ends its chunk: what its page links to is of the page, not of one of the chunks that share it.
      if (fragment && left > 0) return Damage{DamageKind::kLobTruncated, {page_no, 0}, entry.deflated, left};
      page_no = next;
    }
    if (!inflation.ended() || inflation.left() != 0) {
      return Damage{DamageKind::kBadZipStream, {entry.page_no, 0}, entry.length, entry.length - inflation.left()};
    }
    return std::nullopt;
  }

  // The bytes of an entry's stream on a page.
  Decoded<Bytes> PartOn(Bytes page, std::uint32_t page_no, const IndexEntry& entry) const {
    std::size_t at = 0;
    std::size_t length = 0;
    switch (const auto type = BigAt<std::uint16_t>(page, FIL_PAGE_TYPE); type) {
      case FIL_PAGE_TYPE_ZLOB_FIRST:
        at = FirstPageData(page.size()).value_or(page.size());
        length = BigAt<std::uint32_t>(page, 54);
        break;
      case FIL_PAGE_TYPE_ZLOB_DATA:
        at = kDataBegin;
        length = BigAt<std::uint32_t>(page, 39);
        break;
      case FIL_PAGE_TYPE_ZLOB_FRAG: {
        const std::size_t fragments = BigAt<std::uint16_t>(page, page.size() - FIL_PAGE_DATA_END - 2);
        if (entry.fragment >= fragments || fragments > page.size() / 4) {
          return Hurt(DamageKind::kBadPageDirectory, page_no, page.size() - FIL_PAGE_DATA_END - 2, fragments,
                      entry.fragment);
        }
        at = BigAt<std::uint16_t>(page, page.size() - FIL_PAGE_DATA_END - 4 - 2 * std::size_t{entry.fragment});
        const std::size_t total = BigAt<std::uint16_t>(page, at + 4);
        if (at < FIL_PAGE_DATA || total < kFragmentHeader) {
          return Hurt(DamageKind::kIllegalLength, page_no, at, kFragmentHeader, total);
        }
        at += kFragmentHeader;
        length = total - kFragmentHeader;
        break;
      }
      default: return Hurt(DamageKind::kWrongPageType, page_no, FIL_PAGE_TYPE, FIL_PAGE_TYPE_ZLOB_DATA, type);
    }
    const auto part = BytesAt(page, at, length);
    if (!part) return Hurt(DamageKind::kTruncated, page_no, at, page.size(), length);
    return *part;
  }

  const LobReference& reference_;
  const PageFetcher& fetch_;
  // Older ones met, by page and offset: each is in one list, or it closes a circle.
  std::unordered_set<std::uint64_t> versions_;
  // Pieces of chunks read, by page and fragment. Each is part of one chunk: a piece may inflate to nothing, so that what
  // the chunks give does not end a walk that each of them makes anew.
  std::unordered_set<std::uint64_t> pieces_;
  std::vector<std::byte>& out_;
  std::size_t start_;
  LobRead result_;
  bool last_verified_ = true;  // of the page fetched last
};

}  // namespace

LobRead ReadZlob(const LobReference& reference, const PageFetcher& fetch, std::vector<std::byte>& out) {
  return ZlobReader(reference, fetch, out).Read();
}

}  // namespace innosalvage
