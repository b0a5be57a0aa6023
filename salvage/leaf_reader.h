// Leaf reader: all rows of one leaf page of the clustered index, judged.
//
// A page that verifies is read by its record chain. If the chain reaches supremum after PAGE_N_RECS records, all is
// told. Otherwise, and on every page that does not verify, records are recovered (record_recovery.h) and suspect; those
// that the chain of a page that verifies gave before it broke stay intact. Recovered records that are free, or that may
// be, are handed out as deleted ones.
#pragma once

#include "salvage/clustered_key.h"
#include "salvage/live_tree.h"
#include "salvage/record_chain.h"
#include "salvage/record_recovery.h"

namespace innosalvage {

struct LeafOutcome {
  std::uint32_t page_no = 0;
  std::uint32_t rows = 0;         // live rows handed out, of any trust
  std::uint32_t expected = 0;     // PAGE_N_RECS, as the page claims
  bool header_plausible = false;  // the index header does not contradict itself, so `expected` may be believed
  std::optional<Damage> damage;   // why the chain did not tell all
  // HashOf the clustered keys of its rows, also of those marked deleted, where others of the leaf may be missing.
  std::vector<std::uint64_t> keys;
};

class LeafReader {
 public:
  LeafReader(const TablePlan& plan, const PageStore& store)
      : plan_(plan), key_(*plan.table, plan.leaf), decoder_(plan, store) {}

  // Called behind each row appended, from then on; lets the caller empty the batch before it grows large.
  void AfterEachRow(std::function<void()> hook) { after_each_row_ = std::move(hook); }

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
  std::function<void()> after_each_row_;
};

}  // namespace innosalvage
