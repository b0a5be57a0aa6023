#include "salvage/carve_lineage.h"

#include <algorithm>

#include "parser/limits.h"
#include "parser/page_type.h"

namespace innosalvage {

namespace {

template <class T>
std::pair<T, T> Ordered(T a, T b) {
  return {std::min(a, b), std::max(a, b)};
}

// A doublewrite file of MySQL holds a page as it was before it was compressed. And of an encrypted page that is hurt, by
// sectors that could not be read, nothing tells so but another image of the same LSN.
bool AreOneState(const CarveFind& a, const CarveFind& b) {
  return a.content == b.content || (a.lsn == b.lsn && (a.type != b.type || !a.verified() || !b.verified()));
}

}  // namespace

void CarveLineages::CountRun(std::span<const CarveFind> images) {
  std::uint64_t newest = 0;
  for (const CarveFind& image : images) {
    if (image.proof != PageProof::kLsn) newest = std::max(newest, image.lsn);
  }
  for (const CarveFind& image : images) {
    if (image.proof == PageProof::kLsn) continue;
    const bool compressed = image.type == FIL_PAGE_COMPRESSED || image.type == FIL_PAGE_COMPRESSED_AND_ENCRYPTED;
    if (compressed) newest_compressed_ = std::max(newest_compressed_, image.lsn);
    auto run = runs_.find(image.run);
    if (run == runs_.end()) {
      if (!IsWithin(Limit::kCarveRuns, runs_.size() + 1)) continue;
      run = runs_.emplace(image.run, Run{}).first;
    }
    ++run->second.pages;
    run->second.from = std::min(run->second.from, image.offset);
    run->second.to = std::max(run->second.to, image.end());
    if (copies_ != nullptr && copies_->Holds(image)) ++run->second.held;
    if (copies_ != nullptr && copies_->IsAmong(image)) ++run->second.among;
    if (image.lsn < newest) ++run->second.older;
    if (image.verified() && image.type == FIL_PAGE_INDEX) ++run->second.plain;
    run->second.newest_lsn = std::max(run->second.newest_lsn, image.lsn);
  }
}

void CarveLineages::AttachPieces() {
  std::map<std::uint64_t, std::uint32_t> from;  // pieces that would be taken for copies, by their ends
  std::map<std::uint64_t, std::uint32_t> to;
  std::vector<std::uint32_t> touched;
  for (const auto& [number, run] : runs_) {
    if (number == 0) continue;
    if (IsOfAFile(run)) {
      touched.push_back(number);
    } else if (run.held > 0 && run.among == 0) {
      from.emplace(run.from, number);
      to.emplace(run.to, number);
    }
  }
  for (std::size_t i = 0; i < touched.size(); ++i) {
    const std::uint32_t number = touched[i];
    const Run& run = runs_.at(number);
    for (const auto& [ends, place] : {std::pair(&from, run.to), std::pair(&to, run.from)}) {
      const auto piece = ends->find(place);
      if (piece == ends->end() || !attached_.emplace(piece->second, RootOf(number)).second) continue;
      Run& root = runs_.at(RootOf(number));
      root.newest_lsn = std::max(root.newest_lsn, runs_.at(piece->second).newest_lsn);
      touched.push_back(piece->second);
    }
  }
}

bool CarveLineages::InRun(const CarveFind& find) const {
  const auto run = runs_.find(RootOf(find.run));
  return find.run != 0 && run != runs_.end() && IsOfAFile(run->second);
}

bool CarveLineages::IsCopy(const CarveFind& find) const {
  return find.run == 0 || (copies_ != nullptr && copies_->Holds(find) && !InRun(find));
}

bool CarveLineages::MayBeOlder(const CarveFind& copy) const {
  if (copies_are_older_) return true;
  return copies_ != nullptr && (copies_->Holds(copy) || (copy.run == 0 && copies_->in_systems_are_older()));
}

void CarveLineages::Collide(std::span<const CarveFind> images) {
  std::vector<const CarveFind*> in_runs;
  std::uint64_t newest = 0;  // of those that are no copies
  for (const CarveFind& image : images) {
    if (image.proof == PageProof::kLsn) continue;
    if (InRun(image) && IsWithin(Limit::kCarveFiles, in_runs.size() + 1)) in_runs.push_back(&image);
    if (!IsCopy(image)) newest = std::max(newest, image.lsn);
  }
  for (const CarveFind& image : images) {
    if (image.proof == PageProof::kLsn || InRun(image) || image.lsn >= newest) continue;
    (IsCopy(image) ? copies_are_older_ : pieces_are_older_) = true;
  }
  for (std::size_t i = 0; i < in_runs.size(); ++i) {
    for (std::size_t j = i + 1; j < in_runs.size(); ++j) {
      const auto pair = Ordered(RootOf(in_runs[i]->run), RootOf(in_runs[j]->run));
      if (pair.first == pair.second) continue;
      if (!AreOneState(*in_runs[i], *in_runs[j])) {
        collisions_.insert(pair);
      } else if (in_runs[i]->index_id != 0 || in_runs[j]->index_id != 0) {
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
    if (number != 0 && IsOfAFile(run)) order.emplace_back(run.newest_lsn, number);
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
  if (InRun(find)) return runs_.at(RootOf(find.run)).lineage;
  const bool newer = std::all_of(newest_.begin() + 1, newest_.end(), [&](std::uint64_t lsn) { return find.lsn > lsn; });
  return newer && !IsCopy(find) ? std::optional(0U) : std::nullopt;
}

}  // namespace innosalvage
