#include "salvage/known_keys.h"

#include <algorithm>

#include "salvage/record_chain.h"

namespace innosalvage {

KnownKeys::KnownKeys(const PageStore& store, const TablePlan& plan, const ClusteredKey& key, const LiveTree& tree,
                     std::span<const LeafOutcome> outcomes, Leaves leaves)
    : store_(store),
      plan_(plan),
      key_(key),
      tree_(tree),
      outcomes_(outcomes),
      buffer_(store.page_size()),
      which_(leaves) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (Covers(i)) continue;
    hashes_.insert(hashes_.end(), outcomes[i].keys.begin(), outcomes[i].keys.end());
  }
  ordered_ = key.ordered() && CollectRuns();
  if (!ordered_) HashAll();
  std::ranges::sort(hashes_);
}

bool KnownKeys::Covers(std::size_t leaf) const {
  const LeafRef& at = tree_.leaves[leaf];
  const LeafOutcome& outcome = outcomes_[leaf];
  if (ReadWhole(at, outcome)) return true;
  return which_ == Leaves::kVerified && at.verified && !at.rival && !outcome.damage && outcome.page_no == at.page_no;
}

std::optional<std::vector<std::string>> KnownKeys::KeysOf(std::uint32_t page_no) {
  const auto page = store_.Read(page_no, buffer_);
  if (!page) return std::nullopt;
  const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
  const RecordChain chain = WalkRecordChain(page->bytes, page_no, header);
  if (chain.stopped_by) return std::nullopt;
  const RecordBounds bounds{header.user_records(), page->bytes.size() - FIL_PAGE_DATA_END};
  std::vector<FieldRef> fields(plan_.leaf.fields.size());
  std::vector<std::string> keys;
  for (const ChainedRecord& record : chain.records) {
    if (IsMetadata(record.header, plan_.leaf)) continue;
    if (!SplitRecord(page->bytes, page_no, record.origin, record.header, plan_.leaf, bounds, fields)) {
      return std::nullopt;
    }
    keys.push_back(key_.Of(page->bytes, fields));
  }
  return keys;
}

// Fails where the keys are not in the order they should have.
bool KnownKeys::Complete(Run& run) {
  const LeafRef& first = tree_.leaves[run.first_leaf];
  const LeafRef& last = tree_.leaves[run.last_leaf];
  run.open_low = first.place == LeafPlace::kInTree && store_.inventory().Find(first.page_no)->prev == FIL_NULL;
  run.open_high = last.place == LeafPlace::kInTree && store_.inventory().Find(last.page_no)->next == FIL_NULL;
  const auto low = KeysOf(first.page_no);
  const auto high = run.first_leaf == run.last_leaf ? low : KeysOf(last.page_no);
  if (!low || !high || !std::ranges::is_sorted(*low) || !std::ranges::is_sorted(*high)) return false;
  if (low->empty() || high->empty()) return run.open_low && run.open_high;  // an empty table
  run.low = low->front();
  run.high = high->back();
  return run.low <= run.high;
}

bool KnownKeys::CollectRuns() {
  const Inventory& inventory = store_.inventory();
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    if (!Covers(i)) continue;
    const bool follows = !runs_.empty() && runs_.back().last_leaf + 1 == i;
    if (follows) {
      const PageEntry& left = *inventory.Find(tree_.leaves[i - 1].page_no);
      const PageEntry& right = *inventory.Find(tree_.leaves[i].page_no);
      if (left.next == right.page_no && right.prev == left.page_no) {
        runs_.back().last_leaf = i;
        continue;
      }
    }
    Run run;
    run.first_leaf = run.last_leaf = i;
    runs_.push_back(std::move(run));
  }
  for (Run& run : runs_) {
    if (!Complete(run)) return false;
  }
  std::ranges::sort(runs_, {}, &Run::low);
  for (std::size_t i = 1; i < runs_.size(); ++i) {
    if (runs_[i - 1].high >= runs_[i].low) return false;
  }
  return true;
}

void KnownKeys::HashAll() {
  runs_.clear();
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    if (!Covers(i)) continue;
    const auto keys = KeysOf(tree_.leaves[i].page_no);
    if (!keys) continue;
    for (const std::string& key : *keys) hashes_.push_back(HashOf(key));
  }
}

const KnownKeys::Run* KnownKeys::RunBefore(std::string_view key) const {
  const auto behind = std::ranges::upper_bound(runs_, key, {}, &Run::low);
  return behind == runs_.begin() ? nullptr : &*std::prev(behind);
}

bool KnownKeys::Contains(std::string_view key) const {
  if (ordered_ && !runs_.empty()) {
    const Run* run = RunBefore(key);
    if (run == nullptr ? runs_.front().open_low : (key <= run->high || run->open_high)) return true;
  }
  return std::ranges::binary_search(hashes_, HashOf(key));
}

std::optional<KnownKeys::Gap> KnownKeys::GapOf(std::string_view key) const {
  if (!ordered_) return std::nullopt;
  Gap gap{0, tree_.leaves.size()};
  const Run* run = RunBefore(key);
  if (run != nullptr) gap.first = run->last_leaf + 1;
  const std::size_t next = run == nullptr ? 0 : static_cast<std::size_t>(run - runs_.data()) + 1;
  if (next < runs_.size()) gap.last = runs_[next].first_leaf;
  return gap;
}

}  // namespace innosalvage
