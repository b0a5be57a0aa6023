#include "salvage/record_classes.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "salvage/byte_ordered_key.h"
#include "salvage/record_chain.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t kNone = 0xffffffffU;
constexpr unsigned kMaxGroup = 8;  // PAGE_DIR_SLOT_MAX_N_OWNED
constexpr unsigned kMinOwned = 4;

class Classifier {
 public:
  Classifier(const PageContext& context, const TablePlan& plan, const PageClaims& claims,
             const std::vector<AcceptedRecord>& records, const RecoveryHints& hints)
      : context_(context),
        claims_(claims),
        hints_(hints),
        records_(records),
        key_(plan),
        at_origin_(context.page.size(), kNone),
        after_(records.size(), kNone),
        before_(records.size(), kNone),
        labels_(records.size(), RecordClass::kUnknown),
        found_by_(records.size(), FoundBy::kHeapScan),
        in_slot_(records.size(), false),
        rank_(records.size(), 0) {
    for (std::uint32_t i = 0; i < records.size(); ++i) at_origin_[records[i].candidate.origin] = i;
    while (older_ < records.size() &&
           (older_ == 0 || records[older_ - 1].candidate.header.heap_no < records[older_].candidate.header.heap_no)) {
      ++older_;
    }
    if (older_ == records.size()) older_ = BeginOfUnknown();
  }

  void Run() {
    Link();
    ReadFreeList();
    std::vector<std::uint32_t> heads;
    std::vector<bool> seen(records_.size(), false);
    for (std::uint32_t i = 0; i < records_.size(); ++i) {
      if (before_[i] == kNone) heads.push_back(i);
    }
    for (const std::uint32_t head : heads) LabelPath(head, seen);
    // What is left stands in loops: no end tells what these are, but slots do.
    for (std::uint32_t i = 0; i < records_.size(); ++i) {
      if (!seen[i] && in_slot_[i]) labels_[i] = RecordClass::kLive;
    }
    if (claims_.no_garbage() && !two_versions()) {
      std::ranges::replace(labels_, RecordClass::kUnknown, RecordClass::kLive);
      DropOlderLive();
      return;
    }
    if (key_.but_last && LinksRiseByText()) key_.whole = key_.by_text = true;
    SettleByGroups();
    SettleByGarbage();
    // The newer part by itself first: what the older one has of its keys is no neighbour of theirs.
    if (two_versions()) SettleByNeighbours(older_);
    SettleByNeighbours(records_.size());
    DropOlderLive();
    DropPassedOver();
  }

  // nullopt: the page is of one version.
  std::optional<std::uint32_t> last_of_newer() const {
    return two_versions() && older_ > 0 ? std::optional(older_ - 1) : std::nullopt;
  }

  bool free_list_known() const { return free_list_whole_ || claims_.no_garbage(); }
  RecordClass label(std::size_t i) const { return labels_[i]; }
  FoundBy found_by(std::size_t i) const { return found_by_[i]; }

