// Index stretches: what is left of a secondary index whose root is lost, as far as the rows known prove it.
//
// Purpose   without its root an index that lost leaves has no list of them. Leaves that verify and point at each other
//           leave nothing out between the first and the last of their entries, if they are of the live tree.
// Rules     a stretch is heard if each known row whose entry belongs there has it there, and if there are enough of
//           these rows: leaves of an older tree lack what was inserted or changed since. Rows newer than the index's
//           newest change are not asked for. Of stretches that overlap none is heard.
// Units     memory: 16 bytes an entry.
// Fails     never: where nothing is proven, nothing is heard.
#pragma once

#include <string>
#include <vector>

#include "salvage/indexed_rows.h"

namespace innosalvage {

struct IndexStretches {
  std::vector<std::uint64_t> keys;     // of entries, as HashOf; sorted
  std::vector<std::uint64_t> entries;  // as IndexedRows has them; sorted
  std::uint64_t newest_trx = 0;
  // Where entries are not known: places, low inclusive, high exclusive; nullopt: an open end.
  struct Gap {
    std::optional<std::string> low, high;
  };
  std::vector<Gap> gaps;
};

// nullopt: nothing is heard. `tree`, `outcomes`: of the clustered index.
std::optional<IndexStretches> FindStretches(const PageStore& store, const TablePlan& plan, const ClusteredKey& key,
                                            const LiveTree& tree, std::span<const LeafOutcome> outcomes,
                                            const IndexedRows& indexed);

}  // namespace innosalvage
