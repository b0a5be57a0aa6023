#include "tools/carve_job.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <system_error>

#include "parser/limits.h"
#include "parser/page_type.h"
#include "salvage/carve_census.h"
#include "salvage/carve_runs.h"
#include "salvage/carve_spaces.h"
#include "salvage/hidden_spaces.h"
#include "tools/carve_names.h"
#include "tools/data_extents.h"
#include "tools/run_identity.h"
#include "tools/version.h"

namespace innosalvage {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

std::string Dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string Hex(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte b : bytes) text += fmt::format("{:02x}", std::to_integer<unsigned>(b));
  return text;
}

std::string FamilyName(ChecksumFamily family) {
  switch (family) {
    case ChecksumFamily::kFullCrc32: return "full_crc32";
    case ChecksumFamily::kZip: return "zip";
    case ChecksumFamily::kClassic: break;
  }
  return "classic";
}

constexpr PrefixSha256::State kFreshState = {0x6a09e667U, 0xbb67ae85U, 0x3c6ef372U, 0xa54ff53aU,
                                             0x510e527fU, 0x9b05688cU, 0x1f83d9abU, 0x5be0cd19U};

// A carve began in the folder, or the joining of several.
bool HoldsCarve(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name == "carve.finds" || name == "inventory.jsonl" || name.starts_with(".inventory.jsonl.")) return true;
  }
  return false;
}

}  // namespace

bool CarveOutcome::clean() const {
  return bytes_unreadable == 0 && std::ranges::all_of(tablespaces, [](const Tablespace& space) {
           return space.carved.hurt == 0 && space.carved.missing == 0;
         });
}

CarveJob::CarveJob(const ByteSource& image, CarveOptions options, Progress& progress)
    : image_(image), options_(std::move(options)), progress_(progress) {}

std::string CarveJob::Identity() const {
  Json line;
  line["log"] = "innosalvage carve finds";
  line["version"] = 2;
  line["integers"] = std::endian::native == std::endian::little ? "little-endian" : "big-endian";
  line["image_size"] = image_.size();
  line["segment"] = kCarveSegment;
  line["ddrescue_map_sha256"] = options_.map_sha256;
  return Dump(line);
}

Result<void> CarveJob::MakeFolder(const OutputFolder* whole) {
  std::error_code error;
  if (whole != nullptr) {
    if (auto made = whole->Make(fs::path(options_.out).filename()); !made) return made;
  }
  if (fs::exists(options_.out, error)) {
    if (!fs::is_directory(options_.out, error))
      return Fail(options_.out, "exists and is not a folder; name a new one with -o");
    const bool empty = fs::is_empty(options_.out, error);
    if (!options_.resume && !empty) {
      return Fail(options_.out, "is not empty: name a new folder with -o, or go on with what is there with --resume");
    }
    // What is taken away below may be anybody's, unless a carve began here.
    if (options_.resume && !empty && !HoldsCarve(options_.out)) {
      return Fail(options_.out, "holds no carve to go on with: name a new folder with -o");
    }
  }
  fs::create_directories(options_.out, error);
  if (error) return Fail(options_.out, "cannot be made: " + error.message());
  auto out = OutputFolder::Open(options_.out);
  if (!out) return tl::unexpected(out.error());
  out_ = *std::move(out);
  if (!options_.resume) return {};
  if (auto no_links = RefuseLinksToFolders(options_.out); !no_links) return no_links;
  RemoveUnfinished(options_.out);
  return {};
}

