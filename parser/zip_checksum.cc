#include "parser/zip_checksum.h"

#include <zlib.h>

#include <array>

#include "parser/fil_header.h"

namespace innosalvage {

namespace {

struct Part {
  std::size_t offset = 0;
  Bytes bytes;
};

std::array<Part, 3> SummedParts(Bytes page) {
  const auto part = [&](std::size_t begin, std::size_t end) { return Part{begin, page.subspan(begin, end - begin)}; };
  return {part(FIL_PAGE_OFFSET, FIL_PAGE_LSN), part(FIL_PAGE_TYPE, FIL_PAGE_TYPE + sizeof(std::uint16_t)),
          part(FIL_PAGE_SPACE_ID, page.size())};
}

bool Agrees(Bytes page, std::uint32_t stored, ChecksumAlgorithm algorithm) {
  switch (algorithm) {
    case ChecksumAlgorithm::kCrc32: return stored == ZipCrc32(page);
    case ChecksumAlgorithm::kCrc32BigEndian: return stored == ZipCrc32BigEndian(page);
    case ChecksumAlgorithm::kInnodb: return stored == ZipAdler32(page);
    case ChecksumAlgorithm::kNone: return stored == BUF_NO_CHECKSUM_MAGIC;
    default: return false;
  }
}

}  // namespace

std::uint32_t ZipCrc32(Bytes page) {
  std::uint32_t sum = 0;
  for (const Part& part : SummedParts(page)) sum ^= Crc32c(part.bytes);
  return sum;
}

std::uint32_t ZipCrc32BigEndian(Bytes page) {
  std::uint32_t sum = 0;
  for (const Part& part : SummedParts(page)) sum ^= Crc32cSwappedWords(part.bytes, part.offset);
  return sum;
}

std::uint32_t ZipAdler32(Bytes page) {
  uLong sum = 0;
  for (const Part& part : SummedParts(page)) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): zlib speaks unsigned char
    const auto* data = reinterpret_cast<const Bytef*>(part.bytes.data());
    sum = adler32(sum, data, static_cast<uInt>(part.bytes.size()));
  }
  return static_cast<std::uint32_t>(sum);
}

ChecksumAlgorithm VerifyZipPage(Bytes page, ChecksumAlgorithm hint) {
  if (page.size() < kMinZipSize) return ChecksumAlgorithm::kUnverified;
  const auto stored = BigAt<std::uint32_t>(page, FIL_PAGE_SPACE_OR_CHKSUM);
  if (stored == 0 && AllZero(page)) return ChecksumAlgorithm::kZeroPage;
  if (Agrees(page, stored, hint)) return hint;
  for (const ChecksumAlgorithm algorithm : {ChecksumAlgorithm::kCrc32, ChecksumAlgorithm::kNone,
                                            ChecksumAlgorithm::kInnodb, ChecksumAlgorithm::kCrc32BigEndian}) {
    if (algorithm != hint && Agrees(page, stored, algorithm)) return algorithm;
  }
  return ChecksumAlgorithm::kUnverified;
}

}  // namespace innosalvage
