// Leaf marks: where in its keys and in time a table lost rows, read off the rows around each loss.
//
// Purpose   a lost key range says little to people; "orders written between 20 and 31 May" says all. Leaves stand in
//           key order. Where a column of dates rises with the keys, the rows before and behind a lost leaf tell when
//           its rows were dated. Where it does not rise, nothing is said.
// Shape     Read for each leaf, in any order and thread; Add in key order; Conclude once, with the lost ranges known.
// Units     dates as numbers YYYYMMDDhhmmss, fractions cut off; a DATE is midnight.
// Memory    O(lost leaves) + kMaxKeyMarks keys.
#pragma once

#include <array>
#include <vector>

#include "salvage/findings.h"
#include "salvage/live_tree.h"
#include "salvage/plain_rows.h"
#include "salvage/row.h"
#include "salvage/table_plan.h"

namespace innosalvage {

class LeafMarks {
 public:
  static constexpr std::size_t kMaxKeyMarks = 1000;
  static constexpr std::size_t kMaxDateColumns = 3;

  struct Span {
    std::uint64_t low = UINT64_MAX;
    std::uint64_t high = 0;
    bool empty() const { return low > high; }
  };
  // What one leaf shows.
  struct Mark {
    std::string first_key;
    std::array<Span, kMaxDateColumns> dates;
  };

  LeafMarks(const TablePlan& plan, const LiveTree& tree);

  // Takes the rows [first, batch.size()) of leaf `leaf` into its mark: trusted rows only. Safe from many threads.
  void Read(std::size_t leaf, const RowBatch& batch, std::size_t first, Mark& mark) const;
  void Read(std::size_t leaf, const PlainRows& rows, Mark& mark) const;
  // In key order. `whole`: the leaf verified and told all of its rows.
  void Add(std::size_t leaf, bool whole, Mark mark);
  // Fills key_marks and dates of `findings`, and place and dates of its lost ranges.
  void Conclude(TableFindings& findings);

 private:
  // Between two leaves that told all, with lost ones between.
  struct Gap {
    std::size_t begin = 0;  // first leaf position behind the one before
    std::size_t end = 0;    // the leaf behind
    std::array<std::uint64_t, kMaxDateColumns> before{};
    std::array<std::uint64_t, kMaxDateColumns> behind{};
  };
  void Close(std::size_t leaf, const Mark* mark);
  bool Rises(std::size_t column) const;

  const TablePlan& plan_;
  const LiveTree& tree_;
  std::size_t stride_ = 1;
  std::vector<std::size_t> key_fields_;   // positions in a row's values
  std::vector<std::size_t> date_fields_;  // the same
  std::vector<KeyMark> keys_;
  std::vector<Gap> gaps_;
  std::array<Span, kMaxDateColumns> all_;
  std::array<std::uint64_t, kMaxDateColumns> last_high_{};
  std::array<std::uint64_t, kMaxDateColumns> in_order_{};
  std::array<std::uint64_t, kMaxDateColumns> compared_{};
  std::size_t next_ = 0;       // position behind the last whole leaf
  std::size_t next_hole_ = 0;  // in tree_.holes
};

}  // namespace innosalvage
