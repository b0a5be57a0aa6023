#include "salvage/compact_stretch.h"

#include <algorithm>

#include "salvage/system_fields.h"

namespace innosalvage {

std::vector<AskedRecord> AskedRecords(const IndexSample& sample, const CompactShape& shape) {
  std::vector<AskedRecord> asked;
  for (const SampledPage& page : sample.pages) {
    for (const ChainedRecord& record : page.chain) {
      const NullBitmap bitmap = ReadNullBitmap(page.bytes, record.origin, shape.null_bytes);
      asked.push_back({page.bytes, record.origin, bitmap, asked.size()});
    }
  }
  return asked;
}

std::optional<Stretch> RestOf(const AskedRecord& record, const CompactShape& shape, std::size_t variable) {
  const auto lengths = ReadLengths(record.page, record.origin, shape.null_bytes, variable, shape.wide);
  if (lengths.size() < variable) return std::nullopt;
  std::size_t at = record.origin;
  std::size_t key = 0;
  if (shape.clustered) {
    key = shape.key_variable;
    at += shape.key_fixed + kSystemFieldBytes;
    for (std::size_t i = 0; i < key; ++i) at += lengths[i].length;
  }
  const auto bytes = BytesAt(record.page, at, record.page.size() - std::min(at, record.page.size()));
  if (!bytes) return std::nullopt;
  return Stretch{*bytes, {lengths.begin() + static_cast<std::ptrdiff_t>(key), lengths.end()}};
}

std::vector<unsigned> SetBits(NullBitmap bitmap) {
  std::vector<unsigned> bits;
  for (unsigned bit = 0; bit < 64; ++bit) {
    if (((bitmap >> bit) & 1U) != 0) bits.push_back(bit);
  }
  return bits;
}

}  // namespace innosalvage
