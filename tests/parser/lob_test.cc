// A value of MySQL 8 with older versions, its pages written as lob.h has them.
#include "parser/lob.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "parser/limits.h"
#include "parser/page_type.h"

namespace innosalvage {
namespace {

constexpr std::size_t kPage = 16384;
constexpr std::size_t kFirstEntry = 96;
constexpr std::size_t kEntry = 60;

class LobVersionsTest : public testing::Test {
 protected:
  LobVersionsTest() {
    Put(5, FIL_PAGE_TYPE, FIL_PAGE_TYPE_LOB_FIRST, 2);
    Put(5, 64, 1, 4);  // one part; its newest version is the first entry
    Address(5, 68, kFirstEntry);
    Entry(0, 3, "newest", 10);
    Address(5, kFirstEntry + 16, kFirstEntry + kEntry);
    Entry(1, 2, "middle", 11);
    Address(5, kFirstEntry + kEntry + 6, kFirstEntry + 2 * kEntry);
    Entry(2, 1, "oldest", 12);
  }
  ~LobVersionsTest() override { FixLimits(Limits()); }

  std::string Read(std::uint32_t version) {
    std::vector<std::byte> out;
    const LobReference reference{.page_no = 5, .offset = version, .length = 6};
    const LobRead read = ReadLob(
        reference, [&](std::uint32_t no) -> Decoded<FetchedPage> { return FetchedPage{.bytes = pages_[no]}; }, out);
    return read.stopped_by ? std::string(Name(read.stopped_by->kind)) : std::string(AsText(out));
  }

 private:
  void Put(std::uint32_t page_no, std::size_t at, std::uint64_t value, std::size_t size) {
    auto& page = pages_[page_no];
    page.resize(kPage);
    for (std::size_t i = size; i-- > 0; value >>= 8U) page.at(at + i) = static_cast<std::byte>(value);
  }
  void Address(std::uint32_t page_no, std::size_t at, std::size_t offset) {
    Put(page_no, at, 5, 4);
    Put(page_no, at + 4, offset, 2);
  }
  void Entry(std::size_t i, std::uint32_t version, std::string_view text, std::uint32_t page_no) {
    const std::size_t at = kFirstEntry + i * kEntry;
    Put(5, at + 6, FIL_NULL, 4);
    Put(5, at + 16, FIL_NULL, 4);
    Put(5, at + 48, page_no, 4);
    Put(5, at + 52, text.size(), 2);
    Put(5, at + 56, version, 4);
    Put(page_no, FIL_PAGE_TYPE, FIL_PAGE_TYPE_LOB_DATA, 2);
    Put(page_no, 39, text.size(), 4);
    for (std::size_t c = 0; c < text.size(); ++c) Put(page_no, 49 + c, static_cast<unsigned char>(text[c]), 1);
  }

  std::map<std::uint32_t, std::vector<std::byte>> pages_;
};

TEST_F(LobVersionsTest, EachReferenceSeesItsOwn) {
  EXPECT_EQ(Read(3), "newest");
  EXPECT_EQ(Read(2), "middle");
  EXPECT_EQ(Read(1), "oldest");
  EXPECT_EQ(Read(0), Name(DamageKind::kLobTruncated));
}

TEST_F(LobVersionsTest, MoreThanTheLimitAreNotMet) {
  Limits limits;
  limits[Limit::kLobVersions] = 1;  // --limit lob-versions=1
  FixLimits(limits);
  EXPECT_EQ(Read(3), "newest");
  EXPECT_EQ(Read(2), "middle");
  EXPECT_EQ(Read(1), Name(DamageKind::kLobCycle));
  const auto reached = ReachedLimits();
  EXPECT_NE(std::ranges::find(reached, Limit::kLobVersions), reached.end());
  limits[Limit::kLobVersions] = 2;
  FixLimits(limits);
  EXPECT_EQ(Read(1), "oldest");
}

// One BLOB page of a chain, as servers before MySQL 8 and MariaDB write it, that does not verify.
class HurtBlobTest : public testing::Test {
 protected:
  HurtBlobTest() : page_(kPage) {
    Put(FIL_PAGE_OFFSET, 7, 4);
    Put(FIL_PAGE_TYPE, FIL_PAGE_TYPE_BLOB, 2);
    Put(FIL_PAGE_DATA, kLength, 4);
    Put(FIL_PAGE_DATA + 4, FIL_NULL, 4);
    for (std::size_t i = 0; i < kLength; ++i) Put(FIL_PAGE_DATA + 8 + i, 'x', 1);
  }

  void Put(std::size_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = size; i-- > 0; value >>= 8U) page_.at(at + i) = static_cast<std::byte>(value);
  }
  bool ReadsWhole(std::size_t own_zeros) {
    std::vector<std::byte> out;
    const LobReference reference{.page_no = 7, .offset = FIL_PAGE_DATA, .length = kLength, .own_zeros = own_zeros};
    const auto fetch = [&](std::uint32_t) -> Decoded<FetchedPage> {
      return FetchedPage{.bytes = page_, .verified = false};
    };
    return !ReadLob(reference, fetch, out).stopped_by && out.size() == kLength;
  }

  static constexpr std::size_t kLength = 1500;  // 10 bytes into the fourth sector
  std::vector<std::byte> page_;
};

TEST_F(HurtBlobTest, ATypeOfAHeaderThatIsNotThePagesOwnSaysNothing) {
  for (const std::uint16_t type :
       {FIL_PAGE_TYPE_LOB_DATA, FIL_PAGE_TYPE_LOB_FIRST, FIL_PAGE_TYPE_ZBLOB, FIL_PAGE_INDEX}) {
    Put(FIL_PAGE_TYPE, type, 2);
    Put(FIL_PAGE_OFFSET, 7, 4);
    EXPECT_FALSE(ReadsWhole(31)) << type;
    Put(FIL_PAGE_OFFSET, 123456, 4);
    EXPECT_TRUE(ReadsWhole(31)) << type;
  }
}

TEST_F(HurtBlobTest, AFewZerosInALostSectorMayBeABlobsOwnButNotATexts) {
  const std::size_t end = FIL_PAGE_DATA + 8 + kLength;
  const std::size_t sector = end / 512 * 512;
  ASSERT_EQ(end - sector, 10U);
  Put(sector, 0, end - sector);
  EXPECT_TRUE(ReadsWhole(31));
  EXPECT_FALSE(ReadsWhole(0));
}

}  // namespace
}  // namespace innosalvage
