#include "salvage/live_tree.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "parser/page_type.h"
#include "parser/record_fields.h"
#include "salvage/free_pages.h"
#include "salvage/freed_chains.h"
#include "salvage/record_chain.h"
#include "salvage/stale_leaves.h"

namespace innosalvage {

namespace {

bool IsIndexType(std::uint16_t type) { return type == FIL_PAGE_INDEX; }

// Whether two pages point at each other, left to right.
bool Linked(const PageEntry& left, const PageEntry& right) {
  return left.next == right.page_no && right.prev == left.page_no;
}

class TreeBuilder {
 public:
  TreeBuilder(const PageStore& store, std::uint64_t index_id, const RecordLayout& node_layout)
      : store_(store),
        inventory_(store.inventory()),
        layout_(node_layout),
        fields_(node_layout.fields.size()),
        free_(store) {
    tree_.index_id = index_id;
  }

  LiveTree Build(std::optional<std::uint32_t> root) {
    CollectPages();
    tree_.root = ChooseRoot(root);
    tree_.complete = tree_.root.has_value();
    if (tree_.root) {
      Visit(*tree_.root, std::nullopt, kNoEntry, ParentState::kVerified);
      ConfirmHurtParents();
      if (tree_.complete) DoubtStaleLeaves();
    } else {
      VisitWithoutRoot();
    }
    if (!tree_.complete && !level_proven_) AdoptByLinks();
    for (const std::uint32_t page_no : leaf_pages_) {
      if (!visited_.contains(page_no)) tree_.freed.push_back(page_no);
    }
    return std::move(tree_);
  }

 private:
  bool Belongs(const PageEntry& entry) const {
    constexpr std::uint16_t kMaxLevel = 50;  // BTR_MAX_NODE_LEVEL, btr0types.h; the depth of Visit
    return IsIndexType(entry.type) && entry.index_id == tree_.index_id && entry.level <= kMaxLevel;
  }

  void CollectPages() {
    for (const PageEntry& entry : inventory_.EntriesOf(tree_.index_id)) {
      if (Belongs(entry) && inventory_.Find(entry.page_no) == &entry) pages_.push_back(entry.page_no);
    }
    std::ranges::sort(pages_);
    for (const std::uint32_t page_no : pages_) {
      const PageEntry* entry = inventory_.Find(page_no);
      if (entry->verdict == PageVerdict::kForeignSpace) continue;
      if (entry->level == 0 && entry->verdict != PageVerdict::kNotRead) leaf_pages_.push_back(page_no);
    }
  }

  std::optional<std::uint32_t> ChooseRoot(std::optional<std::uint32_t> hint) const {
    if (hint) {
      const PageEntry* entry = inventory_.Find(*hint);
      if (entry != nullptr && Belongs(*entry) && Readable(*entry)) return hint;
    }
    // The root has no siblings. A leaf that once was the root of a smaller tree does not either: the highest wins.
    std::optional<std::uint32_t> best;
    std::uint16_t best_level = 0;
    for (const std::uint32_t page_no : pages_) {
      const PageEntry* entry = inventory_.Find(page_no);
      if (!IsVerified(entry->verdict)) continue;
      if (entry->prev != FIL_NULL || entry->next != FIL_NULL) continue;
      // What the root took the place of, when the tree shrank, has no siblings either.
      if (entry->level > 0 && !NamesSegments(page_no)) continue;
      if (!best || entry->level > best_level) {
        best = page_no;
        best_level = entry->level;
      }
    }
    if (!best) best = HighestHurtPage();
    if (!best || inventory_.Find(*best)->level > 0) return best;
    // A lone leaf that names the index's segments is the root of a tree that shrank. Otherwise it is the root only if
    // it is no remnant of a larger tree: nothing else of this index may exist.
    if (const auto named = LeafWithSegments()) return named;
    const bool alone = std::ranges::none_of(inventory_.EntriesOf(tree_.index_id), [&](const PageEntry& entry) {
      return Belongs(entry) && entry.page_no != *best && entry.verdict != PageVerdict::kForeignSpace;
    });
    return alone ? best : std::nullopt;
  }

