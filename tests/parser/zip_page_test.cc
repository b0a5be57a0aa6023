#include "parser/zip_page.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "parser/index_header.h"
#include "parser/page_type.h"
#include "parser/record_header.h"
#include "parser/zip_checksum.h"
#include "tests/parser/zip_fixture.h"

namespace innosalvage {
namespace {

constexpr std::size_t kPageSize = 16384;

bool IsIndexPage(Bytes page) {
  const auto type = BigAt<std::uint16_t>(page, FIL_PAGE_TYPE);
  return type == FIL_PAGE_INDEX || type == FIL_PAGE_SDI;
}

struct Inflated {
  explicit Inflated(Bytes zip, std::uint32_t page_no, std::size_t readable = SIZE_MAX)
      : bytes(kPageSize), result(InflateZipPage(zip, page_no, bytes, readable)) {}
  IndexHeader header() const { return DecodeIndexHeader(Bytes(bytes).first<PAGE_DATA>()); }

  // Origins of a list of records, each met once; ends at `end`.
  std::vector<std::size_t> Follow(std::size_t origin, std::size_t end) const {
    std::vector<std::size_t> origins;
    while (origin != end && origins.size() < kPageSize) {
      origins.push_back(origin);
      const auto record = ReadRecordHeader(bytes, 0, RecordFormat::kCompact, origin);
      if (!record) return {};
      origin = record->next;
    }
    return origins;
  }
  std::vector<std::size_t> Chain() const {
    const auto infimum = ReadRecordHeader(bytes, 0, RecordFormat::kCompact, PAGE_NEW_INFIMUM);
    return Follow(infimum->next, PAGE_NEW_SUPREMUM);
  }

