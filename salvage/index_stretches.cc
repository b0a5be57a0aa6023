#include "salvage/index_stretches.h"

#include <algorithm>

#include "salvage/known_rows.h"

namespace innosalvage {

namespace {

constexpr std::size_t kSampledLeaves = 512;
constexpr std::size_t kEnoughRows = 8;

struct Stretch {
  std::string low, high;  // places of the first and the last entry
  bool open_low = false;  // it begins the index
  bool open_high = false;
  std::uint64_t newest_trx = 0;
  std::vector<std::uint64_t> keys, entries;
  std::size_t present = 0;  // of the rows of the sample
  std::size_t missing = 0;
};

struct SampledRow {
  std::uint64_t entry = 0;
  std::uint64_t trx_id = 0;
  std::string place;
  bool present = false;
};

std::vector<SampledRow> SampleRows(const PageStore& store, const TablePlan& plan, const ClusteredKey& key,
                                   const LiveTree& tree, std::span<const LeafOutcome> outcomes,
                                   const IndexedRows& indexed) {
  std::vector<SampledRow> rows;
  VisitKnownRows(store, plan, tree, outcomes, kSampledLeaves, [&](Bytes page, std::span<const FieldRef> fields) {
    auto place = indexed.PlaceOfRow(page, fields);
    const auto entry = indexed.HashOfRow(page, fields, key.Of(page, fields));
    if (place && entry) rows.push_back({*entry, TrxIdOf(plan, page, fields), *std::move(place)});
  });
  std::ranges::sort(rows, {}, &SampledRow::entry);
  return rows;
}

std::vector<Stretch> ReadStretches(const PageStore& store, const KnownKeys& known, const IndexedRows& indexed,
                                   std::vector<SampledRow>& sample) {
  std::vector<Stretch> stretches;
  std::optional<std::uint32_t> current;
  ReadEntries(store, indexed.index(), WhichLeaves::kAlsoUndecided, [&](const SecondaryEntry& entry) {
    if (!entry.stretch) return NextEntry::kStop;
    std::string place = indexed.PlaceOfEntry(entry);
    if (current != entry.stretch) {
      current = entry.stretch;
      Stretch& begun = stretches.emplace_back();
      begun.low = place;
      begun.open_low = entry.where->prev == FIL_NULL;
    }
    Stretch& stretch = stretches.back();
    stretch.high = std::move(place);
    stretch.open_high = entry.where->next == FIL_NULL;
    stretch.newest_trx = std::max(stretch.newest_trx, entry.max_trx_id);
    std::string key = indexed.KeyOfEntry(entry);
    const std::uint64_t key_hash = HashOf(key);
    const bool is_known = known.Contains(key);
    const std::uint64_t hash = indexed.HashOfEntry(entry, std::move(key));
    for (SampledRow& row : std::ranges::equal_range(sample, hash, {}, &SampledRow::entry)) row.present = true;
    if (is_known) return NextEntry::kGoOn;
    stretch.keys.push_back(key_hash);
    stretch.entries.push_back(hash);
    return NextEntry::kGoOn;
  });
  return stretches;
}

// In the order of the index; false: two of them overlap.
bool SetInOrder(std::vector<Stretch>& stretches) {
  std::ranges::sort(stretches, {}, &Stretch::low);
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    if (stretches[i].low > stretches[i].high) return false;
    if (i == 0) continue;
    if (stretches[i - 1].high >= stretches[i].low || stretches[i - 1].open_high || stretches[i].open_low) return false;
  }
  return true;
}

Stretch* StretchOf(std::vector<Stretch>& stretches, const std::string& place) {
  const auto behind = std::ranges::upper_bound(stretches, place, {}, &Stretch::low);
  if (behind == stretches.begin()) return stretches.front().open_low ? &stretches.front() : nullptr;
  Stretch& stretch = *std::prev(behind);
  return place <= stretch.high || stretch.open_high ? &stretch : nullptr;
}

}  // namespace

std::optional<IndexStretches> FindStretches(const PageStore& store, const TablePlan& plan, const ClusteredKey& key,
                                            const LiveTree& tree, std::span<const LeafOutcome> outcomes,
                                            const KnownKeys& known, const IndexedRows& indexed) {
  if (!indexed.ordered()) return std::nullopt;
  std::vector<SampledRow> sample = SampleRows(store, plan, key, tree, outcomes, indexed);
  if (sample.size() < kEnoughRows) return std::nullopt;
  std::vector<Stretch> stretches = ReadStretches(store, known, indexed, sample);
  if (stretches.empty() || !SetInOrder(stretches)) return std::nullopt;
  for (const SampledRow& row : sample) {
    Stretch* stretch = StretchOf(stretches, row.place);
    if (stretch == nullptr || row.trx_id > stretch->newest_trx) continue;
    ++(row.present ? stretch->present : stretch->missing);
  }
  IndexStretches heard;
  for (Stretch& stretch : stretches) {
    if (stretch.missing > 0 || stretch.present < kEnoughRows) continue;
    heard.keys.insert(heard.keys.end(), stretch.keys.begin(), stretch.keys.end());
    heard.entries.insert(heard.entries.end(), stretch.entries.begin(), stretch.entries.end());
    stretch.keys = {};
    stretch.entries = {};
    IndexStretches::Range& range = heard.ranges.emplace_back();
    if (!stretch.open_low) range.low = std::move(stretch.low);
    if (!stretch.open_high) range.high = std::move(stretch.high);
    range.newest_trx = stretch.newest_trx;
  }
  if (heard.ranges.empty()) return std::nullopt;
  std::ranges::sort(heard.keys);
  std::ranges::sort(heard.entries);
  return heard;
}

}  // namespace innosalvage
