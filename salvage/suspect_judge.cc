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

// So that bytes compare as the index orders them: NULL is lowest, and a text that is another one's beginning comes
// first.
void AppendOrdered(const LayoutField& layout, std::optional<Bytes> bytes, std::string& to) {
  const std::size_t start = to.size();
  if (layout.nullable) to += bytes ? '\1' : '\0';
  for (const char c : bytes ? AsText(*bytes) : std::string_view()) {
    to += c;
    if (layout.fixed_length == 0 && c == '\0') to += '\xff';
  }
  if (layout.fixed_length == 0) to.append(2, '\0');
  if (!layout.descending) return;
  for (std::size_t i = start; i < to.size(); ++i) to[i] = static_cast<char>(~static_cast<unsigned char>(to[i]));
}

std::optional<std::string> Ordered(const SecondaryIndex& index, const std::optional<RawKey>& key) {
  if (!key) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < key->size() && i < index.leaf.n_key; ++i) {
    const auto& part = (*key)[i];
    AppendOrdered(index.leaf.fields[i], part ? std::optional<Bytes>(*part) : std::nullopt, text);
  }
  return text;
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
  Witness witness{.index = &index,
                  .columns = {},
                  .complete = false,
                  .gaps = {},
                  .order_fields = {},
                  .newest_trx = 0,
                  .keys = {},
                  .entries = {}};
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
  if (!scan.told_all && scan.countable && scan.gaps_known) {
    const std::uint64_t not_read = scan.Estimated().value_or(scan.entries) - scan.entries;
    witness.complete =
        entries_known <= rows_known && rows_known - entries_known <= not_read + not_read / 4 && FindGaps(scan, witness);
  }
  witness.newest_trx = scan.newest_trx;
  std::ranges::sort(witness.keys);
  std::ranges::sort(witness.entries);
  witnesses_.push_back(std::move(witness));
}

bool SuspectJudge::FindGaps(const EntryScan& scan, Witness& witness) const {
  const SecondaryIndex& index = *witness.index;
  for (std::size_t i = 0; i < index.leaf.n_key; ++i) {
    const LayoutField& wanted = index.leaf.fields[i];
    if (wanted.prefix != 0) return false;
    if (wanted.column != kNoColumn) {
      const SqlType type = plan_.table->columns[wanted.column].type;
      if (!ComparesByBytes(plan_.table->columns[wanted.column]) || type == SqlType::kFloat ||
          type == SqlType::kDouble) {
        return false;
      }
    }
    const auto field = std::ranges::find_if(plan_.leaf.fields, [&](const LayoutField& at) {
      return at.column == wanted.column && at.system == wanted.system && at.prefix == 0 && !at.is_dropped;
    });
    if (field == plan_.leaf.fields.end()) return false;
    witness.order_fields.push_back(static_cast<std::uint32_t>(field - plan_.leaf.fields.begin()));
  }
  for (const EntryScan::Gap& gap : scan.gaps) {
    witness.gaps.push_back({Ordered(index, gap.low), Ordered(index, gap.high)});
  }
  return true;
}

bool SuspectJudge::InGap(const Witness& witness, Bytes page, std::span<const FieldRef> fields) const {
  if (witness.gaps.empty()) return false;
  std::string entry;
  for (std::size_t i = 0; i < witness.order_fields.size(); ++i) {
    const FieldRef& field = fields[witness.order_fields[i]];
    if (field.external || field.absent) return true;
    AppendOrdered(witness.index->leaf.fields[i],
                  field.is_null ? std::nullopt : std::optional(page.subspan(field.offset, field.length)), entry);
  }
  return std::ranges::any_of(witness.gaps, [&](const Witness::Gap& gap) {
    return (!gap.low || *gap.low <= entry) && (!gap.high || entry < *gap.high);
  });
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
  if (std::ranges::binary_search(witness.keys, HashOf(key))) return true;
  return witness.complete && !InGap(witness, page, fields);
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