  // PAGE_BTR_SEG_LEAF and PAGE_BTR_SEG_TOP stand on the root, and are zero on all other pages. Source: btr_create,
  // fsp_init_file_page_low (storage/innobase/btr/btr0btr.cc, fsp/fsp0fsp.cc).
  bool NamesSegments(std::uint32_t page_no) const {
    constexpr std::size_t kInodeOfLeaves = PAGE_HEADER + 36 + 8;
    constexpr std::size_t kInodeOfNodes = kInodeOfLeaves + 10;
    std::vector<std::byte> buffer(store_.page_size());
    const auto page = store_.Read(page_no, buffer);
    return page && page->bytes.size() >= PAGE_DATA &&
           BigAt<std::uint16_t>(page->bytes, kInodeOfLeaves) >= FIL_PAGE_DATA &&
           BigAt<std::uint16_t>(page->bytes, kInodeOfNodes) >= FIL_PAGE_DATA;
  }

  std::optional<std::uint32_t> LeafWithSegments() const {
    std::optional<std::uint32_t> found;
    for (const std::uint32_t page_no : leaf_pages_) {
      const PageEntry* entry = inventory_.Find(page_no);
      if (!IsVerified(entry->verdict) || entry->prev != FIL_NULL || entry->next != FIL_NULL) continue;
      if (!NamesSegments(page_no)) continue;
      if (found) return std::nullopt;
      found = page_no;
    }
    return found;
  }

  static bool Readable(const PageEntry& entry) {
    switch (entry.verdict) {
      case PageVerdict::kNotRead:
      case PageVerdict::kForeignSpace:
      case PageVerdict::kZeroed:
      case PageVerdict::kUnused: return false;
      default: return true;
    }
  }

  // Where no page of the index verifies as its root: the page of the highest level, of which there is one. It has no
  // siblings, as far as that is known.
  std::optional<std::uint32_t> HighestHurtPage() const {
    std::optional<std::uint32_t> best;
    std::uint16_t best_level = 0;
    bool alone = false;
    for (const std::uint32_t page_no : pages_) {
      const PageEntry* entry = inventory_.Find(page_no);
      if (!Readable(*entry)) continue;
      if (!best || entry->level > best_level) {
        best = page_no;
        best_level = entry->level;
        alone = true;
      } else if (entry->level == best_level) {
        alone = false;
      }
    }
    if (!alone) return std::nullopt;
    const PageEntry& entry = *inventory_.Find(*best);
    const bool siblings = entry.prev != FIL_NULL || entry.next != FIL_NULL;
    return siblings || (entry.level > 0 && !NamesSegments(*best)) ? std::nullopt : best;
  }

  enum class ParentState : std::uint8_t { kVerified, kHurt };

  // Depth first, so that leaves come in key order. Depth is bounded by the level, which falls by one a step.
  void Visit(std::uint32_t page_no, std::optional<std::uint16_t> expected_level, std::uint32_t bound,
             ParentState parent) {
    const PageEntry* entry = inventory_.Find(page_no);
    ++visits_;
    if (visited_.insert(page_no).second) {
      visit_log_.push_back(page_no);
    } else {
      return Hole(page_no, expected_level, bound, {DamageKind::kBadNodePointer, {page_no, 0}, 0, 0});
    }
    const bool fits = entry != nullptr && Belongs(*entry) && (!expected_level || entry->level == *expected_level);
    const bool verified = fits && IsVerified(entry->verdict);
    const bool node = fits && entry->level > 0;
    if (!verified && !(node && Readable(*entry))) {
      const bool leaf = expected_level.value_or(1) == 0;
      Hole(page_no, expected_level, bound, HoleDamage(page_no, entry));
      // What stands there may still hold rows: they come out as suspect, in their place.
      if (leaf && entry != nullptr && Readable(*entry) && !IsVerified(entry->verdict)) {
        tree_.leaves.push_back({page_no, LeafPlace::kInTree, false, bound});
      }
      return;
    }
    if (!node) {
      const LeafPlace place = parent == ParentState::kVerified ? LeafPlace::kInTree : LeafPlace::kByHurtParent;
      tree_.leaves.push_back({page_no, place, true, bound});
      return;
    }
    VisitChildren(page_no, entry->level, bound, verified ? parent : ParentState::kHurt);
  }

