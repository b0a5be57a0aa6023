// Record recovery: the records of a leaf page whose chain does not tell all, or whose checksum does not match.
//
// Purpose   every user record whose bytes survived, and nothing that is no live record.
// Method    candidates (record_candidates.h) are accepted by what holds a page together: records lie in heap slots, one
//           behind the other, whose heap numbers rise with their place; the next-record offsets link the live records
//           from infimum to supremum, and the free ones from PAGE_FREE to 0; each page directory slot points at the
//           last record of a group of 4 to 8. A candidate without such support is none, unless its DB_TRX_ID and its
//           place fit among those that have it. What links, directory, group sizes and PAGE_GARBAGE do not call live is
//           garbage: a page split leaves copies of the records moved away that decode perfectly.
// Torn      a page made of two versions, reorganised in between, is two pages in one: see docs/salvage.md, section 6.
// Fails     never; what is not recovered is in `given_up`. A record whose end has no witness (the next record, the heap
//           top, the end of its sector) is given up, for its tail may be hurt.
// Units     bytes from page start. Some 0.1 ms to 2 ms a page of 16 KiB, n log n in its size.
// Source    page_cur_insert_rec_low, page_mem_alloc_free (page0cur.cc): heap numbers and slots;
//           page_delete_rec_list_end (page0page.cc): the free list after a split; PAGE_DIR_SLOT_MIN_N_OWNED
//           (page0page.h).
#pragma once

#include "salvage/record_candidates.h"

namespace innosalvage {

enum class RecordState : std::uint8_t {
  kLive,
  kDeleteMarked,  // in the chain, marked
  kFree,          // on the free list
  kUndecided,     // live or free, which cannot be told: not to be taken as live
};

struct RecoveredRecord {
  std::uint32_t origin = 0;
  RecordHeader header;  // as stored; made up where that is hurt
  RecordExtent extent;
  RecordState state = RecordState::kLive;
  FoundBy found_by = FoundBy::kHeapScan;
  Reasons reasons;  // besides those of the page: kHeapScan, kOnFreeList, kInGarbage
};

struct RecoveredPage {
  // Key order where it can be told, else along the links, pieces in page order.
  std::vector<RecoveredRecord> records;
  std::vector<RecordExtent> given_up;  // parts of the heap that no record here uses
  // The whole free list is known. Where it is not, a record that is called free was so by links that may be hurt.
  bool free_list_known = false;
};

// `context.bounds` says what user records may use: from infimum's and supremum's end up to the page trailer.
RecoveredPage RecoverRecords(const PageContext& context, const TablePlan& plan, RowDecoder& decoder,
                             const RecoveryHints& hints = {});

}  // namespace innosalvage
