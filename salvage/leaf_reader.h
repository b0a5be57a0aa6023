// Leaf reader: all rows of one leaf page of the clustered index, judged.
//
// A page that verifies is read by its record chain. If the chain reaches supremum after PAGE_N_RECS records, all is
// told. A key that is not above those before it makes its row suspect, where keys compare by their bytes. Otherwise,
// and on every page that does not verify, records are recovered (record_recovery.h) and suspect; those that the chain
// of a page that verifies gave before it broke stay intact. Recovered records that are free, or that may be, are handed
// out as deleted ones.
#pragma once

#include "salvage/clustered_key.h"
#include "salvage/key_order.h"
#include "salvage/live_tree.h"
#include "salvage/record_chain.h"
#include "salvage/record_recovery.h"

namespace innosalvage {

class SuspectJudge;

struct LeafOutcome {
  std::uint32_t page_no = 0;
  std::uint32_t rows = 0;         // live rows handed out, of any trust
  std::uint32_t expected = 0;     // PAGE_N_RECS, as the page claims
  bool header_plausible = false;  // the index header does not contradict itself, so `expected` may be believed
  std::uint32_t slots_lost = 0;   // live records that a recovered page held besides, as its heap numbers tell
  std::optional<Damage> damage;   // why the chain did not tell all
  std::uint64_t min_trx_id = 0;   // of the rows that the chain gave; 0: none
  std::uint64_t max_trx_id = 0;
  // HashOf the clustered keys of its rows, also of those marked deleted, where others of the leaf may be missing.
  std::vector<std::uint64_t> keys;
};

class LeafReader {
 public:
  LeafReader(const TablePlan& plan, const PageStore& store);

  // Called behind each row appended, from then on; lets the caller empty the batch before it grows large.
  void AfterEachRow(std::function<void()> hook) { after_each_row_ = std::move(hook); }

  // Rows that are not trusted are put to it; nullptr: to nobody. It must outlive the reader.
  void set_judge(const SuspectJudge* judge) { judge_ = judge; }
  bool has_judge() const { return judge_ != nullptr; }

  // `page` must live as long as the batch. `hints` serve the recovery only.
  LeafOutcome Read(const LeafRef& leaf, const PageEntry& entry, Bytes page, RowBatch& batch, RowCounts& counts,
                   const RecoveryHints& hints = {});

 private:
  void DecodeChain(const PageContext& context, LeafOutcome& outcome, RowBatch& batch, RowCounts& counts);
  // All records but those of `known`.
  void DecodeRecovered(const PageContext& context, std::span<const ChainedRecord> known, LeafOutcome& outcome,
                       RowBatch& batch, RowCounts& counts, const RecoveryHints& hints);

  const TablePlan& plan_;
  ClusteredKey key_;
  RowDecoder decoder_;
  RecordChain chain_;
  KeyOrder order_;
  // Of records of which the page does not tell whether they are live, those that a secondary index knows become live.
  void AskIndexes(const PageContext& context, RecoveredPage& recovered);
  // Counts what Decode counted as `one`; a live row that cannot be live, by judge and by `free`, becomes a deleted one.
  // Returns whether it is live as far as is known.
  bool Settle(Bytes page, bool free, std::size_t row, RowBatch& batch, RowCounts& one);

  std::function<void()> after_each_row_;
  const SuspectJudge* judge_ = nullptr;
};

}  // namespace innosalvage
