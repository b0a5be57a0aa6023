#include "parser/page_probe.h"

#include <algorithm>
#include <array>
#include <vector>

#include "parser/fsp_header.h"
#include "parser/index_header.h"
#include "parser/mariadb_encryption.h"
#include "parser/page_type.h"
#include "parser/zip_probe.h"

namespace innosalvage {

namespace {

constexpr std::array<std::uint32_t, 5> kSizes = {16384, 4096, 8192, 32768, 65536};
constexpr std::uint16_t kCompressedBit = 1U << FIL_PAGE_COMPRESS_FCRC32_MARKER;
constexpr std::size_t kCompressedUnit = 256;

bool IsPlausibleType(std::uint16_t type) {
  if (IsKnownPageType(type)) return true;
  const unsigned units = type & (kCompressedBit - 1U);
  return (type & kCompressedBit) != 0 && units > 0 && units <= kMaxPageSize / kCompressedUnit;
}

// One bit for each of the 65,536 types: the test runs at every sector of a drive.
const std::array<std::uint64_t, 1024>& PlausibleTypes() {
  static const std::array<std::uint64_t, 1024> table = [] {
    std::array<std::uint64_t, 1024> bits{};
    for (std::uint32_t type = 0; type < 65536; ++type) {
      if (IsPlausibleType(static_cast<std::uint16_t>(type))) bits[type / 64] |= std::uint64_t{1} << (type % 64);
    }
    return bits;
  }();
  return table;
}

bool HasIndexHeader(std::uint16_t type) {
  return type == FIL_PAGE_INDEX || type == FIL_PAGE_RTREE || type == FIL_PAGE_SDI;
}

std::uint64_t IndexIdOf(Bytes page, std::uint16_t type) {
  const auto head = FixedAt<PAGE_DATA>(page, 0);
  return head && HasIndexHeader(type) ? DecodeIndexHeader(*head).index_id : 0;
}

ProbedPage Found(const FilHeader& header, std::uint32_t page_size, std::size_t length, ChecksumFamily family,
                 ChecksumAlgorithm algorithm, PageProof proof) {
  return {.header = header,
          .page_size = page_size,
          .length = static_cast<std::uint32_t>(length),
          .family = family,
          .algorithm = algorithm,
          .proof = proof,
          .index_id = 0,
          .holes = {},
          .space_hidden = false,
          .others = OtherPages::kNotTold};
}

OtherPages WhatPage0Says(Bytes page, const FilHeader& header, ChecksumFamily family) {
  if (family != ChecksumFamily::kFullCrc32 || header.page_no != 0 || header.type != FIL_PAGE_TYPE_FSP_HDR) {
    return OtherPages::kNotTold;
  }
  const auto format = DecodeTablespaceFlags(DecodeFspHeader(page.first<XDES_ARR_OFFSET>()).flags);
  if (!format || format->page_size != page.size()) return OtherPages::kNotTold;
  const auto crypt = DecodeMariaDbCryptData(page, EncryptionInfoOffset(*format));
  const bool encoded = format->page_compressed || (crypt && crypt->encrypted);
  return encoded ? OtherPages::kEncoded : OtherPages::kInTheClear;
}

std::optional<ProbedPage> ProbePlain(Bytes bytes, const FilHeader& header, ChecksumAlgorithm hint) {
  std::optional<ProbedPage> weak;
  const auto low = static_cast<std::uint32_t>(header.lsn);
  for (const std::uint32_t size : kSizes) {
    if (size > bytes.size()) continue;
    const Bytes page = bytes.first(size);
    for (const ChecksumFamily family : {ChecksumFamily::kClassic, ChecksumFamily::kFullCrc32}) {
      if (!LsnHalvesAgree(page, family)) continue;
      ChecksumAlgorithm algorithm = VerifyPage(page, family, hint);
      if (algorithm == ChecksumAlgorithm::kZeroPage) algorithm = ChecksumAlgorithm::kUnverified;
      // A checksum of 0 is that of pages from before 4.0.14, which had none over their inside: any data with one word
      // over and over at its end would do.
      if (algorithm == ChecksumAlgorithm::kInnodb && header.checksum == 0) algorithm = ChecksumAlgorithm::kUnverified;
      // MariaDB, classic, encrypted: the header keeps the checksum of the page before, 30 that of what is on disk.
      if (algorithm == ChecksumAlgorithm::kUnverified && family == ChecksumFamily::kClassic &&
          BigAt<std::uint32_t>(page, FIL_PAGE_FILE_FLUSH_LSN) != 0 &&
          BigAt<std::uint32_t>(page, FIL_PAGE_FILE_FLUSH_LSN + 4) == PageCrc32(page)) {
        algorithm = ChecksumAlgorithm::kCrc32;
        return Found(header, size, size, family, algorithm, PageProof::kVerified);
      }
      const bool verified = algorithm != ChecksumAlgorithm::kUnverified;
      ProbedPage found =
          Found(header, size, size, family, algorithm, verified ? PageProof::kVerified : PageProof::kLsn);
      const bool encrypted = family == ChecksumFamily::kFullCrc32 && header.checksum != 0;
      if (!encrypted) found.index_id = IndexIdOf(page, header.type);
      if (verified) found.others = WhatPage0Says(page, header, family);
      if (verified) return found;
      // A low half of zero stands at many ends of blocks by chance.
      if (!weak && low != 0) weak = found;
    }
  }
  return weak;
}

// One page size and family of ProbeSparse: `units` of the page are not on disk.
class SparsePage {
 public:
  // `tries`: checksums that may still be taken.
  SparsePage(Bytes bytes, std::uint32_t size, std::size_t unit, ChecksumFamily family, std::size_t left_out,
             std::size_t& tries)
      : disk_(bytes.first(size - left_out * unit)),
        unit_(unit),
        units_(size / unit),
        family_(family),
        left_out_(left_out),
        tries_(tries),
        page_(size) {}

