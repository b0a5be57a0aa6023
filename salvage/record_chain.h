// Record chain: the user records of an index page in key order, by their next-record offsets.
//
// Shape     a walk that stops says why; what it found before stays found.
// Lifetime  the origins are offsets; nothing points into the page.
#pragma once

#include <vector>

#include "parser/record_header.h"

namespace innosalvage {

struct ChainedRecord {
  std::uint32_t origin = 0;
  RecordHeader header;
};

struct RecordChain {
  std::vector<ChainedRecord> records;  // user records, delete-marked ones included
  std::optional<Damage> stopped_by;    // empty: supremum reached
};

// Walks from infimum. `records` of an earlier result may be handed in to reuse its memory.
RecordChain WalkRecordChain(Bytes page, std::uint32_t page_no, const IndexHeader& index_header, RecordChain reuse = {});

// Walks the free list (PAGE_FREE). It ends with next = 0.
RecordChain WalkFreeList(Bytes page, std::uint32_t page_no, const IndexHeader& index_header);

}  // namespace innosalvage
