#include "tools/another_pass.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace innosalvage {

namespace {

// Rows of each page of a file that are lost or suspect, since the page does not verify.
std::map<std::uint32_t, std::uint64_t> RowsAtStake(const TablespaceFindings& file) {
  std::map<std::uint32_t, std::uint64_t> lost;
  for (const TableFindings& table : file.tables) {
    for (const LostRange& range : table.lost) {
      lost[range.page_no] += std::max(range.rows_estimated, range.rows_recovered);
    }
    for (const UnlistedRange& range : table.lost_unlisted) {
      lost[range.page_no] += std::max(range.rows_estimated, range.rows_recovered);
    }
  }
  return lost;
}

}  // namespace

std::string AnotherPass::Text() const {
  std::string text = fmt::format("Unreadable sectors of {}, by the rows at stake.\n", image);
  text += "To read these alone again: ddrescue -m another_pass.map DRIVE IMAGE MAP\n\n";
  text += fmt::format("{:>10} {:>16} {:>10} {:>8}  file\n", "rows", "offset", "bytes", "page");
  for (const WorthReading& stretch : stretches) {
    text += fmt::format("{:>10} {:>#16x} {:>10} {:>8}  {}\n", stretch.rows, stretch.range.offset, stretch.range.size,
                        stretch.page_no, stretch.input);
  }
  return text;
}

std::string AnotherPass::DomainMap() const {
  std::vector<ByteRange> ranges;
  for (const WorthReading& stretch : stretches) ranges.push_back(stretch.range);
  std::ranges::sort(ranges, {}, &ByteRange::offset);
  RescueMap map;
  std::uint64_t at = 0;
  for (const ByteRange& range : ranges) {
    if (range.end() <= at) continue;
    const std::uint64_t from = std::max(at, range.offset);
    map.Add({at, from - at}, RescueStatus::kNotTried);
    map.Add({from, range.end() - from}, RescueStatus::kFinished);
    at = range.end();
  }
  return RescueMapText(map, {"domain map for ddrescue -m: + is worth another pass"});
}

std::vector<AnotherPass> FindWorthReading(const RunFindings& run, const PlaceOf& place_of, const BadIn& bad_in) {
  std::map<std::string, AnotherPass> passes;
  for (const TablespaceFindings& file : run.tablespaces) {
    if (file.inventory.bad_ranges.empty()) continue;
    const std::uint32_t page_size = file.inventory.detected.format.physical_size;
    const std::map<std::uint32_t, std::uint64_t> lost = RowsAtStake(file);
    for (const ByteRange& bad : file.inventory.bad_ranges) {
      for (std::uint64_t at = bad.offset; at < bad.end();) {
        const std::uint64_t end = std::min(bad.end(), (at / page_size + 1) * page_size);
        const auto page_no = static_cast<std::uint32_t>(at / page_size);
        const PageEntry* entry = file.inventory.Find(page_no);
        const bool needed = entry == nullptr || entry->verdict == PageVerdict::kUnreadable;
        const auto place = needed ? place_of(file.path, at) : std::nullopt;
        if (place) {
          const auto rows = lost.find(page_no);
          AnotherPass& pass = passes[place->image];
          pass.image = place->image;
          for (const ByteRange& range : bad_in(place->image, {place->offset, end - at})) {
            pass.stretches.push_back({rows == lost.end() ? 0 : rows->second, range, page_no, file.path});
          }
        }
        at = end;
      }
    }
  }
  std::vector<AnotherPass> result;
  for (auto& [image, pass] : passes) {
    std::ranges::sort(pass.stretches, [](const WorthReading& a, const WorthReading& b) {
      return a.rows != b.rows ? a.rows > b.rows : a.range.offset < b.range.offset;
    });
    if (!pass.stretches.empty()) result.push_back(std::move(pass));
  }
  return result;
}

}  // namespace innosalvage
