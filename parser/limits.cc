#include "parser/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

namespace innosalvage {

namespace {

Limits& Fixed() {
  static Limits limits;
  return limits;
}

std::array<std::atomic<bool>, kLimits.size()>& Reached() {
  static std::array<std::atomic<bool>, kLimits.size()> reached{};
  return reached;
}

}  // namespace

Limits::Limits() { std::ranges::transform(kLimits, values.begin(), &LimitInfo::value); }

std::optional<Limit> LimitNamed(std::string_view name) {
  const auto found = std::ranges::find(kLimits, name, &LimitInfo::name);
  if (found == kLimits.end()) return std::nullopt;
  return static_cast<Limit>(found - kLimits.begin());
}

void FixLimits(const Limits& limits) { Fixed() = limits; }

std::uint64_t ValueOf(Limit limit) { return Fixed()[limit]; }

void NoteReached(Limit limit) {
  // Read first: threads that meet it at each row need not share the line for writing.
  std::atomic<bool>& reached = Reached().at(static_cast<std::size_t>(limit));
  if (!reached.load(std::memory_order_relaxed)) reached.store(true, std::memory_order_relaxed);
}

std::vector<Limit> ReachedLimits() {
  std::vector<Limit> all;
  for (std::size_t i = 0; i < kLimits.size(); ++i) {
    if (Reached().at(i).load(std::memory_order_relaxed)) all.push_back(static_cast<Limit>(i));
  }
  return all;
}

std::string LimitText(Limit limit, std::uint64_t value) {
  if (InfoOf(limit).unit == LimitUnit::kBytes && value != 0) {
    if (value % kGibibyte == 0) return fmt::format("{}G", value / kGibibyte);
    if (value % kMebibyte == 0) return fmt::format("{}M", value / kMebibyte);
    if (value % kKibibyte == 0) return fmt::format("{}K", value / kKibibyte);
  }
  return std::to_string(value);
}

std::string HowToRaise(Limit limit) {
  const LimitInfo& info = InfoOf(limit);
  const std::uint64_t now = ValueOf(limit);
  if (now >= info.highest) return fmt::format("--limit {} is at its highest", info.name);
  const std::uint64_t next = now == 0 ? 1 : now > info.highest / 2 ? info.highest : now * 2;
  return fmt::format("--limit {}={} raises it", info.name, LimitText(limit, next));
}

std::string Describe(Limit limit) {
  const LimitInfo& info = InfoOf(limit);
  return fmt::format("the limit {} ({}: {}) was reached: {}; {}", info.name, LimitText(limit, ValueOf(limit)), info.of,
                     info.beyond, HowToRaise(limit));
}

}  // namespace innosalvage
