#include "salvage/page_repair.h"

#include <gmock/gmock.h>

#include <random>

#include "parser/fil_header.h"
#include "tests/salvage/page_samples.h"

namespace innosalvage {
namespace {

constexpr std::size_t kSize = 16384;

struct Sample {
  const char* name;
  ChecksumFamily family;
};

class PageRepairTest : public testing::TestWithParam<Sample> {
 protected:
  PageRepairTest() : page_(SamplePage(GetParam().name)) {
    format_.checksums = GetParam().family;
    page_no_ = BigAt<std::uint32_t>(page_, FIL_PAGE_OFFSET);
    space_id_ = BigAt<std::uint32_t>(page_, FIL_PAGE_SPACE_ID);
  }
  std::optional<PageRepair> Find() const { return FindRepair(page_, format_, PageCodec(format_), page_no_, space_id_); }
  bool full() const { return GetParam().family == ChecksumFamily::kFullCrc32; }

  std::vector<std::byte> page_;
  TablespaceFormat format_;
  std::uint32_t page_no_ = 0;
  std::uint32_t space_id_ = 0;
};

// The classic family's checksum leaves out bytes 26 to 37; prev and next page share their syndromes with slots 3 to 6
// of the page directory, but a slot that is hurt is seen.
// Checksums that are stored twice, and an LSN outside of them: the classic family only.
class ClassicPageRepairTest : public PageRepairTest {};

TEST_P(PageRepairTest, EveryFlippedBitOfAnIndexPageIsFlippedBack) {
  const std::vector<std::byte> whole = page_;
  ASSERT_TRUE(MakesSense(page_, page_no_, space_id_));
  // Every bit of the head and the tail, and of every 61st byte between: a prime, so that all places in a word come by.
  for (std::size_t at = 0; at < kSize;
       at += at < 128 || at + 64 >= kSize ? 1 : std::min<std::size_t>(61, kSize - 64 - at)) {
    if (!full() && at >= FIL_PAGE_FILE_FLUSH_LSN && at < FIL_PAGE_DATA) continue;
    for (unsigned bit = 0; bit < 8; ++bit) {
      page_[at] ^= std::byte{static_cast<std::uint8_t>(1U << bit)};
      const auto repair = Find();
      ASSERT_TRUE(repair.has_value()) << at << " bit " << bit;
      ASSERT_EQ(repair->edits.size(), 1U);
      ASSERT_EQ(repair->edits[0].offset, at);
      repair->ApplyTo(page_);
      ASSERT_EQ(page_, whole) << at << " bit " << bit;
    }
  }
}

TEST_P(PageRepairTest, AWholePageNeedsNoRepair) { EXPECT_FALSE(Find().has_value()); }

TEST_P(PageRepairTest, TwoFlippedBitsAreNeverRepaired) {
  std::mt19937 random(20240229);
  std::uniform_int_distribution<std::size_t> anywhere(FIL_PAGE_DATA, kSize - 9);
  const std::vector<std::byte> whole = page_;
  for (int i = 0; i < 300; ++i) {
    page_ = whole;
    const std::size_t a = anywhere(random);
    std::size_t b = anywhere(random);
    if (b == a) ++b;
    page_[a] ^= std::byte{1};
    page_[b] ^= std::byte{128};
    EXPECT_FALSE(Find().has_value()) << a << ' ' << b;
  }
}

TEST_P(PageRepairTest, WhatIsRepairedIsTheOriginal) {
  std::mt19937 random(7);
  std::uniform_int_distribution<std::size_t> anywhere(0, kSize - 1);
  std::uniform_int_distribution<unsigned> bits(0, 7);
  const std::vector<std::byte> whole = page_;
  for (int i = 0; i < 300; ++i) {
    page_ = whole;
    for (int flips = 0; flips <= i % 5 + 2; ++flips) {
      page_[anywhere(random)] ^= std::byte{static_cast<std::uint8_t>(1U << bits(random))};
    }
    if (auto repair = Find()) {
      repair->ApplyTo(page_);
      // Flips outside the checksum stay, and are none of its business.
      std::copy_n(whole.begin(), full() ? 0 : FIL_PAGE_DATA, page_.begin());
      EXPECT_EQ(page_, whole) << i;
    }
  }
}

TEST_P(ClassicPageRepairTest, GarbageInAChecksumFieldIsRestoredFromItsTwin) {
  const std::vector<std::byte> whole = page_;
  for (const std::size_t at : {std::size_t{0}, kSize - 8}) {
    for (std::size_t i = 0; i < 4; ++i) page_[at + i] ^= std::byte{0x5a};
    const auto repair = Find();
    ASSERT_TRUE(repair.has_value());
    EXPECT_EQ(repair->kind, RepairKind::kChecksumField);
    repair->ApplyTo(page_);
    EXPECT_EQ(page_, whole);
  }
}

TEST_P(ClassicPageRepairTest, AHurtTrailerLsnIsRestoredFromTheHeader) {
  const std::vector<std::byte> whole = page_;
  for (std::size_t i = 1; i <= 4; ++i) page_[kSize - i] ^= std::byte{0x77};
  const auto repair = Find();
  ASSERT_TRUE(repair.has_value());
  EXPECT_EQ(repair->kind, RepairKind::kTrailerLsn);
  repair->ApplyTo(page_);
  EXPECT_EQ(page_, whole);
}

TEST_P(PageRepairTest, ThePageOfAnotherPlaceIsNotRepaired) {
  page_[5000] ^= std::byte{4};
  EXPECT_FALSE(FindRepair(page_, format_, PageCodec(format_), page_no_ + 3, space_id_).has_value());
  EXPECT_FALSE(FindRepair(page_, format_, PageCodec(format_), page_no_, space_id_ ^ 3U).has_value());
}

TEST_P(ClassicPageRepairTest, AnInnodbChecksumIsRestoredFromItsTwin) {
  const auto store = [&](std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) page_[at + i] = static_cast<std::byte>((value >> (24 - 8 * i)) & 0xffU);
  };
  store(0, PageNewFold(page_));
  store(kSize - 8, PageOldFold(page_));
  ASSERT_EQ(VerifyPage(page_, format_.checksums, ChecksumAlgorithm::kUnverified), ChecksumAlgorithm::kInnodb);
  const std::vector<std::byte> whole = page_;
  for (const std::size_t at : {std::size_t{1}, kSize - 7}) {
    page_[at] ^= std::byte{0x20};
    const auto repair = Find();
    ASSERT_TRUE(repair.has_value());
    repair->ApplyTo(page_);
    EXPECT_EQ(page_, whole);
  }
  page_[7000] ^= std::byte{0x20};  // the folds hold no syndrome
  EXPECT_FALSE(Find().has_value());
}

TEST_P(ClassicPageRepairTest, BigEndianCrc32FlipsAreLocatedToo) {
  const std::uint32_t sum = PageCrc32BigEndian(page_);
  for (const std::size_t at : {std::size_t{0}, kSize - 8}) {
    for (std::size_t i = 0; i < 4; ++i) page_[at + i] = static_cast<std::byte>((sum >> (24 - 8 * i)) & 0xffU);
  }
  for (std::size_t at = 40; at + 9 < kSize; at += 311) {
    page_[at] ^= std::byte{0x10};
    const auto repair = Find();
    ASSERT_TRUE(repair.has_value()) << at;
    EXPECT_EQ(repair->edits[0].offset, at);
    repair->ApplyTo(page_);
  }
}

INSTANTIATE_TEST_SUITE_P(Samples, ClassicPageRepairTest, testing::Values(Sample{"shop", ChecksumFamily::kClassic}),
                         [](const auto& test) { return std::string(test.param.name); });
INSTANTIATE_TEST_SUITE_P(Samples, PageRepairTest,
                         testing::Values(Sample{"shop", ChecksumFamily::kClassic},
                                         Sample{"shop_redundant", ChecksumFamily::kFullCrc32}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace innosalvage
