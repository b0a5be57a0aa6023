#include "salvage/secondary_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <unordered_map>

#include "salvage/known_keys.h"
#include "salvage/secondary_index.h"

namespace innosalvage {

namespace {

// A column of a lost row, as the entries have it.
struct KnownColumn {
  std::uint32_t slot = 0;  // in TablePlan::exported
  bool null = false;
  bool contradicted = false;
  std::string bytes;
};

struct LostRow {
  Evidence evidence;  // of the first entry
  std::vector<KnownColumn> columns;

  // Returns the bytes of memory added.
  std::size_t Know(std::uint32_t slot, bool null, std::string_view bytes) {
    const auto known = std::ranges::find(columns, slot, &KnownColumn::slot);
    if (known == columns.end()) {
      columns.push_back({slot, null, false, std::string(bytes)});
      return sizeof(KnownColumn) + bytes.size();
    }
    if (known->null != null || known->bytes != bytes) known->contradicted = true;
    return 0;
  }
};

// To which of the findings' lost ranges a key belongs: those listed first, the others behind them.
class RangeOfKey {
 public:
  RangeOfKey(const LiveTree& tree, const ClusteredKey& key, const KnownKeys& known, const TableFindings& findings)
      : known_(known) {
    std::unordered_map<std::uint32_t, std::size_t> range_of;  // the first of each page
    std::size_t at = 0;
    for (const LostRange& range : findings.lost) range_of.emplace(range.page_no, at++);
    for (const UnlistedRange& range : findings.lost_unlisted) range_of.emplace(range.page_no, at++);
    for (const TreeHole& hole : tree.holes) {
      const auto range = range_of.find(hole.page_no);
      if (range == range_of.end()) continue;
      Start start{range->second, hole.after_leaf, std::nullopt};
      if (hole.bound != kNoEntry) start.low = key.Of(tree.bounds[hole.bound]);
      starts_.push_back(std::move(start));
    }
    only_ = findings.lost_total() == 1 && starts_.size() == 1;
  }

  // nullopt: cannot be told, or to none.
  std::optional<std::size_t> Find(std::string_view key) const {
    const auto gap = known_.GapOf(key);
    if (!gap) return only_ ? std::optional<std::size_t>(starts_.front().range) : std::nullopt;
    const Start* found = nullptr;
    for (auto start = std::ranges::lower_bound(starts_, gap->first, {}, &Start::after_leaf);
         start != starts_.end() && start->after_leaf <= gap->last; ++start) {
      if (!start->low || *start->low <= key) found = &*start;
    }
    return found == nullptr ? std::nullopt : std::optional<std::size_t>(found->range);
  }
  // Whether every key lost has its range.
  bool TellsAll() const { return only_ || known_.GapOf({}).has_value(); }

 private:
  struct Start {
    std::size_t range = 0;
    std::size_t after_leaf = 0;
    std::optional<std::string> low;  // nullopt: open, or not known
  };
  const KnownKeys& known_;
  std::vector<Start> starts_;  // in key order
  bool only_ = false;
};

class Namer {
 public:
  Namer(const PageStore& store, const TablePlan& plan, const LiveTree& tree, std::span<const LeafOutcome> outcomes,
        std::span<const SecondaryIndex> indexes, RowConsumer& consumer, const SecondaryRowsOptions& options,
        TableFindings& findings)
      : store_(store),
        plan_(plan),
        consumer_(consumer),
        options_(options),
        findings_(findings),
        key_(*plan.table, plan.leaf),
        indexes_(indexes.begin(), indexes.end()) {
    if (indexes_.empty()) return;
    for (const LeafOutcome& outcome : outcomes) rows_known_ += outcome.rows;
    known_.emplace(store, plan, key_, tree, outcomes);
    ranges_.emplace(tree, key_, *known_, findings);
  }

  void Run() {
    if (indexes_.empty()) return;
    CountAndCollect();
    Emit();
    // Each pass takes the rows that follow in key order, as many as memory has room for.
    while (ceiling_) {
      floor_ = std::exchange(ceiling_, std::nullopt);
      rows_.clear();
      bytes_ = 0;
      for (const SecondaryIndex& index : indexes_) Collect(index, nullptr);
      Emit();
    }
    if (findings_.lost_keys_named > findings_.rows_lost_estimated && findings_.rows_lost_counted_in.empty()) {
      findings_.rows_lost_estimated = findings_.lost_keys_named;
    }
  }

