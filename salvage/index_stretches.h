// Index stretches: what is left of a secondary index whose root is lost, as far as the rows known prove it.
//
// Purpose   without its root an index that lost leaves has no list of them. Leaves that verify and point at each other
//           leave nothing out between the first and the last of their entries, if they are of the live tree.
// Rules     a stretch is heard if, of a sample of the rows known, each whose entry belongs there has it there, and if
//           there are enough of these: leaves of an older tree lack what was inserted or changed since. Rows newer than
//           the stretch (PAGE_MAX_TRX_ID) are not asked for. If two stretches overlap none of the index is heard.
// Not told  what waits in the change buffer, where the page that would say so (FIL_PAGE_IBUF_BITMAP) is lost as well.
// Units     memory: 16 bytes an entry of a key that is not known, some hundred bytes a row of the sample.
// Fails     never: where nothing is proven, nothing is heard.
#pragma once

#include <string>
#include <vector>

#include "salvage/indexed_rows.h"
#include "salvage/known_keys.h"

namespace innosalvage {

struct IndexStretches {
  // Of entries whose key is not known.
  std::vector<std::uint64_t> keys;     // HashOf; sorted
  std::vector<std::uint64_t> entries;  // as IndexedRows has them; sorted
  // Where all entries are known: places, inclusive, in order; nullopt: an open end.
  struct Range {
    std::optional<std::string> low, high;
    std::uint64_t newest_trx = 0;  // that changed it; of later ones it knows nothing
    bool Holds(const std::string& place) const { return (!low || *low <= place) && (!high || place <= *high); }
  };
  std::vector<Range> ranges;
};

// nullopt: nothing is heard. `tree`, `outcomes`: of the clustered index; `known`: its keys.
std::optional<IndexStretches> FindStretches(const PageStore& store, const TablePlan& plan, const ClusteredKey& key,
                                            const LiveTree& tree, std::span<const LeafOutcome> outcomes,
                                            const KnownKeys& known, const IndexedRows& indexed);

}  // namespace innosalvage
