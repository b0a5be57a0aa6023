#include "parser/zip_checksum.h"

#include <gtest/gtest.h>

#include <array>

#include "parser/fil_header.h"
#include "tests/parser/zip_fixture.h"

namespace innosalvage {
namespace {

struct Written {
  std::string file;
  ChecksumAlgorithm algorithm;
};

class ZipChecksumTest : public testing::TestWithParam<Written> {};

TEST_P(ZipChecksumTest, EachPageOfAServerVerifies) {
  const ZipTablespace file(GetParam().file);
  std::size_t verified = 0;
  for (std::size_t page_no = 0; page_no < file.pages(); ++page_no) {
    const auto algorithm = VerifyZipPage(file.Page(page_no), ChecksumAlgorithm::kUnverified);
    if (algorithm == ChecksumAlgorithm::kZeroPage) continue;
    EXPECT_EQ(algorithm, GetParam().algorithm) << page_no;
    EXPECT_EQ(VerifyPage(file.Page(page_no), ChecksumFamily::kZip, ChecksumAlgorithm::kUnverified), algorithm);
    ++verified;
  }
  EXPECT_GT(verified, 5U);
}

INSTANTIATE_TEST_SUITE_P(Servers, ZipChecksumTest,
                         testing::Values(Written{"mysql-9/churned_kb1.ibd.xz", ChecksumAlgorithm::kCrc32},
                                         Written{"mysql-9/off_page_kb8.ibd.xz", ChecksumAlgorithm::kCrc32},
                                         Written{"mariadb-10.11/off_page_kb4.ibd.xz", ChecksumAlgorithm::kCrc32},
                                         Written{"mysql-9-innodb/churned_kb8.ibd.xz", ChecksumAlgorithm::kInnodb},
                                         Written{"mysql-9-none/churned_kb8.ibd.xz", ChecksumAlgorithm::kNone},
                                         Written{"mariadb-10.5-innodb/churned_kb8.ibd.xz", ChecksumAlgorithm::kInnodb}),
                         [](const auto& test) { return "Nr" + std::to_string(test.index); });

// Bytes 16 to 23 and 26 to 33 are in no part of the sum; any other bit is.
TEST(ZipChecksum, CoversAllButLsnAndFlushLsn) {
  const ZipTablespace file("mysql-9/churned_kb8.ibd.xz");
  const Bytes page = file.Page(4);
  for (std::size_t at = 0; at < page.size(); at += at < 64 ? 1 : 37) {
    std::vector<std::byte> hurt(page.begin(), page.end());
    hurt[at] ^= std::byte{0x10};
    const bool covered = at < 16 || (at >= 24 && at < 26) || at >= 34;
    EXPECT_EQ(VerifyZipPage(hurt, ChecksumAlgorithm::kCrc32) == ChecksumAlgorithm::kUnverified, covered) << at;
  }
}

// As the first software CRC-32C of MySQL 5.6 did it on big-endian machines: words of 8 bytes, each from its end.
std::uint32_t SlowCrc(const std::vector<std::byte>& bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const std::byte b : bytes) {
    crc ^= std::to_integer<std::uint32_t>(b);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0x82f63b78U : 0U);
  }
  return ~crc;
}

TEST(ZipChecksum, BigEndianVariantTurnsAlignedWords) {
  const ZipTablespace file("mysql-9/churned_kb8.ibd.xz");
  const Bytes page = file.Page(4);
  const auto turned = [&](std::size_t begin, std::size_t end) {
    std::vector<std::byte> bytes(page.begin() + static_cast<std::ptrdiff_t>(begin),
                                 page.begin() + static_cast<std::ptrdiff_t>(end));
    for (std::size_t word = (begin + 7) / 8 * 8; word + 8 <= end; word += 8) {
      for (std::size_t i = 0; i < 8; ++i) bytes[word + i - begin] = page[word + 7 - i];
    }
    return SlowCrc(bytes);
  };
  const std::uint32_t expected = turned(4, 16) ^ turned(24, 26) ^ turned(34, page.size());
  EXPECT_EQ(ZipCrc32BigEndian(page), expected);
  std::vector<std::byte> written(page.begin(), page.end());
  for (std::size_t i = 0; i < 4; ++i) written[i] = static_cast<std::byte>(expected >> (24 - 8 * i));
  EXPECT_EQ(VerifyZipPage(written, ChecksumAlgorithm::kUnverified), ChecksumAlgorithm::kCrc32BigEndian);
}

TEST(ZipChecksum, AZeroPageIsNone) {
  const std::array<std::byte, 1024> zero{};
  EXPECT_EQ(VerifyZipPage(zero, ChecksumAlgorithm::kCrc32), ChecksumAlgorithm::kZeroPage);
}

}  // namespace
}  // namespace innosalvage
