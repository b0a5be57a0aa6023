// Pages of a real table at two times, joined in their middle: what the newer half holds whole comes back, also where
// the page was reorganised in between, so that its heap numbers begin anew.
#include <gtest/gtest.h>

#include <set>

#include "parser/ddl_parser.h"
#include "parser/page_type.h"
#include "salvage/record_chain.h"
#include "salvage/record_recovery.h"
#include "salvage/schema_inference.h"
#include "tests/fixture.h"

namespace innosalvage {
namespace {

constexpr std::size_t kPage = 16384;
constexpr std::uint32_t kTear = kPage / 2;

class TornPageTest : public testing::TestWithParam<std::string> {
 protected:
  const std::string folder_ = std::string("campaign/") + GetParam() + "/";
  const std::vector<std::byte> newer_ = ReadFixture(folder_ + "churned");
  const std::vector<std::byte> older_ = ReadFixture(folder_ + "churned.older");
};

TEST_P(TornPageTest, RecordsOfTheNewerHalfComeBack) {
  const Table table = ParseDdl(ReadFixtureText(folder_ + "churned.sql"), {}).tables.at(0).table;
  const auto plan = PlanTable(table, RecordFormat::kCompact);
  ASSERT_TRUE(plan);
  const auto source = MemorySource(newer_);
  const Inventory inventory = *ScanPages(*source, "churned.ibd", {});
  const PageStore store(*source, inventory);
  const std::uint64_t clustered = *FindClusteredIndex(store);
  RowDecoder decoder(*plan, store);
  std::size_t torn_pages = 0;
  std::size_t records = 0;
  std::size_t missing = 0;
  for (std::uint32_t page_no = 0; page_no < std::min(newer_.size(), older_.size()) / kPage; ++page_no) {
    const Bytes now = Bytes(newer_).subspan(page_no * kPage, kPage);
    const Bytes then = Bytes(older_).subspan(page_no * kPage, kPage);
    const PageEntry* entry = inventory.Find(page_no);
    if (entry == nullptr || entry->type != FIL_PAGE_INDEX || entry->index_id != clustered || entry->level != 0)
      continue;
    if (BigAt<std::uint16_t>(then, FIL_PAGE_TYPE) != FIL_PAGE_INDEX) continue;
    if (BigAt<std::uint64_t>(then, PAGE_HEADER + 28) != clustered) continue;
    if (std::ranges::equal(now.subspan(kTear), then.subspan(kTear))) continue;
    std::vector<std::byte> torn(now.begin(), now.end());
    std::copy(then.begin() + kTear, then.end(), torn.begin() + kTear);
    ++torn_pages;

    const PageContext context{.page = torn,
                              .file_offset = 0,
                              .page_no = page_no,
                              .bounds = {PAGE_NEW_SUPREMUM_END, kPage - FIL_PAGE_DATA_END},
                              .trust = Trust::kSuspect,
                              .reasons = {},
                              .verified = false};
    // The keys that its node pointer and the next one bound.
    const IndexHeader header = DecodeIndexHeader(now.first<PAGE_DATA>());
    const auto chain = WalkRecordChain(now, page_no, header).records;
    if (chain.empty()) continue;
    const auto key_of = [&](const ChainedRecord& record) {
      const Bytes key = now.subspan(record.origin, 4);
      return std::vector<std::byte>(key.begin(), key.end());
    };
    const std::vector<std::byte> low = key_of(chain.front());
    std::vector<std::byte> high = key_of(chain.back());
    for (std::size_t i = high.size(); i-- > 0;) {
      high[i] = static_cast<std::byte>(std::to_integer<unsigned>(high[i]) + 1U);
      if (high[i] != std::byte{0}) break;
    }
    RecoveryHints hints;
    hints.low_key = low;
    hints.high_key = high;
    std::set<std::uint32_t> live;
    for (const RecoveredRecord& record : RecoverRecords(context, *plan, decoder, hints).records) {
      if (record.state == RecordState::kLive) live.insert(record.origin);
    }
    for (const ChainedRecord& record : chain) {
      PageContext whole = context;
      whole.page = now;
      const auto extent = decoder.Probe(whole, record.origin, record.header);
      ASSERT_TRUE(extent);
      if (record.header.deleted() || extent->end > kTear) continue;
      ++records;
      if (!live.contains(record.origin)) ++missing;
    }
  }
  // What is left: records whose links lead over the tear, where nothing else says that they are not free.
  EXPECT_LE(missing * 20, records) << missing << " of " << records;
  EXPECT_GT(torn_pages, 15U);
}

INSTANTIATE_TEST_SUITE_P(Churned, TornPageTest, testing::Values("mysql-9", "mariadb-10.11", "mariadb-10.11-crc32"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::erase_if(name, [](char c) { return c == '-' || c == '.'; });
                           return name;
                         });

}  // namespace
}  // namespace innosalvage
