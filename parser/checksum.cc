#include "parser/checksum.h"

#include <isa-l/crc.h>

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "parser/fil_header.h"
#include "parser/zip_checksum.h"

namespace innosalvage {

namespace {

// isa-l 2.30 leaves the upper halves of the vector registers in use where it has AVX-512: crc/crc32_iscsi_by16_10.asm
// has no vzeroupper. Until they are cleared each SSE instruction of the thread, and of threads that it starts, merges
// with them: SHA-256 took 2.4 times as long.
#if defined(__x86_64__)
[[gnu::target("avx")]] void ClearUpperHalves() { _mm256_zeroupper(); }

void LeaveVectorsAsSseWants() {
  static const bool has_avx = __builtin_cpu_supports("avx") != 0;
  if (has_avx) ClearUpperHalves();
}
#else
void LeaveVectorsAsSseWants() {}
#endif

}  // namespace

std::string_view Name(ChecksumAlgorithm algorithm) {
  switch (algorithm) {
    case ChecksumAlgorithm::kUnverified: return "unverified";
    case ChecksumAlgorithm::kCrc32: return "crc32";
    case ChecksumAlgorithm::kCrc32BigEndian: return "crc32_big_endian";
    case ChecksumAlgorithm::kInnodb: return "innodb";
    case ChecksumAlgorithm::kNone: return "none";
    case ChecksumAlgorithm::kFullCrc32: return "full_crc32";
    case ChecksumAlgorithm::kZeroPage: return "zero";
  }
  return "unknown";
}

std::uint32_t Crc32cUpdate(std::uint32_t state, Bytes bytes) {
  std::uint32_t crc = state;
  while (!bytes.empty()) {
    // isa-l takes an int length and a non-const pointer that it does not write through.
    const Bytes part = bytes.first(std::min<std::size_t>(bytes.size(), 1U << 30U));
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast,cppcoreguidelines-pro-type-const-cast)
    auto* data = const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(part.data()));
    crc = crc32_iscsi(data, static_cast<int>(part.size()), crc);
    bytes = bytes.subspan(part.size());
  }
  LeaveVectorsAsSseWants();
  return crc;
}

std::uint32_t Crc32c(Bytes bytes) { return ~Crc32cUpdate(0xffffffffU, bytes); }

namespace {

// Bytes 4..26 of the header and 38 up to the trailer: what flushing and encryption don't touch.
Bytes HeaderPart(Bytes page) { return page.subspan(FIL_PAGE_OFFSET, FIL_PAGE_FILE_FLUSH_LSN - FIL_PAGE_OFFSET); }
Bytes BodyPart(Bytes page) { return page.subspan(FIL_PAGE_DATA, page.size() - FIL_PAGE_DATA - FIL_PAGE_DATA_END); }

}  // namespace

// The big-endian variant swaps each aligned 8-byte word. Alignment is that of the page's own frame, which servers
// align to the page size: so `offset_in_page` decides where words begin.
std::uint32_t Crc32cSwappedWords(Bytes bytes, std::size_t offset_in_page) {
  std::uint32_t crc = 0xffffffffU;
  const std::size_t head = std::min<std::size_t>((8 - offset_in_page % 8) % 8, bytes.size());
  crc = Crc32cUpdate(crc, bytes.first(head));
  bytes = bytes.subspan(head);
  std::array<std::byte, 512> swapped{};
  while (bytes.size() >= 8) {
    const std::size_t size = std::min(bytes.size() / 8 * 8, swapped.size());
    for (std::size_t i = 0; i < size; i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, &bytes[i], 8);
      word = __builtin_bswap64(word);
      std::memcpy(&swapped[i], &word, 8);
    }
    crc = Crc32cUpdate(crc, Bytes(swapped).first(size));
    bytes = bytes.subspan(size);
  }
  return ~Crc32cUpdate(crc, bytes);
}

