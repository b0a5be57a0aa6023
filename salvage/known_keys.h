// Known keys: which keys of a table came out of its clustered index, so that a secondary entry whose key did not can be
// called lost.
//
// Purpose   without a list of all keys. Between two leaves that were read whole and point at each other there is no
//           other key: runs of such leaves are kept as their lowest and highest key. What came out of hurt leaves is
//           kept as hashes. Keys that do not compare by their bytes (text) are all kept as hashes.
// Units     memory: some bytes a run, 8 bytes a key hashed. A key lost is taken for known once in 2^64 / keys.
// Lifetime  refers to the tree.
#pragma once

#include "salvage/clustered_key.h"
#include "salvage/leaf_reader.h"

namespace innosalvage {

class KnownKeys {
 public:
  enum class Leaves : std::uint8_t {
    kTrusted,   // those of ReadWhole
    kVerified,  // and those that nobody knows to be live, but which no better leaf contradicts
  };

  // `outcomes`: of tree.leaves, one each; empty ones are of leaves not read yet.
  KnownKeys(const PageStore& store, const TablePlan& plan, const ClusteredKey& key, const LiveTree& tree,
            std::span<const LeafOutcome> outcomes, Leaves leaves = Leaves::kTrusted);

  // Whether a leaf was read from first to last record.
  static bool ReadWhole(const LeafRef& leaf, const LeafOutcome& outcome) {
    return leaf.verified && leaf.place != LeafPlace::kUndecided && !outcome.damage && outcome.page_no == leaf.page_no;
  }

  // Whether the keys of tree.leaves[leaf] are known as a whole.
  bool Covers(std::size_t leaf) const;

  bool Contains(std::string_view key) const;

  // Between which leaves read whole a key lies that is not known: positions in tree.leaves. Holes whose after_leaf is
  // in [first, last] stand there.
  struct Gap {
    std::size_t first = 0;
    std::size_t last = 0;
  };
  // nullopt: keys have no order that could be known here.
  std::optional<Gap> GapOf(std::string_view key) const;

 private:
  struct Run {
    std::string low, high;  // inclusive
    bool open_low = false;  // nothing stands before it
    bool open_high = false;
    std::size_t first_leaf = 0, last_leaf = 0;
  };

  // Keys of all records of a leaf, delete-marked ones included. nullopt: they cannot all be had.
  std::optional<std::vector<std::string>> KeysOf(std::uint32_t page_no);
  bool CollectRuns();
  bool Complete(Run& run);
  void HashAll();
  // The run that begins at or before the key.
  const Run* RunBefore(std::string_view key) const;

  const PageStore& store_;
  const TablePlan& plan_;
  const ClusteredKey& key_;
  const LiveTree& tree_;
  std::span<const LeafOutcome> outcomes_;
  std::vector<Run> runs_;              // ascending, disjoint; empty if not ordered_
  std::vector<std::uint64_t> hashes_;  // sorted
  std::vector<std::byte> buffer_;
  Leaves which_;
  bool ordered_ = false;
};

}  // namespace innosalvage
