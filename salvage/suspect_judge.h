// Suspect judge: whether a row that came from a page of less than full trust can be live, by what the rest of the file
// says of it.
//
// Purpose   an old version of a row decodes as well as a live one. Once all trusted leaves are read, three witnesses
//           know better than the page it stands on: leaves that cover the row's key, secondary indexes, and the extent
//           descriptors.
// Rules     a row is not live
//           - if its key lies among the keys of leaves that were read whole and point at each other: the live row of
//             that key, if there is one, stands there;
//           - if a secondary index has an entry for its key, and none with its values; or if an index that was read
//             whole, and that agrees in number with the rows known, has no entry for it at all. Of an index that lost
//             leaves this holds for entries that would not stand on one of these, as its node pointers tell. Of
//             one without its root it holds in the stretches that rows known prove (index_stretches.h). An index
//             speaks only of transactions that it has seen: one whose newest change is older than the row says nothing;
//           - if its off-page value begins on a page that the extent descriptors call free.
// Units     memory: 16 bytes an entry of each index whose key is not known from trusted leaves.
// Threads   NotLive may be called from many threads.
// Lifetime  refers to store, plan, tree and outcomes.
#pragma once

#include <vector>

#include "salvage/free_pages.h"
#include "salvage/index_stretches.h"
#include "salvage/known_keys.h"

namespace innosalvage {

class SuspectJudge {
 public:
  // `outcomes`: of tree.leaves; those not read yet are empty. `indexes`: of FindSecondaryIndexes.
  SuspectJudge(const PageStore& store, const TablePlan& plan, const ClusteredKey& key, const LiveTree& tree,
               std::span<const LeafOutcome> outcomes, std::span<const SecondaryIndex> indexes);

  // Why the row cannot be live; nullopt: it may be.
  std::optional<Reason> NotLive(Bytes page, std::span<const FieldRef> fields) const;

  // Whether a secondary index has an entry for the row, with its values.
  bool IsIndexed(Bytes page, std::span<const FieldRef> fields) const;

 private:
  struct Witness {
    explicit Witness(const IndexedRows& of) : rows(of) {}
    IndexedRows rows;
    bool complete = false;  // outside of `gaps`
    struct Gap {
      std::optional<std::string> low, high;  // places; low inclusive, high exclusive
    };
    std::vector<Gap> gaps;
    std::vector<IndexStretches::Range> stretches;  // of an index without root: it is complete within these
    std::uint64_t newest_trx = 0;                  // the newest that every entry here may know of
    std::vector<std::uint64_t> keys;               // hashes, sorted
    std::vector<std::uint64_t> entries;            // of key and columns
    // Whether the index leaves out no entry where that of the row would stand, and is not older than the row.
    bool Covers(Bytes page, std::span<const FieldRef> fields, std::uint64_t trx_id) const;
  };
  EntryScan Hear(const SecondaryIndex& index, std::uint64_t rows_known);
  void HearStretches(const SecondaryIndex& index, const LiveTree& tree, std::span<const LeafOutcome> outcomes);
  static bool Denies(const Witness& witness, Bytes page, std::span<const FieldRef> fields, const std::string& key,
                     std::uint64_t trx_id);

  const PageStore& store_;
  const TablePlan& plan_;
  const ClusteredKey& key_;
  KnownKeys known_;
  FreePages free_;
  std::vector<Witness> witnesses_;
};

}  // namespace innosalvage
