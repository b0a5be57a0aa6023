// Leaf fill: how many rows a leaf held of which nothing is left, by what the leaves hold that are left.
//
// Method    two guesses: the average of the leaves read whole, and, where the key is one integer, the width of the
//           leaf's key range times the usual density of keys. That one is taken which is nearer to the truth on the
//           leaves read whole. A range of integers never holds more rows than integers.
// Units     rows. Memory: O(leaves).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "salvage/live_tree.h"
#include "salvage/table_plan.h"

namespace innosalvage {

// How many keys there may be from `from`, inclusive, to `to`, exclusive. nullopt: the key is not one integer.
std::optional<std::uint64_t> KeyWidth(const TablePlan& plan, const RawKey& from, const RawKey& to);

class LeafFill {
 public:
  // A leaf read whole. `width`: of its key range, where that is known.
  void AddWhole(std::uint64_t rows, std::optional<std::uint64_t> width);
  // A hurt leaf whose header still says how many rows it has. Counts where no leaf was read whole.
  void AddHurt(std::uint64_t rows);
  // Once, behind the last leaf.
  void Choose();

  struct Guess {
    std::uint64_t rows = 0;
    std::string_view how;  // begins with "rows": a number that is better known takes its place (secondary_rows.h)
  };
  // Of the next lost leaf. Averages are rounded so that the sum of all given out is right.
  Guess Next(std::optional<std::uint64_t> width);
  std::uint64_t leaves() const { return whole_.size(); }

 private:
  struct Leaf {
    std::uint64_t rows = 0;
    std::optional<std::uint64_t> width;
  };
  std::uint64_t ByWidth(std::uint64_t width) const;

  std::vector<Leaf> whole_;
  std::uint64_t rows_ = 0;    // of the leaves the average is taken of
  std::uint64_t leaves_ = 0;  // their number
  std::uint64_t hurt_rows_ = 0;
  std::uint64_t hurt_leaves_ = 0;
  std::uint64_t most_ = 0;
  std::uint64_t taken_ = 0;
  double density_ = 0.0;  // rows a key, the median leaf's; 0: not used
};

}  // namespace innosalvage