  std::vector<std::byte> bytes;
  ZipPage result;
};

class ZipPageTest : public testing::TestWithParam<std::string> {
 protected:
  ZipTablespace file_{GetParam() + ".ibd.xz"};
};

TEST_P(ZipPageTest, EveryIndexPageComesBackWhole) {
  std::size_t with_log = 0;
  for (std::uint32_t page_no = 0; page_no < file_.pages(); ++page_no) {
    SCOPED_TRACE(page_no);
    const Bytes zip = file_.Page(page_no);
    if (!IsIndexPage(zip)) continue;
    const Inflated page(zip, page_no);
    ASSERT_FALSE(page.result.damage) << Name(page.result.damage->kind) << " at " << page.result.damage->where.offset;
    const IndexHeader header = page.header();
    EXPECT_FALSE(CheckIndexHeader(header, kPageSize, page_no));
    EXPECT_TRUE(LooksLikeIndexPage(page.bytes));
    EXPECT_EQ(page.result.records, header.n_heap - 2U);
    EXPECT_EQ(page.Chain().size(), header.n_recs);
    if (header.free != 0) {
      EXPECT_EQ(page.Follow(header.free, 0).size(), header.n_heap - 2U - header.n_recs);
    }
    with_log += page.result.log_end > page.result.stream_end ? 1 : 0;
    // Each slot of the page directory owns as many records as it says.
    std::size_t owned = 0;
    for (const std::size_t origin : page.Chain()) {
      ++owned;
      const unsigned n_owned = ByteAt(page.bytes, origin - 5) & 0xfU;
      if (n_owned == 0) continue;
      EXPECT_EQ(n_owned, owned);
      owned = 0;
    }
    EXPECT_EQ(ByteAt(page.bytes, PAGE_NEW_SUPREMUM - 5) & 0xfU, owned + 1);
  }
  EXPECT_GT(with_log, 0U) << "no page of the fixture has a modification log";
}

// The tables' first column is the INT key, which stands first in the leaves of the index that was made first.
TEST_P(ZipPageTest, LeavesHoldTheKeysThatTheServerPrinted) {
  std::map<std::uint64_t, std::set<std::string>> keys;
  for (std::uint32_t page_no = 0; page_no < file_.pages(); ++page_no) {
    const Bytes zip = file_.Page(page_no);
    if (BigAt<std::uint16_t>(zip, FIL_PAGE_TYPE) != FIL_PAGE_INDEX) continue;
    const Inflated page(zip, page_no);
    if (page.header().level != 0) continue;
    for (const std::size_t origin : page.Chain()) {
      if ((ByteAt(page.bytes, origin - 5) & REC_INFO_DELETED_FLAG) != 0) continue;
      const auto key = static_cast<std::int32_t>(BigAt<std::uint32_t>(page.bytes, origin) ^ 0x80000000U);
      keys[page.header().index_id].insert(std::to_string(key));
    }
  }
  ASSERT_FALSE(keys.empty());
  EXPECT_EQ(keys.begin()->second, ZipFixtureKeys(GetParam() + ".tsv.xz"));
}

// What can be read of a page of which only the beginning is to be believed is part of the whole.
TEST_P(ZipPageTest, OfACutStreamTheRecordsBeforeTheCutRemain) {
  for (std::uint32_t page_no = 0; page_no < file_.pages(); ++page_no) {
    const Bytes zip = file_.Page(page_no);
    if (!IsIndexPage(zip)) continue;
    const Inflated whole(zip, page_no);
    std::set<std::size_t> heap;
    for (const std::size_t origin : whole.Chain()) heap.insert(origin);
    for (const std::size_t origin : whole.Follow(whole.header().free, 0)) heap.insert(origin);
    std::size_t most = 0;
    for (std::size_t readable = 0; readable < whole.result.stream_end; readable += 61) {
      SCOPED_TRACE(testing::Message() << "page " << page_no << " cut at " << readable);
      const Inflated part(zip, page_no, readable);
      ASSERT_FALSE(part.result.whole());
      EXPECT_EQ(part.result.records + part.result.records_lost, whole.result.records);
      const auto origins = part.Chain();
      EXPECT_LE(origins.size(), part.result.records);
      EXPECT_GE(part.result.records, most);
      most = part.result.records;
      // Without a log the bytes are those of the whole page, up to the header of the next record.
      if (whole.result.log_end != whole.result.stream_end || part.result.records == 0) continue;
      if (origins.empty()) continue;
      const std::size_t end = std::ranges::max(origins) - REC_N_NEW_EXTRA_BYTES;
      for (std::size_t at = PAGE_NEW_SUPREMUM_END; at < end; ++at) {
        if (part.bytes[at] == whole.bytes[at]) continue;
        // Next offsets lead past lost records.
        EXPECT_TRUE(heap.contains(at + 1) || heap.contains(at + 2)) << at;
      }
    }
  }
}

TEST_P(ZipPageTest, AnyBytesEndInAnAnswer) {
  std::mt19937 random(4);
  for (std::uint32_t page_no = 0; page_no < file_.pages(); ++page_no) {
    const Bytes zip = file_.Page(page_no);
    if (!IsIndexPage(zip)) continue;
    for (int round = 0; round < 60; ++round) {
      std::vector<std::byte> hurt(zip.begin(), zip.end());
      // The header and the directory are where a wrong byte leads astray.
      for (int edit = 0; edit < 1 + round % 4; ++edit) {
        const std::size_t at = round % 3 == 0   ? FIL_PAGE_DATA + random() % 20
                               : round % 3 == 1 ? hurt.size() - 1 - random() % 200
                                                : random() % hurt.size();
        hurt[at] = static_cast<std::byte>(random());
      }
      const Inflated page(hurt, page_no);
      const IndexHeader header = page.header();
      EXPECT_LE(page.result.records, header.n_heap);
      for (const std::size_t origin : page.Chain()) EXPECT_LT(origin, kPageSize);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Churned, ZipPageTest,
                         testing::Values("mysql-9/churned_kb1", "mysql-9/churned_kb2", "mysql-9/churned_kb4",
                                         "mysql-9/churned_kb8", "mysql-9/churned_kb16", "mariadb-10.11/churned_kb1",
                                         "mariadb-10.11/churned_kb8", "mariadb-10.11/churned_kb16"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::ranges::replace_if(
                               name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
                           return name;
                         });

TEST(ZipPage, ShorterThanAnyIsTruncated) {
  const ZipTablespace file("mysql-9/churned_kb8.ibd.xz");
  for (const std::size_t size : {0U, 1U, 93U, 94U, 1023U}) {
    SCOPED_TRACE(size);
    const Inflated page(file.Page(4).first(size), 4);
    ASSERT_TRUE(page.result.damage);
    EXPECT_EQ(page.result.damage->kind, DamageKind::kTruncated);
  }
}

}  // namespace
}  // namespace innosalvage
