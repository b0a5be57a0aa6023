// Index sample: some pages of one index, held in memory, with their records in heap order.
//
// Purpose   what schemas are tried on and inferred from: the same records many times over, without reading them anew.
// Shape     pages of the level asked for that verify, spread over the index; where none verifies, those whose chain is
//           whole. `heap` has the records of the chain and of the free list, by their place. Where these two give all
//           records that PAGE_N_HEAP counts, neighbours in `heap` are neighbours in the page: one ends where the next
//           begins, unless a shorter record took a longer one's slot, which PAGE_GARBAGE then counts.
// Units     offsets in bytes from page start. Memory: `max_pages` pages, 2 MB of them at the most.
// Fails     never; an index without records gives a sample without pages.
#pragma once

#include <vector>

#include "salvage/page_store.h"
#include "salvage/record_chain.h"

namespace innosalvage {

struct SampledRecord {
  std::uint32_t origin = 0;
  RecordHeader header;
  bool in_chain = true;
};

struct SampledPage {
  std::uint32_t page_no = 0;
  bool verified = true;
  std::vector<std::byte> bytes;
  IndexHeader header;
  std::vector<SampledRecord> heap;   // by origin
  std::vector<ChainedRecord> chain;  // in key order
  bool complete = false;             // `heap` has every record of the heap
};

struct IndexSample {
  std::uint64_t index_id = 0;
  RecordFormat format = RecordFormat::kCompact;
  bool instant = false;  // some records are of instant DDL: their cut needs more than their columns
  std::vector<SampledPage> pages;

  std::size_t records() const;
};

enum class SampleLevel : std::uint8_t { kLeaves, kNodePointers };

IndexSample SampleIndex(const PageStore& store, std::uint64_t index_id, SampleLevel level, std::size_t max_pages = 32);

}  // namespace innosalvage
