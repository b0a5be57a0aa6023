#include "salvage/record_recovery.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "salvage/exact_chain.h"
#include "salvage/record_chain.h"
#include "salvage/record_classes.h"
#include "salvage/record_evidence.h"

namespace innosalvage {

namespace {

RecoveredRecord Recovered(const AcceptedRecord& record, RecordClass record_class, FoundBy found_by) {
  RecoveredRecord out{.origin = record.candidate.origin,
                      .header = record.candidate.header,
                      .extent = record.candidate.extent,
                      .state = RecordState::kLive,
                      .found_by = found_by,
                      .reasons = {}};
  switch (record_class) {
    case RecordClass::kLive:
      if (out.header.deleted()) out.state = RecordState::kDeleteMarked;
      if (found_by == FoundBy::kHeapScan) out.reasons.Add(Reason::kHeapScan);
      break;
    case RecordClass::kFree:
      out.state = RecordState::kFree;
      out.reasons.Add(Reason::kOnFreeList);
      break;
    case RecordClass::kUnknown:
      out.state = RecordState::kUndecided;
      out.reasons.Add(Reason::kInGarbage);
      break;
  }
  return out;
}

// Takes away the free records that share bytes with another: a length of theirs is hurt. Of two free ones nothing tells
// which. Live records of an exact chain do not overlap.
void DropOverlappingFree(std::vector<RecoveredRecord>& records) {
  std::vector<std::size_t> order(records.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return records[i].extent.begin; });
  std::vector<bool> shares(records.size(), false);
  std::size_t farthest = 0;  // of those before, in `order`
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::uint32_t end = records[order[farthest]].extent.end;
    if (records[order[i]].extent.begin < end) shares[order[i]] = shares[order[farthest]] = true;
    if (records[order[i]].extent.end > end) farthest = i;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (shares[i] && records[i].state == RecordState::kFree) continue;
    records[kept++] = records[i];
  }
  records.resize(kept);
}

// The chain tells which records are live; only what their bytes are worth is to be asked. What it does not use is free.
RecoveredPage ByExactChain(const std::vector<ChainedRecord>& chain, const PageClaims& claims, CandidateScanner& scanner,
                           const PageContext& context) {
  RecoveredPage recovered;
  recovered.free_list_known = true;
  const auto add = [&](const ChainedRecord& record, RecordClass record_class) {
    const auto candidate = scanner.At(record.origin, record.header);
    if (!candidate) return;
    recovered.records.push_back(Recovered({.candidate = *candidate}, record_class,
                                          record_class == RecordClass::kLive ? FoundBy::kChain : FoundBy::kFreeList));
  };
  for (const ChainedRecord& record : chain) add(record, RecordClass::kLive);
  for (const ChainedRecord& record : WalkFreeList(context.page, context.page_no, claims.header).records) {
    add(record, RecordClass::kFree);
  }
  DropOverlappingFree(recovered.records);
  return recovered;
}

// A slot of the directory, which is the older part's, that no record has: the newer part was reorganised.
bool DirectoryIsOlder(std::span<const AcceptedRecord> records, const PageClaims& claims) {
  return std::ranges::any_of(claims.slots, [&](std::uint32_t slot) {
    return slot > claims.supremum && !std::ranges::binary_search(records, slot, {}, [](const AcceptedRecord& record) {
             return record.candidate.origin;
           });
  });
}

// A page may be made of two versions that heap numbers do not tell apart. File systems write 4 KiB at once: a record
// that lies over such a boundary may have its tail from before, if it was written later than all that stands behind it,
// or if nothing does and the directory is not its version's.
void DoubtMixtures(std::vector<AcceptedRecord>& records, const PageClaims& claims) {
  constexpr std::uint32_t kBlock = 4096;
  const bool directory_is_older = DirectoryIsOlder(records, claims);
  std::uint64_t newest_behind = 0;
  for (std::size_t i = records.size(); i-- > 0;) {
    AcceptedRecord& record = records[i];
    const RecordExtent& extent = record.candidate.extent;
    const bool over = extent.begin / kBlock != (extent.end - 1) / kBlock;
    const bool last = i + 1 == records.size();
    const bool doubted = last ? directory_is_older : record.candidate.trx_id > newest_behind;
    if (over && doubted) record.end_vouched = false;
    newest_behind = std::max(newest_behind, record.candidate.trx_id);
  }
}

}  // namespace

RecoveredPage RecoverRecords(const PageContext& page_context, const TablePlan& plan, RowDecoder& decoder,
                             const RecoveryHints& hints) {
  RecoveredPage recovered;
  PageContext context = page_context;
  const RecordFormat format = plan.leaf.format;
  const PageClaims claims = ReadClaims(context, format);
  const std::size_t low = format == RecordFormat::kCompact ? PAGE_NEW_SUPREMUM_END : PAGE_OLD_SUPREMUM_END;
  if (context.page.size() < low + FIL_PAGE_DATA_END + 2 * PAGE_DIR_SLOT_SIZE || context.page.size() > kMaxPageSize) {
    return recovered;
  }
  context.bounds.low = low;
  context.bounds.high = context.page.size() - FIL_PAGE_DATA_END - 2 * PAGE_DIR_SLOT_SIZE;
  CandidateScanner scanner(context, plan, decoder, hints);
  const auto exact = ExactChain(page_context, plan);
  if (exact) return ByExactChain(*exact, claims, scanner, context);
  std::vector<AcceptedRecord> accepted = AcceptCandidates(scanner.Scan(), context, claims, scanner, hints);
  const RecordClasses classes = ClassifyRecords(context, plan, claims, accepted, hints);
  recovered.free_list_known = classes.free_list_known;
  // The last record of the newer version may lie over the boundary: then its tail is the older one's, however well what
  // stands behind it goes on.
  if (const auto last = classes.last_of_newer) {
    constexpr std::uint32_t kSector = 512;
    AcceptedRecord& record = accepted[*last];
    const RecordExtent& extent = record.candidate.extent;
    const auto next_heap_no = static_cast<std::uint16_t>(record.candidate.header.heap_no + 1U);
    const bool over = extent.begin / kSector != (extent.end - 1) / kSector;
    if (over && !scanner.HeaderFollows(extent.end, next_heap_no)) record.end_vouched = false;
  }
  // Without its own header nothing tells of versions.
  const bool has_header = BigAt<std::uint32_t>(context.page, FIL_PAGE_OFFSET) == context.page_no;
  if (!classes.last_of_newer && has_header && MayEndInOlderVersion(context.page)) DoubtMixtures(accepted, claims);
  for (const std::uint32_t i : classes.order) {
    if (!accepted[i].end_vouched) continue;
    recovered.records.push_back(Recovered(accepted[i], classes.class_of[i], classes.found_by[i]));
  }
  auto at = static_cast<std::uint32_t>(low);
  const auto give_up = [&](std::uint32_t end) {
    if (end > at) recovered.given_up.push_back({at, end});
  };
  for (const AcceptedRecord& record : accepted) {
    if (!record.end_vouched) continue;
    give_up(record.candidate.extent.begin);
    at = record.candidate.extent.end;
  }
  if (claims.sane) give_up(claims.header.heap_top);
  return recovered;
}

}  // namespace innosalvage