 private:
  struct Tally {
    std::uint64_t lost = 0;
    std::vector<std::uint64_t> by_range;  // as RangeOfKey counts them
  };

  void CountAndCollect() {
    bool counted = false;
    Sample best;
    std::erase_if(indexes_, [&](const SecondaryIndex& index) { return IsOfOlderTree(index); });
    for (const SecondaryIndex& index : indexes_) {
      Tally tally{0, std::vector<std::uint64_t>(findings_.lost_total())};
      const EntryScan scan = Collect(index, &tally);
      if (counted) continue;
      if (!scan.told_all) {
        const auto all = scan.Estimated();
        if (!all || *all == 0) continue;
        const double share = static_cast<double>(scan.entries) / static_cast<double>(*all);
        if (best.all == 0 || share > best.share)
          best = {&index, std::move(tally), share, *all, scan.leaves_missing == 0};
        continue;
      }
      counted = true;
      SetCounts(tally, plan_.table->indexes[index.index].name);
    }
    if (!counted) Estimate(best);
  }

  // Leaves without a root may be those of a tree that is no more. Then rows that came out have no entry there.
  bool IsOfOlderTree(const SecondaryIndex& index) const {
    std::uint64_t known = 0;
    const EntryScan scan = ReadEntries(store_, index, WhichLeaves::kLive, [&](const SecondaryEntry& entry) {
      if (!entry.by_chain) return NextEntry::kStop;
      known += known_->Contains(key_.Of(entry.page, entry.fields, index.key_fields)) ? 1U : 0U;
      return NextEntry::kGoOn;
    });
    return scan.by_chain && known * 10 < rows_known_ * 9;
  }

  // What the best index tells that was not read whole.
  struct Sample {
    const SecondaryIndex* index = nullptr;
    Tally tally;
    double share = 0.0;        // of its entries that were read
    std::uint64_t all = 0;     // entries it has, as far as is known
    bool all_claimed = false;  // as the headers of its leaves say
  };

  // An index lists rows in an order of its own, so that the part of it that was read is a fair sample of the rows lost.
  // Where little was read, the number of its entries less the rows known is nearer.
  void Estimate(const Sample& sample) {
    constexpr double kFair = 0.5;
    if (sample.index == nullptr) return;
    const std::string& name = plan_.table->indexes[sample.index->index].name;
    if (sample.share >= kFair && sample.tally.lost > 0) {
      const auto scaled = [&](std::uint64_t rows) {
        return static_cast<std::uint64_t>(std::llround(static_cast<double>(rows) / sample.share));
      };
      findings_.rows_lost_estimated = scaled(sample.tally.lost);
      if (!ranges_->TellsAll()) return;
      SayAll(sample.tally, scaled,
             fmt::format("rows counted in secondary index `{}`, of which {:.1f} % was read", name, 100 * sample.share));
    } else if (sample.share < kFair && sample.all_claimed) {
      findings_.rows_lost_estimated = sample.all > rows_known_ ? sample.all - rows_known_ : 0;
    }
  }

  template <class Rows>
  void SayAll(const Tally& tally, const Rows& rows, const std::string& how) {
    std::size_t at = 0;
    for (LostRange& range : findings_.lost) Say(range, rows(tally.by_range[at++]), how);
    for (UnlistedRange& range : findings_.lost_unlisted) range.rows_estimated = rows(tally.by_range[at++]);
  }

  static void Say(LostRange& range, std::uint64_t rows, const std::string& how) {
    range.rows_estimated = rows;
    const std::string keys = range.how.substr(0, range.how.find("; rows"));
    range.how = fmt::format("{}{}{}", keys, keys.empty() ? "" : "; ", how);
  }

  EntryScan Collect(const SecondaryIndex& index, Tally* tally) {
    return ReadEntries(store_, index, WhichLeaves::kLive, [&](const SecondaryEntry& entry) {
      std::string key = key_.Of(entry.page, entry.fields, index.key_fields);
      if (known_->Contains(key)) return NextEntry::kGoOn;
      if (tally != nullptr) {
        ++tally->lost;
        if (const auto range = ranges_->Find(key)) ++tally->by_range[*range];
      }
      if ((!floor_ || key >= *floor_) && (!ceiling_ || key < *ceiling_)) Keep(std::move(key), index, entry);
      return NextEntry::kGoOn;
    });
  }

