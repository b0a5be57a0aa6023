// Another pass: which unreadable sectors of an image are worth reading again, by the rows at stake.
//
// Shape     another_pass.txt   a line a stretch of sectors, the most rows first: rows, offset, size, page and file
//           another_pass.map   the same stretches as a domain map: ddrescue -m another_pass.map DRIVE IMAGE MAP
//           Rows are those of the page, lost or suspect: it will verify once its sectors are read. Pages of off-page
//           values, and what else has no row of its own, come last, with 0.
// Units     offsets in bytes of the image. Where a run had several images, each has its own two files (-2, -3).
// Source    GNU ddrescue manual, "--domain-mapfile": the blocks that it calls finished are the domain.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "parser/ddrescue_map.h"
#include "salvage/findings.h"

namespace innosalvage {

// Where bytes of an input lie. nullopt: that is not known (a page that carving did not find).
struct ImagePlace {
  std::string image;
  std::uint64_t offset = 0;
};
using PlaceOf = std::function<std::optional<ImagePlace>(const std::string& input, std::uint64_t offset)>;
// What of a range of an image is unreadable: of a page that was not found the place is known, and not which sectors.
using BadIn = std::function<std::vector<ByteRange>(const std::string& image, const ByteRange& range)>;

struct WorthReading {
  std::uint64_t rows = 0;
  ByteRange range;
  std::uint32_t page_no = 0;
  std::string input;
};

struct AnotherPass {
  std::string image;
  std::vector<WorthReading> stretches;  // by rows, the most first; at equal rows by offset
  std::string Text() const;
  std::string DomainMap() const;
};

std::vector<AnotherPass> FindWorthReading(const RunFindings& run, const PlaceOf& place_of, const BadIn& bad_in);

}  // namespace innosalvage
