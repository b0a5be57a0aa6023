#include "parser/page_probe.h"

#include <gtest/gtest.h>

namespace innosalvage {
namespace {

void Put(std::vector<std::byte>& bytes, std::size_t at, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<std::byte>(value >> (8 * (size - 1 - i)));
}

// 512 bytes with the head of a compressed page of full_crc32, and their sum at the end.
std::vector<std::byte> Block(std::uint32_t key_version, std::uint32_t page_no) {
  std::vector<std::byte> bytes(512);
  Put(bytes, 0, key_version, 4);
  Put(bytes, FIL_PAGE_OFFSET, page_no, 4);
  Put(bytes, FIL_PAGE_LSN, 0x700000078, 8);
  Put(bytes, FIL_PAGE_TYPE, 0x8002, 2);
  Put(bytes, 508, Crc32c(Bytes(bytes).first(508)), 4);
  return bytes;
}

TEST(PageProbe, FindsACompressedPageThatHasOneSector) {
  for (const std::uint32_t key_version : {0U, 1U}) {
    const auto found = ProbePage(Block(key_version, 1234), ChecksumAlgorithm::kCrc32);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->space_hidden);
    EXPECT_EQ(found->header.page_no, 1234U);
  }
}

// Each block of a redo log has such a sum, and of many blocks some have what looks like that type.
TEST(PageProbe, TakesNoBlockOfARedoLogForAPage) {
  const std::uint32_t full_block = 0x020001c0;  // LOG_BLOCK_HDR_DATA_LEN 512, LOG_BLOCK_FIRST_REC_GROUP
  const auto found = ProbePage(Block(0x1375e, full_block), ChecksumAlgorithm::kCrc32);
  EXPECT_TRUE(!found || found->proof != PageProof::kVerified);
}

// One word over and over, and zeros where a page has its checksum: no sum over its inside says that it is one.
TEST(PageProbe, TakesNoDataWithoutAChecksumForAPage) {
  std::vector<std::byte> bytes(65536);
  Put(bytes, FIL_PAGE_LSN, 0x100000001, 8);
  Put(bytes, 4096 - 8, 0x100000001, 8);
  const auto found = ProbePage(bytes, ChecksumAlgorithm::kCrc32);
  EXPECT_TRUE(!found || found->proof != PageProof::kVerified);
}

}  // namespace
}  // namespace innosalvage