namespace {

// ut_fold_ulint_pair and ut_fold_binary, in 32 bits: the servers compute in 64 and cut off at the end, and no upper
// bit ever reaches a lower one. Source: storage/innobase/include/ut0rnd.ic (5.7).
constexpr std::uint32_t UT_HASH_RANDOM_MASK = 1463735687U;
constexpr std::uint32_t UT_HASH_RANDOM_MASK2 = 1653893711U;

constexpr std::uint32_t FoldPair(std::uint32_t n1, std::uint32_t n2) {
  return ((((n1 ^ n2 ^ UT_HASH_RANDOM_MASK2) << 8U) + n1) ^ UT_HASH_RANDOM_MASK) + n2;
}

std::uint32_t FoldBinary(Bytes bytes) {
  std::uint32_t fold = 0;
  for (const std::byte b : bytes) fold = FoldPair(fold, std::to_integer<std::uint32_t>(b));
  return fold;
}

struct ClassicFields {
  std::uint32_t checksum, old_checksum, lsn_high, lsn_low, lsn_low_trailer;
};

ClassicFields ReadClassic(Bytes page) {
  return {BigAt<std::uint32_t>(page, FIL_PAGE_SPACE_OR_CHKSUM), BigAt<std::uint32_t>(page, page.size() - 8),
          BigAt<std::uint32_t>(page, FIL_PAGE_LSN), BigAt<std::uint32_t>(page, FIL_PAGE_LSN + 4),
          BigAt<std::uint32_t>(page, page.size() - 4)};
}

bool Agrees(Bytes page, const ClassicFields& f, ChecksumAlgorithm algorithm) {
  switch (algorithm) {
    case ChecksumAlgorithm::kCrc32: return f.checksum == f.old_checksum && f.checksum == PageCrc32(page);
    case ChecksumAlgorithm::kCrc32BigEndian:
      return f.checksum == f.old_checksum && f.checksum == PageCrc32BigEndian(page);
    case ChecksumAlgorithm::kNone:
      return f.checksum == BUF_NO_CHECKSUM_MAGIC && f.old_checksum == BUF_NO_CHECKSUM_MAGIC;
    case ChecksumAlgorithm::kInnodb:
      // Very old pages repeat the low LSN where the old checksum stands later, and have no new one.
      if (f.old_checksum != f.lsn_low && f.old_checksum != PageOldFold(page)) return false;
      return (f.checksum == 0 && f.old_checksum != 0) || f.checksum == PageNewFold(page);
    default: return false;
  }
}

}  // namespace

std::uint32_t PageCrc32(Bytes page) { return Crc32c(HeaderPart(page)) ^ Crc32c(BodyPart(page)); }

std::uint32_t PageCrc32BigEndian(Bytes page) {
  return Crc32cSwappedWords(HeaderPart(page), FIL_PAGE_OFFSET) ^ Crc32cSwappedWords(BodyPart(page), FIL_PAGE_DATA);
}

std::uint32_t PageNewFold(Bytes page) { return FoldBinary(HeaderPart(page)) + FoldBinary(BodyPart(page)); }

std::uint32_t PageOldFold(Bytes page) { return FoldBinary(page.first(FIL_PAGE_FILE_FLUSH_LSN)); }

bool LsnHalvesAgree(Bytes page, ChecksumFamily family) {
  if (family == ChecksumFamily::kZip) return true;
  const std::size_t at = family == ChecksumFamily::kFullCrc32 ? page.size() - 8 : page.size() - 4;
  return BigAt<std::uint32_t>(page, FIL_PAGE_LSN + 4) == BigAt<std::uint32_t>(page, at);
}

ChecksumAlgorithm VerifyPage(Bytes page, ChecksumFamily family, ChecksumAlgorithm hint) {
  if (page.size() < FIL_PAGE_DATA + FIL_PAGE_DATA_END) return ChecksumAlgorithm::kUnverified;
  if (family == ChecksumFamily::kZip) return VerifyZipPage(page, hint);
  if (family == ChecksumFamily::kFullCrc32) {
    if (Crc32c(page.first(page.size() - 4)) == BigAt<std::uint32_t>(page, page.size() - 4) && !AllZero(page)) {
      return ChecksumAlgorithm::kFullCrc32;
    }
    return AllZero(page) ? ChecksumAlgorithm::kZeroPage : ChecksumAlgorithm::kUnverified;
  }
  const ClassicFields fields = ReadClassic(page);
  if (fields.checksum == 0 && fields.old_checksum == 0 && AllZero(page)) return ChecksumAlgorithm::kZeroPage;
  if (fields.lsn_low != fields.lsn_low_trailer) return ChecksumAlgorithm::kUnverified;
  if (Agrees(page, fields, hint)) return hint;
  for (const ChecksumAlgorithm algorithm : {ChecksumAlgorithm::kCrc32, ChecksumAlgorithm::kNone,
                                            ChecksumAlgorithm::kInnodb, ChecksumAlgorithm::kCrc32BigEndian}) {
    if (algorithm != hint && Agrees(page, fields, algorithm)) return algorithm;
  }
  return ChecksumAlgorithm::kUnverified;
}

}  // namespace innosalvage
