#include "salvage/stale_leaves.h"

#include <algorithm>

namespace innosalvage {

namespace {

enum class Side : std::uint8_t { kAgrees, kOtherIsOlder, kStale };

class LinkCheck {
 public:
  LinkCheck(const Inventory& inventory, const LiveTree& tree, const std::function<bool(std::uint32_t)>& is_free)
      : inventory_(inventory), tree_(tree), is_free_(is_free) {}

  LeafAgreement Run() const {
    LeafAgreement agreement;
    for (std::size_t i = 0; i < tree_.leaves.size(); ++i) {
      if (!tree_.leaves[i].verified) continue;
      const PageEntry& leaf = *inventory_.Find(tree_.leaves[i].page_no);
      const Side left = Judge(leaf, leaf.prev, &PageEntry::next, Beside(i, i));
      const Side right = Judge(leaf, leaf.next, &PageEntry::prev, Beside(i, i + 1));
      if (left == Side::kAgrees && right == Side::kAgrees) continue;
      agreement.whole = false;
      if (left == Side::kStale || right == Side::kStale) agreement.stale.push_back(i);
    }
    return agreement;
  }

 private:
  // What the tree has there: FIL_NULL where it ends; nullopt: a hole, or a page that does not verify.
  std::optional<std::uint32_t> Beside(std::size_t leaf, std::size_t gap) const {
    if (std::ranges::binary_search(tree_.holes, gap, {}, &TreeHole::after_leaf)) return std::nullopt;
    if (gap == 0 || gap == tree_.leaves.size()) return FIL_NULL;
    const LeafRef& other = tree_.leaves[gap == leaf ? leaf - 1 : gap];
    return other.verified ? std::optional(other.page_no) : std::nullopt;
  }

  // `named`: the sibling that the leaf names; `back`: where that one names the leaf.
  Side Judge(const PageEntry& leaf, std::uint32_t named, std::uint32_t PageEntry::*back,
             std::optional<std::uint32_t> beside) const {
    if (!beside) return Side::kAgrees;
    if (named == FIL_NULL) {
      if (*beside == FIL_NULL) return Side::kAgrees;
      // Whoever stands there came later, if it names the leaf.
      const PageEntry& other = *inventory_.Find(*beside);
      return other.lsn >= leaf.lsn ? Side::kStale : Side::kOtherIsOlder;
    }
    const PageEntry* other = inventory_.Find(named);
    if (other == nullptr || !IsVerified(other->verdict)) return Side::kAgrees;
    const bool mutual = IsLeaf(*other) && other->*back == leaf.page_no;
    if (mutual && *beside == named) return Side::kAgrees;
    if (mutual && !is_free_(named)) {
      if (*beside == FIL_NULL) return Side::kOtherIsOlder;
      const PageEntry& instead = *inventory_.Find(*beside);
      return instead.*back == leaf.page_no && instead.lsn >= leaf.lsn ? Side::kStale : Side::kOtherIsOlder;
    }
    return mutual || other->lsn >= leaf.lsn ? Side::kStale : Side::kOtherIsOlder;
  }

  bool IsLeaf(const PageEntry& entry) const {
    return entry.is_index() && entry.index_id == tree_.index_id && entry.level == 0;
  }

  const Inventory& inventory_;
  const LiveTree& tree_;
  const std::function<bool(std::uint32_t)>& is_free_;
};

}  // namespace

LeafAgreement CheckLeafLinks(const Inventory& inventory, const LiveTree& tree,
                             const std::function<bool(std::uint32_t page_no)>& is_free) {
  return LinkCheck(inventory, tree, is_free).Run();
}

}  // namespace innosalvage
