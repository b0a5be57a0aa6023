#include "salvage/record_evidence.h"

#include <algorithm>
#include <map>

namespace innosalvage {

namespace {

constexpr std::size_t kSector = 512;
constexpr std::uint32_t kNone = 0xffffffffU;
constexpr int kAccepted = 3;       // points of support that make a candidate a record
constexpr unsigned kMinOwned = 4;  // PAGE_DIR_SLOT_MIN_N_OWNED
constexpr int kMaxRounds = 4;
constexpr std::size_t kHeapNumbers = 8192;  // 13 bits

std::vector<std::uint32_t> ReadSlots(Bytes page, std::size_t n_slots_claimed, std::size_t infimum, std::size_t supremum,
                                     bool& complete) {
  std::vector<std::uint32_t> slots;
  // Each slot but the first and the last owns at least four records of at least 20 bytes or so; a generous limit.
  const std::size_t limit = page.size() / 32;
  for (std::size_t i = 0; i < limit; ++i) {
    const std::size_t at = page.size() - FIL_PAGE_DATA_END - (i + 1) * PAGE_DIR_SLOT_SIZE;
    const std::uint32_t origin = BigAt<std::uint16_t>(page, at);
    slots.push_back(origin);
    if (origin == supremum) {
      complete = slots.front() == infimum;
      // A split shortens the directory and leaves the old slots standing behind it, which point at what moved away.
      if (!complete && n_slots_claimed == 0) slots.clear();
      return slots;
    }
    if (i + 1 == n_slots_claimed) return slots;
  }
  // No end in sight: nobody knows where the directory stops.
  if (n_slots_claimed == 0) slots.clear();
  return slots;
}

class Selector {
 public:
  Selector(std::vector<RecordCandidate> candidates, const PageContext& context, const PageClaims& claims,
           CandidateScanner& scanner, const RecoveryHints& hints)
      : all_(std::move(candidates)),
        context_(context),
        claims_(claims),
        scanner_(scanner),
        hints_(hints),
        alive_(all_.size(), true),
        support_(all_.size(), 0),
        at_origin_(context.page.size(), kNone),
        in_slot_(context.page.size(), false) {
    for (std::uint32_t i = 0; i < all_.size(); ++i) at_origin_[all_[i].origin] = i;
    for (const std::uint32_t origin : claims.slots) {
      if (origin < in_slot_.size()) in_slot_[origin] = true;
    }
  }

  std::vector<AcceptedRecord> Run() {
    for (int round = 0; round < kMaxRounds; ++round) {
      CountSupport();
      if (!DropOverlapped()) break;
    }
    CountSupport();
    DropByHeapNo();
    CountSupport();
    AcceptSupported();
    AcceptLone();
    AcceptHurtHeaders();
    for (std::size_t i = 0; i < accepted_.size(); ++i) accepted_[i].end_vouched = EndVouched(i);
    return std::move(accepted_);
  }

 private:
  static bool Overlap(const RecordExtent& a, const RecordExtent& b) { return a.begin < b.end && b.begin < a.end; }