  // Where the root is lost, the highest level that is left is walked, in runs of pages that point at each other. Leaves
  // must confirm a run: if any two that verify do not point at each other, its pages may be of a tree that shrank, and
  // it is not believed. If the run is the whole level, its leaves point at each other, and the first and the last of
  // them are the ends of the list, the level is as good as the root: other leaves were freed.
  void VisitWithoutRoot() {
    std::uint16_t level = 0;
    for (const PageEntry& entry : inventory_.EntriesOf(tree_.index_id)) {
      if (Belongs(entry) && IsVerified(entry.verdict)) level = std::max(level, entry.level);
    }
    if (level == 0) return;
    const std::vector<std::vector<std::uint32_t>> runs = RunsOf(level);
    const bool whole = runs.size() == 1 && inventory_.Find(runs.front().front())->prev == FIL_NULL &&
                       inventory_.Find(runs.front().back())->next == FIL_NULL;
    for (const auto& run : runs) {
      // Runs that are not believed are walked in vain; many may lead to the same pages.
      if (visits_ > 4 * pages_.size() + kAllowedVisits) break;
      const Mark before = Here();
      begins_.push_back(tree_.leaves.size());
      for (const std::uint32_t page_no : run) Visit(page_no, level, kNoEntry, ParentState::kHurt);
      const Agreement links = AgreementFrom(before.leaves);
      if (whole) {
        // A hole where a page verifies is a pointer to what is no leaf of this index, or no more.
        const bool nodes_whole = all_nodes_verified_ && std::ranges::all_of(tree_.holes, [](const TreeHole& hole) {
                                   return hole.level == 0 && hole.damage.kind != DamageKind::kBadNodePointer;
                                 });
        const bool freed = std::ranges::any_of(
            tree_.leaves, [&](const LeafRef& leaf) { return CalledFree(leaf.page_no).value_or(false); });
        level_proven_ = links.enough() && nodes_whole && !freed && EndsAreEnds();
        ConfirmHurtParents();
        if (links.broken == 0) return;
        for (LeafRef& leaf : tree_.leaves) leaf.place = LeafPlace::kUndecided;
        return;
      }
      if (!links.enough()) GoBackTo(before);
    }
    ConfirmHurtParents();
  }

  // The key of a node page's first record; empty: there is none, or it stands for the lowest key.
  RawKey FirstKey(std::uint32_t page_no) const {
    std::vector<std::byte> buffer(store_.page_size());
    const auto page = store_.Read(page_no, buffer);
    if (!page) return {};
    const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
    const RecordChain chain = WalkRecordChain(page->bytes, page_no, header);
    if (chain.records.empty() || chain.records.front().header.min_rec()) return {};
    std::vector<FieldRef> fields(layout_.fields.size());
    const RecordBounds bounds{header.user_records(), page->bytes.size()};
    const ChainedRecord& first = chain.records.front();
    const auto split = SplitRecord(page->bytes, page_no, first.origin, first.header, layout_, bounds, fields);
    return split ? KeyOf(page->bytes, fields) : RawKey();
  }

