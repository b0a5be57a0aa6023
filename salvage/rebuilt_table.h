// Rebuilt table: whether a tablespace may hold a known table as a rebuild left it.
//
// Purpose   OPTIMIZE, ALTER and TRUNCATE give a table a new tablespace with new ids. Where what names that is lost, the
//           definition is still known from the old one, and its records say whether it is theirs.
// Rules     the lowest index id of the tablespace is the clustered index, which a server makes first. All its records
//           must be explained to the byte. A rebuild ends what ALGORITHM=INSTANT left behind.
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "salvage/schema_trial.h"

namespace innosalvage {

// Takes away what names the trees of one tablespace: a definition of the table in any.
void DropIds(Table& table);

// Of the index pages that verify.
std::set<std::uint64_t> VerifiedIndexes(const Inventory& inventory);

// How many trees a table of this definition has in its tablespace.
std::size_t TreesOf(const Table& table);

// The trial of the definition without its ids, if it fits. One that no record was there to prove fits as well.
// `index_ids`: of the tablespace.
std::optional<SchemaTrial> TryAsRebuilt(const PageStore& store, const Table& known,
                                        const std::set<std::uint64_t>& index_ids);

}  // namespace innosalvage