  void Keep(std::string key, const SecondaryIndex& index, const SecondaryEntry& entry) {
    constexpr std::size_t kOverhead = 128;  // of a node of the map
    const std::size_t key_bytes = key.size();
    const auto [row, added] = rows_.try_emplace(std::move(key));
    if (added) {
      bytes_ += kOverhead + sizeof(LostRow) + key_bytes;
      Evidence& evidence = row->second.evidence;
      evidence.file_offset = entry.where->offset;
      evidence.page_no = entry.where->page_no;
      evidence.origin = static_cast<std::uint16_t>(entry.origin);
      evidence.heap_no = entry.heap_no;
      evidence.found_by = FoundBy::kSecondary;
      evidence.trust = Trust::kPartial;
      evidence.reasons.Add(Reason::kSecondaryOnly);
    }
    for (const SecondaryIndex::IndexedColumn& column : index.columns) {
      const FieldRef& field = entry.fields[column.field];
      const Bytes bytes = field.is_null ? Bytes() : entry.page.subspan(field.offset, field.length);
      bytes_ += row->second.Know(column.slot, field.is_null, AsText(bytes));
    }
    while (bytes_ > options_.memory && rows_.size() > 1) {
      const auto last = std::prev(rows_.end());
      ceiling_ = last->first;
      bytes_ -= kOverhead + sizeof(LostRow) + last->first.size();
      for (const KnownColumn& known : last->second.columns) bytes_ -= sizeof(KnownColumn) + known.bytes.size();
      rows_.erase(last);
    }
  }

  void SetCounts(const Tally& tally, const std::string& index_name) {
    findings_.rows_lost_counted_in = index_name;
    findings_.rows_lost_estimated = tally.lost;
    if (!ranges_->TellsAll()) return;
    SayAll(tally, std::identity(), fmt::format("rows counted in secondary index `{}`", index_name));
  }

  void Emit() {
    constexpr std::size_t kBatchRows = 512;
    RowBatch batch(*plan_.table, plan_.exported);
    for (const auto& [key, row] : rows_) {
      const auto values = batch.Append(row.evidence);
      for (Value& value : values) value = Nothing();
      for (const KnownColumn& known : row.columns) {
        if (!known.contradicted) values[known.slot] = Decode(known, batch.arena());
      }
      findings_.rows.Count(Trust::kPartial, row.evidence.reasons);
      ++findings_.lost_keys_named;
      if (batch.size() < kBatchRows) continue;
      consumer_.Write(consumer_.Format(batch));
      batch = RowBatch(*plan_.table, plan_.exported);
    }
    if (!batch.empty()) consumer_.Write(consumer_.Format(batch));
  }

  static Value Nothing() {
    Value value;
    value.kind = ValueKind::kLost;
    return value;
  }

  // `known` lives as long as the batch.
  Value Decode(const KnownColumn& known, std::pmr::memory_resource& arena) const {
    if (known.null) return Value{};
    auto value = DecodeValue(plan_.table->columns[plan_.exported[known.slot]], AsBytes(known.bytes), arena);
    return value ? *value : Nothing();
  }

  const PageStore& store_;
  const TablePlan& plan_;
  RowConsumer& consumer_;
  const SecondaryRowsOptions& options_;
  TableFindings& findings_;
  ClusteredKey key_;
  std::vector<SecondaryIndex> indexes_;
  std::optional<KnownKeys> known_;
  std::optional<RangeOfKey> ranges_;
  std::map<std::string, LostRow, std::less<>> rows_;  // by clustered key
  std::size_t bytes_ = 0;
  std::uint64_t rows_known_ = 0;        // that came out of the clustered index
  std::optional<std::string> floor_;    // inclusive
  std::optional<std::string> ceiling_;  // exclusive
};

bool AnythingMissing(const LiveTree& tree, std::span<const LeafOutcome> outcomes) {
  if (!tree.complete || !tree.holes.empty()) return true;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!KnownKeys::ReadWhole(tree.leaves[i], outcomes[i])) return true;
  }
  return false;
}

}  // namespace

void NameLostRows(const PageStore& store, const TablePlan& plan, const LiveTree& tree,
                  std::span<const LeafOutcome> outcomes, std::span<const SecondaryIndex> indexes, RowConsumer& consumer,
                  const SecondaryRowsOptions& options, TableFindings& findings) {
  if (outcomes.size() != tree.leaves.size() || !AnythingMissing(tree, outcomes)) return;
  Namer(store, plan, tree, outcomes, indexes, consumer, options, findings).Run();
}

}  // namespace innosalvage
