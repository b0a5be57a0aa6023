// Known rows: a sample of the rows that stand on leaves read whole, to be held against what else the file says.
#pragma once

#include <functional>

#include "salvage/known_keys.h"

namespace innosalvage {

// Visits the rows of up to `max_leaves` leaves, spread over the table: of trusted ones, or, where there are none, of
// those that verify and that no better leaf contradicts. `outcomes`: of tree.leaves; those not read yet are empty. Rows
// with a delete mark are left out. What is visited lives until the next one.
void VisitKnownRows(const PageStore& store, const TablePlan& plan, const LiveTree& tree,
                    std::span<const LeafOutcome> outcomes, std::size_t max_leaves,
                    const std::function<void(Bytes page, std::span<const FieldRef> fields)>& visit);

// DB_TRX_ID of a record of the clustered index; 0: it has none.
std::uint64_t TrxIdOf(const TablePlan& plan, Bytes page, std::span<const FieldRef> fields);

}  // namespace innosalvage