Result<void> CarveJob::Scan() {
  const auto mode = options_.resume ? FindLog::Mode::kResume : FindLog::Mode::kNew;
  auto log = FindLog::Open(LogPath(), Identity(), mode);
  if (!log) return tl::unexpected(log.error());
  const std::uint64_t segments = CarveSegments(image_.size());
  CarveScanOptions scan;
  scan.threads = options_.threads;
  scan.first = options_.range.from / kCarveSegment;
  scan.last = options_.range.to == UINT64_MAX ? segments : std::min(segments, CarveSegments(options_.range.to));
  // Segments are logged in order: what is there is a beginning of the range.
  const std::uint64_t begin = scan.first;
  std::uint64_t found = 0;
  for (const std::uint64_t segment : (*log)->segments()) {
    if (segment != scan.first) break;
    auto known = (*log)->Read(segment);
    if (!known) break;
    found += known->finds.size();
    if (begin == 0) scan.prefix = known->prefix;
    ++scan.first;
  }
  if (begin == 0 && !scan.prefix) scan.prefix = kFreshState;
  DataExtents extents(options_.sparse_file);
  if (!options_.sparse_file.empty()) scan.next_data = [&](std::uint64_t offset) { return extents.NextData(offset); };
  std::optional<Error> failed;
  std::uint64_t unsynced = 0;
  ScanImage(image_, scan, [&](CarveSegment&& segment) {
    found += segment.finds.size();
    if (auto appended = (*log)->Append(segment); !appended) failed = appended.error();
    constexpr std::uint64_t kSyncEach = 64;
    if (!failed && ++unsynced % kSyncEach == 0) {
      if (auto synced = (*log)->Sync(); !synced) failed = synced.error();
    }
    const std::uint64_t done = std::min((segment.number + 1) * kCarveSegment, image_.size());
    progress_.Update(options_.image_name, "reading", done - begin * kCarveSegment,
                     std::min(scan.last * kCarveSegment, image_.size()) - begin * kCarveSegment,
                     fmt::format("{} pages found", found));
    return !failed;
  });
  if (!failed) {
    if (auto synced = (*log)->Sync(); !synced) failed = synced.error();
  }
  if (failed) return tl::unexpected(*failed);
  finds_ = found;
  return {};
}

Result<void> CarveJob::ForEachSegment(const Logs& logs, const std::function<Result<void>(const CarveSegment&)>& each) {
  for (std::uint64_t number = 0; number < CarveSegments(image_.size()); ++number) {
    const auto log = std::ranges::find_if(logs, [&](const auto& candidate) { return candidate->Has(number); });
    if (log == logs.end()) {
      return Fail(options_.image_name,
                  fmt::format("bytes {} to {} were not scanned by any of the runs; scan them with --range {}-{}",
                              number * kCarveSegment, std::min((number + 1) * kCarveSegment, image_.size()),
                              number * kCarveSegment, std::min((number + 1) * kCarveSegment, image_.size())));
    }
    auto segment = (*log)->Read(number);
    if (!segment) return tl::unexpected(segment.error());
    if (auto done = each(*segment); !done) return done;
  }
  return {};
}

Result<void> CarveJob::Sort(const Logs& logs, FindSorter& sorter, CarveOutcome& outcome) {
  CarveCensus census;
  // Inside a page that verifies nothing else begins; across segments this is known here only.
  std::uint64_t covered = 0;
  std::ranges::sort(options_.known, {}, &ByteRange::offset);
  const auto in_file = [&](std::uint64_t offset) {
    const auto behind = std::ranges::upper_bound(options_.known, offset, {}, &ByteRange::offset);
    return behind != options_.known.begin() && offset < std::prev(behind)->end();
  };
  const auto inside = [&](const CarveFind& find) {
    if (find.offset < covered || in_file(find.offset)) return true;
    if (find.verified()) covered = find.offset + find.length;
    return false;
  };
  HiddenSpaces hidden(image_, options_.keyring);
  auto opened = ForEachSegment(logs, [&](const CarveSegment& segment) -> Result<void> {
    for (const CarveFind& find : segment.finds) hidden.AddPage0(find);
    return {};
  });
  if (!opened) return opened;
  CarveSpaces counted_spaces;
  auto counted = ForEachSegment(logs, [&](const CarveSegment& segment) -> Result<void> {
    for (CarveFind find : segment.finds) {
      if (!inside(find) && counted_spaces.Assign(find, &hidden)) census.Count(find);
    }
    for (const ByteRange& range : segment.bad) {
      bytes_unreadable_ += range.size;
      if (!bad_.empty() && bad_.back().end() == range.offset) {
        bad_.back().size += range.size;
      } else {
        bad_.push_back(range);
      }
    }
    segments_ += fmt::format("{} {} {}\n", segment.number * kCarveSegment, segment.bytes, Hex(segment.sha256));
    if (!segment.image_sha256.empty()) outcome.image_sha256 = segment.image_sha256;
    return {};
  });
  if (!counted) return counted;
  covered = 0;
  CarveRuns runs;
  CarveSpaces spaces;
  auto added = ForEachSegment(logs, [&](const CarveSegment& segment) -> Result<void> {
    for (CarveFind find : segment.finds) {
      if (inside(find)) continue;
      const bool assigned = spaces.Assign(find, &hidden);
      if (!assigned || !census.Settle(find)) {
        ++outcome.dropped;
        if (IsWithin(Limit::kCarveList, outcome.dropped)) {
          const std::string_view why = assigned
                                           ? "no page of its tablespace verifies"
                                           : "encrypted or compressed, and nothing in it or beside it says whose it is";
          Audit(fmt::format(R"({{"decision":"dropped","why":"{}","offset":{},"space_id":{},"page":{},"proof":"{}"}})",
                            why, find.offset, find.space_id, find.page_no, Name(find.proof)));
        }
        continue;
      }
      runs.Number(find);
      if (auto put = sorter.Add(find); !put) return put;
    }
    return {};
  });
  if (!added) return added;
  outcome.finds = sorter.size();
  outcome.bytes_unreadable = bytes_unreadable_;
  return sorter.Finish();
}

