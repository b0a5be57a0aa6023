// Carve job: an image's pages into rebuilt tablespaces, in two steps.
//
// Shape     Scan writes what it finds to a log, segment by segment (find_log.h). Build sorts the log, and writes the
//           tablespaces from it and from the image. Build depends on the log and the image alone: it does not matter in
//           how many runs, and on how many machines, the log came to be.
//             OUT/carve.finds          the log; what --resume and --join read
//             OUT/DB/TABLE.ibd, space_N.ibd, ... with .map beside each, and versions/   (carve_writer.h)
//             OUT/versions/DB/TABLE.ibd    the file as it was before, where the image holds several
//             OUT/inventory.jsonl      where each page came from
//             OUT/audit.jsonl          each decision that chose or dropped bytes
//             OUT/segments.sha256      offset, length and SHA-256 of each segment of the image
//             OUT/carve.json           what was carved, and what came out of it
// Fails     where the output cannot be written, or the image does not fit the log.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exporters/output_file.h"
#include "exporters/output_folder.h"
#include "exporters/report_context.h"
#include "parser/ddrescue_map.h"
#include "parser/extent_source.h"
#include "parser/keyring.h"
#include "salvage/carve_copies.h"
#include "tools/carve_plan.h"
#include "tools/carve_writer.h"
#include "tools/find_log.h"
#include "tools/find_sorter.h"
#include "tools/progress.h"

namespace innosalvage {

struct CarveRange {
  std::uint64_t from = 0;
  std::uint64_t to = UINT64_MAX;  // not included
};

// A deleted file of which the file system still knows where it lay: names what is carved there.
struct CarveHint {
  std::string path;  // "/var/lib/mysql/shop/orders.ibd"
  std::vector<Extent> extents;
};

struct CarveOptions {
  std::string image_name;
  std::string out;
  unsigned threads = 1;
  bool resume = false;
  CarveRange range;
  std::string map_name;    // --ddrescue-map; empty: none
  std::string map_sha256;  // of the map's text: a run is resumed with the map it began with
  CaseNotes notes;
  std::vector<ByteRange> known;  // of files that are read where they lie: what is found in them is left out
  std::vector<CarveHint> hints;
  std::shared_ptr<const Keyring> keyring;  // opens encrypted pages, to see whose they are; nullptr: none
  std::string sparse_file;  // the file that the image is, byte by byte: its holes are not read; empty: none
  std::size_t sort_in_memory = std::size_t{4} << 20U;
};

struct CarveOutcome {
  std::uint64_t finds = 0;
  std::uint64_t dropped = 0;
  std::uint64_t bytes_unreadable = 0;
  std::vector<ByteRange> bad;  // unreadable, ascending
  std::string image_sha256;    // empty: the image was scanned in ranges
  struct Tablespace {
    std::string name;
    CarveGroupKey key;
    std::uint32_t lineage = 0;
    bool older = false;  // in versions/: another one of the same name is newer
    bool named = false;  // by its own pages, or by a deleted file
    CarvedTablespace carved;
  };
  std::vector<Tablespace> tablespaces;
  bool clean() const;
};

class CarveJob {
 public:
  CarveJob(const ByteSource& image, CarveOptions options, Progress& progress);

  // `whole`: the folder of a run that this one is part of, which `out` stands in; nullptr: `out` is all there is.
  Result<void> MakeFolder(const OutputFolder* whole = nullptr);
  Result<void> Scan();
  // `logs`: paths of logs of other runs; empty: that of this one.
  Result<CarveOutcome> Build(const std::vector<std::string>& logs);

  std::uint64_t bytes_unreadable() const { return bytes_unreadable_; }
  std::uint64_t finds() const { return finds_; }
  std::string LogPath() const { return (std::filesystem::path(options_.out) / "carve.finds").string(); }
  // The first line of the log.
  std::string Identity() const;

 private:
  using Logs = std::vector<std::unique_ptr<FindLog>>;

  Result<void> ForEachSegment(const Logs& logs, const std::function<Result<void>(const CarveSegment&)>& each);
  Result<void> Sort(const Logs& logs, FindSorter& sorter, CarveOutcome& outcome);
  std::vector<CarvePlan> MakePlans(const FindSorter& sorter);
  std::string NameFromHints(const CarveGroupFinds& finds, const CarveLineages& lineages, std::uint32_t lineage) const;
  CarveGroupFinds FindsOf(const FindSorter& sorter, const CarveGroup& group) const;
  Result<void> BuildOne(const FindSorter& sorter, const CarvePlan& plan, CarveOutcome& outcome);
  Result<void> WriteSummary(const CarveOutcome& outcome);
  Result<void> Write(const std::string& name, std::string_view text);
  void Audit(const std::string& line) { audit_->Append(line + "\n"); }

  const ByteSource& image_;
  CarveOptions options_;
  std::optional<OutputFolder> out_;  // since MakeFolder
  Progress& progress_;
  std::uint64_t bytes_unreadable_ = 0;
  std::uint64_t finds_ = 0;
  std::vector<ByteRange> bad_;
  CarveCopies copies_;
  std::string segments_;
  std::unique_ptr<OutputFile> inventory_;
  std::unique_ptr<OutputFile> audit_;
  std::vector<CarvedFile> files_;
};

}  // namespace innosalvage
