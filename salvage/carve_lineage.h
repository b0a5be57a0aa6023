// Carve lineages: which finds of one space id belong to one file, where an image holds several files of it.
//
// Purpose   space ids are small numbers that every server counts up anew: two servers on one drive have the same ones,
//           and so has a file beside its copy of last month. Choosing the newest image page by page would then make one
//           table of two. Pages lie in runs, though (carve_runs.h): a file's page n + 1 stands behind its page n until
//           its file system starts a new extent. Runs that hold different images of one page are different files.
// Shape     CountRun all finds of the group; then Collide the images of each page; Conclude; then LineageOf each find.
//           Lineage 0 is the one with the newest page. A find outside of any run (fewer than 4 pages in the order of
//           their file: copies in a doublewrite buffer, most of all) is loose: of the only lineage, or of none.
// Memory    64 bytes a run, at most 2^20 runs a tablespace: a file cut into more pieces is judged page by page.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "salvage/carve_find.h"

namespace innosalvage {

class CarveLineages {
 public:
  static constexpr std::uint32_t kMinRun = 4;

  void CountRun(const CarveFind& find);
  // All images of one page.
  void Collide(std::span<const CarveFind> images);
  void Conclude();

  std::uint32_t count() const { return count_; }  // at least 1
  std::uint64_t newest_lsn(std::uint32_t lineage) const { return newest_.empty() ? 0 : newest_[lineage]; }
  // nullopt: loose, and there is more than one lineage.
  std::optional<std::uint32_t> LineageOf(const CarveFind& find) const;
  // Some page verifies in a run, and has an older image outside of any.
  bool loose_are_older() const { return loose_are_older_; }
  // Stands in a run of its lineage.
  bool InRun(const CarveFind& find) const;
  // Pages of one lineage that another one holds byte by byte: it is the same server's file at another time.
  bool Related(std::uint32_t a, std::uint32_t b) const { return related_.contains({std::min(a, b), std::max(a, b)}); }

 private:
  struct Run {
    std::uint32_t pages = 0;
    std::uint32_t lineage = 0;
    std::uint64_t newest_lsn = 0;
  };
  static constexpr std::size_t kMaxRuns = std::size_t{1} << 20U;

  std::map<std::uint32_t, Run> runs_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> collisions_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> equal_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> related_;
  std::vector<std::uint64_t> newest_;
  std::uint32_t count_ = 1;
  bool loose_are_older_ = false;
};

}  // namespace innosalvage
