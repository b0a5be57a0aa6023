#include "parser/ddrescue_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace innosalvage {

namespace {

std::vector<std::string_view> Words(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t at = line.find_first_not_of(" \t\r"); at != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
    words.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(" \t\r", end);
  }
  return words;
}

std::optional<std::uint64_t> Number(std::string_view word) {
  const std::string text(word);
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  char* end = nullptr;
  errno = 0;
  const unsigned long long value = std::strtoull(text.c_str(), &end, 0);
  if (errno != 0 || *end != '\0') return std::nullopt;
  return value;
}

std::optional<RescueStatus> Status(std::string_view word) {
  constexpr std::string_view kStatuses = "?*/-+";
  if (word.size() != 1 || kStatuses.find(word.front()) == std::string_view::npos) return std::nullopt;
  return static_cast<RescueStatus>(word.front());
}

class RescuedBytes final : public ByteSource {
 public:
  RescuedBytes(std::unique_ptr<ByteSource> source, const RescueMap& map) : source_(std::move(source)) {
    std::uint64_t at = 0;
    for (const RescueBlock& block : map.blocks) {
      if (block.range.offset > at) AddLost({at, block.range.offset - at});
      if (block.status != RescueStatus::kFinished) AddLost(block.range);
      at = block.range.end();
    }
    if (at < source_->size()) AddLost({at, source_->size() - at});
  }

  std::uint64_t size() const override { return source_->size(); }

  ReadOutcome ReadAt(std::uint64_t offset, std::span<std::byte> buffer) const override {
    ReadOutcome outcome = source_->ReadAt(offset, buffer);
    auto lost = std::ranges::upper_bound(lost_, offset, {}, [](const ByteRange& range) { return range.end(); });
    const std::uint64_t end = offset + outcome.size;
    bool added = false;
    for (; lost != lost_.end() && lost->offset < end; ++lost) {
      const std::uint64_t from = std::max(lost->offset, offset);
      const std::uint64_t to = std::min(lost->end(), end);
      std::ranges::fill(buffer.subspan(static_cast<std::size_t>(from - offset), static_cast<std::size_t>(to - from)),
                        std::byte{0});
      outcome.bad.push_back({from, to - from});
      added = true;
    }
    if (added) Merge(outcome.bad);
    return outcome;
  }

 private:
  void AddLost(ByteRange range) {
    if (!lost_.empty() && lost_.back().end() == range.offset) {
      lost_.back().size += range.size;
    } else {
      lost_.push_back(range);
    }
  }

  static void Merge(std::vector<ByteRange>& ranges) {
    std::ranges::sort(ranges, {}, [](const ByteRange& range) { return range.offset; });
    std::vector<ByteRange> merged;
    for (const ByteRange& range : ranges) {
      if (!merged.empty() && range.offset <= merged.back().end()) {
        merged.back().size = std::max(merged.back().end(), range.end()) - merged.back().offset;
      } else {
        merged.push_back(range);
      }
    }
    ranges = std::move(merged);
  }

  std::unique_ptr<ByteSource> source_;
  std::vector<ByteRange> lost_;
};

}  // namespace

void RescueMap::Add(ByteRange range, RescueStatus status) {
  if (range.size == 0) return;
  if (!blocks.empty() && blocks.back().status == status && blocks.back().range.end() == range.offset) {
    blocks.back().range.size += range.size;
  } else {
    blocks.push_back({range, status});
  }
}

std::uint64_t RescueMap::SizeOf(RescueStatus status) const {
  std::uint64_t size = 0;
  for (const RescueBlock& block : blocks) size += block.status == status ? block.range.size : 0;
  return size;
}

Result<RescueMap> ParseRescueMap(std::string_view text, const std::string& name) {
  RescueMap map;
  bool position_seen = false;
  std::uint64_t line_number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    ++line_number;
    const std::vector<std::string_view> words = Words(line.substr(0, line.find('#')));
    if (words.empty()) continue;
    const auto refuse = [&](std::string_view why) {
      return Fail(fmt::format("{} line {}", name, line_number), fmt::format("{}; is it a map of GNU ddrescue?", why));
    };
    if (!position_seen) {
      // ddrescue's own place: position, status, and since 1.22 the number of the pass.
      if (words.size() < 2 || !Number(words[0])) return refuse("position and status expected");
      position_seen = true;
      continue;
    }
    if (words.size() != 3) return refuse("position, size and status expected");
    const auto offset = Number(words[0]);
    const auto size = Number(words[1]);
    const auto status = Status(words[2]);
    if (!offset || !size || *offset + *size < *offset) return refuse("position or size is no number");
    if (!status) return refuse("status is none of ? * / - +");
    if (!map.blocks.empty() && *offset < map.blocks.back().range.end()) return refuse("blocks overlap");
    map.Add({*offset, *size}, *status);
  }
  if (!position_seen) return Fail(name, "holds no line of a map of GNU ddrescue");
  return map;
}

Result<RescueMap> ReadRescueMap(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(path, "map cannot be opened");
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) return Fail(path, "map cannot be read");
  return ParseRescueMap(text.str(), path);
}

std::string RescueMapText(const RescueMap& map, const std::vector<std::string>& comments) {
  std::string text = "# Mapfile of GNU ddrescue\n";
  for (const std::string& comment : comments) text += "# " + comment + "\n";
  text += "# current_pos  current_status  current_pass\n0x00000000     ?               1\n";
  text += "#      pos        size  status\n";
  for (const RescueBlock& block : map.blocks) {
    text +=
        fmt::format("0x{:08X}  0x{:08X}  {}\n", block.range.offset, block.range.size, static_cast<char>(block.status));
  }
  return text;
}

std::unique_ptr<ByteSource> MappedSource(std::unique_ptr<ByteSource> source, const RescueMap& map) {
  return std::make_unique<RescuedBytes>(std::move(source), map);
}

}  // namespace innosalvage