  // Positions of all records, in key order where keys can be compared, else along the links.
  std::vector<std::uint32_t> Order() const {
    std::vector<std::uint32_t> order(records_.size());
    std::iota(order.begin(), order.end(), 0U);
    if (key_.whole) {
      std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return Compare(a, b) < 0; });
    } else {
      std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return rank_[i]; });
    }
    return order;
  }

 private:
  // Heap numbers may go on rising by chance. Then the older version's are the records that the header knows nothing of,
  // and those that stand in one row before them.
  std::uint32_t BeginOfUnknown() const {
    const auto all = static_cast<std::uint32_t>(records_.size());
    if (!claims_.sane || context_.verified || LsnHalvesAreOne(context_.page)) return all;
    std::uint32_t i = 0;
    const auto known = [&](const RecordCandidate& one) {
      return one.header.heap_no < claims_.header.n_heap && one.extent.end <= claims_.header.heap_top;
    };
    while (i < all && known(records_[i].candidate)) ++i;
    const auto in_row = [](const RecordCandidate& a, const RecordCandidate& b) {
      return a.extent.end == b.extent.begin && a.header.heap_no + 1 == b.header.heap_no;
    };
    if (i == all) return all;
    while (i > 0 && in_row(records_[i - 1].candidate, records_[i].candidate)) --i;
    return i == 0 ? all : i;
  }

  // The page is made of two versions: heap numbers fall where the older part begins (record_evidence.h). Nothing in one
  // part speaks of the other: links, and the directory at the page's end, which is the older version's.
  bool two_versions() const { return older_ < records_.size(); }
  bool SamePart(std::uint32_t a, std::uint32_t b) const { return (a < older_) == (b < older_); }

  std::string_view KeyOf(std::uint32_t i) const {
    const RecordCandidate& one = records_[i].candidate;
    return AsText(context_.page.subspan(one.origin, key_.by_text ? one.key_size : key_.bytes));
  }

  int Compare(std::uint32_t a, std::uint32_t b) const { return KeyOf(a).compare(KeyOf(b)); }

  int CompareKey(std::uint32_t a, Bytes key) const { return KeyOf(a).compare(AsText(key)); }

  bool IsBound(Bytes key) const { return key_.by_text ? key.size() > key_.bytes : key.size() == key_.bytes; }

  // True if hardly any link between live records leads to a text that is not behind its own.
  bool LinksRiseByText() {
    constexpr std::size_t kEnough = 6;
    std::size_t rising = 0;
    std::size_t falling = 0;
    key_.by_text = true;
    for (std::uint32_t i = 0; i < records_.size(); ++i) {
      if (after_[i] == kNone || labels_[i] != RecordClass::kLive || labels_[after_[i]] != RecordClass::kLive) continue;
      ++(Compare(i, after_[i]) < 0 ? rising : falling);
    }
    key_.by_text = false;
    return rising >= kEnough && falling * 16 <= rising;
  }

  // True if the heap number is one between those of the records around the place. Bytes that are no header, or a header
  // of another time, hardly ever have such a one.
  bool InFreeSlot(const ChainedRecord& record) const {
    const auto behind = std::ranges::upper_bound(records_, record.origin, {},
                                                 [](const AcceptedRecord& r) { return r.candidate.extent.begin; });
    if (behind != records_.end() && behind->candidate.header.heap_no <= record.header.heap_no) return false;
    if (record.header.heap_no >= claims_.header.n_heap || record.header.heap_no < PAGE_HEAP_NO_USER_LOW) return false;
    if (behind == records_.begin()) return true;
    const RecordCandidate& before = std::prev(behind)->candidate;
    return before.extent.end <= record.origin && before.header.heap_no < record.header.heap_no;
  }

  // The free list, if it is whole: PAGE_FREE leads to as many records as the heap has beyond the live ones. MariaDB
  // 10.5 and later wipe what they free, so that few of them are among the candidates.
  void ReadFreeList() {
    if (!claims_.sane) return;
    const std::int64_t free_slots =
        std::int64_t{claims_.header.n_heap} - PAGE_HEAP_NO_USER_LOW - std::int64_t{claims_.header.n_recs};
    const RecordChain list = WalkFreeList(context_.page, context_.page_no, claims_.header);
    if (list.stopped_by || std::cmp_not_equal(list.records.size(), free_slots)) return;
    std::vector<std::uint32_t> listed;
    for (const ChainedRecord& record : list.records) {
      const std::uint32_t i = Target(record.origin);
      if (i == kNone ? !InFreeSlot(record) : in_slot_[i] || i >= older_) return;
      if (i != kNone) listed.push_back(i);
    }
    if (older_ - listed.size() > claims_.header.n_recs) return;
    free_list_whole_ = true;
    on_free_list_.assign(records_.size(), false);
    for (const std::uint32_t i : listed) on_free_list_[i] = true;
  }

  // False where the keys say that b cannot follow a in the chain.
  bool Ascending(std::uint32_t a, std::uint32_t b) const {
    if (key_.bytes == 0) return true;
    const int order = Compare(a, b);
    return key_.whole ? order < 0 : order <= 0;
  }

  std::uint32_t Target(std::uint32_t next) const { return next < at_origin_.size() ? at_origin_[next] : kNone; }

  // One link in, one link out. Where two links meet one of them is astray, and none is believed.
  void Link() {
    std::vector<std::uint8_t> links_in(records_.size(), 0);
    const auto count = [&](std::uint32_t from, std::uint32_t next) {
      const std::uint32_t target = Target(next);
      if (target != kNone && SamePart(from, target) && links_in[target] < 2) ++links_in[target];
    };
    for (std::uint32_t i = 0; i < records_.size(); ++i) count(i, records_[i].candidate.next);
    // The page's header is in its first part.
    count(0, claims_.infimum_next);
    if (claims_.sane && claims_.header.free != 0) count(0, claims_.header.free);
    for (std::uint32_t i = 0; i < records_.size(); ++i) {
      const std::uint32_t target = Target(records_[i].candidate.next);
      if (target == kNone || links_in[target] != 1 || target == i || !SamePart(i, target)) continue;
      after_[i] = target;
      before_[target] = i;
    }
    first_ = Sole(claims_.infimum_next, links_in);
    free_ = claims_.sane && claims_.header.free != 0 ? Sole(claims_.header.free, links_in) : kNone;
    for (std::size_t i = 1; i + 1 < claims_.slots.size(); ++i) {
      if (!BelievableSlot(i)) continue;
      const std::uint32_t target = Target(claims_.slots[i]);
      if (target == kNone || (two_versions() && target < older_)) continue;
      in_slot_[target] = true;
      rank_[target] = i + 1;
    }
  }

  // A slot that points into an accepted record, or at one that owns no group, is wrong. A hurt directory has many such.
  bool WrongSlot(std::size_t slot) const {
    const std::uint32_t origin = claims_.slots[slot];
    if (origin == claims_.supremum) return slot + 1 != claims_.slots.size();
    if (two_versions() && origin < records_[older_].candidate.extent.begin) return false;  // of what is no more there
    const std::uint32_t target = Target(origin);
    if (target != kNone) return records_[target].candidate.header.n_owned < kMinOwned;
    if (origin < claims_.supremum || origin >= context_.page.size()) return slot != 0;
    const auto behind = std::ranges::upper_bound(records_, origin, {},
                                                 [](const AcceptedRecord& r) { return r.candidate.extent.begin; });
    return behind != records_.begin() && std::prev(behind)->candidate.extent.end > origin;
  }

  bool BelievableSlot(std::size_t slot) const {
    constexpr std::size_t kAround = 5;
    if (WrongSlot(slot)) return false;
    std::size_t wrong = 0;
    const std::size_t first = slot > kAround ? slot - kAround : 0;
    const std::size_t last = std::min(slot + kAround, claims_.slots.size() - 1);
    for (std::size_t i = first; i <= last; ++i) wrong += WrongSlot(i) ? 1U : 0U;
    return wrong <= 1;
  }

  std::uint32_t Sole(std::uint32_t next, const std::vector<std::uint8_t>& links_in) const {
    const std::uint32_t target = Target(next);
    return target != kNone && links_in[target] == 1 && (!two_versions() || target < older_) ? target : kNone;
  }

  // A path of links: its beginning, its end and the slots that point into it say what it is.
  void LabelPath(std::uint32_t head, std::vector<bool>& seen) {
    std::vector<std::uint32_t> path;
    for (std::uint32_t i = head; i != kNone && !seen[i]; i = after_[i]) {
      seen[i] = true;
      path.push_back(i);
    }
    RankPath(path);
    const std::uint32_t end = records_[path.back()].candidate.next;
    const bool ends_live = end == claims_.supremum;
    // The one free list ends with 0; where it is known, another such path is one of live records, hurt.
    const bool is_free = free_list_whole_ ? on_free_list_[head] : head == free_ || end == 0;
    std::size_t last_live = path.size();  // position of the last record known to be live
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (in_slot_[path[i]] || (i == 0 && head == first_)) last_live = i;
    }
    if (ends_live && !is_free) last_live = path.size() - 1;
    if (last_live == path.size()) {
      if (is_free) SetAll(path, 0, path.size(), RecordClass::kFree);
      // Among eight live records in a row one is the last of its group.
      const bool told = !two_versions() || path.front() >= older_;
      if (!is_free && told && claims_.slots_complete && path.size() >= kMaxGroup)
        SetAll(path, 0, path.size(), RecordClass::kFree);
      return;
    }
    // Live records link to live ones only, and the other way round; an astray link is known where keys fall, or where
    // a path begins live and ends free.
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= path.size(); ++i) {
      const bool broken = i == path.size() || !Ascending(path[i - 1], path[i]);
      if (!broken) continue;
      LabelPiece(path, begin, i, is_free, ends_live && i == path.size());
      begin = i;
    }
    MarkFound(path, head);
  }

  void LabelPiece(const std::vector<std::uint32_t>& path, std::size_t begin, std::size_t end, bool is_free,
                  bool ends_live) {
    std::size_t live_end = begin;
    for (std::size_t i = begin; i < end; ++i) {
      if (in_slot_[path[i]] || (i == 0 && path[0] == first_)) live_end = i + 1;
    }
    if (ends_live && !is_free) live_end = end;
    if (live_end == begin) {
      if (is_free && end == path.size()) SetAll(path, begin, end, RecordClass::kFree);
      return;
    }
    SetAll(path, begin, is_free ? live_end : end, RecordClass::kLive);
  }

  void SetAll(const std::vector<std::uint32_t>& path, std::size_t begin, std::size_t end, RecordClass label) {
    for (std::size_t i = begin; i < end; ++i) labels_[path[i]] = label;
  }

  void MarkFound(const std::vector<std::uint32_t>& path, std::uint32_t head) {
    bool by_directory = false;
    for (const std::uint32_t i : path) {
      by_directory = by_directory || in_slot_[i];
      if (labels_[i] != RecordClass::kLive) continue;
      if (head == first_) {
        found_by_[i] = FoundBy::kChain;
      } else if (by_directory) {
        found_by_[i] = FoundBy::kDirectory;
      }
    }
  }

  // For output where keys cannot be compared: paths by the slots that point into them, else by place.
  void RankPath(const std::vector<std::uint32_t>& path) {
    std::uint64_t rank = 0x10000U + records_[path.front()].candidate.origin;
    for (const std::uint32_t i : path) {
      if (!in_slot_[i]) continue;
      rank = rank_[i];
      break;
    }
    if (path.front() == first_) rank = 0;
    for (std::size_t i = 0; i < path.size(); ++i) rank_[path[i]] = (rank << 32U) + i;
  }

  // Two neighbouring slots bound a group, and its last record says how many it has. If just as many are there, all of
  // them are live; if all live ones are known, the others are free.
  void SettleByGroups() {
    if (!key_.whole || two_versions() || claims_.slots.empty() || Target(claims_.slots.front()) != kNone) return;
    std::vector<std::uint32_t> by_key = Order();
    std::vector<std::size_t> position(records_.size(), 0);
    for (std::size_t i = 0; i < by_key.size(); ++i) position[by_key[i]] = i;
    // Slot 0 is infimum's: the first group begins with the lowest key.
    constexpr std::size_t kNotKnown = SIZE_MAX;
    std::size_t begin = 0;
    for (std::size_t slot = 1; slot < claims_.slots.size(); ++slot) {
      const std::uint32_t owner = Target(claims_.slots[slot]);
      const bool is_supremum = claims_.slots[slot] == claims_.supremum;
      if (is_supremum) {
        if (begin != kNotKnown && claims_.supremum_owned > 0) {
          SettleGroup(by_key, begin, by_key.size(), claims_.supremum_owned - 1);
        }
        return;
      }
      if (owner == kNone || !in_slot_[owner]) {
        begin = kNotKnown;
        continue;
      }
      const std::size_t end = position[owner] + 1;
      if (begin < end) SettleGroup(by_key, begin, end, records_[owner].candidate.header.n_owned);
      begin = end;
    }
  }

  // False where a next-record offset cannot be right: it points nowhere, into a record, or where another one points.
  bool LinkIsWhole(std::uint32_t i) const {
    const std::uint32_t next = records_[i].candidate.next;
    if (next == kNoNext || Target(next) != kNone) return after_[i] != kNone;
    const auto behind =
        std::ranges::upper_bound(records_, next, {}, [](const AcceptedRecord& r) { return r.candidate.extent.begin; });
    return behind == records_.begin() || std::prev(behind)->candidate.extent.end <= next;
  }

  void SettleGroup(const std::vector<std::uint32_t>& by_key, std::size_t begin, std::size_t end, unsigned members) {
    unsigned live = 0;
    std::vector<std::uint32_t> unknown;
    for (std::size_t i = begin; i < end; ++i) {
      if (labels_[by_key[i]] == RecordClass::kLive) ++live;
      if (labels_[by_key[i]] == RecordClass::kUnknown) unknown.push_back(by_key[i]);
    }
    if (live >= members) return SetAll(unknown, 0, unknown.size(), RecordClass::kFree);
    if (unknown.size() != members - live) return;
    // Then each must be the next one of its predecessor. Where that points elsewhere, this may be the older version of
    // an updated row whose newer one is lost.
    std::uint32_t previous = kNone;
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t one = by_key[i];
      if (labels_[one] == RecordClass::kFree) continue;
      const bool follows = previous == kNone || after_[previous] == one || !LinkIsWhole(previous);
      if (labels_[one] == RecordClass::kUnknown && !follows) return;
      previous = one;
    }
    SetAll(unknown, 0, unknown.size(), RecordClass::kLive);
  }

  // Each heap slot holds a live record or a free one. Once all free ones are known, or what is left of the garbage is
  // too small, the others are live.
  void SettleByGarbage() {
    if (!claims_.sane) return;
    if (two_versions()) {
      // The header knows of the newer part alone, and its sums lie in both.
      for (std::uint32_t i = 0; free_list_whole_ && i < older_; ++i) {
        if (labels_[i] == RecordClass::kUnknown) labels_[i] = RecordClass::kLive;
      }
      return;
    }
    const std::int64_t free_slots =
        std::int64_t{claims_.header.n_heap} - PAGE_HEAP_NO_USER_LOW - std::int64_t{claims_.header.n_recs};
    if (free_list_whole_ || free_slots == std::ranges::count(labels_, RecordClass::kFree)) {
      std::ranges::replace(labels_, RecordClass::kUnknown, RecordClass::kLive);
      return;
    }
    std::int64_t left = claims_.header.garbage;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (labels_[i] == RecordClass::kFree) left -= Size(i);
    }
    if (left < 0) return;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (labels_[i] == RecordClass::kUnknown && Size(i) > left) labels_[i] = RecordClass::kLive;
    }
  }

  // Between the keys of live records, where no live link passes over it, an unmarked record is live as well: records
  // deleted one by one keep their delete mark on the free list (page_cur_delete_rec), those moved away by a split lie
  // beyond the page's keys, and older versions of updated rows have the key of a live one.
  void SettleByNeighbours(std::size_t limit) {
    if (!key_.whole) return;
    std::vector<std::uint32_t> by_key = Order();
    std::erase_if(by_key, [&](std::uint32_t i) { return i >= limit; });
    DropOlderVersions(by_key);
    std::erase_if(by_key, [&](std::uint32_t i) {
      return labels_[i] == RecordClass::kFree ||
             (labels_[i] == RecordClass::kUnknown && records_[i].candidate.header.deleted());
    });
    std::vector<std::size_t> place(records_.size(), by_key.size());
    for (std::size_t i = 0; i < by_key.size(); ++i) place[by_key[i]] = i;
    if (by_key.empty()) return;
    const auto live = [&](std::size_t i) { return labels_[by_key[i]] == RecordClass::kLive; };
    // How many live links pass over each place.
    std::vector<std::int32_t> passing(by_key.size() + 1, 0);
    for (std::size_t i = 0; i < by_key.size(); ++i) {
      const std::uint32_t next = after_[by_key[i]];
      if (!live(i) || next == kNone || place[next] <= i + 1 || place[next] == by_key.size()) continue;
      ++passing[i + 1];
      --passing[place[next]];
    }
    std::partial_sum(passing.begin(), passing.end(), passing.begin());
    const std::size_t lowest = first_ != kNone ? place[first_] : FirstLive(by_key);
    const std::size_t highest = LastLive(by_key);
    const bool low_known = IsBound(hints_.low_key);
    const bool high_known = IsBound(hints_.high_key);
    const auto fits = [&](std::uint32_t i) {
      const std::size_t at = place[i];
      if (at >= by_key.size() || passing[at] > 0 || records_[i].candidate.header.deleted()) return false;
      if (low_known ? CompareKey(i, hints_.low_key) < 0 : at <= lowest) return false;
      if (high_known ? CompareKey(i, hints_.high_key) >= 0 : at >= highest) return false;
      const bool same_below = at > 0 && Compare(by_key[at - 1], i) == 0;
      return !same_below && (at + 1 == by_key.size() || Compare(by_key[at + 1], i) != 0);
    };
    std::vector<bool> done(records_.size(), false);
    std::vector<std::uint32_t> found;
    for (const std::uint32_t head : by_key) {
      const bool begins = before_[head] == kNone || labels_[before_[head]] != RecordClass::kUnknown;
      if (labels_[head] != RecordClass::kUnknown || done[head] || !begins) continue;
      std::vector<std::uint32_t> piece;
      bool good = true;
      for (std::uint32_t i = head; i != kNone && labels_[i] == RecordClass::kUnknown && !done[i]; i = after_[i]) {
        done[i] = true;
        good = good && fits(i);
        // A link of the chain leads to the next key; one of the free list hardly ever does.
        if (!piece.empty()) good = good && place[i] == place[piece.back()] + 1;
        piece.push_back(i);
      }
      // A live record's link leads to no free one: the piece must end where the page is hurt.
      if (good && after_[piece.back()] == kNone) found.insert(found.end(), piece.begin(), piece.end());
    }
    SetAll(found, 0, found.size(), RecordClass::kLive);
  }

  // Of records with one key the newest only can be live.
  void DropOlderVersions(const std::vector<std::uint32_t>& by_key) {
    for (std::size_t begin = 0; begin < by_key.size();) {
      std::size_t end = begin + 1;
      while (end < by_key.size() && Compare(by_key[begin], by_key[end]) == 0) ++end;
      const auto same = std::span(by_key).subspan(begin, end - begin);
      const bool known = std::ranges::any_of(same, [&](std::uint32_t i) { return labels_[i] == RecordClass::kLive; });
      const auto newest = std::ranges::max(same, {}, [&](std::uint32_t i) { return records_[i].candidate.trx_id; });
      for (const std::uint32_t i : same) {
        const bool older = records_[i].candidate.trx_id < records_[newest].candidate.trx_id;
        if (labels_[i] == RecordClass::kUnknown && (known || older)) labels_[i] = RecordClass::kFree;
      }
      begin = end;
    }
  }

  // No two live records have one key: of those called live the newest is.
  void DropOlderLive() {
    if (!key_.whole) return;
    const std::vector<std::uint32_t> by_key = Order();
    for (std::size_t begin = 0; begin < by_key.size();) {
      std::size_t end = begin + 1;
      std::uint64_t newest = 0;
      while (end < by_key.size() && Compare(by_key[begin], by_key[end]) == 0) ++end;
      const auto same = std::span(by_key).subspan(begin, end - begin);
      for (const std::uint32_t i : same) {
        if (labels_[i] == RecordClass::kLive) newest = std::max(newest, records_[i].candidate.trx_id);
      }
      const bool in_newer = two_versions() && std::ranges::any_of(same, [&](std::uint32_t i) {
                              return i < older_ && labels_[i] == RecordClass::kLive;
                            });
      for (const std::uint32_t i : same) {
        const bool older = records_[i].candidate.trx_id < newest || (in_newer && i >= older_);
        if (labels_[i] == RecordClass::kLive && older) labels_[i] = RecordClass::kFree;
      }
      begin = end;
    }
  }

  // Of a page of two versions: a link between live records of the newer part leads to the next key that there is. What
  // the older part has between them was deleted since.
  void DropPassedOver() {
    if (!key_.whole || !two_versions()) return;
    const std::vector<std::uint32_t> by_key = Order();
    std::vector<std::size_t> place(by_key.size());
    for (std::size_t i = 0; i < by_key.size(); ++i) place[by_key[i]] = i;
    std::vector<std::int32_t> passing(by_key.size() + 1, 0);
    const auto pass = [&](std::size_t from, std::size_t to) {
      if (from >= to) return;
      ++passing[from];
      --passing[to];
    };
    if (first_ != kNone && labels_[first_] == RecordClass::kLive) pass(0, place[first_]);
    for (std::uint32_t i = 0; i < older_; ++i) {
      if (labels_[i] != RecordClass::kLive) continue;
      const std::uint32_t next = after_[i];
      if (next != kNone && labels_[next] == RecordClass::kLive) pass(place[i] + 1, place[next]);
      if (records_[i].candidate.next == claims_.supremum) pass(place[i] + 1, by_key.size());
    }
    std::partial_sum(passing.begin(), passing.end(), passing.begin());
    for (std::uint32_t i = older_; i < records_.size(); ++i) {
      if (passing[place[i]] > 0) labels_[i] = RecordClass::kFree;
    }
  }

  std::size_t FirstLive(const std::vector<std::uint32_t>& by_key) const {
    const auto at = std::ranges::find_if(by_key, [&](std::uint32_t i) { return labels_[i] == RecordClass::kLive; });
    return static_cast<std::size_t>(at - by_key.begin());
  }

  // 0 where nothing is live.
  std::size_t LastLive(const std::vector<std::uint32_t>& by_key) const {
    std::size_t i = by_key.size();
    while (i > 0 && labels_[by_key[i - 1]] != RecordClass::kLive) --i;
    return i == 0 ? 0 : i - 1;
  }

  std::int64_t Size(std::size_t i) const {
    const RecordExtent& extent = records_[i].candidate.extent;
    return std::int64_t{extent.end} - std::int64_t{extent.begin};
  }

  const PageContext& context_;
  const PageClaims& claims_;
  RecoveryHints hints_;
  const std::vector<AcceptedRecord>& records_;
  ByteOrderedKey key_;
  std::vector<std::uint32_t> at_origin_;
  std::vector<std::uint32_t> after_;
  std::vector<std::uint32_t> before_;
  std::vector<RecordClass> labels_;
  std::vector<FoundBy> found_by_;
  std::vector<bool> in_slot_;
  std::vector<bool> on_free_list_;  // empty unless free_list_whole_
  bool free_list_whole_ = false;
  std::vector<std::uint64_t> rank_;
  std::uint32_t older_ = 0;  // where the older version's records begin; records_.size(): there is one version
  std::uint32_t first_ = kNone;
  std::uint32_t free_ = kNone;
};

}  // namespace

RecordClasses ClassifyRecords(const PageContext& context, const TablePlan& plan, const PageClaims& claims,
                              const std::vector<AcceptedRecord>& records, const RecoveryHints& hints) {
  Classifier classifier(context, plan, claims, records, hints);
  classifier.Run();
  RecordClasses classes{.class_of = {},
                        .found_by = {},
                        .order = classifier.Order(),
                        .free_list_known = classifier.free_list_known(),
                        .last_of_newer = classifier.last_of_newer()};
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    classes.class_of.push_back(classifier.label(i));
    classes.found_by.push_back(classifier.found_by(i));
  }
  return classes;
}

}  // namespace innosalvage
