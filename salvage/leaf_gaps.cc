#include "salvage/leaf_gaps.h"

#include <algorithm>

#include "salvage/record_chain.h"

namespace innosalvage {

namespace {

struct Chain {
  std::size_t first = 0;  // in tree.leaves
  std::size_t last = 0;
  RawKey low, high;
  std::string low_order, high_order;
};

class Finder {
 public:
  Finder(const PageStore& store, const TablePlan& plan, const ClusteredKey& key, const LiveTree& tree,
         std::span<const LeafOutcome> outcomes)
      : store_(store), plan_(plan), key_(key), tree_(tree), outcomes_(outcomes), buffer_(store.page_size()) {}

  std::vector<LeafGap> Run() {
    if (!key_.ordered() || outcomes_.size() != tree_.leaves.size() || !Collect()) return {};
    std::vector<LeafGap> gaps;
    std::size_t leaves = 0;
    for (std::size_t i = 0; i < chains_.size(); ++i) {
      const std::uint32_t prev = Entry(chains_[i].first).prev;
      if (i > 0) {
        const std::uint32_t next = Entry(chains_[i - 1].last).next;
        gaps.push_back({chains_[i - 1].high, chains_[i].low, next, next == prev, leaves});
      } else if (prev != FIL_NULL) {
        gaps.push_back({std::nullopt, chains_[i].low, prev, false, leaves});
      }
      leaves += chains_[i].last - chains_[i].first + 1;
    }
    const std::uint32_t next = chains_.empty() ? FIL_NULL : Entry(chains_.back().last).next;
    if (next != FIL_NULL) gaps.push_back({chains_.back().high, std::nullopt, next, false, leaves});
    return gaps;
  }

 private:
  const PageEntry& Entry(std::size_t leaf) const { return *store_.inventory().Find(tree_.leaves[leaf].page_no); }

  bool Whole(std::size_t leaf) const {
    const LeafRef& at = tree_.leaves[leaf];
    return at.verified && !at.rival && !outcomes_[leaf].damage && outcomes_[leaf].page_no == at.page_no;
  }

  bool Collect() {
    for (std::size_t i = 0; i < tree_.leaves.size(); ++i) {
      if (!Whole(i)) continue;
      const bool follows = !chains_.empty() && chains_.back().last + 1 == i && Entry(i - 1).next == Entry(i).page_no &&
                           Entry(i).prev == Entry(i - 1).page_no;
      if (!follows)
        chains_.push_back({.first = i, .last = i, .low = {}, .high = {}, .low_order = {}, .high_order = {}});
      chains_.back().last = i;
    }
    for (Chain& chain : chains_) {
      const auto low = EndKey(tree_.leaves[chain.first].page_no, true);
      const auto high = EndKey(tree_.leaves[chain.last].page_no, false);
      if (!low || !high) return false;
      chain.low = *low;
      chain.high = *high;
      chain.low_order = key_.Of(chain.low);
      chain.high_order = key_.Of(chain.high);
    }
    std::ranges::sort(chains_, {}, &Chain::low_order);
    for (std::size_t i = 1; i < chains_.size(); ++i) {
      if (chains_[i - 1].high_order >= chains_[i].low_order) return false;
    }
    return true;
  }

  std::optional<RawKey> EndKey(std::uint32_t page_no, bool lowest) {
    const auto page = store_.Read(page_no, buffer_);
    if (!page) return std::nullopt;
    const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
    const RecordChain chain = WalkRecordChain(page->bytes, page_no, header);
    const RecordBounds bounds{header.user_records(), page->bytes.size() - FIL_PAGE_DATA_END};
    std::vector<FieldRef> fields(plan_.leaf.fields.size());
    for (std::size_t i = 0; i < chain.records.size(); ++i) {
      const ChainedRecord& record = lowest ? chain.records[i] : chain.records[chain.records.size() - 1 - i];
      if (IsMetadata(record.header, plan_.leaf)) continue;
      if (!SplitRecord(page->bytes, page_no, record.origin, record.header, plan_.leaf, bounds, fields)) break;
      RawKey key;
      for (std::size_t part = 0; part < plan_.leaf.n_key; ++part) {
        const Bytes bytes = page->bytes.subspan(fields[part].offset, fields[part].length);
        key.emplace_back(std::vector<std::byte>(bytes.begin(), bytes.end()));
      }
      return key;
    }
    return std::nullopt;
  }

  const PageStore& store_;
  const TablePlan& plan_;
  const ClusteredKey& key_;
  const LiveTree& tree_;
  std::span<const LeafOutcome> outcomes_;
  std::vector<std::byte> buffer_;
  std::vector<Chain> chains_;  // by their keys
};

}  // namespace

std::vector<LeafGap> FindLeafGaps(const PageStore& store, const TablePlan& plan, const ClusteredKey& key,
                                  const LiveTree& tree, std::span<const LeafOutcome> outcomes) {
  return Finder(store, plan, key, tree, outcomes).Run();
}

}  // namespace innosalvage
