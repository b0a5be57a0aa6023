// Compressed tablespaces: found without their page 0, judged, repaired, and read as far as damage lets them.
#include <gtest/gtest.h>

#include <algorithm>

#include "parser/index_header.h"
#include "parser/page_type.h"
#include "salvage/inventory.h"
#include "salvage/page_judgement.h"
#include "salvage/page_store.h"
#include "salvage/zip_image.h"
#include "tests/parser/zip_fixture.h"

namespace innosalvage {
namespace {

std::vector<std::byte> Copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

std::string TestName(const testing::TestParamInfo<std::string>& test) {
  std::string name = test.param;
  std::ranges::replace_if(
      name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

class ZipTablespaceTest : public testing::TestWithParam<std::string> {
 protected:
  Result<Inventory> Scan(std::vector<std::byte> bytes) {
    source_ = MemorySource(std::move(bytes));
    return ScanPages(*source_, "test", ScanOptions{.format = {}, .threads = 1, .hash = false, .progress = {}});
  }
  std::uint32_t FirstLeaf() const {
    for (std::uint32_t page_no = 0; page_no < file_.pages(); ++page_no) {
      const Bytes page = file_.Page(page_no);
      if (BigAt<std::uint16_t>(page, FIL_PAGE_TYPE) != FIL_PAGE_INDEX) continue;
      const IndexHeader header = DecodeIndexHeader(page.first<PAGE_DATA>());
      if (header.level == 0 && header.n_recs > 3) return page_no;
    }
    ADD_FAILURE() << "no leaf";
    return 0;
  }

  ZipTablespace file_{GetParam() + ".ibd.xz"};
  std::unique_ptr<ByteSource> source_;
};

TEST_P(ZipTablespaceTest, BothSizesAreFoundWithoutPageZero) {
  std::vector<std::byte> bytes = Copy(file_.bytes());
  std::fill_n(bytes.begin(), file_.page_size(), std::byte{0});
  const auto inventory = Scan(std::move(bytes));
  ASSERT_TRUE(inventory.has_value()) << inventory.error().what;
  const TablespaceFormat& format = inventory->detected.format;
  EXPECT_TRUE(format.zip);
  EXPECT_EQ(format.physical_size, file_.page_size());
  EXPECT_EQ(format.page_size, 16384U);
  EXPECT_EQ(inventory->detected.space_id, BigAt<std::uint32_t>(file_.Page(FirstLeaf()), FIL_PAGE_SPACE_ID));
}

TEST_P(ZipTablespaceTest, OfAWholeFileEachPageIsIntactOrUnused) {
  const auto inventory = Scan(Copy(file_.bytes()));
  ASSERT_TRUE(inventory.has_value());
  EXPECT_EQ(inventory->entries.size(), file_.pages());
  for (const PageEntry& entry : inventory->entries) {
    EXPECT_FALSE(IsHurt(entry.verdict)) << entry.page_no << ' ' << Name(entry.verdict);
  }
}

TEST_P(ZipTablespaceTest, AFlippedBitOfAnIndexPageIsFlippedBackOrLeft) {
  const std::uint32_t page_no = FirstLeaf();
  const Bytes whole = file_.Page(page_no);
  const bool crc = VerifyPage(whole, ChecksumFamily::kZip, ChecksumAlgorithm::kCrc32) == ChecksumAlgorithm::kCrc32;
  TablespaceFormat format{
      .physical_size = static_cast<std::uint32_t>(file_.page_size()), .checksums = ChecksumFamily::kZip, .zip = true};
  const auto space_id = BigAt<std::uint32_t>(whole, FIL_PAGE_SPACE_ID);
  std::size_t flips = 0;
  std::size_t repaired = 0;
  for (std::size_t at = 0; at < whole.size(); at += at < 128 || at + 64 >= whole.size() ? 1U : 61U) {
    if ((at >= 16 && at < 24) || (at >= 26 && at < 34)) continue;  // not in the sum
    std::vector<std::byte> hurt = Copy(whole);
    hurt[at] ^= std::byte{static_cast<std::uint8_t>(1U << (at % 8))};
    const auto repair = FindRepair(hurt, format, PageCodec(format), page_no, space_id);
    ++flips;
    if (!repair) continue;
    ++repaired;
    repair->ApplyTo(hurt);
    EXPECT_TRUE(std::ranges::equal(hurt, whole)) << at;
  }
  // Only CRC-32C tells where.
  if (crc) {
    EXPECT_GT(repaired * 100, flips * 95);
  } else {
    EXPECT_EQ(repaired, 0U);
  }
}

TEST_P(ZipTablespaceTest, AnIndexPageWithoutFilHeaderIsKnownByItsInside) {
  const std::uint32_t page_no = FirstLeaf();
  std::vector<std::byte> bytes = Copy(file_.bytes());
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(page_no * file_.page_size()), FIL_PAGE_DATA, std::byte{0});
  const auto inventory = Scan(std::move(bytes));
  ASSERT_TRUE(inventory.has_value());
  const PageEntry* entry = inventory->Find(page_no);
  ASSERT_NE(entry, nullptr);
  EXPECT_TRUE(entry->header_lost);
  EXPECT_EQ(entry->type, FIL_PAGE_INDEX);
  const PageStore store(*source_, *inventory);
  std::vector<std::byte> buffer(store.page_size());
  const auto page = store.Read(page_no, buffer);
  ASSERT_TRUE(page.has_value());
  EXPECT_FALSE(page->verified);
  EXPECT_TRUE(LooksLikeIndexPage(page->bytes));
}

TEST_P(ZipTablespaceTest, TheStreamIsNotReadBeyondALostSector) {
  const std::uint32_t page_no = FirstLeaf();
  const Bytes whole = file_.Page(page_no);
  std::vector<std::byte> page(16384);
  const ZipPage undamaged = InflateZipImage(whole, page_no, page);
  ASSERT_TRUE(undamaged.whole());
  EXPECT_FALSE(HasLostSector(whole, 16384));
  for (std::size_t sector = 512; sector + 512 <= undamaged.log_end; sector += 512) {
    std::vector<std::byte> hurt = Copy(whole);
    std::fill_n(hurt.begin() + static_cast<std::ptrdiff_t>(sector), 512, std::byte{0});
    const ZipPage part = InflateZipImage(hurt, page_no, page);
    EXPECT_FALSE(part.whole());
    EXPECT_TRUE(HasLostSector(hurt, 16384));
    const ZipPage cut = InflateZipPage(whole, page_no, page, sector);
    EXPECT_EQ(part.records, cut.records) << sector;
  }
}

INSTANTIATE_TEST_SUITE_P(Servers, ZipTablespaceTest,
                         testing::Values("mysql-9/churned_kb1", "mysql-9/churned_kb2", "mysql-9/churned_kb8",
                                         "mysql-9/churned_kb16", "mysql-9-innodb/churned_kb8",
                                         "mysql-9-none/churned_kb8", "mariadb-10.11/churned_kb4",
                                         "mariadb-10.11/text_key_kb16", "mariadb-10.5-innodb/churned_kb1"),
                         TestName);

}  // namespace
}  // namespace innosalvage