  // Pages of a level, in runs of those that point at each other. In the order of their keys, as far as bytes have it.
  std::vector<std::vector<std::uint32_t>> RunsOf(std::uint16_t level) const {
    std::vector<std::uint32_t> starts;
    for (const std::uint32_t page_no : pages_) {
      const PageEntry* entry = OnLevel(page_no, level);
      if (entry == nullptr) continue;
      const PageEntry* left = entry->prev == FIL_NULL ? nullptr : OnLevel(entry->prev, level);
      if (left == nullptr || !Linked(*left, *entry)) starts.push_back(page_no);
    }
    std::vector<std::pair<RawKey, std::uint32_t>> in_order;
    for (const std::uint32_t start : starts) in_order.emplace_back(FirstKey(start), start);
    std::ranges::sort(in_order);
    std::vector<std::vector<std::uint32_t>> runs;
    for (const auto& [key, start] : in_order) {
      std::vector<std::uint32_t>& run = runs.emplace_back();
      for (std::uint32_t page_no = start;;) {
        run.push_back(page_no);
        const PageEntry& here = *inventory_.Find(page_no);
        const PageEntry* next = here.next == FIL_NULL ? nullptr : OnLevel(here.next, level);
        if (next == nullptr || !Linked(here, *next)) break;
        page_no = here.next;
      }
    }
    return runs;
  }

  struct Agreement {
    std::size_t linked = 0;
    std::size_t broken = 0;
    bool enough() const {
      constexpr std::size_t kEnough = 4;
      return broken == 0 && linked >= kEnough;
    }
  };
  // Of the verified leaves that the walk gave one after the other.
  Agreement AgreementFrom(std::size_t first) const {
    Agreement agreement;
    for (std::size_t i = first + 1; i < tree_.leaves.size(); ++i) {
      const LeafRef& left = tree_.leaves[i - 1];
      const LeafRef& right = tree_.leaves[i];
      if (!left.verified || !right.verified || HoleBefore(i)) continue;
      const bool linked = Linked(*inventory_.Find(left.page_no), *inventory_.Find(right.page_no));
      ++(linked ? agreement.linked : agreement.broken);
    }
    return agreement;
  }

  // What a walk adds to, so that it can be taken back.
  struct Mark {
    std::size_t leaves, holes, bounds, begins, log;
    std::uint64_t node_pages;
  };
  Mark Here() const {
    return {tree_.leaves.size(), tree_.holes.size(), tree_.bounds.size(),
            begins_.size(),      visit_log_.size(),  tree_.node_pages};
  }
  void GoBackTo(const Mark& mark) {
    tree_.leaves.resize(mark.leaves);
    tree_.holes.erase(tree_.holes.begin() + static_cast<std::ptrdiff_t>(mark.holes), tree_.holes.end());
    tree_.bounds.resize(mark.bounds);
    tree_.node_pages = mark.node_pages;
    begins_.resize(mark.begins);
    for (std::size_t i = mark.log; i < visit_log_.size(); ++i) visited_.erase(visit_log_[i]);
    visit_log_.resize(mark.log);
  }

  // A level that once was the top may lack what was appended to the table since: no leaf stands before its first leaf,
  // or behind its last.
  bool EndsAreEnds() const {
    const std::vector<TreeHole>& holes = tree_.holes;
    const bool hole_first = !holes.empty() && holes.front().after_leaf == 0;
    const bool hole_last = !holes.empty() && holes.back().after_leaf == tree_.leaves.size();
    const std::uint32_t first = hole_first ? holes.front().page_no : tree_.leaves.front().page_no;
    const std::uint32_t last = hole_last ? holes.back().page_no : tree_.leaves.back().page_no;
    const auto ends = [&](std::uint32_t page_no, std::uint32_t PageEntry::*away, std::uint32_t PageEntry::*back) {
      const PageEntry* entry = inventory_.Find(page_no);
      const bool verified = entry != nullptr && IsVerified(entry->verdict);
      if (verified && entry->*away != FIL_NULL) return false;
      // Leaves that were merged away at this end point at it still; newer ones stand beyond it.
      return std::ranges::none_of(leaf_pages_, [&](std::uint32_t other_no) {
        const PageEntry* other = inventory_.Find(other_no);
        return IsVerified(other->verdict) && other->*back == page_no && !visited_.contains(other_no) &&
               (!verified || other->lsn > entry->lsn);
      });
    };
    return ends(first, &PageEntry::prev, &PageEntry::next) && ends(last, &PageEntry::next, &PageEntry::prev);
  }

