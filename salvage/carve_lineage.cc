#include "salvage/carve_lineage.h"

#include <algorithm>

#include "parser/page_type.h"

namespace innosalvage {

namespace {

template <class T>
std::pair<T, T> Ordered(T a, T b) {
  return {std::min(a, b), std::max(a, b)};
}

}  // namespace

void CarveLineages::CountRun(const CarveFind& find) {
  if (find.proof == PageProof::kLsn) return;
  auto run = runs_.find(find.run);
  if (run == runs_.end()) {
    if (runs_.size() >= kMaxRuns) return;
    run = runs_.emplace(find.run, Run{}).first;
  }
  ++run->second.pages;
  run->second.newest_lsn = std::max(run->second.newest_lsn, find.lsn);
}

bool CarveLineages::InRun(const CarveFind& find) const {
  const auto run = runs_.find(find.run);
  return run != runs_.end() && run->second.pages >= kMinRun;
}

void CarveLineages::Collide(std::span<const CarveFind> images) {
  constexpr std::size_t kMaxImages = 16;  // of one page; more files of one space id than that are not told apart
  std::vector<const CarveFind*> in_runs;
  for (const CarveFind& image : images) {
    if (image.proof != PageProof::kLsn && InRun(image) && in_runs.size() < kMaxImages) in_runs.push_back(&image);
  }
  for (const CarveFind& image : images) {
    if (image.proof == PageProof::kLsn || InRun(image)) continue;
    const auto newer = [&](const CarveFind* own) { return own->lsn > image.lsn; };
    if (!in_runs.empty() && std::ranges::all_of(in_runs, newer)) loose_are_older_ = true;
  }
  for (std::size_t i = 0; i < in_runs.size(); ++i) {
    for (std::size_t j = i + 1; j < in_runs.size(); ++j) {
      const auto pair = Ordered(in_runs[i]->run, in_runs[j]->run);
      if (pair.first == pair.second) continue;
      if (in_runs[i]->content != in_runs[j]->content) {
        collisions_.insert(pair);
      } else if (in_runs[i]->index_id != 0) {
        equal_.insert(pair);
      }
    }
  }
}

void CarveLineages::Conclude() {
  if (collisions_.empty()) {
    std::uint64_t newest = 0;
    for (const auto& [number, run] : runs_) newest = std::max(newest, run.newest_lsn);
    newest_ = {newest};
    return;
  }
  std::map<std::uint32_t, std::vector<std::uint32_t>> rivals;
  for (const auto& [a, b] : collisions_) {
    rivals[a].push_back(b);
    rivals[b].push_back(a);
  }
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order;  // the newest run first
  for (const auto& [number, run] : runs_) {
    if (run.pages >= kMinRun) order.emplace_back(run.newest_lsn, number);
  }
  std::ranges::sort(
      order, [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  std::set<std::uint32_t> placed;
  for (const auto& [lsn, number] : order) {
    std::set<std::uint32_t> taken;
    for (const std::uint32_t rival : rivals[number]) {
      if (placed.contains(rival)) taken.insert(runs_[rival].lineage);
    }
    std::uint32_t lineage = 0;
    while (taken.contains(lineage)) ++lineage;
    runs_[number].lineage = lineage;
    placed.insert(number);
    if (lineage >= newest_.size()) newest_.resize(lineage + 1);
    newest_[lineage] = std::max(newest_[lineage], lsn);
  }
  count_ = static_cast<std::uint32_t>(std::max<std::size_t>(newest_.size(), 1));
  for (const auto& [a, b] : equal_) {
    if (runs_[a].lineage != runs_[b].lineage) related_.insert(Ordered(runs_[a].lineage, runs_[b].lineage));
  }
}

std::optional<std::uint32_t> CarveLineages::LineageOf(const CarveFind& find) const {
  if (count_ == 1) return 0;
  const auto run = runs_.find(find.run);
  if (run == runs_.end() || run->second.pages < kMinRun) return std::nullopt;
  return run->second.lineage;
}

}  // namespace innosalvage
