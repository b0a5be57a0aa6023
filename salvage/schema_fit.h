// Schema fit: does this table definition explain the records that are there?
//
// Purpose   a wrong schema turns good rows into garbage, so no row is exported under one that does not fit. Pages that
//           verify are the judges: their records must be cut without a flaw, their values be legal, and on each page
//           the bytes of all records and the garbage must add up to the used heap, to the byte. The servers keep that
//           sum exact (PAGE_GARBAGE; page_cur_insert_rec_low, page_cur_delete_rec in page0cur.cc), and a wrong layout
//           misses it.
#pragma once

#include "salvage/page_store.h"
#include "salvage/table_plan.h"

namespace innosalvage {

struct SchemaFit {
  std::uint64_t pages = 0;        // verified leaves sampled
  std::uint64_t pages_exact = 0;  // of them: heap explained to the byte
  std::uint64_t records = 0;
  std::uint64_t records_cut = 0;           // of them: every field lies where a field can lie
  std::uint64_t records_legal = 0;         // of them: every value legal
  std::uint32_t worst_column = kNoColumn;  // where most records break
  std::uint64_t worst_column_records = 0;
  std::optional<Damage> first_damage;
  bool format_differs = false;   // COMPACT pages under a REDUNDANT schema, or the reverse
  bool from_hurt_pages = false;  // no leaf verifies: what others still explain was asked, and proves little
  bool unsupported = false;      // records of instant DDL, of which this definition does not know

  bool proven() const { return records > 0; }
  // No verified page contradicts the schema. True as well where there is no record to ask.
  bool fits() const;
  // Higher is better; for choosing among candidates.
  double score() const;
};

// Where no leaf verifies, leaves whose chain is whole are asked instead: their rows are suspect in any case, but the
// right index must be told from the others. Samples up to `max_pages` verified leaves of the index, spread over all of
// them.
SchemaFit FitSchema(const PageStore& store, const TablePlan& plan, std::uint64_t index_id, std::size_t max_pages = 64);

}  // namespace innosalvage
