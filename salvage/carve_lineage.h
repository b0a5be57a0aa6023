// Carve lineages: which finds of one space id belong to one file, where an image holds several files of it.
//
// Purpose   space ids are small numbers that every server counts up anew: two servers on one drive have the same ones,
//           and so has a file beside its copy of last month. Choosing the newest image page by page would then make one
//           table of two. Pages lie in runs, though (carve_runs.h): a file's page n + 1 stands behind its page n until
//           its file system starts a new extent. Runs that hold different images of one page are different files.
// Shape     CountRun the images of each page; AttachPieces; then Collide the images of each page; Conclude; then
//           LineageOf each find.
//           Lineage 0 is the one with the newest page. A run is four pages or more in the order of their file. What
//           stands outside of any is either a copy, if it lies where a doublewrite buffer is (carve_copies.h): then it
//           is of the only lineage, or of none; but if it touches a run, without a byte between, and stands outside of the
//           copies that are known, it belongs to that run. Or it is a piece of a much fragmented file: of the only
//           lineage, or of the newest one, if it is newer than all pages of the others.
// Memory    80 bytes a run, at most `carve-runs` a tablespace (parser/limits.h): a file cut into more pieces is judged page
//           by page.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "salvage/carve_copies.h"
#include "salvage/carve_find.h"

namespace innosalvage {

class CarveLineages {
 public:
  static constexpr std::uint32_t kMinRun = 4;

  // `copies` outlives this; nullptr: only copies in a system tablespace are known as such.
  explicit CarveLineages(const CarveCopies* copies = nullptr) : copies_(copies) {}

  // All images of one page.
  void CountRun(std::span<const CarveFind> images);
  // A file system puts what is written together side by side, though not always in the order of the file.
  void AttachPieces();
  // All images of one page.
  void Collide(std::span<const CarveFind> images);
  void Conclude();

  std::uint32_t count() const { return count_; }  // at least 1
  std::uint64_t newest_lsn(std::uint32_t lineage) const { return newest_.empty() ? 0 : newest_[lineage]; }
  // nullopt: loose, and there is more than one lineage.
  std::optional<std::uint32_t> LineageOf(const CarveFind& find) const;
  // A copy: some page of the tablespace that is none has an older image which is one, or copies beside it, of whatever
  // tablespace, are known to be older.
  bool MayBeOlder(const CarveFind& copy) const;
  // Some page that is no copy has an older image which is none either, and stands outside of any run.
  bool pieces_are_older() const { return pieces_are_older_; }
  // Stands in a run of its lineage.
  bool InRun(const CarveFind& find) const;
  bool IsCopy(const CarveFind& find) const;
  // Pages of one lineage that another one holds byte by byte: it is the same server's file at another time.
  bool Related(std::uint32_t a, std::uint32_t b) const { return related_.contains({std::min(a, b), std::max(a, b)}); }

 private:
  struct Run {
    std::uint64_t from = UINT64_MAX;  // offsets in the image
    std::uint64_t to = 0;
    std::uint32_t pages = 0;
    std::uint32_t held = 0;   // where a doublewrite buffer may be
    std::uint32_t among = 0;  // where one is
    std::uint32_t older = 0;  // than another image of the page
    std::uint32_t plain = 0;  // index pages that are not compressed
    std::uint32_t lineage = 0;
    std::uint64_t newest_lsn = 0;
  };
  // In order as the pages of a file, and long enough; but not inside of a doublewrite buffer, which may hold the last
  // copies of pages that are lost, nor at its end, if older pages are. MySQL compresses a page behind its doublewrite
  // buffer: what stands there uncompressed, older than compressed pages of its tablespace, is a copy.
  bool IsOfAFile(const Run& run) const {
    const bool in_buffer = run.among == run.pages;
    const bool older = run.older * 2 >= run.pages || (run.plain == run.pages && run.newest_lsn < newest_compressed_);
    return run.pages >= kMinRun && !in_buffer && !(run.held == run.pages && older);
  }
  // The run that it is attached to, or itself.
  std::uint32_t RootOf(std::uint32_t number) const {
    const auto attached = attached_.find(number);
    return attached == attached_.end() ? number : attached->second;
  }

  const CarveCopies* copies_;
  std::map<std::uint32_t, Run> runs_;
  std::map<std::uint32_t, std::uint32_t> attached_;  // short run: the run of a file that it belongs to
  std::set<std::pair<std::uint32_t, std::uint32_t>> collisions_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> equal_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> related_;
  std::vector<std::uint64_t> newest_;
  std::uint32_t count_ = 1;
  std::uint64_t newest_compressed_ = 0;  // LSN, of MySQL's page compression
  bool copies_are_older_ = false;
  bool pieces_are_older_ = false;
};

}  // namespace innosalvage