  const PageEntry* OnLevel(std::uint32_t page_no, std::uint16_t level) const {
    const PageEntry* entry = inventory_.Find(page_no);
    const bool fits = entry != nullptr && IsVerified(entry->verdict) && Belongs(*entry) && entry->level == level;
    return fits ? entry : nullptr;
  }

  // A hole that stands before leaf i, or the beginning of a run.
  bool HoleBefore(std::size_t i) const {
    return std::ranges::binary_search(tree_.holes, i, {}, &TreeHole::after_leaf) ||
           std::ranges::binary_search(begins_, i);
  }

  // A verified leaf under a hurt parent is live if a verified neighbour and it point at each other, none points
  // elsewhere, and the descriptors don't call it free.
  void ConfirmHurtParents() {
    for (std::size_t i = 0; i < tree_.leaves.size(); ++i) {
      LeafRef& leaf = tree_.leaves[i];
      if (leaf.place != LeafPlace::kByHurtParent) continue;
      const PageEntry& here = *inventory_.Find(leaf.page_no);
      int linked = 0;
      int broken = 0;
      if (i > 0 && tree_.leaves[i - 1].verified && !HoleBefore(i)) {
        ++(Linked(*inventory_.Find(tree_.leaves[i - 1].page_no), here) ? linked : broken);
      }
      if (i + 1 < tree_.leaves.size() && tree_.leaves[i + 1].verified && !HoleBefore(i + 1)) {
        ++(Linked(here, *inventory_.Find(tree_.leaves[i + 1].page_no)) ? linked : broken);
      }
      const bool live = (linked > 0 || level_proven_) && broken == 0 && !CalledFree(leaf.page_no).value_or(false);
      leaf.place = live ? LeafPlace::kByLinks : LeafPlace::kUndecided;
    }
  }

  // Pages of different times make no whole tree: what it passes over may be live, and what is older may not.
  void DoubtStaleLeaves() {
    const LeafAgreement agreement = CheckLeafLinks(
        inventory_, tree_, [this](std::uint32_t page_no) { return CalledFree(page_no).value_or(false); });
    if (agreement.whole) return;
    tree_.complete = false;
    for (const std::size_t i : agreement.stale) {
      tree_.leaves[i].place = LeafPlace::kUndecided;
      tree_.stale.push_back(tree_.leaves[i].page_no);
    }
  }

  static Damage HoleDamage(std::uint32_t page_no, const PageEntry* entry) {
    if (entry == nullptr) return {DamageKind::kUnreadable, {page_no, 0}, 0, 0};
    if (!IsVerified(entry->verdict)) return {DamageKind::kChecksumMismatch, {page_no, 0}, 0, 0};
    return {DamageKind::kBadNodePointer, {page_no, FIL_PAGE_TYPE}, FIL_PAGE_INDEX, entry->type};
  }

  void Hole(std::uint32_t page_no, std::optional<std::uint16_t> level, std::uint32_t bound, const Damage& damage) {
    if (level.value_or(1) > 0) tree_.complete = false;
    tree_.holes.push_back({page_no, level.value_or(1), static_cast<std::uint32_t>(tree_.leaves.size()), bound, damage});
  }

