#include "salvage/record_chain.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/salvage/page_samples.h"

namespace innosalvage {
namespace {

using Page = std::vector<std::byte>;

void PutBig16(Page& page, std::size_t at, std::size_t value) {
  page[at] = static_cast<std::byte>(value >> 8U);
  page[at + 1] = static_cast<std::byte>(value);
}

IndexHeader HeaderOf(const Page& page) { return DecodeIndexHeader(Bytes(page).first<PAGE_DATA>()); }

// A page that a server wrote: COMPACT, 483 rows, nothing deleted; or REDUNDANT, 176 rows and a free list.
constexpr std::uint32_t kPageNo = 5;

struct ChainCase {
  const char* name;
  const char* page;
  std::size_t records;
};
class WholeChainTest : public testing::TestWithParam<ChainCase> {};

TEST_P(WholeChainTest, HasAsManyRecordsAsTheServerSaid) {
  const Page page = SamplePage(GetParam().page);
  const RecordChain chain = WalkRecordChain(page, kPageNo, HeaderOf(page));
  EXPECT_FALSE(chain.stopped_by.has_value());
  std::size_t live = 0;
  for (const ChainedRecord& record : chain.records) live += record.header.deleted() ? 0U : 1U;
  EXPECT_EQ(live, GetParam().records);
  EXPECT_EQ(live, SampleKeys(GetParam().page).size());
}

INSTANTIATE_TEST_SUITE_P(Pages, WholeChainTest,
                         testing::Values(ChainCase{"Compact", "ints", 483},
                                         ChainCase{"Redundant", "shop_redundant", 176}),
                         [](const auto& test) { return std::string(test.param.name); });

// The next-record offset of the 42nd record is changed; what stood before stays found.
class HurtLinkTest : public testing::TestWithParam<const char*> {
 protected:
  HurtLinkTest()
      : page_(SamplePage(GetParam())), header_(HeaderOf(page_)), whole_(WalkRecordChain(page_, 5, header_)) {}

  RecordChain WalkWithLinkTo(std::size_t target) {
    const std::size_t from = whole_.records.at(41).origin;
    PutBig16(page_, from - 2, header_.compact ? (target + page_.size() - from) % page_.size() : target);
    return WalkRecordChain(page_, kPageNo, header_);
  }
  void ExpectStopped(const RecordChain& chain, DamageKind kind) const {
    ASSERT_TRUE(chain.stopped_by.has_value());
    EXPECT_EQ(chain.stopped_by->kind, kind);
    EXPECT_EQ(chain.stopped_by->where.page_no, kPageNo);
    ASSERT_EQ(chain.records.size(), 42U);
    for (std::size_t i = 0; i < 42; ++i) EXPECT_EQ(chain.records[i].origin, whole_.records[i].origin);
  }

  Page page_;
  IndexHeader header_;
  RecordChain whole_;
};

TEST_P(HurtLinkTest, ToAnEarlierRecordIsALoop) {
  ExpectStopped(WalkWithLinkTo(whole_.records.at(9).origin), DamageKind::kRecordLoop);
}

TEST_P(HurtLinkTest, ToItselfEndsTheWalk) {
  // COMPACT writes that as a relative 0, which is no record.
  ExpectStopped(WalkWithLinkTo(whole_.records.at(41).origin),
                header_.compact ? DamageKind::kTruncated : DamageKind::kRecordLoop);
}

TEST_P(HurtLinkTest, IntoThePageHeaderIsNoRecord) { ExpectStopped(WalkWithLinkTo(60), DamageKind::kTruncated); }

TEST_P(HurtLinkTest, WhereverItLeadsTheWalkEnds) {
  for (std::size_t target = 0; target < page_.size(); target += 3) {
    const RecordChain chain = WalkWithLinkTo(target);
    ASSERT_LE(chain.records.size(), page_.size());
    for (const ChainedRecord& record : chain.records) ASSERT_LT(record.origin, page_.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, HurtLinkTest, testing::Values("ints", "shop_redundant"),
                         [](const auto& test) { return std::string(test.param); });

TEST(FreeList, EndsWithZero) {
  const Page page = SamplePage("shop_redundant");
  const RecordChain list = WalkFreeList(page, kPageNo, HeaderOf(page));
  EXPECT_FALSE(list.stopped_by.has_value());
  EXPECT_FALSE(list.records.empty());
}

TEST(FreeList, ThatGoesInACircleIsLeft) {
  Page page = SamplePage("shop_redundant");
  const RecordChain whole = WalkFreeList(page, kPageNo, HeaderOf(page));
  ASSERT_GE(whole.records.size(), 2U);
  PutBig16(page, whole.records.back().origin - 2, whole.records.front().origin);
  const RecordChain list = WalkFreeList(page, kPageNo, HeaderOf(page));
  ASSERT_TRUE(list.stopped_by.has_value());
  EXPECT_EQ(list.stopped_by->kind, DamageKind::kRecordLoop);
  EXPECT_EQ(list.records.size(), whole.records.size());
}

TEST(FreeList, OutsideOfThePageIsNone) {
  const Page page = SamplePage("ints");
  IndexHeader header = HeaderOf(page);
  for (const std::uint16_t at : {std::uint16_t{1}, std::uint16_t{16384}, std::uint16_t{0xffff}}) {
    header.free = at;
    const RecordChain list = WalkFreeList(page, kPageNo, header);
    EXPECT_TRUE(list.records.empty());
    EXPECT_TRUE(list.stopped_by.has_value());
  }
}

}  // namespace
}  // namespace innosalvage