CarveGroupFinds CarveJob::FindsOf(const FindSorter& sorter, const CarveGroup& group) const {
  return {
      .key = group.key, .size = group.size, .read = [&sorter, group](std::uint64_t index, std::span<CarveFind> finds) {
        const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(finds.size(), group.size - index));
        return sorter.Read(group.first + index, finds.first(n)).value_or(0);
      }};
}

std::vector<CarvePlan> CarveJob::MakePlans(const FindSorter& sorter) {
  std::vector<CarveGroup> groups;
  std::vector<CarveFind> window(65536);
  for (std::uint64_t at = 0; at < sorter.size();) {
    const std::size_t got = sorter.Read(at, window).value_or(0);
    if (got == 0) break;
    for (const CarveFind& find : std::span(window).first(got)) {
      if (groups.empty() || groups.back().key != GroupOf(find)) groups.push_back({GroupOf(find), at, 0});
      ++groups.back().size;
      ++at;
    }
  }
  for (const CarveGroup& group : groups) {
    ForEachPage(FindsOf(sorter, group), [&](std::span<const CarveFind> images) { copies_.Collect(images); });
  }
  copies_.Conclude();
  std::vector<CarvePlan> plans;
  for (const CarveGroup& group : groups) {
    const CarveGroupFinds finds = FindsOf(sorter, group);
    const CarveLineages lineages = FindLineages(finds, &copies_);
    for (std::uint32_t lineage = 0; lineage < lineages.count(); ++lineage) {
      std::vector<CarveFind> sdi;
      ForEachPage(finds, [&](std::span<const CarveFind> images) {
        constexpr std::size_t kMaxSdi = 512;
        for (const CarveFind& image : images) {
          if (!MayHoldSdi(image) || sdi.size() >= kMaxSdi || lineages.LineageOf(image) != lineage) continue;
          sdi.push_back(image);
          break;
        }
      });
      CarvePlan plan{.group = group, .lineage = lineage, .newest_lsn = lineages.newest_lsn(lineage), .name = {}};
      if (group.key.family != ChecksumFamily::kFullCrc32) plan.name = CarveNameFromSdi(image_, sdi);
      if (plan.name.empty()) plan.name = NameFromHints(finds, lineages, lineage);
      plan.named = !plan.name.empty();
      if (!plan.named) plan.name = CarveNameFromId(group.key.space_id);
      // The same file at another time: pages of the two are equal to the byte.
      for (std::uint32_t newer = 0; newer < lineage && !plan.older; ++newer)
        plan.older = lineages.Related(newer, lineage);
      plans.push_back(std::move(plan));
    }
  }
  NamePlans(plans);
  return plans;
}

