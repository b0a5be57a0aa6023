#include "salvage/typed_compact_cut.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "salvage/system_fields.h"
#include "salvage/typed_cut.h"

namespace innosalvage {

namespace {

// The bits seen set and not set, in their order, with what the shape knows of them.
void DescribeNullable(const CompactShape& shape, TypedCutInput& input) {
  NullBitmap seen = 0;
  for (const auto& [bitmap, pattern] : shape.patterns) seen |= bitmap;
  unsigned open = 0;  // columns since the bit before that may be NULL and have values
  unsigned bits = 0;  // of the bitmap that belong to columns for sure
  for (unsigned bit = 0; bit < kMaxNullBytes * 8; ++bit) {
    const NullBitmap mask = NullBitmap{1} << bit;
    if ((shape.always_null & mask) != 0) {
      bits = bit + 1;
    } else if ((seen & mask) == 0) {
      ++open;
    } else {
      // What stands between it and the bit before is known to be there, unless it is always NULL.
      SeenNullable nullable{.bit = bit, .variable = {}, .width = {}, .columns_before = open};
      const auto known = std::ranges::find(shape.nullable, bit, &NullableField::bit);
      if (known != shape.nullable.end()) {
        nullable.variable = known->variable;
        if (!known->variable) nullable.width = known->width;
      }
      for (const NullableGroup& group : shape.groups) {
        if (group.variable == 0 && std::ranges::find(group.bits, bit) != group.bits.end()) nullable.variable = false;
      }
      input.nullable.push_back(nullable);
      open = 0;
      bits = bit + 1;
    }
  }
  // A bitmap of n bytes has more than 8 (n - 1) columns.
  const std::size_t least = shape.null_bytes == 0 ? 0 : 8 * (shape.null_bytes - 1) + 1;
  const std::size_t last = input.nullable.empty() ? 0 : input.nullable.back().bit + 1;
  const auto always_behind = static_cast<std::size_t>(std::popcount(last >= 64 ? 0 : shape.always_null >> last));
  const std::size_t behind =
      std::max<std::size_t>(least, bits) - std::min<std::size_t>(std::max<std::size_t>(least, bits), last);
  input.columns_behind = behind - std::min(behind, always_behind);
}

// Some of each bitmap, and then others from all over the index.
std::vector<AskedRecord> AskedOfEachBitmap(const std::vector<AskedRecord>& records, std::size_t most) {
  constexpr std::size_t kOfEach = 2;
  std::map<NullBitmap, std::size_t> counts;
  std::vector<AskedRecord> some;
  std::vector<AskedRecord> others;
  for (const AskedRecord& record : records) {
    (some.size() < most && counts[record.bitmap]++ < kOfEach ? some : others).push_back(record);
  }
  for (const AskedRecord& record : Spread(others, most - some.size())) some.push_back(record);
  // Neighbours in the order of the key: numbers that count up are told by their steps.
  std::ranges::stable_sort(some, {}, &AskedRecord::place);
  return some;
}

void AppendParts(const TypedCut& typed, CompactCut& cut, std::vector<CutPart>& parts) {
  for (const TypedCutField& field : typed.fields) {
    CutPart part{.variable = field.variable, .null_class = kNoClass, .width = field.width};
    if (field.null_bit) {
      part.null_class = cut.classes.size();
      cut.classes.push_back({.bits = {*field.null_bit}, .variable = field.variable ? std::size_t{1} : 0});
    }
    parts.push_back(part);
    part.width = 0;
    parts.insert(parts.end(), field.variable ? 0 : field.width - 1, part);
  }
}

}  // namespace

std::optional<CompactCut> CutByTypes(const std::vector<AskedRecord>& records, const CompactShape& shape, Vendor vendor,
                                     const std::vector<SecondarySample>& secondaries) {
  const std::size_t key_fixed = shape.clustered ? shape.key_fixed : 0;
  const std::size_t key_variable = shape.clustered ? shape.key_variable : 0;
  const std::size_t system = shape.clustered ? kSystemFieldBytes : 0;
  std::size_t widest = 1;
  for (const auto& [bitmap, pattern] : shape.patterns) widest = std::max(widest, pattern.fixed + 8 * pattern.variable);
  constexpr std::size_t kMaxBytes = 8192;
  const std::size_t most = std::clamp<std::size_t>(kMaxBytes / widest, 12, 48);
  TypedCutInput key{.records = {}, .nullable = {}, .columns_behind = 0, .pieces = {}, .vendor = vendor};
  TypedCutInput rest = key;
  DescribeNullable(shape, rest);
  double null_bits = 0.0;
  std::size_t all = 0;
  for (const auto& [bitmap, pattern] : shape.patterns) {
    all += pattern.records;
    // NULLs are rarer than values.
    const auto nulls = static_cast<double>(std::popcount(bitmap & ~shape.always_null));
    null_bits += 4.0 * nulls + 0.25 * (8.0 * static_cast<double>(shape.null_bytes) - nulls);
  }
  // Which columns they are in.
  null_bits += 10.0 * static_cast<double>(rest.nullable.size());
  std::vector<WitnessedRecord> witnessed;
  for (const AskedRecord& record : AskedOfEachBitmap(records, most)) {
    const auto pattern = shape.patterns.find(record.bitmap);
    if (pattern == shape.patterns.end() || pattern->second.fixed < key_fixed + system) continue;
    auto behind = RestOf(record, shape, pattern->second.variable);
    if (!behind) continue;
    // Which bitmap a record has costs something too: what is taken for one may be lengths.
    null_bits -= std::log2(static_cast<double>(pattern->second.records) / static_cast<double>(all));
    const std::size_t fixed = pattern->second.fixed - key_fixed - system;
    std::size_t own = fixed;
    for (const VariableLength& length : behind->lengths) own += length.length;
    const std::size_t behind_key = record.page.size() - behind->bytes.size() - system;
    witnessed.push_back({record.page.subspan(record.origin, behind_key - record.origin),
                         behind->bytes.first(std::min(own, behind->bytes.size())), behind->lengths, record.bitmap});
    rest.records.push_back({behind->bytes, std::move(behind->lengths), record.bitmap, fixed});
    auto lengths = ReadLengths(record.page, record.origin, shape.null_bytes, key_variable, shape.wide);
    key.records.push_back({record.page.subspan(record.origin), std::move(lengths), 0, key_fixed});
  }
  if (shape.clustered) rest.pieces = FindWitnessPieces(secondaries, witnessed, key_variable, key_fixed);
  const auto typed_rest = FindTypedCut(rest);
  if (!typed_rest) return std::nullopt;
  CompactCut cut;
  cut.always_null = SetBits(shape.always_null);
  AppendParts(*typed_rest, cut, cut.rest);
  cut.bits = null_bits + typed_rest->bits;
  if (shape.clustered) {
    const auto typed_key = FindTypedCut(key);
    if (!typed_key) return std::nullopt;
    AppendParts(*typed_key, cut, cut.key);
    *cut.bits += typed_key->bits;
  }
  return cut;
}

}  // namespace innosalvage
