#include "salvage/lost_keys.h"

#include <algorithm>

namespace innosalvage {

namespace {

constexpr std::string_view kOrder = "the collation's order of the key is not certain, so it may lie in a lost range";
constexpr std::string_view kPartition = "the key lies in a lost range of one partition, and its own is not known";
constexpr std::string_view kAbove =
    "a page above the leaves is lost: some of the leaves below it were read, others not";

}  // namespace

LostKeys::LostKeys(const SqlKeyOrder& order, std::vector<LostKeyPart> parts)
    : order_(order), parts_(std::move(parts)), last_(parts_.size()), sorted_(parts_.size()) {
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    const auto& ranges = parts_[p].ranges;
    sorted_[p] = order.usable();
    for (std::size_t i = 0; i + 1 < ranges.size() && sorted_[p]; ++i) {
      const bool bounded = ranges[i].exact && ranges[i + 1].exact && ranges[i].to && ranges[i + 1].from;
      const auto compared = bounded ? order.Compare(*ranges[i].to, *ranges[i + 1].from) : std::nullopt;
      sorted_[p] = compared && *compared <= 0;
    }
  }
}

bool LostKeys::nothing_lost() const {
  return std::ranges::all_of(parts_, [](const LostKeyPart& part) {
    return !part.told_by.empty() || (part.ranges.empty() && part.unknown.empty());
  });
}

std::optional<bool> LostKeys::Holds(const LostKeyRange& range, const KeyValues& key) const {
  if (!range.exact) return std::nullopt;
  if (range.from) {
    const auto compared = order_.Compare(key, *range.from);
    if (!compared) return std::nullopt;
    if (*compared < 0) return false;
  }
  if (range.to) {
    const auto compared = order_.Compare(key, *range.to);
    if (!compared) return std::nullopt;
    if (*compared >= 0) return false;
  }
  return true;
}

KeyVerdict LostKeys::OfPart(const LostKeyPart& part, std::size_t& last, const KeyValues& key) const {
  if (!part.told_by.empty()) return {KeyPlace::kRead, "the secondary indexes name each row that was lost"};
  const auto verdict = [](const LostKeyRange& range) {
    return range.above_leaves ? KeyVerdict{KeyPlace::kUnknown, kAbove} : KeyVerdict{KeyPlace::kLost, {}};
  };
  const auto& ranges = part.ranges;
  const KeyVerdict outside =
      part.unknown.empty() ? KeyVerdict{KeyPlace::kRead, {}} : KeyVerdict{KeyPlace::kUnknown, part.unknown};
  if (ranges.empty()) return outside;
  if (last < ranges.size() && Holds(ranges[last], key) == true) return verdict(ranges[last]);
  if (sorted_[static_cast<std::size_t>(&part - parts_.data())]) {
    // The first range that ends behind the key. One comparison that is not certain leaves all open.
    std::size_t low = 0;
    std::size_t high = ranges.size();
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      const auto compared = ranges[middle].to ? order_.Compare(key, *ranges[middle].to) : std::optional<int>(-1);
      if (!compared) return {KeyPlace::kUnknown, kOrder};
      if (*compared >= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == ranges.size()) return outside;
    const auto holds = Holds(ranges[low], key);
    if (!holds) return {KeyPlace::kUnknown, kOrder};
    if (!*holds) return outside;
    last = low;
    return verdict(ranges[low]);
  }
  bool certain = true;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const auto holds = Holds(ranges[i], key);
    certain = certain && holds.has_value();
    if (holds != true) continue;
    last = i;
    // Of ranges that overlap, one that is lost for certain decides.
    if (!ranges[i].above_leaves) return verdict(ranges[i]);
    certain = false;
  }
  if (certain) return outside;
  const bool above = std::ranges::any_of(ranges, &LostKeyRange::above_leaves);
  return {KeyPlace::kUnknown, above ? kAbove : kOrder};
}

KeyVerdict LostKeys::Of(const KeyValues& key) {
  KeyVerdict all{KeyPlace::kRead, {}};
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    const KeyVerdict verdict = OfPart(parts_[p], last_[p], key);
    if (p == 0) {
      all = verdict;
    } else if (verdict.place != all.place) {
      all = {KeyPlace::kUnknown, verdict.place == KeyPlace::kUnknown ? verdict.why
                                 : all.place == KeyPlace::kUnknown   ? all.why
                                                                     : kPartition};
    }
  }
  return all;
}

}  // namespace innosalvage