  // One hole, then two: free space, and what page 0 has behind its descriptors. The first and the last unit are there.
  std::optional<PageHoles> Find(ChecksumAlgorithm& algorithm) {
    if (family_ == ChecksumFamily::kClassic && !TrailerMayBeOfPage()) return std::nullopt;
    for (std::size_t at = 1; at + left_out_ < units_; ++at) {
      if (Verifies({Hole(at, left_out_), {}}, algorithm)) return holes_;
    }
    constexpr std::size_t kMaxUnits = 16;
    if (units_ > kMaxUnits) return std::nullopt;
    for (std::size_t first = 1; first < left_out_; ++first) {
      const std::size_t second = left_out_ - first;
      for (std::size_t at = 1; at + left_out_ + 1 < units_; ++at) {
        for (std::size_t next = at + first + 1; next + second < units_; ++next) {
          if (Verifies({Hole(at, first), Hole(next, second)}, algorithm)) return holes_;
        }
      }
    }
    return std::nullopt;
  }

 private:
  PageHole Hole(std::size_t at, std::size_t units) const {
    return {static_cast<std::uint8_t>(at * unit_ / kHoleUnit), static_cast<std::uint8_t>(units * unit_ / kHoleUnit)};
  }

  bool Verifies(const PageHoles& holes, ChecksumAlgorithm& algorithm) {
    if (tries_ == 0) return false;
    --tries_;
    UnpackPage(disk_, holes, page_);
    if (family_ == ChecksumFamily::kClassic && !MayVerify()) return false;
    algorithm = VerifyPage(page_, family_, ChecksumAlgorithm::kCrc32);
    holes_ = holes;
    return algorithm != ChecksumAlgorithm::kUnverified && algorithm != ChecksumAlgorithm::kZeroPage;
  }

  // The trailer repeats the checksum (crc32), or has the old one, of the header's bytes, or in very old pages the LSN
  // (innodb): none of these is in a hole. Data that looks alike by chance would cost a sum over all of it for each try.
  bool TrailerMayBeOfPage() const {
    const auto checksum = BigAt<std::uint32_t>(disk_, FIL_PAGE_SPACE_OR_CHKSUM);
    const auto trailer = BigAt<std::uint32_t>(disk_, disk_.size() - 8);
    const auto lsn_low = BigAt<std::uint32_t>(disk_, disk_.size() - 4);
    return trailer == checksum || trailer == lsn_low || trailer == PageOldFold(disk_);
  }

