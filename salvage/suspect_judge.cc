#include "salvage/suspect_judge.h"

#include <algorithm>

#include "parser/lob.h"

namespace innosalvage {

namespace {

// Text may be equal under its collation and differ in its bytes, and an index may keep the older bytes.
bool ComparesByBytes(const Column& column) { return !IsText(column.type) && !IsBlob(column.type); }

void AppendField(Bytes page, const FieldRef& field, std::string& to) {
  to += field.is_null ? '\0' : '\1';
  if (field.is_null) return;
  const auto length = static_cast<std::uint16_t>(field.length);
  to += static_cast<char>(length >> 8U);
  to += static_cast<char>(length & 0xffU);
  to += AsText(page.subspan(field.offset, field.length));
}

}  // namespace

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
  for (const SecondaryIndex& index : indexes) Hear(index, rows_known);
}

void SuspectJudge::Hear(const SecondaryIndex& index, std::uint64_t rows_known) {
  Witness witness{.index = &index, .columns = {}, .complete = false, .newest_trx = 0, .keys = {}, .entries = {}};
  for (const SecondaryIndex::IndexedColumn& column : index.columns) {
    if (ComparesByBytes(plan_.table->columns[plan_.exported[column.slot]])) witness.columns.push_back(column);
  }
  std::uint64_t entries_known = 0;
  const EntryScan scan = ReadEntries(store_, index, [&](const SecondaryEntry& entry) {
    std::string key = key_.Of(entry.page, entry.fields, index.key_fields);
    if (known_.Contains(key)) {
      ++entries_known;
      return NextEntry::kGoOn;
    }
    witness.keys.push_back(HashOf(key));
    for (const auto& column : witness.columns) AppendField(entry.page, entry.fields[column.field], key);
    witness.entries.push_back(HashOf(key));
    return NextEntry::kGoOn;
  });
  // An index that lags behind the rows known, as after a crash, is no witness for the absence of others.
  witness.complete = scan.told_all && entries_known == rows_known;
  witness.newest_trx = scan.newest_trx;
  std::ranges::sort(witness.keys);
  std::ranges::sort(witness.entries);
  witnesses_.push_back(std::move(witness));
}

std::optional<std::uint64_t> SuspectJudge::EntryOf(const Witness& witness, Bytes page, std::span<const FieldRef> fields,
                                                   const std::string& key) const {
  std::string entry = key;
  for (const auto& column : witness.columns) {
    const FieldRef& field = fields[plan_.exported_fields[column.slot]];
    if (field.external || field.absent) return std::nullopt;
    AppendField(page, field, entry);
  }
  return HashOf(entry);
}

bool SuspectJudge::IsIndexed(Bytes page, std::span<const FieldRef> fields) const {
  const std::string key = key_.Of(page, fields);
  return std::ranges::any_of(witnesses_, [&](const Witness& witness) {
    const auto entry = EntryOf(witness, page, fields, key);
    return entry && std::ranges::binary_search(witness.entries, *entry);
  });
}

bool SuspectJudge::Denies(const Witness& witness, Bytes page, std::span<const FieldRef> fields, const std::string& key,
                          std::uint64_t trx_id) const {
  if (trx_id > witness.newest_trx) return false;
  const auto entry = EntryOf(witness, page, fields, key);
  if (!entry || std::ranges::binary_search(witness.entries, *entry)) return false;
  return witness.complete || std::ranges::binary_search(witness.keys, HashOf(key));
}

std::optional<Reason> SuspectJudge::NotLive(Bytes page, std::span<const FieldRef> fields) const {
  const std::string key = key_.Of(page, fields);
  if (known_.Contains(key)) return Reason::kDuplicateKey;
  std::uint64_t trx_id = 0;
  if (plan_.leaf.trx_id_field != SIZE_MAX) {
    const FieldRef& trx = fields[plan_.leaf.trx_id_field];
    trx_id = LoadBig(page.subspan(trx.offset, trx.length));
  }
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
