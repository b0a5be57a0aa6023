// Fuzz target: one leaf page (salvage/record_chain.h, record_recovery.h, exporters/page_explainer.h), of the tables of
// testdata/pages. The last byte says which table, and what is known of the page. Records come out in page order, inside
// of their bounds, none over another; and the explanation covers the page.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>
#include <sstream>
#include <string_view>
#include <vector>

#include "exporters/page_explainer.h"
#include "parser/ddl_parser.h"
#include "parser/index_header.h"
#include "salvage/page_store.h"
#include "salvage/record_chain.h"
#include "salvage/record_recovery.h"
#include "salvage/row_decoder.h"
#include "salvage/table_plan.h"
#include "tests/fuzz/page_mutator.h"

PAGE_MUTATOR()

namespace innosalvage {
namespace {

constexpr std::string_view kTables = R"(
CREATE TABLE ints (id int primary key, a int, b int not null) CHARSET=utf8mb4;
CREATE TABLE shop (id int primary key, name varchar(60), price decimal(10,2), made datetime not null, note varchar(200))
  CHARSET=utf8mb4;
CREATE TABLE wide (id int primary key, body varchar(2000) CHARACTER SET latin1, tail int not null) CHARSET=utf8mb4;
CREATE TABLE torn (id int primary key, a int not null, t varchar(40)) CHARSET=utf8mb4;
CREATE TABLE blobs (id int primary key, a longblob, b json, c longtext not null, d geometry) CHARSET=utf8mb4;
CREATE TABLE no_key (a char(40), b bit(9), c enum('x','y'), d set('p','q'), e timestamp(3) NULL) CHARSET=utf8mb4;
)";

void Require(bool holds, std::string_view what) {
  if (holds) return;
  std::cerr << "promise broken: " << what << '\n';
  std::abort();
}

void RequireOrder(const RecoveredPage& recovered, std::size_t page_size) {
  std::vector<RecordExtent> used;
  for (const RecoveredRecord& record : recovered.records) {
    Require(record.extent.begin <= record.origin && record.origin <= record.extent.end,
            "an origin outside of its record");
    Require(record.extent.end <= page_size, "a record outside of the page");
    used.push_back(record.extent);
  }
  std::ranges::sort(used, {}, &RecordExtent::begin);
  for (std::size_t i = 1; i < used.size(); ++i) Require(used[i - 1].end <= used[i].begin, "records overlap");
}

void TryPage(Bytes page, unsigned how) {
  static const DdlScript script = ParseDdl(
      kTables, DdlOptions{.vendor = Vendor::kMySql, .server_version = 80036, .default_charset = nullptr, .db = {}});
  const Table& table = script.tables.at(how % 6).table;
  const IndexHeader header = DecodeIndexHeader(page.first<PAGE_DATA>());
  const RecordChain chain = WalkRecordChain(page, 5, header);
  for (const ChainedRecord& record : chain.records) Require(record.origin < page.size(), "a chain outside of the page");
  WalkFreeList(page, 5, header);

  const auto plan = PlanTable(table, header.compact ? RecordFormat::kCompact : RecordFormat::kRedundant);
  if (!plan) return;
  // The file is this page, over and over: off-page references lead back to it.
  const auto source = MemorySource({page.begin(), page.end()});
  Inventory inventory;
  const PageStore store(*source, inventory);
  RowDecoder decoder(*plan, store);
  const bool verified = (how & 0x40U) != 0;
  const PageContext context{.page = page,
                            .file_offset = 0,
                            .page_no = 5,
                            .bounds = {static_cast<std::uint32_t>(header.user_records()),
                                       static_cast<std::uint32_t>(page.size() - FIL_PAGE_DATA_END)},
                            .trust = verified ? Trust::kIntact : Trust::kSuspect,
                            .reasons = {},
                            .verified = verified};
  RecoveryHints hints;
  hints.max_trx_id = (how & 0x80U) != 0 ? 5000U : 0U;
  const RecoveredPage recovered = RecoverRecords(context, *plan, decoder, hints);
  RequireOrder(recovered, page.size());
  RowBatch batch(table, plan->exported);
  RowCounts counts;
  for (const RecoveredRecord& record : recovered.records) {
    [[maybe_unused]] const auto extent =
        decoder.Decode(context, record.origin, record.header, record.found_by, batch, counts);
  }

  std::ostringstream text;
  ExplainInput input;
  input.page = page;
  input.format.page_size = input.format.physical_size = static_cast<std::uint32_t>(page.size());
  input.index = {.table = &table, .layout = &plan->leaf, .name = "PRIMARY"};
  ExplainPage(input, text);
  Require(!text.str().empty(), "an explanation of nothing");
}

}  // namespace
}  // namespace innosalvage

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace innosalvage;
  if (size < 4096) return 0;
  // A page size below it.
  std::size_t page_size = kMinPageSize;
  while (page_size * 2 <= std::min<std::size_t>(size, kMaxPageSize)) page_size *= 2;
  TryPage(std::as_bytes(std::span(data, page_size)), data[size - 1]);
  return 0;
}