  // One sum a try: the trailer tells which algorithm wrote the page. The big-endian variant of MySQL 5.6 is slow to
  // take and older than such holes are usual.
  bool MayVerify() const {
    const Bytes page = page_;
    const auto checksum = BigAt<std::uint32_t>(page, FIL_PAGE_SPACE_OR_CHKSUM);
    const bool crc32 = BigAt<std::uint32_t>(page, page.size() - 8) == checksum;
    return (crc32 ? PageCrc32(page) : PageNewFold(page)) == checksum;
  }

  static constexpr std::size_t kHoleUnit = 512;
  Bytes disk_;
  std::size_t unit_;
  std::size_t units_;
  ChecksumFamily family_;
  std::size_t left_out_;
  std::size_t& tries_;
  std::vector<std::byte> page_;
  PageHoles holes_{};
};

std::optional<ProbedPage> ProbeSparse(Bytes bytes, const FilHeader& header) {
  const auto low = static_cast<std::uint32_t>(header.lsn);
  // "none" proves no content, so it cannot tell where the holes are.
  if (low == 0 || header.checksum == BUF_NO_CHECKSUM_MAGIC) return std::nullopt;
  // One word over and over is data, whose "halves of the LSN" agree everywhere: no page is its own neighbour.
  if (header.page_no != 0 && header.page_no == header.prev && header.page_no == header.next) return std::nullopt;
  constexpr std::size_t kUnit = 1024;  // the smallest block of a file system that is in use
  // A page of 16 KiB wants about 200 at most; other data that looks alike must not cost more than a page does.
  std::size_t tries = 400;
  for (const std::uint32_t size : kSizes) {
    for (std::size_t left_out = 1; left_out + 2 <= size / kUnit; ++left_out) {
      const std::size_t length = size - left_out * kUnit;
      if (length > bytes.size()) continue;
      for (const ChecksumFamily family : {ChecksumFamily::kClassic, ChecksumFamily::kFullCrc32}) {
        if (!LsnHalvesAgree(bytes.first(length), family)) continue;
        // Blocks of 4 KiB are the usual ones, and few: they are tried first.
        for (const std::size_t unit : {std::size_t{4096}, kUnit}) {
          const std::size_t units = left_out * kUnit / unit;
          if (units * unit != left_out * kUnit || size / unit < 3) continue;
          SparsePage sparse(bytes, size, unit, family, units, tries);
          ChecksumAlgorithm algorithm = ChecksumAlgorithm::kUnverified;
          const auto holes = sparse.Find(algorithm);
          if (!holes && tries == 0) return std::nullopt;
          if (!holes) continue;
          ProbedPage found = Found(header, size, length, family, algorithm, PageProof::kVerified);
          found.index_id = IndexIdOf(bytes, header.type);
          found.holes = *holes;
          return found;
        }
      }
    }
  }
  return std::nullopt;
}

ProbedPage Hidden(ProbedPage page) {
  page.space_hidden = true;
  return page;
}

// A full block of a redo log: as long as the shortest compressed page, with a CRC-32C at its end as well, and any bytes
// where a page has its type. LOG_BLOCK_HDR_NO and LOG_BLOCK_HDR_DATA_LEN stand where a page has key version and number.
bool IsRedoLogBlock(Bytes block) {
  constexpr std::size_t kHdrDataLen = 4;
  return BigAt<std::uint32_t>(block, 0) != 0 && BigAt<std::uint16_t>(block, kHdrDataLen) == block.size();
}

// Full_crc32 pages whose trailer LSN cannot be compared: encrypted ones, and compressed ones.
std::optional<ProbedPage> ProbeFullCrc32(Bytes bytes, const FilHeader& header) {
  if ((header.type & kCompressedBit) != 0 && header.type != FIL_PAGE_PAGE_COMPRESSED &&
      header.type != FIL_PAGE_PAGE_COMPRESSED_ENCRYPTED) {
    const std::size_t length = (header.type & (kCompressedBit - 1U)) * kCompressedUnit;
    if (length > bytes.size() || length < kCompressedUnit) return std::nullopt;
    const Bytes page = bytes.first(length);
    if (Crc32c(page.first(length - 4)) != BigAt<std::uint32_t>(page, length - 4)) return std::nullopt;
    constexpr std::size_t kLogBlock = 512;  // OS_FILE_LOG_BLOCK_SIZE
    if (length == kLogBlock && IsRedoLogBlock(page)) return std::nullopt;
    return Hidden(
        Found(header, 0, length, ChecksumFamily::kFullCrc32, ChecksumAlgorithm::kFullCrc32, PageProof::kVerified));
  }
  constexpr std::uint32_t kMaxKeyVersion = 0x10000;  // counted up from 1 by a server's key rotation
  if (header.checksum == 0 || header.checksum >= kMaxKeyVersion) return std::nullopt;
  // All five sizes in one go over the bytes.
  std::uint32_t state = 0xffffffffU;
  std::size_t done = 0;
  for (std::size_t size = kMinPageSize; size <= kMaxPageSize && size <= bytes.size(); size *= 2) {
    state = Crc32cUpdate(state, bytes.subspan(done, size - 4 - done));
    done = size - 4;
    if (~state == BigAt<std::uint32_t>(bytes, done)) {
      return Hidden(Found(header, static_cast<std::uint32_t>(size), size, ChecksumFamily::kFullCrc32,
                          ChecksumAlgorithm::kFullCrc32, PageProof::kVerified));
    }
  }
  return std::nullopt;
}

bool IsPageSize(std::size_t size) { return size >= kMinPageSize && size <= kMaxPageSize && (size & (size - 1)) == 0; }

std::optional<ProbedPage> ProbeMySqlTransformed(Bytes bytes, const FilHeader& header) {
  const unsigned version = ByteAt(bytes, FIL_PAGE_FILE_FLUSH_LSN);
  const unsigned algorithm = ByteAt(bytes, FIL_PAGE_FILE_FLUSH_LSN + 1);
  const auto type_before = BigAt<std::uint16_t>(bytes, FIL_PAGE_FILE_FLUSH_LSN + 2);
  const std::size_t size_before = BigAt<std::uint16_t>(bytes, FIL_PAGE_FILE_FLUSH_LSN + 4);
  const std::size_t size_now = BigAt<std::uint16_t>(bytes, FIL_PAGE_FILE_FLUSH_LSN + 6);
  if (!IsKnownPageType(type_before) || header.space_id == 0 || header.space_id == FIL_NULL) return std::nullopt;
  const bool compressed = header.type == FIL_PAGE_COMPRESSED || header.type == FIL_PAGE_COMPRESSED_AND_ENCRYPTED;
  if (compressed) {
    const std::size_t page_size = size_before + FIL_PAGE_DATA;
    if (version < 1 || version > 2 || algorithm < 1 || algorithm > 2) return std::nullopt;
    if (!IsPageSize(page_size) || size_now == 0 || size_now >= size_before) return std::nullopt;
    // What is on disk ends at a block of the file system; the rest of the page was punched out of the file.
    return Found(header, static_cast<std::uint32_t>(page_size), FIL_PAGE_DATA + size_now, ChecksumFamily::kClassic,
                 ChecksumAlgorithm::kUnverified, PageProof::kStructure);
  }
  // An encrypted page does not tell its size; the usual one is taken, and mended by what else its tablespace has.
  if (version != 0 || algorithm != 0) return std::nullopt;
  if (type_before == FIL_PAGE_TYPE_ALLOCATED || header.page_no == 0) return std::nullopt;
  return Found(header, 0, 0, ChecksumFamily::kClassic, ChecksumAlgorithm::kUnverified, PageProof::kStructure);
}

std::optional<ProbedPage> ProbeMariaDbCompressed(Bytes bytes, const FilHeader& header) {
  constexpr std::uint64_t kMaxAlgorithm = 6;
  const std::size_t data = header.type == FIL_PAGE_PAGE_COMPRESSED_ENCRYPTED ? FIL_PAGE_DATA + 4 : FIL_PAGE_DATA;
  const std::size_t length = BigAt<std::uint16_t>(bytes, FIL_PAGE_DATA);
  const bool magic = header.checksum == BUF_NO_CHECKSUM_MAGIC || header.type == FIL_PAGE_PAGE_COMPRESSED_ENCRYPTED;
  if (!magic || length == 0) return std::nullopt;
  if (header.type == FIL_PAGE_PAGE_COMPRESSED && (header.flush_lsn == 0 || header.flush_lsn > kMaxAlgorithm)) {
    return std::nullopt;
  }
  return Found(header, 0, data + 2 + length, ChecksumFamily::kClassic, ChecksumAlgorithm::kUnverified,
               PageProof::kStructure);
}

}  // namespace

void UnpackPage(Bytes disk, const PageHoles& holes, std::span<std::byte> page) {
  constexpr std::size_t kHoleUnit = 512;
  std::ranges::fill(page, std::byte{0});
  std::size_t at = 0;  // in the page
  const auto copy = [&](std::size_t size) {
    if (at >= page.size()) return;
    const std::size_t part = std::min({size, disk.size(), page.size() - at});
    std::ranges::copy(disk.first(part), page.begin() + static_cast<std::ptrdiff_t>(at));
    disk = disk.subspan(part);
    at += part;
  };
  for (const PageHole& hole : holes) {
    if (hole.size == 0) break;
    copy(hole.at * kHoleUnit - at);
    at = (std::size_t{hole.at} + hole.size) * kHoleUnit;
  }
  copy(disk.size());
}

std::string_view Name(PageProof proof) {
  switch (proof) {
    case PageProof::kVerified: return "verified";
    case PageProof::kStructure: return "structure";
    case PageProof::kLsn: return "lsn";
  }
  return "unknown";
}

bool MayStartPage(std::span<const std::byte, FIL_PAGE_DATA> header) {
  const auto type = ReadBig<std::uint16_t, FIL_PAGE_TYPE>(header);
  if (((PlausibleTypes()[type / 64] >> (type % 64)) & 1U) == 0) return false;
  if (ReadBig<std::uint32_t, FIL_PAGE_OFFSET>(header) >= 0x80000000U) return false;
  const auto lsn = ReadBig<std::uint64_t, FIL_PAGE_LSN>(header);
  return lsn != 0 && lsn < (std::uint64_t{1} << 60U);
}

std::optional<ProbedPage> ProbePage(Bytes bytes, ChecksumAlgorithm hint) {
  const auto head = FixedAt<FIL_PAGE_DATA>(bytes, 0);
  if (!head || !MayStartPage(*head)) return std::nullopt;
  const FilHeader header = DecodeFilHeader(*head);
  std::optional<ProbedPage> plain = ProbePlain(bytes, header, hint);
  if (plain && plain->proof == PageProof::kVerified) return plain;
  if (auto other = ProbeFullCrc32(bytes, header)) return other;
  // Both halves of an LSN are more than a header alone says.
  auto zip = ProbeZipPage(bytes, header);
  if (zip && zip->proof == PageProof::kVerified) return zip;
  if (auto other = ProbeSparse(bytes, header)) return other;
  switch (header.type) {
    case FIL_PAGE_COMPRESSED:
    case FIL_PAGE_ENCRYPTED:
    case FIL_PAGE_COMPRESSED_AND_ENCRYPTED:
    case FIL_PAGE_ENCRYPTED_RTREE:
      if (auto other = ProbeMySqlTransformed(bytes, header)) return other;
      break;
    case FIL_PAGE_PAGE_COMPRESSED:
    case FIL_PAGE_PAGE_COMPRESSED_ENCRYPTED:
      if (auto other = ProbeMariaDbCompressed(bytes, header)) return other;
      break;
    default: break;
  }
  return plain ? plain : zip;
}

}  // namespace innosalvage