  void VisitChildren(std::uint32_t page_no, std::uint16_t level, std::uint32_t bound, ParentState state) {
    std::vector<std::byte> buffer(store_.page_size());
    const auto page = store_.Read(page_no, buffer);
    if (!page) return Hole(page_no, level, bound, page.error());
    const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
    const RecordChain chain = WalkRecordChain(page->bytes, page_no, header);
    const RecordBounds bounds{header.user_records(), page->bytes.size()};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> children;  // page no, bound
    std::uint64_t used = header.garbage;
    std::optional<Damage> damage = chain.stopped_by;
    const std::size_t kept = tree_.bounds.size();
    for (const ChainedRecord& record : chain.records) {
      const auto split = SplitRecord(page->bytes, page_no, record.origin, record.header, layout_, bounds, fields_);
      if (!split) {
        damage = split.error();
        break;
      }
      used += split->end - split->begin;
      const auto child = BigAt<std::uint32_t>(page->bytes, fields_.back().offset);
      // The leftmost node pointer of a level is lower than everything, whatever its key says.
      children.emplace_back(child, record.header.min_rec() ? bound : KeepBound(page->bytes));
    }
    const bool sound =
        !damage && chain.records.size() == header.n_recs && used + header.user_records() == header.heap_top;
    if (!page->verified && !sound) {
      tree_.bounds.resize(kept);
      return Hole(page_no, level, bound, HoleDamage(page_no, inventory_.Find(page_no)));
    }
    if (damage) Hole(page_no, level, bound, *damage);
    if (page->verified) ++tree_.node_pages;
    all_nodes_verified_ = all_nodes_verified_ && page->verified;
    for (const auto& [child, child_bound] : children) {
      Visit(child, static_cast<std::uint16_t>(level - 1), child_bound, state);
    }
  }

  RawKey KeyOf(Bytes page, std::span<const FieldRef> fields) const {
    RawKey key;
    for (std::size_t i = 0; i < layout_.n_key; ++i) {
      const FieldRef& field = fields[i];
      if (field.is_null) {
        key.emplace_back();
      } else {
        const Bytes bytes = page.subspan(field.offset, field.length);
        key.emplace_back(std::vector<std::byte>(bytes.begin(), bytes.end()));
      }
    }
    return key;
  }

  std::uint32_t KeepBound(Bytes page) {
    tree_.bounds.push_back(KeyOf(page, fields_));
    return static_cast<std::uint32_t>(tree_.bounds.size() - 1);
  }

  std::optional<bool> CalledFree(std::uint32_t page_no) const { return free_.CalledFree(page_no); }

