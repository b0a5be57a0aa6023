#include "parser/zip_probe.h"

#include <algorithm>
#include <array>
#include <vector>

#include "parser/fsp_header.h"
#include "parser/index_header.h"
#include "parser/page_type.h"
#include "parser/zip_checksum.h"
#include "parser/zip_page.h"

namespace innosalvage {

namespace {

constexpr std::array<std::uint32_t, 5> kZipSizes = {1024, 2048, 4096, 8192, 16384};
constexpr std::size_t kUnit = 1024;  // the smallest block of a file system that is in use
constexpr std::size_t kHoleUnit = 512;

bool IsIndexType(std::uint16_t type) {
  return type == FIL_PAGE_INDEX || type == FIL_PAGE_RTREE || type == FIL_PAGE_SDI;
}

bool IsZipType(std::uint16_t type) {
  switch (type) {
    case FIL_PAGE_TYPE_ALLOCATED:
    case FIL_PAGE_INODE:
    case FIL_PAGE_IBUF_BITMAP:
    case FIL_PAGE_TYPE_FSP_HDR:
    case FIL_PAGE_TYPE_XDES:
    case FIL_PAGE_TYPE_ZBLOB:
    case FIL_PAGE_TYPE_ZBLOB2:
    case FIL_PAGE_SDI_ZBLOB:
    case FIL_PAGE_TYPE_ZLOB_FIRST:
    case FIL_PAGE_TYPE_ZLOB_DATA:
    case FIL_PAGE_TYPE_ZLOB_INDEX:
    case FIL_PAGE_TYPE_ZLOB_FRAG:
    case FIL_PAGE_TYPE_ZLOB_FRAG_ENTRY: return true;
    default: return IsIndexType(type);
  }
}

class ZipProbe {
 public:
  ZipProbe(Bytes bytes, const FilHeader& header) : bytes_(bytes), header_(header) {
    if (!IsIndexType(header.type)) return;
    page_size_ = PageSizeOfZipPage(bytes.first(std::min<std::size_t>(bytes.size(), kZipSizes.back())));
    const IndexHeader index = DecodeIndexHeader(bytes.first<PAGE_DATA>());
    index_id_ = index.index_id;
  }

  // What no page of a compressed tablespace looks like is dropped before any sum is made.
  bool Plausible() const {
    if (!IsZipType(header_.type) || header_.space_id == 0 || header_.space_id == FIL_NULL) return false;
    if (header_.type == FIL_PAGE_TYPE_FSP_HDR || header_.type == FIL_PAGE_TYPE_XDES) {
      const auto head = FixedAt<XDES_ARR_OFFSET>(bytes_, 0);
      return head && (header_.type == FIL_PAGE_TYPE_XDES || DecodeFspHeader(*head).space_id == header_.space_id);
    }
    return !IsIndexType(header_.type) || page_size_ || IsEncrypted();
  }

  std::optional<ProbedPage> Whole() const {
    if (header_.checksum == BUF_NO_CHECKSUM_MAGIC) return None();
    if (const auto found = ByCrc32()) return found;
    if (header_.type == FIL_PAGE_TYPE_ALLOCATED || IsEncrypted()) return std::nullopt;
    for (const std::uint32_t size : kZipSizes) {
      if (size > bytes_.size()) break;
      const Bytes page = bytes_.first(size);
      // Adler-32 of few bytes is a small number, and 0 that of none: a block of zeros would pass.
      if (header_.checksum != 0 && header_.checksum == ZipAdler32(page)) return Found(size, ChecksumAlgorithm::kInnodb);
      if (header_.checksum == ZipCrc32BigEndian(page)) return Found(size, ChecksumAlgorithm::kCrc32BigEndian);
    }
    return std::nullopt;
  }

  // Free space in the middle that was not stored: of an index page, and of page 0, which has something behind its
  // descriptors as well, and nothing behind that.
  std::optional<ProbedPage> WithHole() const {
    if (header_.checksum == BUF_NO_CHECKSUM_MAGIC || header_.checksum == 0) return std::nullopt;
    if (!page_size_ && header_.type != FIL_PAGE_TYPE_FSP_HDR) return std::nullopt;
    for (const std::uint32_t size : kZipSizes) {
      std::vector<std::byte> page(size);
      const std::size_t units = size / kUnit;
      for (std::size_t first = 1; first + 1 < units; ++first) {
        for (std::size_t first_size = 1; first + first_size < units; ++first_size) {
          if (const auto found = Try(page, {Hole(first * kUnit, first_size * kUnit), PageHole{}})) return found;
          if (header_.type != FIL_PAGE_TYPE_FSP_HDR) continue;
          const std::size_t there = first + first_size;
          for (std::size_t second = there + 1; second < units; ++second) {
            const PageHole rest = Hole(second * kUnit, (units - second) * kUnit);
            if (const auto found = Try(page, {Hole(first * kUnit, first_size * kUnit), rest})) return found;
          }
        }
      }
    }
    return std::nullopt;
  }

