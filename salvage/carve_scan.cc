#include "salvage/carve_scan.h"

#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <memory>

#include "parser/read_buffer.h"
#include "parser/zip_checksum.h"
#include "salvage/prefix_sha256.h"

namespace innosalvage {

namespace {

bool Touches(const std::vector<ByteRange>& bad, std::uint64_t from, std::uint64_t to) {
  const auto behind = std::ranges::upper_bound(bad, from, {}, [](const ByteRange& range) { return range.end(); });
  return behind != bad.end() && behind->offset < to;
}

CarveFind ToFind(const ProbedPage& page, std::uint64_t offset, Bytes bytes) {
  CarveFind find;
  find.offset = offset;
  find.lsn = page.header.lsn;
  find.index_id = page.index_id;
  find.space_id = page.header.space_id;
  find.page_no = page.header.page_no;
  find.length = page.length;
  // Of a page that does not tell its size the part that is its own for sure: it has the LSN, which tells versions
  // apart.
  const std::size_t own = page.family == ChecksumFamily::kZip ? kMinZipSize : kMinPageSize;
  const Bytes disk = bytes.first(std::min<std::size_t>(page.length == 0 ? own : page.length, bytes.size()));
  if (page.holes == PageHoles{}) {
    find.content = Crc32c(disk);
  } else {
    std::vector<std::byte> unpacked(page.page_size);
    UnpackPage(disk, page.holes, unpacked);
    find.content = Crc32c(unpacked);
  }
  find.holes = page.holes;
  find.space_hidden = page.space_hidden;
  find.others = page.others;
  find.type = page.header.type;
  find.size_log2 =
      page.page_size == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(std::bit_width(page.page_size) - 1);
  find.family = page.family;
  find.algorithm = page.algorithm;
  find.proof = page.proof;
  return find;
}

struct Buffer {
  std::uint64_t segment = 0;
  bool hole = false;  // all zeros, not read
  ReadBuffer bytes;   // the segment, and what a page that begins at its end needs
  ReadOutcome outcome;
  CarveSegment result;
};

const std::vector<std::byte>& ZeroSegment() {
  static const std::vector<std::byte> zeros(kCarveSegment);
  return zeros;
}

void ScanHole(Buffer& buffer, std::uint64_t own) {
  static const std::array<std::byte, 32> digest = Sha256Digest(ZeroSegment());
  const bool whole = own == kCarveSegment;
  buffer.result =
      CarveSegment{.number = buffer.segment,
                   .bytes = own,
                   .finds = {},
                   .bad = {},
                   .sha256 = whole ? digest : Sha256Digest(Bytes(ZeroSegment()).first(static_cast<std::size_t>(own))),
                   .prefix = {},
                   .image_sha256 = {}};
}

void ScanBuffer(Buffer& buffer) {
  const std::uint64_t offset = buffer.segment * kCarveSegment;
  const Bytes bytes = Bytes(buffer.bytes).first(buffer.outcome.size);
  const std::size_t own = std::min<std::size_t>(bytes.size(), kCarveSegment);
  CarveSegment& result = buffer.result;
  result = CarveSegment{
      .number = buffer.segment, .bytes = own, .finds = {}, .bad = {}, .sha256 = {}, .prefix = {}, .image_sha256 = {}};
  result.finds = ScanBytes(bytes, own, offset, buffer.outcome.bad);
  for (ByteRange range : buffer.outcome.bad) {
    if (range.offset >= offset + own) continue;
    range.size = std::min(range.size, offset + own - range.offset);
    result.bad.push_back(range);
  }
  result.sha256 = Sha256Digest(bytes.first(own));
}

}  // namespace

std::vector<CarveFind> ScanBytes(Bytes bytes, std::size_t begin, std::uint64_t offset,
                                 const std::vector<ByteRange>& bad) {
  std::vector<CarveFind> finds;
  ChecksumAlgorithm hint = ChecksumAlgorithm::kCrc32;
  for (std::size_t at = 0; at < begin && bytes.size() - at >= FIL_PAGE_DATA;) {
    const auto here = bytes.subspan(at, std::min<std::size_t>(kMaxPageSize, bytes.size() - at));
    std::size_t step = kCarveStep;
    if (MayStartPage(here.first<FIL_PAGE_DATA>())) {
      if (auto page = ProbePage(here, hint)) {
        const std::uint64_t from = offset + at;
        if (!bad.empty() && Touches(bad, from, from + page->length)) {
          const bool proven = page->algorithm != ChecksumAlgorithm::kNone && page->proof == PageProof::kVerified;
          if (!proven) page->proof = PageProof::kLsn;
        }
        finds.push_back(ToFind(*page, from, here));
        if (page->proof == PageProof::kVerified) {
          hint = page->algorithm;
          step = (page->length + kCarveStep - 1) / kCarveStep * kCarveStep;
        }
      }
    }
    at += step;
  }
  return finds;
}

void ScanImage(const ByteSource& image, const CarveScanOptions& options,
               const std::function<bool(CarveSegment&&)>& take) {
  const std::uint64_t last = std::min(options.last, CarveSegments(image.size()));
  const std::size_t in_flight = std::clamp<std::size_t>(options.threads + 2, 3, 16);
  std::vector<std::unique_ptr<Buffer>> pool;
  for (std::size_t i = 0; i < in_flight; ++i) pool.push_back(std::make_unique<Buffer>());
  std::optional<PrefixSha256> prefix;
  if (options.prefix) prefix.emplace(*options.prefix, options.first * kCarveSegment);
  std::size_t next_buffer = 0;
  std::uint64_t next = options.first;
  std::atomic<bool> stopped = false;
  const auto read = [&](tbb::flow_control& control) -> Buffer* {
    while (next < last && options.skip && options.skip(next)) ++next;
    if (next >= last || stopped) {
      control.stop();
      return nullptr;
    }
    Buffer* buffer = pool[next_buffer++ % pool.size()].get();
    buffer->segment = next++;
    const std::uint64_t offset = buffer->segment * kCarveSegment;
    const std::uint64_t end = std::min(offset + kCarveSegment, image.size());
    buffer->hole = options.next_data && options.next_data(offset) >= end;
    if (buffer->hole) return buffer;
    buffer->bytes.resize(std::min<std::uint64_t>(kCarveSegment + kMaxPageSize, image.size() - offset));
    buffer->outcome = image.ReadAt(offset, buffer->bytes);
    return buffer;
  };
  const auto scan = [&](Buffer* buffer) -> Buffer* {
    if (buffer->hole) {
      ScanHole(*buffer, std::min(kCarveSegment, image.size() - buffer->segment * kCarveSegment));
    } else {
      ScanBuffer(*buffer);
    }
    return buffer;
  };
  const auto deliver = [&](Buffer* buffer) {
    if (stopped) return;
    if (prefix) {
      const Bytes bytes = buffer->hole ? Bytes(ZeroSegment()) : Bytes(buffer->bytes);
      prefix->Update(bytes.first(static_cast<std::size_t>(buffer->result.bytes)));
      buffer->result.prefix = prefix->Now();
      if (buffer->segment + 1 == CarveSegments(image.size())) buffer->result.image_sha256 = prefix->Finish();
    }
    stopped = !take(std::move(buffer->result));
  };
  tbb::task_arena arena(static_cast<int>(std::max(options.threads, 1U)));
  arena.execute([&] {
    tbb::parallel_pipeline(in_flight, tbb::make_filter<void, Buffer*>(tbb::filter_mode::serial_in_order, read) &
                                          tbb::make_filter<Buffer*, Buffer*>(tbb::filter_mode::parallel, scan) &
                                          tbb::make_filter<Buffer*, void>(tbb::filter_mode::serial_in_order, deliver));
  });
}

}  // namespace innosalvage
