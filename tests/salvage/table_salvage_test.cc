// What a table's pass holds at once.
#include "salvage/table_salvage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "parser/limits.h"
#include "salvage/tablespace_salvage.h"
#include "tests/fixture.h"

namespace innosalvage {
namespace {

// How many rows came in one batch, at most.
class BatchSizes final : public RowConsumer {
 public:
  struct Rows final : Chunk {
    std::size_t count = 0;
  };
  std::unique_ptr<Chunk> Format(const RowBatch& batch) const override {
    auto chunk = std::make_unique<Rows>();
    chunk->count = batch.size();
    return chunk;
  }
  void Write(std::unique_ptr<Chunk> chunk) override {
    const std::size_t count = dynamic_cast<Rows&>(*chunk).count;
    rows += count;
    largest = std::max(largest, count);
  }
  std::size_t rows = 0;
  std::size_t largest = 0;
};

BatchSizes Salvage(const std::string& name, std::uint64_t lob_batch) {
  Limits limits;
  limits[Limit::kLobBatch] = lob_batch;
  FixLimits(limits);
  BatchSizes sizes;
  const auto source = MemorySource(ReadFixture(name));
  TablespaceFindings findings = SurveyTablespace(*source, "d/t.ibd", {});
  SalvageRows(
      *source, findings, {}, [](const TableFindings&) { return std::make_unique<BatchSizes>(); },
      [&](TableFindings&, RowConsumer& consumer) { sizes = dynamic_cast<BatchSizes&>(consumer); });
  FixLimits(Limits());
  return sizes;
}

// The default of a column added instantly stands once in the dictionary, and in the text of every row that is older.
TEST(TableSalvage, InstantDefaultsBeyondTheLimitAreTakenRowByRow) {
  const BatchSizes all = Salvage("mysql-9/instant_dynamic", InfoOf(Limit::kLobBatch).value);
  const BatchSizes one = Salvage("mysql-9/instant_dynamic", 1);
  EXPECT_GT(all.rows, 1U);
  EXPECT_EQ(all.largest, all.rows);
  EXPECT_EQ(one.rows, all.rows);
  EXPECT_EQ(one.largest, 1U);
}

}  // namespace
}  // namespace innosalvage
