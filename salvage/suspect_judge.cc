#include "salvage/suspect_judge.h"

#include <algorithm>

#include "parser/lob.h"
#include "salvage/known_rows.h"

namespace innosalvage {

SuspectJudge::SuspectJudge(const PageStore& store, const TablePlan& plan, const ClusteredKey& key, const LiveTree& tree,
                           std::span<const LeafOutcome> outcomes, std::span<const SecondaryIndex> indexes)
    : store_(store),
      plan_(plan),
      key_(key),
      known_(store, plan, key, tree, outcomes, KnownKeys::Leaves::kTrusted),
      free_(store) {
  std::uint64_t rows_known = 0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (known_.Covers(i)) rows_known += outcomes[i].rows;
  }
  for (const SecondaryIndex& index : indexes) {
    const EntryScan scan = Hear(index, rows_known);
    if (!scan.told_all && !scan.gaps_known) HearStretches(index, tree, outcomes);
  }
}

EntryScan SuspectJudge::Hear(const SecondaryIndex& index, std::uint64_t rows_known) {
  Witness witness(IndexedRows(plan_, key_, index));
  std::uint64_t entries_known = 0;
  EntryScan scan = ReadEntries(store_, index, WhichLeaves::kLive, [&](const SecondaryEntry& entry) {
    std::string key = witness.rows.KeyOfEntry(entry);
    if (known_.Contains(key)) {
      ++entries_known;
      return NextEntry::kGoOn;
    }
    witness.keys.push_back(HashOf(key));
    witness.entries.push_back(witness.rows.HashOfEntry(entry, std::move(key)));
    return NextEntry::kGoOn;
  });
  // An index that lags behind the rows known, as after a crash, is no witness for the absence of others.
  witness.complete = scan.told_all && entries_known == rows_known;
  if (!scan.told_all && scan.countable && scan.gaps_known && witness.rows.ordered()) {
    const std::uint64_t not_read = scan.Estimated().value_or(scan.entries) - scan.entries;
    witness.complete = entries_known <= rows_known && rows_known - entries_known <= not_read + not_read / 4;
    const auto place_of = [&](const std::optional<RawKey>& key) {
      return key ? std::optional(witness.rows.PlaceOfKey(*key)) : std::nullopt;
    };
    for (const EntryScan::Gap& gap : scan.gaps) {
      witness.gaps.push_back({place_of(gap.low), place_of(gap.high)});
    }
  }
  witness.newest_trx = scan.newest_trx;
  std::ranges::sort(witness.keys);
  std::ranges::sort(witness.entries);
  witnesses_.push_back(std::move(witness));
  return scan;
}

void SuspectJudge::HearStretches(const SecondaryIndex& index, const LiveTree& tree,
                                 std::span<const LeafOutcome> outcomes) {
  Witness witness(IndexedRows(plan_, key_, index));
  auto heard = FindStretches(store_, plan_, key_, tree, outcomes, known_, witness.rows);
  if (!heard) return;
  witness.stretches = std::move(heard->ranges);
  witness.newest_trx = std::ranges::min_element(witness.stretches, {}, &IndexStretches::Range::newest_trx)->newest_trx;
  witness.keys = std::move(heard->keys);
  witness.entries = std::move(heard->entries);
  witnesses_.push_back(std::move(witness));
}

bool SuspectJudge::Witness::Covers(Bytes page, std::span<const FieldRef> fields, std::uint64_t trx_id) const {
  if (stretches.empty() && !complete) return false;
  if (stretches.empty() && gaps.empty()) return trx_id <= newest_trx;
  const auto place = rows.PlaceOfRow(page, fields);
  if (!place) return false;
  if (!stretches.empty()) {
    return std::ranges::any_of(stretches, [&](const IndexStretches::Range& range) {
      return range.Holds(*place) && trx_id <= range.newest_trx;
    });
  }
  return trx_id <= newest_trx && std::ranges::none_of(gaps, [&](const Gap& gap) {
           return (!gap.low || *gap.low <= *place) && (!gap.high || *place < *gap.high);
         });
}

bool SuspectJudge::IsIndexed(Bytes page, std::span<const FieldRef> fields) const {
  const std::string key = key_.Of(page, fields);
  return std::ranges::any_of(witnesses_, [&](const Witness& witness) {
    const auto entry = witness.rows.HashOfRow(page, fields, key);
    return entry && std::ranges::binary_search(witness.entries, *entry);
  });
}

bool SuspectJudge::Denies(const Witness& witness, Bytes page, std::span<const FieldRef> fields, const std::string& key,
                          std::uint64_t trx_id) {
  const auto entry = witness.rows.HashOfRow(page, fields, key);
  if (!entry || std::ranges::binary_search(witness.entries, *entry)) return false;
  if (trx_id <= witness.newest_trx && std::ranges::binary_search(witness.keys, HashOf(key))) return true;
  return witness.Covers(page, fields, trx_id);
}

std::optional<Reason> SuspectJudge::NotLive(Bytes page, std::span<const FieldRef> fields) const {
  const std::string key = key_.Of(page, fields);
  if (known_.Contains(key)) return Reason::kDuplicateKey;
  const std::uint64_t trx_id = TrxIdOf(plan_, page, fields);
  for (const Witness& witness : witnesses_) {
    if (Denies(witness, page, fields, key, trx_id)) return Reason::kNotIndexed;
  }
  for (const FieldRef& field : fields) {
    if (!field.external || field.length < BTR_EXTERN_FIELD_REF_SIZE) continue;
    const Bytes bytes = page.subspan(field.offset, field.length);
    const LobReference lob = DecodeLobReference(bytes.last<BTR_EXTERN_FIELD_REF_SIZE>());
    if (lob.length > 0 && free_.CalledFree(lob.page_no).value_or(false)) return Reason::kLobFreed;
  }
  return std::nullopt;
}

}  // namespace innosalvage
