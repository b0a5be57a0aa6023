#include "salvage/leaf_reader.h"

#include <algorithm>

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

}  // namespace

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

void LeafReader::DecodeChain(const PageContext& context, LeafOutcome& outcome, RowBatch& batch, RowCounts& counts) {
  const bool keep_keys = outcome.damage.has_value() || context.reasons.Has(Reason::kPageNotInTree);
  for (const ChainedRecord& record : chain_.records) {
    const std::size_t before = batch.size();
    decoder_.Decode(context, record.origin, record.header, FoundBy::kChain, batch, counts);
    if (batch.size() == before) continue;
    if (keep_keys) outcome.keys.push_back(HashOf(key_.Of(context.page, decoder_.fields())));
    if (!record.header.deleted()) ++outcome.rows;
    if (after_each_row_) after_each_row_();
  }
}

void LeafReader::DecodeRecovered(const PageContext& context, std::span<const ChainedRecord> known, LeafOutcome& outcome,
                                 RowBatch& batch, RowCounts& counts, const RecoveryHints& hints) {
  std::vector<std::uint32_t> done;
  for (const ChainedRecord& record : known) done.push_back(record.origin);
  std::ranges::sort(done);
  for (const RecoveredRecord& record : RecoverRecords(context, plan_, decoder_, hints).records) {
    if (std::ranges::binary_search(done, record.origin)) continue;
    PageContext own = context;
    own.trust = Trust::kSuspect;
    for (const Reason reason : {Reason::kHeapScan, Reason::kOnFreeList, Reason::kInGarbage}) {
      if (record.reasons.Has(reason)) own.reasons.Add(reason);
    }
    const bool free = record.state == RecordState::kFree || record.state == RecordState::kUndecided;
    if (free) own.trust = Trust::kDeleted;
    RowCounts one;
    const std::size_t before = batch.size();
    decoder_.Decode(own, record.origin, record.header, record.found_by, batch, one);
    if (free && batch.size() > before && batch.EvidenceOf(before).trust != Trust::kDeleted) {
      // Off-page parts of deleted rows are often gone, which makes no live row of them.
      batch.EvidenceOf(before).trust = Trust::kDeleted;
      one = RowCounts{};
      one.Count(Trust::kDeleted);
    }
    counts += one;
    if (batch.size() == before) continue;
    if (!free) outcome.keys.push_back(HashOf(key_.Of(context.page, decoder_.fields())));
    if (record.state == RecordState::kLive) ++outcome.rows;
    if (after_each_row_) after_each_row_();
  }
}

}  // namespace innosalvage