  // Takes leaves over the sibling links where node pages are lost. Chains of mutually linked leaves, none of them
  // called free, are live if they hang on a live leaf, or if the descriptors say that they are in use.
  void AdoptByLinks() {
    const auto usable = [&](std::uint32_t page_no) {
      const PageEntry* entry = inventory_.Find(page_no);
      return entry != nullptr && Belongs(*entry) && entry->level == 0 && IsVerified(entry->verdict) &&
             !CalledFree(page_no).value_or(false);
    };
    std::unordered_map<std::uint32_t, std::size_t> position;  // in tree_.leaves
    for (std::size_t i = 0; i < tree_.leaves.size(); ++i) position[tree_.leaves[i].page_no] = i;
    std::vector<LeafRef> ordered;
    std::unordered_set<std::uint32_t> placed;
    const auto follow = [&](std::uint32_t from, LeafPlace place) {
      // Right of `from`, over leaves the tree did not reach.
      std::vector<LeafRef> chain;
      const PageEntry* left = inventory_.Find(from);
      while (left->next != FIL_NULL && !visited_.contains(left->next) && usable(left->next) &&
             Linked(*left, *inventory_.Find(left->next))) {
        const std::uint32_t next = left->next;
        visited_.insert(next);
        chain.push_back({next, place, true, kNoEntry});
        left = inventory_.Find(next);
      }
      return chain;
    };
    // 1. Chains that hang on a leaf of the tree: to its right, then to the left of the next one. Holes keep their
    // place: a hole of level 0 has nothing adopted beside it, since its neighbours point at it.
    std::vector<std::uint32_t> moved_to;
    for (const LeafRef& leaf : tree_.leaves) {
      moved_to.push_back(static_cast<std::uint32_t>(ordered.size()));
      const PageEntry* entry = inventory_.Find(leaf.page_no);
      std::vector<LeafRef> left_chain;
      const LeafPlace beside = leaf.place == LeafPlace::kUndecided ? leaf.place : LeafPlace::kByLinks;
      if (leaf.verified) {
        const PageEntry* right = entry;
        while (right->prev != FIL_NULL && !visited_.contains(right->prev) && usable(right->prev) &&
               Linked(*inventory_.Find(right->prev), *right)) {
          const std::uint32_t prev = right->prev;
          visited_.insert(prev);
          left_chain.push_back({prev, beside, true, kNoEntry});
          right = inventory_.Find(prev);
        }
      }
      ordered.insert(ordered.end(), left_chain.rbegin(), left_chain.rend());
      ordered.push_back(leaf);
      if (leaf.verified) {
        const auto right_chain = follow(leaf.page_no, beside);
        ordered.insert(ordered.end(), right_chain.begin(), right_chain.end());
      }
    }
    moved_to.push_back(static_cast<std::uint32_t>(ordered.size()));
    for (TreeHole& hole : tree_.holes) hole.after_leaf = moved_to[hole.after_leaf];
    // 2. Chains on their own: leftmost leaves first. In use by the descriptors: live; otherwise undecided.
    std::vector<std::uint32_t> starts;
    for (const std::uint32_t page_no : leaf_pages_) {
      if (visited_.contains(page_no) || !usable(page_no)) continue;
      const PageEntry* entry = inventory_.Find(page_no);
      const bool has_left = entry->prev != FIL_NULL && usable(entry->prev) && !visited_.contains(entry->prev) &&
                            Linked(*inventory_.Find(entry->prev), *entry);
      if (!has_left) starts.push_back(page_no);
    }
    std::ranges::stable_sort(starts, [&](std::uint32_t a, std::uint32_t b) {
      return (inventory_.Find(a)->prev == FIL_NULL) > (inventory_.Find(b)->prev == FIL_NULL);
    });
    std::vector<std::vector<LeafRef>> chains;
    for (const std::uint32_t start : starts) {
      if (!visited_.insert(start).second) continue;
      std::vector<LeafRef>& chain = chains.emplace_back();
      chain.push_back({start, LeafPlace::kUndecided, true, kNoEntry});
      const auto rest = follow(start, LeafPlace::kUndecided);
      chain.insert(chain.end(), rest.begin(), rest.end());
    }
    const std::vector<bool> freed = FreedChains(inventory_, tree_.index_id, leaf_pages_, chains);
    for (std::size_t i = 0; i < chains.size(); ++i) {
      std::vector<LeafRef>& chain = chains[i];
      if (freed[i]) {
        for (const LeafRef& leaf : chain) tree_.freed.push_back(leaf.page_no);
        continue;
      }
      const bool in_use = std::ranges::all_of(chain, [&](const LeafRef& leaf) {
        const auto free = CalledFree(leaf.page_no);
        return free.has_value() && !*free;
      });
      if (in_use) {
        for (LeafRef& leaf : chain) leaf.place = LeafPlace::kByLinks;
      }
      ordered.insert(ordered.end(), chain.begin(), chain.end());
    }
    // 3. Hurt pages that lost what tells what they are, where a leaf has them for its neighbour.
    ordered = WithHurtNeighbours(ordered);
    // 4. Unverified leaves that claim this index, are not called free and were not reached: suspects.
    for (const std::uint32_t page_no : leaf_pages_) {
      if (visited_.contains(page_no) || IsVerified(inventory_.Find(page_no)->verdict)) continue;
      if (CalledFree(page_no).value_or(false)) continue;
      visited_.insert(page_no);
      ordered.push_back({page_no, LeafPlace::kUndecided, false, kNoEntry});
    }
    tree_.leaves = std::move(ordered);
  }

