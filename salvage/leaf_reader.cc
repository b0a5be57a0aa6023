#include "salvage/leaf_reader.h"

#include <algorithm>
#include <map>
#include <set>

#include "salvage/suspect_judge.h"

namespace innosalvage {

namespace {

PageContext ContextOf(const TablePlan& plan, const LeafRef& leaf, const PageEntry& entry, Bytes page,
                      const IndexHeader& header) {
  PageContext context{.page = page,
                      .file_offset = entry.offset,
                      .page_no = leaf.page_no,
                      .bounds = {header.user_records(), page.size() - FIL_PAGE_DATA_END},
                      .trust = entry.verdict == PageVerdict::kRepaired ? Trust::kRepaired : Trust::kIntact,
                      .reasons = {},
                      .verified = IsVerified(entry.verdict)};
  if (!context.verified) {
    context.trust = Trust::kSuspect;
    context.reasons.Add(entry.verdict == PageVerdict::kTorn ? Reason::kPageTorn : Reason::kPageUnverified);
  }
  if (leaf.place == LeafPlace::kUndecided) {
    context.trust = Trust::kSuspect;
    context.reasons.Add(Reason::kPageNotInTree);
  }
  if (plan.table->instant && plan.table->instant->guessed) {
    context.trust = Trust::kSuspect;
    context.reasons.Add(Reason::kSchemaInferred);
  }
  return context;
}

// Live records that the heap held besides these, as far as heap numbers tell: those that nothing here has, below the
// highest one, and the share of them that was live.
std::uint32_t LostSlots(std::span<const RecoveredRecord> records) {
  if (records.empty()) return 0;
  std::set<std::uint16_t> numbers;
  std::size_t live = 0;
  for (const RecoveredRecord& record : records) {
    numbers.insert(record.header.heap_no);
    live += record.state == RecordState::kLive ? 1U : 0U;
  }
  const std::size_t slots = *numbers.rbegin() >= PAGE_HEAP_NO_USER_LOW ? *numbers.rbegin() - 1U : 0U;
  const std::size_t lost = slots > numbers.size() ? slots - numbers.size() : 0;
  return static_cast<std::uint32_t>((lost * live + records.size() / 2) / records.size());
}

}  // namespace

LeafReader::LeafReader(const TablePlan& plan, const PageStore& store)
    : plan_(plan), key_(*plan.table, plan.leaf), decoder_(plan, store), order_(plan, key_) {}

LeafOutcome LeafReader::Read(const LeafRef& leaf, const PageEntry& entry, Bytes page, RowBatch& batch,
                             RowCounts& counts, const RecoveryHints& hints) {
  LeafOutcome outcome;
  outcome.page_no = leaf.page_no;
  const auto head = FixedAt<PAGE_DATA>(page, 0);
  if (!head) {
    outcome.damage = Damage{DamageKind::kTruncated, {leaf.page_no, 0}, PAGE_DATA, page.size()};
    return outcome;
  }
  IndexHeader header = DecodeIndexHeader(*head);
  outcome.expected = header.n_recs;
  const bool compact = plan_.leaf.format == RecordFormat::kCompact;
  if (header.compact != compact) {
    outcome.damage = Damage{
        DamageKind::kBadPageHeader, {leaf.page_no, PAGE_HEADER + 4}, compact ? 1U : 0U, header.compact ? 1U : 0U};
    // On a page that verifies the schema is wrong, elsewhere the page is.
    if (IsVerified(entry.verdict)) return outcome;
    header.compact = compact;
  }
  if (!outcome.damage) outcome.damage = CheckIndexHeader(header, page.size(), leaf.page_no);
  outcome.header_plausible = !outcome.damage && header.level == 0 && header.n_recs > 0;
  const PageContext context = ContextOf(plan_, leaf, entry, page, header);
  chain_ = WalkRecordChain(page, leaf.page_no, header, std::move(chain_));
  // MariaDB's metadata record counts among the page's records, and is none of the table's rows.
  if (!chain_.records.empty() && IsMetadata(chain_.records.front().header, plan_.leaf) && outcome.expected > 0) {
    --outcome.expected;
  }
  const bool told_all = !outcome.damage && !chain_.stopped_by && chain_.records.size() == header.n_recs;
  if (chain_.stopped_by) {
    outcome.damage = chain_.stopped_by;
  } else if (!told_all && !outcome.damage) {
    outcome.damage =
        Damage{DamageKind::kRecordCount, {leaf.page_no, PAGE_HEADER + 16}, header.n_recs, chain_.records.size()};
  }
  if (!context.verified) {
    DecodeRecovered(context, {}, outcome, batch, counts, hints);
    return outcome;
  }
  DecodeChain(context, outcome, batch, counts);
  if (!told_all) DecodeRecovered(context, chain_.records, outcome, batch, counts, hints);
  return outcome;
}

bool LeafReader::Settle(Bytes page, bool free, std::size_t row, RowBatch& batch, RowCounts& one) {
  Evidence& evidence = batch.EvidenceOf(row);
  if (evidence.trust == Trust::kDeleted) return false;
  // The indexes hold what an open transaction made of them, which says nothing of what was there before.
  const bool open = evidence.reasons.Has(Reason::kNotCommitted);
  const bool doubted = !open && (evidence.trust == Trust::kSuspect || evidence.trust == Trust::kPartial);
  if (!free && doubted && judge_ != nullptr) {
    if (const auto reason = judge_->NotLive(page, decoder_.fields())) {
      evidence.reasons.Add(*reason);
      free = true;
    }
  }
  if (!free) return true;
  // Off-page parts of deleted rows are often gone, which makes no live row of them.
  evidence.trust = Trust::kDeleted;
  one = RowCounts{};
  one.Count(Trust::kDeleted);
  return false;
}

void LeafReader::DecodeChain(const PageContext& context, LeafOutcome& outcome, RowBatch& batch, RowCounts& counts) {
  const bool keep_keys = outcome.damage.has_value() || context.reasons.Has(Reason::kPageNotInTree);
  Bytes highest;
  PageContext out_of_order = context;
  out_of_order.trust = Trust::kSuspect;
  out_of_order.reasons.Add(Reason::kKeyOutOfOrder);
  for (const ChainedRecord& record : chain_.records) {
    const std::size_t before = batch.size();
    const bool ascends = IsMetadata(record.header, plan_.leaf) || order_.Ascends(context.page, record.origin, highest);
    if (!ascends && !outcome.damage) {
      outcome.damage =
          Damage{DamageKind::kRecordOutOfOrder, {context.page_no, record.origin}, 0, record.header.heap_no};
    }
    const PageContext& own = ascends ? context : out_of_order;
    bool live = !record.header.deleted();
    if (judge_ == nullptr) {
      decoder_.Decode(own, record.origin, record.header, FoundBy::kChain, batch, counts);
    } else {
      RowCounts one;
      decoder_.Decode(own, record.origin, record.header, FoundBy::kChain, batch, one);
      live = batch.size() > before && Settle(context.page, false, before, batch, one);
      counts += one;
    }
    if (batch.size() == before) continue;
    live = live || batch.EvidenceOf(before).trust != Trust::kDeleted;
    if (keep_keys && (live || record.header.deleted())) {
      outcome.keys.push_back(HashOf(key_.Of(context.page, decoder_.fields())));
    }
    if (live) ++outcome.rows;
    if (const std::uint64_t trx_id = batch.EvidenceOf(before).trx_id; trx_id != 0) {
      outcome.min_trx_id = outcome.min_trx_id == 0 ? trx_id : std::min(outcome.min_trx_id, trx_id);
      outcome.max_trx_id = std::max(outcome.max_trx_id, trx_id);
    }
    if (after_each_row_) after_each_row_();
  }
}

void LeafReader::AskIndexes(const PageContext& context, RecoveredPage& recovered) {
  std::vector<RecoveredRecord>& records = recovered.records;
  const auto undecided = [&](const RecoveredRecord& record) {
    return record.state == RecordState::kUndecided ||
           (record.state == RecordState::kFree && !recovered.free_list_known && !record.header.deleted());
  };
  if (judge_ == nullptr || std::ranges::none_of(records, undecided)) return;
  struct Version {
    std::uint64_t trx_id = 0;
    RecoveredRecord* record = nullptr;  // nullptr: one that is live
  };
  std::map<std::string, Version> newest;
  for (RecoveredRecord& record : records) {
    const bool known = record.state == RecordState::kLive || record.state == RecordState::kDeleteMarked;
    if (!known && !undecided(record)) continue;
    if (!decoder_.Probe(context, record.origin, record.header)) continue;
    const std::span<const FieldRef> fields = decoder_.fields();
    if (!known && (record.header.deleted() || !judge_->IsIndexed(context.page, fields))) continue;
    std::uint64_t trx_id = 0;
    if (plan_.leaf.trx_id_field != SIZE_MAX) {
      const FieldRef& trx = fields[plan_.leaf.trx_id_field];
      trx_id = LoadBig(context.page.subspan(trx.offset, trx.length));
    }
    Version& version = newest[key_.Of(context.page, fields)];
    if (known) {
      version = {UINT64_MAX, nullptr};
    } else if (version.trx_id <= trx_id) {
      version = {trx_id, &record};
    }
  }
  for (auto& [key, version] : newest) {
    if (version.record == nullptr) continue;
    version.record->state = RecordState::kLive;
    version.record->reasons = {};
    if (version.record->found_by == FoundBy::kHeapScan) version.record->reasons.Add(Reason::kHeapScan);
  }
}

void LeafReader::DecodeRecovered(const PageContext& context, std::span<const ChainedRecord> known, LeafOutcome& outcome,
                                 RowBatch& batch, RowCounts& counts, const RecoveryHints& hints) {
  std::vector<std::uint32_t> done;
  for (const ChainedRecord& record : known) done.push_back(record.origin);
  std::ranges::sort(done);
  RecoveredPage recovered = RecoverRecords(context, plan_, decoder_, hints);
  AskIndexes(context, recovered);
  const std::vector<RecoveredRecord>& records = recovered.records;
  outcome.slots_lost = LostSlots(records);
  for (const RecoveredRecord& record : records) {
    if (std::ranges::binary_search(done, record.origin)) continue;
    PageContext own = context;
    own.trust = Trust::kSuspect;
    for (const Reason reason : {Reason::kHeapScan, Reason::kOnFreeList, Reason::kInGarbage}) {
      if (record.reasons.Has(reason)) own.reasons.Add(reason);
    }
    const bool free = record.state == RecordState::kFree || record.state == RecordState::kUndecided;
    RowCounts one;
    const std::size_t before = batch.size();
    decoder_.Decode(own, record.origin, record.header, record.found_by, batch, one);
    const bool live = batch.size() > before && Settle(context.page, free, before, batch, one);
    counts += one;
    if (batch.size() == before) continue;
    if (live || record.state == RecordState::kDeleteMarked) {
      outcome.keys.push_back(HashOf(key_.Of(context.page, decoder_.fields())));
    }
    if (live && record.state == RecordState::kLive) ++outcome.rows;
    if (after_each_row_) after_each_row_();
  }
}

}  // namespace innosalvage
