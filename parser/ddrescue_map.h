// GNU ddrescue map: which bytes of an image were rescued, and what happened to the others.
//
// Shape     text. Comments begin with #; the first other line is ddrescue's own position and status; then lines of
//           position, size, status, ascending and without gaps:
//             ?  not tried yet      *  failed, not trimmed      /  failed, not scraped
//             -  bad sector         +  finished (rescued)
// Units     bytes; numbers in decimal, octal or hexadecimal, as C writes them.
// Fails     Error with the line that cannot be read. Bytes that no line covers were not tried.
// Source    GNU ddrescue manual, "Mapfile structure".
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parser/byte_source.h"

namespace innosalvage {

enum class RescueStatus : char {
  kNotTried = '?',
  kNotTrimmed = '*',
  kNotScraped = '/',
  kBadSector = '-',
  kFinished = '+',
};

struct RescueBlock {
  ByteRange range;
  RescueStatus status = RescueStatus::kNotTried;
};

struct RescueMap {
  std::vector<RescueBlock> blocks;  // ascending; neighbours of one status are one block

  // Appends behind the last block, which it must not overlap.
  void Add(ByteRange range, RescueStatus status);
  std::uint64_t SizeOf(RescueStatus status) const;
};

Result<RescueMap> ParseRescueMap(std::string_view text, const std::string& name);
Result<RescueMap> ReadRescueMap(const std::string& path);

// As ddrescue reads it. `comments`: lines without their #.
std::string RescueMapText(const RescueMap& map, const std::vector<std::string>& comments);

// `source`, of which only what the map calls finished can be read: all else is a bad range, whatever the file has
// there.
std::unique_ptr<ByteSource> MappedSource(std::unique_ptr<ByteSource> source, const RescueMap& map);

}  // namespace innosalvage
