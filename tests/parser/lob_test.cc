// A value of MySQL 8 with older versions, its pages written as lob.h has them.
#include "parser/lob.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>

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

// Values of two parts, a byte each, written as lob.h and format/lob.md have them.
class LobPartsTest : public testing::Test {
 protected:
  void Put(std::uint32_t page_no, std::size_t at, std::uint64_t value, std::size_t size) {
    auto& page = pages_[page_no];
    page.resize(kPage);
    for (std::size_t i = size; i-- > 0; value >>= 8U) page.at(at + i) = static_cast<std::byte>(value);
  }
  // Both entries on page 5, the first of them behind `list`.
  void Entries(std::size_t list, std::size_t first, std::size_t size) {
    Put(5, list + 4, 5, 4);
    Put(5, list + 8, first, 2);
    for (std::size_t i = 0; i < 2; ++i) {
      Put(5, first + i * size + 6, i == 0 ? 5 : FIL_NULL, 4);
      Put(5, first + i * size + 10, first + size, 2);
      Put(5, first + i * size + 16, FIL_NULL, 4);
    }
  }
  std::string Read(bool zip) {
    std::vector<std::byte> out;
    const LobReference reference{.page_no = 5, .offset = 1, .length = 2};
    const LobRead read = ReadLob(
        reference,
        [&](std::uint32_t no) -> Decoded<FetchedPage> { return FetchedPage{.bytes = pages_[no], .zip = zip}; }, out);
    return std::string(AsText(out)) + (read.stopped_by ? " " + std::string(Name(read.stopped_by->kind)) : "");
  }

  std::string Plain(std::uint32_t second) {
    Put(5, FIL_PAGE_TYPE, FIL_PAGE_TYPE_LOB_FIRST, 2);
    Entries(64, 96, kEntry);
    for (const std::size_t i : {0U, 1U}) {
      Put(5, 96 + i * kEntry + 48, i == 0 ? 10 : second, 4);
      Put(5, 96 + i * kEntry + 52, 1, 2);
    }
    for (const std::uint32_t page_no : {10U, 11U}) {
      Put(page_no, FIL_PAGE_TYPE, FIL_PAGE_TYPE_LOB_DATA, 2);
      Put(page_no, 39, 1, 4);
      Put(page_no, 49, 'a', 1);
    }
    return Read(false);
  }

  // A stream of a byte behind two blocks without any.
  std::size_t PutStream(std::uint32_t page_no, std::size_t at) {
    const std::size_t begin = at;
    const auto put = [&](std::uint64_t value, std::size_t size) {
      Put(page_no, std::exchange(at, at + size), value, size);
    };
    put(0x7801, 2);
    put(0x000000ffff, 5);
    put(0x000000ffff, 5);
    put(0x010100feff, 5);
    put('a', 1);
    put(0x00620062, 4);  // Adler-32
    return at - begin;
  }

  struct Piece {
    std::uint32_t page_no = 0;
    std::uint16_t fragment = 0;
  };
  std::string Deflated(Piece one, Piece other) {
    Put(5, FIL_PAGE_TYPE, FIL_PAGE_TYPE_ZLOB_FIRST, 2);
    Entries(88, 136, 66);
    std::size_t size = 0;
    for (const std::uint32_t page_no : {10U, 11U}) {
      Put(page_no, FIL_PAGE_TYPE, FIL_PAGE_TYPE_ZLOB_DATA, 2);
      Put(page_no, FIL_PAGE_NEXT, FIL_NULL, 4);
      size = PutStream(page_no, 49);
      Put(page_no, 39, size, 4);
    }
    Put(12, FIL_PAGE_TYPE, FIL_PAGE_TYPE_ZLOB_FRAG, 2);
    Put(12, kPage - FIL_PAGE_DATA_END - 2, 2, 2);
    for (const std::size_t fragment : {0U, 1U}) {
      const std::size_t at = 100 + 100 * fragment;
      Put(12, kPage - FIL_PAGE_DATA_END - 4 - 2 * fragment, at, 2);
      Put(12, at + 4, PutStream(12, at + 8) + 8, 2);
    }
    for (const std::size_t i : {0U, 1U}) {
      const std::size_t entry = 136 + i * 66;
      Put(5, entry + 48, (i == 0 ? one : other).page_no, 4);
      Put(5, entry + 52, (i == 0 ? one : other).fragment, 2);
      Put(5, entry + 54, 1, 4);
      Put(5, entry + 58, size, 4);
    }
    return Read(true);
  }

  std::map<std::uint32_t, std::vector<std::byte>> pages_;
};

TEST_F(LobPartsTest, ADataPageCountsOnce) {
  EXPECT_EQ(Plain(11), "aa");
  EXPECT_EQ(Plain(10), "a " + std::string(Name(DamageKind::kLobCycle)));
}

// Else each entry could walk a chain of all pages to make one byte of it.
TEST_F(LobPartsTest, APieceOfAStreamCountsOnce) {
  const std::string once = "a " + std::string(Name(DamageKind::kLobCycle));
  EXPECT_EQ(Deflated({10}, {11}), "aa");
  EXPECT_EQ(Deflated({10}, {10}), once);
  EXPECT_EQ(Deflated({12, 0}, {12, 1}), "aa");
  EXPECT_EQ(Deflated({12, 1}, {12, 1}), once);
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
