// Fuzz target: compressed pages and off-page values (parser/zip_page.h, zlob.h). The last byte says what the rest is
// taken for: an index page of some page size, of which all or a part is believed; or the pages of a tablespace with a
// value on them.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "parser/index_header.h"
#include "parser/record_header.h"
#include "parser/zip_checksum.h"
#include "parser/zip_page.h"
#include "parser/zlob.h"

namespace innosalvage {
namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void TryPage(Bytes zip, unsigned how) {
  std::vector<std::byte> page(std::size_t{4096} << (how % 3));
  const std::size_t readable = (how & 0x10U) != 0 ? zip.size() / 2 : SIZE_MAX;
  const ZipPage result = InflateZipPage(zip, 7, page, readable);
  Require(result.stream_end <= zip.size() && result.log_end <= zip.size());
  if (zip.size() < PAGE_DATA) return;
  const IndexHeader header = DecodeIndexHeader(Bytes(page).first<PAGE_DATA>());
  // The chain is one of known records, and ends.
  const auto infimum = ReadRecordHeader(page, 7, RecordFormat::kCompact, PAGE_NEW_INFIMUM);
  std::size_t met = 0;
  for (std::uint32_t at = infimum ? infimum->next : 0; at != 0 && at != PAGE_NEW_SUPREMUM; ++met) {
    Require(met <= result.records && at < page.size());
    const auto record = ReadRecordHeader(page, 7, RecordFormat::kCompact, at);
    if (!record) break;
    at = record->next;
  }
  if (result.whole()) Require(met == header.n_recs);
  [[maybe_unused]] const auto algorithm = VerifyZipPage(zip, ChecksumAlgorithm::kUnverified);
  [[maybe_unused]] const bool looks = LooksLikeZipIndexPage(zip, static_cast<std::uint32_t>(page.size()));
}

void TryValue(Bytes pages, unsigned how) {
  const std::size_t size = std::size_t{1024} << (how % 5);
  const PageFetcher fetch = [&](std::uint32_t page_no) -> Decoded<FetchedPage> {
    const auto page = BytesAt(pages, std::size_t{page_no} * size, size);
    if (!page) return Hurt(DamageKind::kUnreadable, page_no, 0);
    return FetchedPage{.bytes = *page, .verified = (how & 0x10U) != 0, .zip = true};
  };
  const LobReference reference{.page_no = 0, .offset = (how & 0x20U) != 0 ? 12U : 1U, .length = 1U << 20U};
  std::vector<std::byte> out;
  const LobRead read = ReadLob(reference, fetch, out);
  Require(out.size() <= reference.length);
  Require(read.stopped_by.has_value() || out.size() == reference.length);
}

}  // namespace
}  // namespace innosalvage

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace innosalvage;
  if (size == 0) return 0;
  const Bytes bytes = std::as_bytes(std::span(data, size));
  const unsigned how = data[size - 1];
  if ((how & 0x80U) != 0) {
    TryValue(bytes.first(size - 1), how);
  } else {
    TryPage(bytes.first(size - 1), how);
  }
  return 0;
}