std::string CarveJob::NameFromHints(const CarveGroupFinds& finds, const CarveLineages& lineages,
                                    std::uint32_t lineage) const {
  if (options_.hints.empty()) return {};
  constexpr std::uint64_t kLookedAt = 64;
  std::uint64_t looked_at = 0;
  std::map<std::string, std::uint64_t> votes;
  ForEachPage(finds, [&](std::span<const CarveFind> images) {
    for (const CarveFind& image : images) {
      if (looked_at >= kLookedAt || lineages.LineageOf(image) != lineage || !image.verified()) continue;
      ++looked_at;
      const std::uint64_t in_file = std::uint64_t{image.page_no} * image.page_size();
      for (const CarveHint& hint : options_.hints) {
        const bool there = std::ranges::any_of(hint.extents, [&](const Extent& extent) {
          return image.offset >= extent.image_offset && image.offset < extent.image_offset + extent.size &&
                 image.offset - extent.image_offset + extent.file_offset == in_file;
        });
        if (there) ++votes[hint.path];
      }
      break;
    }
  });
  const auto most = std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; });
  if (most == votes.end() || most->second * 2 <= looked_at) return {};
  const fs::path path(most->first);
  const fs::path folder = path.parent_path().filename();
  if (path.extension() != ".ibd" || folder.empty()) return {};
  return (folder / path.filename()).string();
}

Result<void> CarveJob::BuildOne(const FindSorter& sorter, const CarvePlan& plan, CarveOutcome& outcome) {
  const CarveGroupFinds finds = FindsOf(sorter, plan.group);
  const CarveLineages lineages = FindLineages(finds, &copies_);
  CarveWriter writer(image_, *out_, plan.name, std::uint32_t{1} << plan.group.key.size_log2,
                     [&](std::string_view line) { inventory_->Append(line); });
  CarveSink sink;
  sink.page = [&](const CarvedPage& page) {
    writer.Page(page);
    if (page.how == CarvedHow::kVerified && page.others.empty()) return;
    Audit(fmt::format(R"({{"decision":"{}","file":{},"page":{},"offset":{},"lsn":{},"others":{}}})",
                      page.others.empty() ? Name(page.how) : std::string_view("chosen"), Dump(Json(plan.name)),
                      page.page_no, page.image.offset, page.image.lsn, page.others.size()));
  };
  sink.gap = [&](const CarvedGap& gap) { writer.Gap(gap); };
  sink.left_out = [&](std::span<const CarveFind> images) {
    writer.LeftOut(images);
    Audit(fmt::format(
        R"({{"decision":"left out","why":"outside of its file, which had another image of the page: it may be older","file":{},"page":{},"offset":{},"lsn":{}}})",
        Dump(Json(plan.name)), images.front().page_no, images.front().offset, images.front().lsn));
  };
  AssembleTablespace(image_, finds, lineages, plan.lineage, sink);
  auto carved = writer.Finish();
  if (!carved) return tl::unexpected(carved.error());
  for (const CarvedFile& file : carved->files) files_.push_back(file);
  if (lineages.count() > 1) {
    // Copies outside of any run, of which nothing says whose they are.
    ForEachPage(finds, [&](std::span<const CarveFind> images) {
      for (const CarveFind& image : images) {
        if (plan.lineage != 0 || lineages.LineageOf(image)) continue;
        Audit(fmt::format(
            R"({{"decision":"left out","why":"a single page, and several files of its space id","offset":{},"space_id":{},"page":{},"lsn":{}}})",
            image.offset, image.space_id, image.page_no, image.lsn));
      }
    });
  }
  outcome.tablespaces.push_back({.name = plan.name,
                                 .key = plan.group.key,
                                 .lineage = plan.lineage,
                                 .older = plan.older,
                                 .named = plan.named,
                                 .carved = *std::move(carved)});
  return {};
}

