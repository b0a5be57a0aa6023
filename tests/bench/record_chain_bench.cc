// Walking the next-record chain of a COMPACT leaf: records a second.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "parser/index_header.h"
#include "salvage/record_chain.h"

namespace innosalvage {
namespace {

constexpr std::size_t kPageSize = 16384;

void PutBig16(std::vector<std::byte>& page, std::size_t at, std::size_t value) {
  page[at] = static_cast<std::byte>(value >> 8U);
  page[at + 1] = static_cast<std::byte>(value & 0xffU);
}

// A leaf full of records of `size` bytes, in the order of their keys as after a load in key order.
std::vector<std::byte> LeafOf(std::size_t size) {
  std::vector<std::byte> page(kPageSize);
  PutBig16(page, PAGE_HEADER + 4, 0x8000U);
  std::size_t previous = PAGE_NEW_INFIMUM;
  const auto link = [&](std::size_t origin) {
    PutBig16(page, previous - 2, (origin - previous) & 0xffffU);
    previous = origin;
  };
  std::size_t heap_no = PAGE_HEAP_NO_USER_LOW;
  for (std::size_t origin = PAGE_NEW_SUPREMUM_END + 8; origin + size < kPageSize - 512; origin += size) {
    PutBig16(page, origin - 4, heap_no++ << 3U);
    link(origin);
  }
  link(PAGE_NEW_SUPREMUM);
  return page;
}

void BM_WalkRecordChain(benchmark::State& state) {
  const std::vector<std::byte> page = LeafOf(static_cast<std::size_t>(state.range(0)));
  const IndexHeader header = DecodeIndexHeader(Bytes(page).first<PAGE_DATA>());
  RecordChain chain;
  for (auto _ : state) chain = WalkRecordChain(page, 4, header, std::move(chain));
  if (chain.stopped_by || chain.records.empty()) state.SkipWithError("the chain does not reach supremum");
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(chain.records.size()));
  state.SetLabel("records of " + std::to_string(state.range(0)) + " bytes");
}
BENCHMARK(BM_WalkRecordChain)->Arg(32)->Arg(100)->Arg(1000);

}  // namespace
}  // namespace innosalvage
