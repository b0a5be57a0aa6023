// Fuzz target: page compression (parser/page_compression.h, block_compression.h, lzo1x.h). The last byte says as what
// the rest is unpacked.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "parser/page_compression.h"
#include "tests/fuzz/field_mutator.h"

FIELD_MUTATOR(innosalvage::ByteOrder::kBig)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace innosalvage;
  if (size == 0) return 0;
  const unsigned how = data[size - 1];
  const Bytes bytes = std::as_bytes(std::span(data, size - 1));
  // As one stream.
  std::vector<std::byte> block(std::size_t{4096} << (how % 5));
  const auto algorithm = static_cast<BlockCompression>(how / 8 % kBlockCompressions);
  const Uncompressed stream = UncompressBlock(algorithm, bytes, block);
  if (stream.size > block.size()) std::abort();
  // As a page, in each dialect.
  const std::size_t page_size = std::size_t{4096} << (how % 5);
  std::vector<std::byte> physical(page_size);
  std::ranges::copy(bytes.first(std::min(bytes.size(), page_size)), physical.begin());
  std::vector<std::byte> page(page_size);
  for (const UnpackedPage& unpacked :
       {UnpackMySqlPage(physical, page), UnpackMariaDbPage(physical, page),
        UnpackFullCrc32Page(Bytes(physical).first(FullCrc32CompressedSize(physical).value_or(page_size)), algorithm,
                            page),
        UnpackFullCrc32Page(physical, std::nullopt, page)}) {
    if (unpacked.whole > page_size) std::abort();
  }
  [[maybe_unused]] const std::size_t bytes_of_stream = MySqlStreamSize(physical);
  return 0;
}
