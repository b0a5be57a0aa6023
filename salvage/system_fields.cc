#include "salvage/system_fields.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace innosalvage {

namespace {

constexpr std::uint64_t kResetRollPtr = std::uint64_t{1} << 55U;
constexpr std::uint64_t kMaxTrxId = std::uint64_t{1} << 40U;
constexpr std::uint64_t kFirstUndoOffset = 38;  // FIL header; no undo record stands in it

std::uint64_t TrxId(Bytes fields) { return LoadBig(fields.first(6)); }
std::uint64_t RollPtr(Bytes fields) { return LoadBig(fields.subspan(6, 7)); }

// Numbers that lie near each other, or of which there are few. Not those that rise step by step: keys do.
double NearBits(const std::vector<std::int64_t>& values) {
  if (values.empty()) return 0.0;
  std::map<std::int64_t, std::size_t> counts;
  for (const std::int64_t value : values) ++counts[value];
  const auto n = static_cast<double>(values.size());
  const auto range = static_cast<double>(counts.rbegin()->first - counts.begin()->first);
  const double in_range =
      2.0 * std::log2(1.0 + static_cast<double>(counts.rbegin()->first)) + n * std::log2(1.0 + range);
  double distinct = 0.0;
  for (const auto& [value, count] : counts) {
    distinct += std::log2(1.0 + static_cast<double>(value)) -
                static_cast<double>(count) * std::log2(static_cast<double>(count) / n);
  }
  return 4.0 + std::min(in_range, distinct);
}

}  // namespace

bool LooksLikeSystemFields(Bytes fields, std::size_t page_size) {
  if (fields.size() < kSystemFieldBytes) return false;
  const std::uint64_t trx = TrxId(fields);
  const std::uint64_t roll = RollPtr(fields);
  if (roll == kResetRollPtr) return trx < kMaxTrxId;
  if (trx == 0 || trx >= kMaxTrxId) return false;
  const std::uint64_t page_no = (roll >> 16U) & 0xffffffffU;
  const std::uint64_t offset = roll & 0xffffU;
  return page_no != 0 && page_no != 0xffffffffU && offset >= kFirstUndoOffset && offset < page_size;
}

std::optional<double> SystemFieldsScore(std::span<const Bytes> fields, std::size_t page_size) {
  if (fields.empty()) return std::nullopt;
  std::size_t wrong = 0;
  std::vector<std::int64_t> trx;
  std::vector<std::int64_t> segment;
  std::vector<std::int64_t> page_no;
  std::vector<std::int64_t> offset;
  for (const Bytes one : fields) {
    if (!LooksLikeSystemFields(one, page_size)) {
      ++wrong;
      continue;
    }
    const std::uint64_t roll = RollPtr(one);
    trx.push_back(static_cast<std::int64_t>(TrxId(one)));
    segment.push_back(static_cast<std::int64_t>(roll >> 48U));
    page_no.push_back(static_cast<std::int64_t>((roll >> 16U) & 0xffffffffU));
    offset.push_back(static_cast<std::int64_t>(roll & 0xffffU));
  }
  if (wrong * 50 > fields.size()) return std::nullopt;
  const double bits = NearBits(trx) + NearBits(segment) + NearBits(page_no) + NearBits(offset);
  const double all = 8.0 * static_cast<double>(kSystemFieldBytes * trx.size());
  return (all - bits) / static_cast<double>(fields.size());
}

}  // namespace innosalvage