  void CountSupport() {
    std::vector<std::uint8_t> linked(all_.size(), 0);
    std::vector<std::uint32_t> first_at(context_.page.size() + 1, kNone);
    std::vector<std::uint32_t> same_begin(all_.size(), kNone);
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      support_[i] = 0;
      if (!alive_[i]) continue;
      same_begin[i] = first_at[all_[i].extent.begin];
      first_at[all_[i].extent.begin] = i;
    }
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      if (!alive_[i]) continue;
      const RecordCandidate& one = all_[i];
      if (one.next == claims_.supremum) support_[i] += 2;
      if (one.next != kNoNext && one.next < at_origin_.size()) {
        const std::uint32_t target = at_origin_[one.next];
        if (target != kNone && alive_[target] && !Overlap(one.extent, all_[target].extent)) {
          support_[i] += 2;
          linked[target] = 1;
        }
      }
      for (std::uint32_t next = first_at[one.extent.end]; next != kNone; next = same_begin[next]) {
        if (all_[next].header.heap_no != one.header.heap_no + 1) continue;
        support_[i] += 3;
        support_[next] += 3;
        break;
      }
      if (in_slot_[one.origin] && one.header.n_owned >= kMinOwned) support_[i] += 3;
      const bool first = one.header.heap_no == PAGE_HEAP_NO_USER_LOW && one.extent.begin == scanner_.bounds().low;
      const bool last =
          claims_.sane && one.extent.end == claims_.header.heap_top && one.header.heap_no + 1 == claims_.header.n_heap;
      if (first || last) support_[i] += 3;
      if (scanner_.fixed_size() && InFixedSlot(one)) support_[i] += 3;
    }
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      if (alive_[i] && (linked[i] != 0 || all_[i].origin == claims_.infimum_next)) support_[i] += 2;
    }
    range_ = {hints_.min_trx_id, hints_.min_trx_id == 0 ? 0 : hints_.max_trx_id};
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      if (!alive_[i] || support_[i] < kAccepted || all_[i].trx_id == 0) continue;
      range_.low = range_.high == 0 ? all_[i].trx_id : std::min(range_.low, all_[i].trx_id);
      range_.high = std::max(range_.high, all_[i].trx_id);
    }
  }

  // Where all records have one size, the heap number tells the place.
  bool InFixedSlot(const RecordCandidate& one) const {
    const std::size_t size = one.extent.end - one.extent.begin;
    return one.extent.begin == scanner_.bounds().low + (one.header.heap_no - PAGE_HEAP_NO_USER_LOW) * size;
  }

  bool TrxInRange(const RecordCandidate& one) const {
    return one.trx_id == 0 || (range_.high != 0 && one.trx_id >= range_.low && one.trx_id <= range_.high);
  }

  // Of overlapping candidates the one with most support stays. True if any went.
  bool DropOverlapped() {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      if (alive_[i]) order.push_back(i);
    }
    const auto rank = [&](std::uint32_t i) {
      const unsigned owned = all_[i].header.n_owned;
      return std::tuple(support_[i], TrxInRange(all_[i]), all_[i].next != kNoNext, owned == 0 || owned >= kMinOwned);
    };
    std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return rank(a) > rank(b); });
    std::map<std::uint32_t, std::uint32_t> taken;  // begin -> end
    bool dropped = false;
    for (const std::uint32_t i : order) {
      const RecordExtent& extent = all_[i].extent;
      const auto after = taken.lower_bound(extent.end);
      if (after != taken.begin() && std::prev(after)->second > extent.begin) {
        alive_[i] = false;
        dropped = true;
      } else {
        taken.emplace(extent.begin, extent.end);
      }
    }
    return dropped;
  }

  // The rising sequences of heap numbers among candidates in the order given (a Fenwick tree of maxima).
  class RisingSequences {
   public:
    explicit RisingSequences(std::size_t candidates) : previous_(candidates, kNone) {}
    void Append(std::uint32_t i, std::size_t heap_no, int weight) {
      Best before;
      for (std::size_t at = heap_no; at > 0; at -= at & (~at + 1)) {  // numbers below heap_no
        if (tree_[at].weight > before.weight) before = tree_[at];
      }
      previous_[i] = before.last;
      const Best here{before.weight + weight, i};
      for (std::size_t at = heap_no + 1U; at <= kHeapNumbers; at += at & (~at + 1)) {
        if (here.weight > tree_[at].weight) tree_[at] = here;
      }
      if (here.weight > best_.back().weight) {
        best_.push_back(here);
      } else {
        best_.push_back(best_.back());
      }
    }
    // Of the first n.
    int WeightOf(std::size_t n) const { return best_[n].weight; }
    void Keep(std::size_t n, std::vector<bool>& alive) const {
      for (std::uint32_t i = best_[n].last; i != kNone; i = previous_[i]) alive[i] = true;
    }

   private:
    struct Best {
      int weight = 0;
      std::uint32_t last = kNone;
    };
    std::vector<Best> tree_ = std::vector<Best>(kHeapNumbers + 1);
    std::vector<Best> best_ = {Best{}};
    std::vector<std::uint32_t> previous_;
  };

  // Heap numbers rise with the place: the rising sequence is kept that has most support. A page made of two versions
  // may have two of them, that of its newer part and that of its older one, if it was reorganised in between.
  void DropByHeapNo() {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      if (alive_[i]) order.push_back(i);
    }
    std::ranges::sort(order, {}, [&](std::uint32_t i) { return all_[i].extent.begin; });
    RisingSequences forwards(all_.size());
    for (const std::uint32_t i : order) forwards.Append(i, all_[i].header.heap_no, support_[i] + 1);
    alive_.assign(all_.size(), false);
    const std::size_t n = order.size();
    if (n == 0 || !MayBeOfTwoVersions()) return forwards.Keep(n, alive_);
    RisingSequences backwards(all_.size());
    for (std::size_t k = n; k-- > 0;) {
      backwards.Append(order[k], kHeapNumbers - 1 - all_[order[k]].header.heap_no, support_[order[k]] + 1);
    }
    constexpr int kWorthIt = 4 * (kAccepted + 1);  // some records more: noise has no such support
    std::size_t split = n;
    for (std::size_t k = 1; k < n; ++k) {
      if (!SectorBeginsBetween(all_[order[k - 1]].extent, all_[order[k]].extent)) continue;
      const int weight = forwards.WeightOf(k) + backwards.WeightOf(n - k);
      const int least =
          split == n ? forwards.WeightOf(n) + kWorthIt : forwards.WeightOf(split) + backwards.WeightOf(n - split) + 1;
      if (weight >= least) split = k;
    }
    forwards.Keep(split, alive_);
    if (split < n) backwards.Keep(n - split, alive_);
  }

  // The halves of the LSN differ, and what tells the heap's end is one of them.
  bool MayBeOfTwoVersions() const { return claims_.sane && !context_.verified && !LsnHalvesAreOne(context_.page); }

  // Where the newer part may end, within its heap: what lies behind that is no part of either version's rows.
  bool SectorBeginsBetween(const RecordExtent& a, const RecordExtent& b) const {
    const std::size_t sector = (a.begin / kSector + 1) * kSector;
    return sector < b.end && sector < claims_.header.heap_top;
  }

  void AcceptSupported() {
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      if (alive_[i] && support_[i] >= kAccepted) accepted_.push_back({.candidate = all_[i]});
    }
    SortAccepted();
  }

  void SortAccepted() {
    std::ranges::sort(accepted_, {}, [](const AcceptedRecord& record) { return record.candidate.extent.begin; });
  }

  // Position in accepted_ of the first record that begins at or behind `offset`.
  std::size_t Behind(std::size_t offset) const {
    const auto at = std::ranges::lower_bound(accepted_, offset, {},
                                             [](const AcceptedRecord& r) { return r.candidate.extent.begin; });
    return static_cast<std::size_t>(at - accepted_.begin());
  }

  // A record between destroyed ones has no neighbours to speak for it. It is taken if DB_TRX_ID is one of this page's
  // and the slots that the heap numbers leave room for have room.
  void AcceptLone() {
    constexpr std::uint64_t kNarrow = std::uint64_t{1} << 24U;
    if (range_.high == 0 || range_.high - range_.low > kNarrow) return;
    std::vector<AcceptedRecord> lone;
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      const RecordCandidate& one = all_[i];
      if (!alive_[i] || support_[i] >= kAccepted || !TrxInRange(one)) continue;
      // Its own link may be astray if another one leads to it.
      if (one.next == kNoNext && !LinkedByAccepted(one.origin)) continue;
      if (one.header.n_owned != 0 && one.header.n_owned < kMinOwned) continue;
      if (FitsBetween(one)) lone.push_back({.candidate = one});
    }
    accepted_.insert(accepted_.end(), lone.begin(), lone.end());
    SortAccepted();
  }

  bool LinkedByAccepted(std::uint32_t origin) const {
    return origin == claims_.infimum_next ||
           std::ranges::any_of(accepted_, [&](const AcceptedRecord& r) { return r.candidate.next == origin; });
  }

  bool FitsBetween(const RecordCandidate& one) const {
    const std::size_t behind = Behind(one.extent.begin);
    const std::size_t size = scanner_.min_record_size();
    std::size_t begin = scanner_.bounds().low;
    std::size_t heap_no = PAGE_HEAP_NO_USER_LOW - 1U;
    if (behind > 0) {
      begin = accepted_[behind - 1].candidate.extent.end;
      heap_no = accepted_[behind - 1].candidate.header.heap_no;
    }
    if (one.header.heap_no <= heap_no || one.extent.begin < begin) return false;
    if (one.extent.begin - begin < (one.header.heap_no - heap_no - 1U) * size) return false;
    if (behind == accepted_.size()) return !claims_.sane || one.header.heap_no < claims_.header.n_heap;
    const RecordCandidate& next = accepted_[behind].candidate;
    if (next.header.heap_no <= one.header.heap_no || next.extent.begin < one.extent.end) return false;
    return next.extent.begin - one.extent.end >= (next.header.heap_no - one.header.heap_no - 1U) * size;
  }

  // A record whose own header is hurt, but that fills the one slot between its neighbours to the byte, and that
  // something points at.
  void AcceptHurtHeaders() {
    std::vector<std::uint32_t> targets = claims_.slots;
    targets.push_back(claims_.infimum_next);
    for (const AcceptedRecord& record : accepted_) targets.push_back(record.candidate.next);
    std::ranges::sort(targets);
    targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
    std::vector<AcceptedRecord> found;
    for (const std::uint32_t origin : targets) {
      if (origin >= context_.page.size() || origin < scanner_.bounds().low) continue;
      const std::size_t behind = Behind(origin);
      const AcceptedRecord* before = behind > 0 ? &accepted_[behind - 1] : nullptr;
      const std::uint32_t begin =
          before != nullptr ? before->candidate.extent.end : static_cast<std::uint32_t>(scanner_.bounds().low);
      if (origin < begin) continue;
      const unsigned heap_no =
          before != nullptr ? before->candidate.header.heap_no + 1U : unsigned{PAGE_HEAP_NO_USER_LOW};
      std::uint32_t end = 0;
      if (behind < accepted_.size()) {
        if (accepted_[behind].candidate.header.heap_no != heap_no + 1) continue;
        end = accepted_[behind].candidate.extent.begin;
      } else if (claims_.sane && claims_.header.n_heap == heap_no + 1) {
        end = claims_.header.heap_top;
      }
      if (end <= origin) continue;
      // The header's sector must have another witness than the header: its own data, or the record before it.
      const std::size_t sector = begin / kSector;
      const bool witness =
          origin / kSector == sector ||
          (before != nullptr && before->candidate.extent.begin / kSector == sector && (origin - 1) / kSector == sector);
      if (!witness) continue;
      for (std::size_t mark = 0; mark < scanner_.InstantMarks(); ++mark) {
        auto candidate = scanner_.TryWithoutHeader(origin, mark);
        if (!candidate || candidate->extent.begin != begin || candidate->extent.end != end) continue;
        candidate->header.heap_no = static_cast<std::uint16_t>(heap_no);
        found.push_back({.candidate = *candidate});
        break;
      }
    }
    accepted_.insert(accepted_.end(), found.begin(), found.end());
    SortAccepted();
  }

  // Damage comes in sectors more often than not, and a record that reaches into a damaged one keeps a perfect head.
  bool EndVouched(std::size_t i) const {
    const RecordCandidate& one = accepted_[i].candidate;
    if (context_.verified) return true;
    const std::size_t end = one.extent.end;
    const RecordCandidate* next = i + 1 < accepted_.size() ? &accepted_[i + 1].candidate : nullptr;
    if (next != nullptr && next->extent.begin == end) return true;
    if (claims_.sane && end == claims_.header.heap_top) return true;
    if (scanner_.HeaderFollows(end, static_cast<std::uint16_t>(one.header.heap_no + 1U))) return true;
    if (ZeroBehind(one.extent)) return true;
    const std::size_t last_sector = (end - 1) / kSector;
    const bool one_sector = one.extent.begin / kSector == last_sector;
    if (next != nullptr && next->header.heap_no == one.header.heap_no + 1) {
      // A slot used again by a smaller record: what is left over is counted as garbage.
      const std::size_t left_over = next->extent.begin - end;
      if (claims_.sane && left_over > claims_.header.garbage) return false;
      return one_sector || next->extent.begin / kSector == last_sector || TailIsText(one, last_sector * kSector);
    }
    if (TailIsText(one, last_sector * kSector)) return true;
    const std::size_t sector_end = (last_sector + 1) * kSector;
    if (one_sector && sector_end - end < scanner_.max_header_size()) return true;
    if (next != nullptr) return false;
    // The last record where nobody knows the heap top: its sector has the witness of its head, or of the directory.
    if (!claims_.sane && (one_sector || (claims_.slots_complete && DirectoryBegin() < sector_end))) return true;
    // Else free space must follow: that is zero. So would be the record's own part of a zeroed sector.
    const std::size_t free_end = std::min(sector_end, scanner_.bounds().high);
    if (end < free_end && !AllZero(context_.page.subspan(end, free_end - end))) return false;
    const std::size_t part = std::max<std::size_t>(one.extent.begin, last_sector * kSector);
    return one_sector || !AllZero(context_.page.subspan(part, end - part));
  }

  // A tail of legal text is no noise. It may be an older version's where the page is made of two: not if both halves of
  // its LSN agree.
  bool TailIsText(const RecordCandidate& one, std::size_t from) const {
    return LsnHalvesAreOne(context_.page) && scanner_.TextVouches(one, from);
  }

  std::size_t DirectoryBegin() const {
    return context_.page.size() - FIL_PAGE_DATA_END - claims_.slots.size() * PAGE_DIR_SLOT_SIZE;
  }

  // Space never used is zero, and so is what MariaDB 10.5 and later leave of a freed record (page_mem_free,
  // page0cur.cc). Damage that reaches a record's tail does not end with the record. A sector of zeros may have
  // swallowed the tail, however.
  bool ZeroBehind(RecordExtent extent) const {
    constexpr std::size_t kEnough = 8;
    const std::size_t last_sector = (extent.end - 1) / kSector;
    const std::size_t limit = claims_.slots_complete ? DirectoryBegin() : scanner_.bounds().high;
    const std::size_t zero_end = std::min({(last_sector + 1) * kSector, limit, extent.end + 2 * kEnough});
    if (zero_end < extent.end + kEnough) return false;
    if (!AllZero(context_.page.subspan(extent.end, zero_end - extent.end))) return false;
    const std::size_t part = std::max<std::size_t>(extent.begin, last_sector * kSector);
    return !AllZero(context_.page.subspan(part, extent.end - part));
  }

  struct Range {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
  };

  std::vector<RecordCandidate> all_;
  const PageContext& context_;
  const PageClaims& claims_;
  CandidateScanner& scanner_;
  RecoveryHints hints_;
  std::vector<bool> alive_;
  std::vector<int> support_;
  std::vector<std::uint32_t> at_origin_;
  std::vector<bool> in_slot_;
  Range range_;
  std::vector<AcceptedRecord> accepted_;
};

}  // namespace

