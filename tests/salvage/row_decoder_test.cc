// Rows whose off-page values cannot be had.
#include "salvage/row_decoder.h"

#include <gtest/gtest.h>

#include <new>
#include <set>

#include "parser/ddl_parser.h"
#include "parser/page_type.h"
#include "salvage/inventory.h"
#include "salvage/record_chain.h"
#include "salvage/schema_inference.h"
#include "tests/fixture.h"

namespace innosalvage {
namespace {

constexpr std::size_t kPage = 16384;

// A file of which some pages take more memory than there is.
class ScarceSource : public ByteSource {
 public:
  explicit ScarceSource(std::vector<std::byte> bytes) : source_(MemorySource(std::move(bytes))) {}
  std::uint64_t size() const override { return source_->size(); }
  ReadOutcome ReadAt(std::uint64_t offset, std::span<std::byte> buffer) const override {
    if (too_large.contains(offset / kPage)) throw std::bad_alloc();
    return source_->ReadAt(offset, buffer);
  }
  std::set<std::uint64_t> too_large;

 private:
  std::unique_ptr<ByteSource> source_;
};

TEST(RowDecoder, NoMemoryForAValueCostsThatValueAlone) {
  const std::string name = "campaign/mysql-9/articles";
  const Table table = ParseDdl(ReadFixtureText(name + ".sql"), {}).tables.at(0).table;
  const auto plan = PlanTable(table, RecordFormat::kCompact);
  ASSERT_TRUE(plan);
  const std::vector<std::byte> file = ReadFixture(name);
  ScarceSource source(file);
  const Inventory inventory = *ScanPages(source, "articles.ibd", {});
  const PageStore store(source, inventory);
  const std::uint64_t clustered = *FindClusteredIndex(store);
  RowDecoder decoder(*plan, store);
  std::size_t lost = 0;
  std::size_t whole = 0;
  for (const PageEntry& entry : inventory.entries) {
    if (entry.type != FIL_PAGE_INDEX || entry.index_id != clustered || entry.level != 0) continue;
    const Bytes page = Bytes(file).subspan(entry.offset, kPage);
    const IndexHeader header = DecodeIndexHeader(page.first<PAGE_DATA>());
    const PageContext context{.page = page,
                              .file_offset = entry.offset,
                              .page_no = entry.page_no,
                              .bounds = {header.user_records(), kPage - FIL_PAGE_DATA_END},
                              .reasons = {}};
    for (const ChainedRecord& record : WalkRecordChain(page, entry.page_no, header).records) {
      ASSERT_TRUE(decoder.Probe(context, record.origin, record.header));
      bool external = false;
      source.too_large.clear();
      for (const FieldRef& field : decoder.fields()) {
        if (!field.external) continue;
        external = true;
        const Bytes reference = page.subspan(field.offset + field.length - BTR_EXTERN_FIELD_REF_SIZE);
        source.too_large.insert(DecodeLobReference(reference.first<BTR_EXTERN_FIELD_REF_SIZE>()).page_no);
      }
      RowBatch batch(table, plan->exported);
      RowCounts counts;
      ASSERT_TRUE(decoder.Decode(context, record.origin, record.header, FoundBy::kChain, batch, counts));
      const Evidence& evidence = batch.EvidenceOf(0);
      EXPECT_EQ(evidence.trust == Trust::kPartial, external);
      EXPECT_EQ(evidence.reasons.Has(Reason::kLobIncomplete), external);
      ++(external ? lost : whole);
    }
  }
  EXPECT_GT(lost, 5U);
  EXPECT_GT(whole, 5U);
}

}  // namespace
}  // namespace innosalvage
