#include "salvage/rival_leaves.h"

#include <algorithm>
#include <map>

#include "salvage/record_chain.h"

namespace innosalvage {

namespace {

struct Chain {
  std::size_t first = 0;  // in tree.leaves
  std::size_t last = 0;
  bool trusted = false;
  std::uint64_t newest_lsn = 0;
  std::string low = {};
  std::string high = {};
  bool known = false;  // low and high are

  std::size_t size() const { return last - first + 1; }
};

bool Linked(const Inventory& inventory, const LeafRef& left, const LeafRef& right) {
  return inventory.Find(left.page_no)->next == right.page_no && inventory.Find(right.page_no)->prev == left.page_no;
}

std::vector<Chain> CollectChains(const Inventory& inventory, const LiveTree& tree) {
  std::vector<Chain> chains;
  for (std::size_t i = 0; i < tree.leaves.size(); ++i) {
    const LeafRef& leaf = tree.leaves[i];
    if (!leaf.verified) continue;
    const bool trusted = leaf.place != LeafPlace::kUndecided;
    const bool follows = !chains.empty() && chains.back().last + 1 == i && chains.back().trusted == trusted &&
                         Linked(inventory, tree.leaves[i - 1], leaf);
    if (!follows) chains.push_back({.first = i, .last = i, .trusted = trusted});
    chains.back().last = i;
    chains.back().newest_lsn = std::max(chains.back().newest_lsn, inventory.Find(leaf.page_no)->lsn);
  }
  return chains;
}

class Marker {
 public:
  Marker(const PageStore& store, const TablePlan& plan, const ClusteredKey& key, LiveTree& tree)
      : store_(store), plan_(plan), key_(key), tree_(tree), buffer_(store.page_size()) {}

  void Run() {
    std::vector<Chain> chains = CollectChains(store_.inventory(), tree_);
    if (std::ranges::all_of(chains, &Chain::trusted)) return;
    std::ranges::stable_sort(chains, [](const Chain& a, const Chain& b) {
      return std::tuple(a.trusted, a.size(), a.newest_lsn) > std::tuple(b.trusted, b.size(), b.newest_lsn);
    });
    std::map<std::string, std::string> taken;  // low -> high
    for (std::size_t i = 0; i < chains.size(); ++i) {
      Chain& chain = chains[i];
      if (key_.ordered()) {
        FindKeys(chain);
        if (chain.trusted || !Overlaps(chain, taken)) {
          if (chain.known) taken.emplace(chain.low, chain.high);
          continue;
        }
      } else if (chain.trusted || i == 0) {
        continue;
      }
      for (std::size_t leaf = chain.first; leaf <= chain.last; ++leaf) tree_.leaves[leaf].rival = true;
    }
  }

 private:
  static bool Overlaps(const Chain& chain, const std::map<std::string, std::string>& taken) {
    if (!chain.known) return false;
    const auto behind = taken.upper_bound(chain.high);
    return behind != taken.begin() && std::prev(behind)->second >= chain.low;
  }

  void FindKeys(Chain& chain) {
    const auto low = EndKey(tree_.leaves[chain.first].page_no, true);
    const auto high = EndKey(tree_.leaves[chain.last].page_no, false);
    if (!low || !high || *high < *low) return;
    chain.low = *low;
    chain.high = *high;
    chain.known = true;
  }

  std::optional<std::string> EndKey(std::uint32_t page_no, bool lowest) {
    const auto page = store_.Read(page_no, buffer_);
    if (!page) return std::nullopt;
    const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
    const RecordChain chain = WalkRecordChain(page->bytes, page_no, header);
    if (chain.records.empty() || (!lowest && chain.stopped_by)) return std::nullopt;
    const RecordBounds bounds{header.user_records(), page->bytes.size() - FIL_PAGE_DATA_END};
    const ChainedRecord& record = lowest ? chain.records.front() : chain.records.back();
    std::vector<FieldRef> fields(plan_.leaf.fields.size());
    if (!SplitRecord(page->bytes, page_no, record.origin, record.header, plan_.leaf, bounds, fields)) {
      return std::nullopt;
    }
    return key_.Of(page->bytes, fields);
  }

  const PageStore& store_;
  const TablePlan& plan_;
  const ClusteredKey& key_;
  LiveTree& tree_;
  std::vector<std::byte> buffer_;
};

}  // namespace

void MarkRivals(const PageStore& store, const TablePlan& plan, const ClusteredKey& key, LiveTree& tree) {
  Marker(store, plan, key, tree).Run();
}

}  // namespace innosalvage
