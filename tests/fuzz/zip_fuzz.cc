// Fuzz target: compressed pages and off-page values (parser/zip_page.h, zlob.h). The last byte says what the rest is
// taken for: an index page of some page size, of which all or a part is believed; or the pages of a tablespace with a
// value on them.
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "parser/index_header.h"
#include "parser/record_header.h"
#include "parser/zip_checksum.h"
#include "parser/zip_page.h"
#include "parser/zlob.h"
#include "tests/fuzz/field_mutator.h"

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

// What the stream of a compressed page holds; empty: it has no end. `behind`: where it ends.
std::vector<std::uint8_t> Inflate(std::vector<std::uint8_t>& page, std::size_t& behind) {
  std::vector<std::uint8_t> out(std::size_t{2} * kMaxPageSize);
  z_stream state{};
  state.next_in = &page[PAGE_DATA];
  state.avail_in = static_cast<uInt>(page.size() - PAGE_DATA);
  state.next_out = out.data();
  state.avail_out = static_cast<uInt>(out.size());
  if (inflateInit(&state) != Z_OK) return {};
  const bool whole = inflate(&state, Z_FINISH) == Z_STREAM_END;
  out.resize(whole ? state.total_out : 0);
  behind = PAGE_DATA + state.total_in;
  inflateEnd(&state);
  return out;
}

std::vector<std::uint8_t> Deflate(std::vector<std::uint8_t>& plain, int level, int window_bits) {
  z_stream state{};
  if (deflateInit2(&state, level, Z_DEFLATED, window_bits, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::vector<std::uint8_t> out(deflateBound(&state, plain.size()));
  state.next_in = plain.data();
  state.avail_in = static_cast<uInt>(plain.size());
  state.next_out = out.data();
  state.avail_out = static_cast<uInt>(out.size());
  const bool whole = deflate(&state, Z_FINISH) == Z_STREAM_END;
  out.resize(whole ? state.total_out : 0);
  deflateEnd(&state);
  return out;
}

// The fields or records of a page, within its stream; the modification log stays behind that.
void ChangeStream(std::vector<std::uint8_t>& page, std::mt19937& random) {
  if (page.size() <= PAGE_DATA + 2) return;
  std::size_t behind = 0;
  std::vector<std::uint8_t> plain = Inflate(page, behind);
  if (plain.empty()) return ChangeFields(page, ByteOrder::kBig, random, PAGE_DATA);
  const std::vector<std::uint8_t> log(page.begin() + static_cast<std::ptrdiff_t>(behind), page.end());
  ChangeFields(plain, ByteOrder::kBig, random);
  const int window_bits = page[PAGE_DATA] / 16 + 8;
  std::vector<std::uint8_t> stream =
      Deflate(plain, static_cast<int>(Below(random, 9)) + 1, std::clamp(window_bits, 9, 15));
  stream.insert(stream.end(), log.begin(),
                log.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(log.size(), 200)));
  const std::size_t size = std::min(stream.size(), page.size() - PAGE_DATA);
  std::copy_n(stream.begin(), size, page.begin() + PAGE_DATA);
}

// A slot of the dense directory, which grows down from the end.
void ChangeSlot(std::vector<std::uint8_t>& page, std::mt19937& random) {
  const std::size_t slot = 2 * (Below(random, 64) + 1);
  if (slot > page.size()) return;
  const std::size_t at = page.size() - slot;
  page[at + Below(random, 2)] ^= static_cast<std::uint8_t>(1U << Below(random, 8));
}

}  // namespace
}  // namespace innosalvage

// Changes reach behind the compression: the stream is inflated, changed and deflated again.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  using namespace innosalvage;
  if (size < 2 || LeaveToNoise(seed)) return LLVMFuzzerMutate(data, size, max_size);
  std::mt19937 random(seed);
  std::vector<std::uint8_t> input(data, data + size - 1);
  const std::uint8_t how = data[size - 1];
  switch (Below(random, 8)) {
    case 0: ChangeSlot(input, random); break;
    case 1:
    case 2:
      ChangeFields(input, ByteOrder::kBig, random);
      input.resize(size - 1);  // the directory keeps its place
      break;
    default:
      if ((how & 0x80U) != 0) {
        ChangeFields(input, ByteOrder::kBig, random);
      } else {
        ChangeStream(input, random);
      }
  }
  input.push_back(Below(random, 16) == 0 ? static_cast<std::uint8_t>(random()) : how);
  return PutBack(input, data, max_size);
}

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