  // Whether a page that verifies is of that index.
  bool IsIndexOfFile(std::uint64_t index_id) {
    const auto [at, is_new] = other_indexes_.try_emplace(index_id, false);
    if (is_new) {
      at->second = std::ranges::any_of(inventory_.EntriesOf(index_id),
                                       [](const PageEntry& entry) { return IsVerified(entry.verdict); });
    }
    return at->second;
  }

  std::vector<LeafRef> WithHurtNeighbours(std::span<const LeafRef> leaves) {
    std::vector<LeafRef> ordered;
    const auto take = [&](std::uint32_t page_no) {
      const PageEntry* entry = page_no == FIL_NULL ? nullptr : inventory_.Find(page_no);
      if (entry == nullptr || IsVerified(entry->verdict) || !Readable(*entry)) return;
      if (visited_.contains(page_no)) return;
      const bool claims_other =
          IsIndexType(entry->type) && entry->index_id != tree_.index_id && IsIndexOfFile(entry->index_id);
      if (claims_other || CalledFree(page_no).value_or(false) || !visited_.insert(page_no).second) return;
      ordered.push_back({page_no, LeafPlace::kUndecided, false, kNoEntry});
    };
    std::vector<std::uint32_t> moved_to;
    for (const LeafRef& leaf : leaves) {
      moved_to.push_back(static_cast<std::uint32_t>(ordered.size()));
      const PageEntry& entry = *inventory_.Find(leaf.page_no);
      if (leaf.verified) take(entry.prev);
      ordered.push_back(leaf);
      if (leaf.verified) take(entry.next);
    }
    moved_to.push_back(static_cast<std::uint32_t>(ordered.size()));
    for (TreeHole& hole : tree_.holes) hole.after_leaf = moved_to[hole.after_leaf];
    return ordered;
  }

  const PageStore& store_;
  const Inventory& inventory_;
  const RecordLayout& layout_;
  std::vector<FieldRef> fields_;
  LiveTree tree_;
  std::vector<std::uint32_t> pages_;  // the best image of each page of the index, by page number
  std::vector<std::uint32_t> leaf_pages_;
  std::unordered_set<std::uint32_t> visited_;
  std::unordered_map<std::uint64_t, bool> other_indexes_;
  static constexpr std::size_t kAllowedVisits = 100000;
  std::size_t visits_ = 0;
  std::vector<std::uint32_t> visit_log_;  // what Visit added to visited_
  std::vector<std::size_t> begins_;       // positions of leaves behind which a walk without root began anew
  bool all_nodes_verified_ = true;        // of those walked
  bool level_proven_ = false;             // the root is lost, and the level below it leaves nothing open
  FreePages free_;
};

}  // namespace

bool AllChained(const Inventory& inventory, std::span<const LeafRef> leaves) {
  // A leaf without siblings is a root, or what is left of an older tree.
  if (leaves.size() == 1 && leaves.front().place == LeafPlace::kUndecided) return false;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const PageEntry* entry = inventory.Find(leaves[i].page_no);
    if (!leaves[i].verified || entry == nullptr) return false;
    const std::uint32_t before = i == 0 ? FIL_NULL : leaves[i - 1].page_no;
    const std::uint32_t behind = i + 1 < leaves.size() ? leaves[i + 1].page_no : FIL_NULL;
    if (entry->prev != before || entry->next != behind) return false;
  }
  return !leaves.empty();
}

LiveTree BuildLiveTree(const PageStore& store, std::uint64_t index_id, std::optional<std::uint32_t> root,
                       const RecordLayout& node_layout) {
  return TreeBuilder(store, index_id, node_layout).Build(root);
}

}  // namespace innosalvage
