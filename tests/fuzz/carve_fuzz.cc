// Fuzz target: the bytes of a drive (parser/page_probe.h, salvage/carve_*.h), from a scan to assembled tablespaces.
// Each page of a tablespace comes once, in order.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "salvage/carve_assembly.h"
#include "salvage/carve_census.h"
#include "salvage/carve_runs.h"
#include "salvage/carve_scan.h"
#include "salvage/carve_spaces.h"
#include "tests/fuzz/page_mutator.h"

PAGE_MUTATOR()

namespace innosalvage {
namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

std::vector<CarveFind> Scan(const ByteSource& image) {
  std::vector<CarveFind> finds;
  ScanImage(image, {}, [&](CarveSegment&& segment) {
    for (const CarveFind& find : segment.finds) {
      Require(find.end() <= image.size());
      finds.push_back(find);
    }
    return true;
  });
  CarveCensus census;
  CarveSpaces counted;
  for (CarveFind find : finds) {
    if (counted.Assign(find)) census.Count(find);
  }
  CarveSpaces spaces;
  CarveRuns runs;
  std::vector<CarveFind> kept;
  for (CarveFind find : finds) {
    if (!spaces.Assign(find) || !census.Settle(find)) continue;
    runs.Number(find);
    kept.push_back(find);
  }
  std::ranges::sort(kept, CarveOrder{});
  return kept;
}

void Assemble(const ByteSource& image, CarveGroupKey key, std::span<const CarveFind> group) {
  const CarveGroupFinds finds{
      .key = key, .size = group.size(), .read = [&](std::uint64_t index, std::span<CarveFind> to) {
        const std::size_t n = std::min<std::size_t>(to.size(), group.size() - index);
        std::ranges::copy(group.subspan(index, n), to.begin());
        return n;
      }};
  const CarveLineages lineages = FindLineages(finds);
  for (std::uint32_t lineage = 0; lineage < lineages.count(); ++lineage) {
    std::optional<std::uint32_t> last;
    const auto in_order = [&](std::uint32_t page_no) {
      Require(!last || page_no > *last);
      last = page_no;
    };
    AssembleTablespace(image, finds, lineages, lineage,
                       {.page = [&](const CarvedPage& page) { in_order(page.page_no); },
                        .gap = [&](const CarvedGap& gap) { in_order(gap.page_no); },
                        .left_out = [](std::span<const CarveFind>) {}});
  }
}

}  // namespace
}  // namespace innosalvage

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace innosalvage;
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto image = MemorySource({bytes.begin(), bytes.end()});
  const std::vector<CarveFind> finds = Scan(*image);
  for (auto begin = finds.begin(); begin != finds.end();) {
    const auto end =
        std::find_if(begin, finds.end(), [&](const CarveFind& f) { return GroupOf(f) != GroupOf(*begin); });
    Assemble(*image, GroupOf(*begin), {begin, end});
    begin = end;
  }
  return 0;
}
