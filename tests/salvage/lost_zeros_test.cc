// Pages of real files out of which three sectors were cut, in what they use and in what they do not.
#include "salvage/lost_zeros.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "parser/page_type.h"
#include "salvage/page_store.h"
#include "tests/fixture.h"

namespace innosalvage {
namespace {

constexpr std::size_t kPage = 16384;
constexpr std::size_t kSector = 512;
constexpr std::size_t kHole = 3 * kSector;

std::vector<std::byte> WithoutHole(std::vector<std::byte> file, std::size_t at) {
  const auto begin = file.begin() + static_cast<std::ptrdiff_t>(at);
  file.erase(begin, begin + static_cast<std::ptrdiff_t>(kHole));
  return file;
}

class LostZerosTest : public testing::TestWithParam<std::string> {
 protected:
  const std::vector<std::byte> file_ = ReadFixture(std::string("campaign/") + GetParam());

  Bytes Page(std::size_t page_no) const { return Bytes(file_).subspan(page_no * kPage, kPage); }
  std::uint16_t TypeOf(std::size_t page_no) const { return BigAt<std::uint16_t>(Page(page_no), FIL_PAGE_TYPE); }

  // Where three sectors of zeros stand in a page.
  std::optional<std::size_t> ZerosIn(std::size_t page_no) const {
    for (std::size_t at = kSector; at + kHole + kSector <= kPage; at += kSector) {
      if (AllZero(Page(page_no).subspan(at, kHole))) return page_no * kPage + at;
    }
    return std::nullopt;
  }
};

TEST_P(LostZerosTest, PagesThatLostNothingButZerosAreWholeAgain) {
  std::size_t values = 0;
  std::size_t leaves = 0;
  for (std::size_t page_no = 4; page_no + 1 < file_.size() / kPage; ++page_no) {
    const bool index = TypeOf(page_no) == FIL_PAGE_INDEX;
    const auto at = TypeOf(page_no) == 0 ? std::nullopt : ZerosIn(page_no);
    if (!at || (index ? leaves : values) >= 3) continue;
    ++(index ? leaves : values);
    const auto source = MemorySource(WithoutHole(file_, *at));
    const Inventory inventory = *ScanPages(*source, "articles.ibd", {});
    const PageStore store(*source, inventory);
    const PageEntry* entry = inventory.Find(static_cast<std::uint32_t>(page_no));
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->verdict, PageVerdict::kRepaired) << "page " << page_no;
    ASSERT_NE(inventory.RestoredFrom(*entry), nullptr);
    EXPECT_TRUE(HasZerosPutBack(*inventory.RestoredFrom(*entry)));
    std::vector<std::byte> buffer(kPage);
    const auto page = store.Read(static_cast<std::uint32_t>(page_no), buffer);
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->verified);
    EXPECT_TRUE(std::ranges::equal(page->bytes, Page(page_no)));
  }
  EXPECT_GT(values, 0U);
  EXPECT_GT(leaves, 0U);
}

TEST_P(LostZerosTest, APageThatLostAnythingElseIsNot) {
  std::size_t tried = 0;
  for (std::size_t page_no = 4; page_no + 1 < file_.size() / kPage && tried < 6; ++page_no) {
    const std::size_t at = 4 * kSector;
    if (TypeOf(page_no) == 0 || AllZero(Page(page_no).subspan(at, kHole))) continue;
    ++tried;
    const auto source = MemorySource(WithoutHole(file_, page_no * kPage + at));
    const Inventory inventory = *ScanPages(*source, "articles.ibd", {});
    EXPECT_TRUE(inventory.restored.empty());
    const PageEntry* entry = inventory.Find(static_cast<std::uint32_t>(page_no));
    ASSERT_NE(entry, nullptr);
    EXPECT_FALSE(IsVerified(entry->verdict)) << "page " << page_no;
  }
  EXPECT_EQ(tried, 6U);
}

INSTANTIATE_TEST_SUITE_P(Articles, LostZerosTest,
                         testing::Values("mysql-9/articles", "mariadb-10.11/articles", "mariadb-10.11-crc32/articles"),
                         [](const auto& test) {
                           return test.param.substr(0, test.param.find('/')).substr(0, 5) +
                                  (test.param.find("crc32") == std::string::npos ? "" : "Crc32");
                         });

}  // namespace
}  // namespace innosalvage
