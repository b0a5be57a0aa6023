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
  std::vector<std::uint64_t> keys, entries;
  std::size_t present = 0;  // of the rows asked for
  std::size_t missing = 0;
};

std::vector<Stretch> ReadStretches(const PageStore& store, const IndexedRows& indexed, std::uint64_t& newest_trx) {
  std::vector<Stretch> stretches;
  std::optional<std::uint32_t> current;
  const EntryScan scan =
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
        std::string key = indexed.KeyOfEntry(entry);
        stretch.keys.push_back(HashOf(key));
        stretch.entries.push_back(indexed.HashOfEntry(entry, std::move(key)));
        return NextEntry::kGoOn;
      });
  for (Stretch& stretch : stretches) std::ranges::sort(stretch.entries);
  newest_trx = scan.newest_trx;
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
                                            const IndexedRows& indexed) {
  if (!indexed.ordered()) return std::nullopt;
  IndexStretches heard;
  std::vector<Stretch> stretches = ReadStretches(store, indexed, heard.newest_trx);
  if (stretches.empty() || !SetInOrder(stretches)) return std::nullopt;
  VisitKnownRows(store, plan, tree, outcomes, kSampledLeaves, [&](Bytes page, std::span<const FieldRef> fields) {
    const auto place = indexed.PlaceOfRow(page, fields);
    const auto entry = indexed.HashOfRow(page, fields, key.Of(page, fields));
    Stretch* stretch = place ? StretchOf(stretches, *place) : nullptr;
    if (stretch == nullptr || !entry || TrxIdOf(plan, page, fields) > heard.newest_trx) return;
    ++(std::ranges::binary_search(stretch->entries, *entry) ? stretch->present : stretch->missing);
  });
  std::erase_if(stretches, [](const Stretch& stretch) { return stretch.missing > 0 || stretch.present < kEnoughRows; });
  if (stretches.empty()) return std::nullopt;
  std::optional<std::string> after;
  bool closed = false;
  for (Stretch& stretch : stretches) {
    heard.keys.insert(heard.keys.end(), stretch.keys.begin(), stretch.keys.end());
    heard.entries.insert(heard.entries.end(), stretch.entries.begin(), stretch.entries.end());
    if (!stretch.open_low) heard.gaps.push_back({std::move(after), std::move(stretch.low)});
    after = std::move(stretch.high);
    closed = stretch.open_high;
  }
  if (!closed) heard.gaps.push_back({std::move(after), std::nullopt});
  std::ranges::sort(heard.keys);
  std::ranges::sort(heard.entries);
  return heard;
}

}  // namespace innosalvage