Result<CarveOutcome> CarveJob::Build(const std::vector<std::string>& log_paths) {
  Logs logs;
  const std::vector<std::string> paths = log_paths.empty() ? std::vector{LogPath()} : log_paths;
  for (const std::string& path : paths) {
    auto log = FindLog::Open(path, {}, FindLog::Mode::kRead);
    if (!log) return tl::unexpected(log.error());
    if ((*log)->identity() != Identity()) {
      return Fail(path, "is of another image, or of another ddrescue map: " + (*log)->identity());
    }
    logs.push_back(*std::move(log));
  }
  CarveOutcome outcome;
  FindSorter sorter(options_.out, options_.sort_in_memory);
  for (auto& [file, name] : {std::pair(&inventory_, "inventory.jsonl"), std::pair(&audit_, "audit.jsonl")}) {
    auto created = out_->Create(name, Compression::kNone);
    if (!created) return tl::unexpected(created.error());
    *file = *std::move(created);
  }
  if (auto sorted = Sort(logs, sorter, outcome); !sorted) return tl::unexpected(sorted.error());
  const std::vector<CarvePlan> plans = MakePlans(sorter);
  std::uint64_t done = 0;
  for (const CarvePlan& plan : plans) {
    progress_.Update(plan.name, "building", done, sorter.size(), fmt::format("{} tablespaces", plans.size()));
    if (auto built = BuildOne(sorter, plan, outcome); !built) return tl::unexpected(built.error());
    done += plan.group.size;
  }
  for (auto& [file, name] : {std::pair(&inventory_, "inventory.jsonl"), std::pair(&audit_, "audit.jsonl")}) {
    auto committed = (*file)->Commit();
    if (!committed) return tl::unexpected(committed.error());
    files_.push_back({name, committed->bytes, committed->sha256});
  }
  if (auto written = WriteSummary(outcome); !written) return tl::unexpected(written.error());
  outcome.bad = bad_;
  return outcome;
}

Result<void> CarveJob::Write(const std::string& name, std::string_view text) {
  auto file = out_->Create(name, Compression::kNone);
  if (!file) return tl::unexpected(file.error());
  (*file)->Append(text);
  auto committed = (*file)->Commit();
  if (!committed) return tl::unexpected(committed.error());
  files_.push_back({name, committed->bytes, committed->sha256});
  return {};
}

Result<void> CarveJob::WriteSummary(const CarveOutcome& outcome) {
  if (auto written = Write("segments.sha256", segments_); !written) return written;
  Json json;
  json["format"] = "innosalvage-carve";
  json["version"] = 1;
  json["tool"] = ToolName();
  const auto text_or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
  json["case"] = text_or_null(options_.notes.case_number);
  json["examiner"] = text_or_null(options_.notes.examiner);
  json["notes"] = options_.notes.notes;
  json["image"] = {{"path", options_.image_name},
                   {"size", image_.size()},
                   {"sha256", text_or_null(outcome.image_sha256)},
                   {"bytes_read", image_.size() - outcome.bytes_unreadable},
                   {"bytes_unreadable", outcome.bytes_unreadable},
                   {"ddrescue_map", text_or_null(options_.map_name)},
                   {"ddrescue_map_sha256", text_or_null(options_.map_sha256)}};
  Json bad = Json::array();
  for (const ByteRange& range : bad_) {
    if (!IsWithin(Limit::kCarveList, bad.size() + 1)) break;
    bad.push_back({{"offset", range.offset}, {"size", range.size}});
  }
  json["image"]["bad_ranges"] = std::move(bad);
  json["image"]["bad_ranges_total"] = bad_.size();
  json["pages_found"] = outcome.finds;
  json["finds_dropped"] = outcome.dropped;
  Json spaces = Json::array();
  for (const CarveOutcome::Tablespace& space : outcome.tablespaces) {
    spaces.push_back({{"file", space.name},
                      {"space_id", space.key.space_id},
                      {"page_size", std::uint32_t{1} << space.key.size_log2},
                      {"checksums", FamilyName(space.key.family)},
                      {"named_by", space.named ? "SDI or deleted file" : "space id"},
                      {"older", space.older},
                      {"newest_lsn", space.carved.newest_lsn},
                      {"pages", space.carved.pages},
                      {"hurt", space.carved.hurt},
                      {"joined", space.carved.joined},
                      {"missing", space.carved.missing},
                      {"missing_unreadable", space.carved.gaps},
                      {"other_images", space.carved.kept}});
  }
  json["tablespaces"] = std::move(spaces);
  Json outputs = Json::array();
  for (const CarvedFile& file : files_)
    outputs.push_back({{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  json["outputs"] = std::move(outputs);
  return Write("carve.json", json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace innosalvage