  // Hurt, but of an index: its place and what it claims are known, its size and its sum are not.
  std::optional<ProbedPage> Hurt() const {
    if (!page_size_ || header_.checksum == BUF_NO_CHECKSUM_MAGIC) return std::nullopt;
    ProbedPage found = Found(0, ChecksumAlgorithm::kUnverified);
    found.proof = PageProof::kLsn;
    return found;
  }

 private:
  bool IsEncrypted() const { return BigAt<std::uint32_t>(bytes_, FIL_PAGE_FILE_FLUSH_LSN) != 0; }

  std::optional<ProbedPage> Try(std::span<std::byte> page, const PageHoles& holes) const {
    const std::size_t length = page.size() - (std::size_t{holes[0].size} + holes[1].size) * kHoleUnit;
    if (length > bytes_.size()) return std::nullopt;
    UnpackPage(bytes_.first(length), holes, page);
    if (ZipCrc32(page) != header_.checksum) return std::nullopt;
    ProbedPage found = Found(static_cast<std::uint32_t>(page.size()), ChecksumAlgorithm::kCrc32);
    found.length = static_cast<std::uint32_t>(length);
    found.holes = holes;
    return found;
  }

  static PageHole Hole(std::size_t at, std::size_t size) {
    return {static_cast<std::uint8_t>(at / kHoleUnit), static_cast<std::uint8_t>(size / kHoleUnit)};
  }

  ProbedPage Found(std::uint32_t size, ChecksumAlgorithm algorithm) const {
    return {.header = header_,
            .page_size = size,
            .length = size,
            .family = ChecksumFamily::kZip,
            .algorithm = algorithm,
            .proof = PageProof::kVerified,
            .index_id = page_size_ ? index_id_ : 0,
            .holes = {},
            .space_hidden = false};
  }

  // The sum goes on over the bytes, and, where a block ends, over the zeros that a page of some size would have there.
  std::optional<ProbedPage> ByCrc32() const {
    static const std::vector<std::byte> zeros(kZipSizes.back());
    const std::uint32_t front = Crc32c(bytes_.subspan(FIL_PAGE_OFFSET, FIL_PAGE_LSN - FIL_PAGE_OFFSET)) ^
                                Crc32c(bytes_.subspan(FIL_PAGE_TYPE, 2));
    const std::uint32_t wanted = ~(header_.checksum ^ front);
    // MariaDB, encrypted: what is stored at 30 is the sum of what is on disk; the field at 0 is that of the page
    // before.
    const bool encrypted = IsEncrypted();
    const std::uint32_t wanted_encrypted = ~(BigAt<std::uint32_t>(bytes_, FIL_PAGE_FILE_FLUSH_LSN + 4) ^ front);
    std::uint32_t state = 0xffffffffU;
    std::size_t done = FIL_PAGE_SPACE_ID;
    std::optional<ProbedPage> cut;
    for (std::size_t end = kUnit; end <= kZipSizes.back() && end <= bytes_.size(); end += kUnit) {
      state = Crc32cUpdate(state, bytes_.subspan(done, end - done));
      done = end;
      const bool is_size = std::ranges::find(kZipSizes, end) != kZipSizes.end();
      if (is_size && (state == wanted || (encrypted && state == wanted_encrypted))) {
        return Found(static_cast<std::uint32_t>(end), ChecksumAlgorithm::kCrc32);
      }
      if (cut || header_.checksum == 0) continue;
      std::uint32_t filled = state;
      std::size_t at = end;
      for (const std::uint32_t size : kZipSizes) {
        if (size <= end) continue;
        filled = Crc32cUpdate(filled, Bytes(zeros).first(size - at));
        at = size;
        if (filled != wanted) continue;
        cut = Found(size, ChecksumAlgorithm::kCrc32);
        cut->length = static_cast<std::uint32_t>(end);
        cut->holes = {Hole(end, size - end), PageHole{}};
        break;
      }
    }
    return cut;
  }

  std::optional<ProbedPage> None() const {
    if (!page_size_) {
      if (IsIndexType(header_.type) || header_.type == FIL_PAGE_TYPE_ALLOCATED) return std::nullopt;
      ProbedPage found = Found(0, ChecksumAlgorithm::kNone);
      found.proof = PageProof::kStructure;
      return found;
    }
    std::vector<std::byte> page(*page_size_);
    for (const std::uint32_t size : kZipSizes) {
      if (size > bytes_.size() || size > *page_size_) break;
      if (InflateZipPage(bytes_.first(size), header_.page_no, page).whole())
        return Found(size, ChecksumAlgorithm::kNone);
    }
    return std::nullopt;
  }

  Bytes bytes_;
  FilHeader header_;
  std::optional<std::uint32_t> page_size_;  // in memory, of an index page that is not encrypted
  std::uint64_t index_id_ = 0;
};

}  // namespace

std::optional<ProbedPage> ProbeZipPage(Bytes bytes, const FilHeader& header) {
  if (bytes.size() < kMinZipSize) return std::nullopt;
  const ZipProbe probe(bytes, header);
  if (!probe.Plausible()) return std::nullopt;
  if (const auto found = probe.Whole()) return found;
  if (const auto found = probe.WithHole()) return found;
  return probe.Hurt();
}

}  // namespace innosalvage
