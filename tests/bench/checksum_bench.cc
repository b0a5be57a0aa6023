// Page verification: bytes a second for each checksum algorithm, over pages that verify.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "parser/checksum.h"
#include "parser/fil_header.h"

namespace innosalvage {
namespace {

constexpr std::size_t kPageSize = 16384;

void PutBig(std::vector<std::byte>& page, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) page[at + i] = static_cast<std::byte>(value >> (24 - 8 * i));
}

// A page of noise with everything in its place that `algorithm` asks for.
std::vector<std::byte> PageUnder(ChecksumAlgorithm algorithm) {
  std::vector<std::byte> page(kPageSize);
  std::minstd_rand noise(1);
  for (std::byte& b : page) b = static_cast<std::byte>(noise() >> 8U);
  constexpr std::uint32_t kLsn = 0x01020304;
  const bool full_crc32 = algorithm == ChecksumAlgorithm::kFullCrc32;
  PutBig(page, FIL_PAGE_LSN + 4, kLsn);
  PutBig(page, kPageSize - (full_crc32 ? 8 : 4), kLsn);
  const auto put = [&](std::uint32_t head, std::uint32_t trailer) {
    PutBig(page, FIL_PAGE_SPACE_OR_CHKSUM, head);
    PutBig(page, kPageSize - 8, trailer);
  };
  switch (algorithm) {
    case ChecksumAlgorithm::kCrc32: put(PageCrc32(page), PageCrc32(page)); break;
    case ChecksumAlgorithm::kCrc32BigEndian: put(PageCrc32BigEndian(page), PageCrc32BigEndian(page)); break;
    case ChecksumAlgorithm::kInnodb:
      PutBig(page, FIL_PAGE_SPACE_OR_CHKSUM, PageNewFold(page));  // which the old one covers
      PutBig(page, kPageSize - 8, PageOldFold(page));
      break;
    case ChecksumAlgorithm::kNone: put(BUF_NO_CHECKSUM_MAGIC, BUF_NO_CHECKSUM_MAGIC); break;
    case ChecksumAlgorithm::kFullCrc32: PutBig(page, kPageSize - 4, Crc32c(Bytes(page).first(kPageSize - 4))); break;
    case ChecksumAlgorithm::kZeroPage: page.assign(kPageSize, std::byte{0}); break;
    case ChecksumAlgorithm::kUnverified: break;
  }
  return page;
}

void BM_VerifyPage(benchmark::State& state) {
  const auto algorithm = static_cast<ChecksumAlgorithm>(state.range(0));
  const auto family =
      algorithm == ChecksumAlgorithm::kFullCrc32 ? ChecksumFamily::kFullCrc32 : ChecksumFamily::kClassic;
  const std::vector<std::byte> page = PageUnder(algorithm);
  if (VerifyPage(page, family, algorithm) != algorithm) state.SkipWithError("the page does not verify");
  for (auto _ : state) benchmark::DoNotOptimize(VerifyPage(page, family, algorithm));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kPageSize));
  state.SetLabel(std::string(Name(algorithm)));
}
BENCHMARK(BM_VerifyPage)
    ->DenseRange(static_cast<int>(ChecksumAlgorithm::kUnverified), static_cast<int>(ChecksumAlgorithm::kZeroPage));

}  // namespace
}  // namespace innosalvage