bool LsnHalvesAreOne(Bytes page) {
  const auto lsn = BigAt<std::uint32_t>(page, FIL_PAGE_LSN + 4);
  return lsn != 0 && (lsn == BigAt<std::uint32_t>(page, page.size() - 4) ||
                      lsn == BigAt<std::uint32_t>(page, page.size() - FIL_PAGE_DATA_END));
}

bool MayEndInOlderVersion(Bytes page) {
  const auto lsn = BigAt<std::uint32_t>(page, FIL_PAGE_LSN + 4);
  const auto is_older = [&](std::size_t at) {
    const auto other = BigAt<std::uint32_t>(page, at);
    return other != 0 && other < lsn;
  };
  return !LsnHalvesAreOne(page) && (is_older(page.size() - 4) || is_older(page.size() - FIL_PAGE_DATA_END));
}

PageClaims ReadClaims(const PageContext& context, RecordFormat format) {
  PageClaims claims;
  const bool compact = format == RecordFormat::kCompact;
  const std::size_t infimum = compact ? PAGE_NEW_INFIMUM : PAGE_OLD_INFIMUM;
  claims.supremum = static_cast<std::uint32_t>(compact ? PAGE_NEW_SUPREMUM : PAGE_OLD_SUPREMUM);
  const auto head = FixedAt<PAGE_DATA>(context.page, 0);
  if (!head) return claims;
  claims.header = DecodeIndexHeader(*head);
  claims.sane = claims.header.compact == compact && claims.header.n_heap > PAGE_HEAP_NO_USER_LOW &&
                !CheckIndexHeader(claims.header, context.page.size(), context.page_no);
  const auto lowest = ReadRecordHeader(context.page, context.page_no, format, infimum);
  if (lowest && lowest->status == RecordStatus::kInfimum && lowest->n_owned == 1 && lowest->heap_no == 0) {
    claims.infimum_next = lowest->next;
  }
  const auto highest = ReadRecordHeader(context.page, context.page_no, format, claims.supremum);
  if (highest && highest->status == RecordStatus::kSupremum && highest->heap_no == 1) {
    claims.supremum_owned = highest->n_owned;
  }
  claims.slots = ReadSlots(context.page, claims.sane ? claims.header.n_dir_slots : 0U, infimum, claims.supremum,
                           claims.slots_complete);
  return claims;
}

std::vector<AcceptedRecord> AcceptCandidates(std::vector<RecordCandidate> candidates, const PageContext& context,
                                             const PageClaims& claims, CandidateScanner& scanner,
                                             const RecoveryHints& hints) {
  return Selector(std::move(candidates), context, claims, scanner, hints).Run();
}

}  // namespace innosalvage
