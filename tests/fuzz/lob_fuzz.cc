// Fuzz target: off-page values (parser/lob.h). The last byte says how large the pages are that the rest is taken for,
// and which reference is followed.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "parser/lob.h"
#include "tests/fuzz/page_mutator.h"

PAGE_MUTATOR()

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace innosalvage;
  if (size == 0) return 0;
  const unsigned how = data[size - 1];
  const Bytes pages = std::as_bytes(std::span(data, size - 1));
  const std::size_t page_size = std::size_t{1024} << (how % 5);
  std::size_t fetched = 0;
  const PageFetcher fetch = [&](std::uint32_t page_no) -> Decoded<FetchedPage> {
    const auto page = BytesAt(pages, std::size_t{page_no} * page_size, page_size);
    if (!page) return Hurt(DamageKind::kUnreadable, page_no, 0);
    ++fetched;
    return FetchedPage{.bytes = *page, .verified = (how & 0x10U) != 0, .zip = (how & 0x80U) != 0};
  };
  for (std::uint32_t first = 0; first < 8; ++first) {
    const LobReference reference{
        .page_no = first, .offset = (how & 0x20U) != 0 ? 38U : 1U, .length = (how & 0x40U) != 0 ? 9000U : 1U << 24U};
    std::vector<std::byte> out;
    fetched = 0;
    const LobRead read = ReadLob(reference, fetch, out);
    if (out.size() > reference.length) std::abort();
    if (!read.stopped_by && out.size() != reference.length) std::abort();
    // A list that turns in a circle was left where it closed: no entry was read more than a few times.
    if (fetched > 4 * size + 16) std::abort();
  }
  return 0;
}
