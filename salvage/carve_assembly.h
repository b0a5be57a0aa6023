// Carve assembly: the pages of one tablespace, each put in its place, from all that was found of it.
//
// Shape     pages come out by page number, each once, with the image chosen and those that were not:
//             1. the newest image that verifies; or, one that does not verify and has a newer LSN, where the run of its
//                neighbours goes through it: that is the file's own page, hurt, and what verifies is an older one. So
//                with a newer compressed or encrypted page, which has no checksum to verify, unless it may be a copy.
//                A copy (in a doublewrite buffer) is left out if the file's own page says a newer LSN; or if it says
//                nothing, and other copies of this tablespace are older than its pages. So is a piece of fewer than
//                four pages, if other such pieces are older
//             2. where none was found, what stands where the run of a neighbour goes on: two halves that verify
//                together (a file system that cut a page over two extents); a page that claims the number; between two
//                pages of one run also one whose header is lost or unreadable, and zeros
// Memory    the images of one page, and a window of finds.
// Fails     never; a read error of the image is a page less.
#pragma once

#include <functional>

#include "parser/byte_source.h"
#include "salvage/carve_lineage.h"

namespace innosalvage {

enum class CarvedHow : std::uint8_t {
  kVerified,   // its checksum holds
  kStructure,  // encrypted or compressed, in a tablespace that is proven
  kJoined,     // two halves from two places, verified together
  kHurt,       // it says which page it is, and does not verify
  kPlaced,     // taken for the page of its place, between its neighbours
  kZero,       // zeros, between its neighbours
};
std::string_view Name(CarvedHow how);  // "verified", "structure", "joined", "hurt", "placed", "zero"

struct CarvedPage {
  std::uint32_t page_no = 0;
  CarvedHow how = CarvedHow::kVerified;
  CarveFind image;  // of kPlaced and kZero the place only
  ByteRange tail;   // kJoined: image.length bytes at image.offset, then these
  std::vector<CarveFind> others;
};

// A page that is not there, and where in the image it should stand.
struct CarvedGap {
  std::uint32_t page_no = 0;
  ByteRange place;
};

// Finds [first, last) of one group, in CarveOrder. `index` counts from 0 over them.
struct CarveGroupFinds {
  CarveGroupKey key;
  std::uint64_t size = 0;
  std::function<std::size_t(std::uint64_t index, std::span<CarveFind> finds)> read;
};

// Calls `each` with all images of a page, page by page.
void ForEachPage(const CarveGroupFinds& finds, const std::function<void(std::span<const CarveFind>)>& each);

// `copies` outlives what is returned; nullptr: see CarveLineages.
CarveLineages FindLineages(const CarveGroupFinds& finds, const CarveCopies* copies = nullptr);

struct CarveSink {
  std::function<void(const CarvedPage&)> page;
  std::function<void(const CarvedGap&)> gap;                 // missing, and its place is unreadable
  std::function<void(std::span<const CarveFind>)> left_out;  // images of one page, which may be older than the file
};

void AssembleTablespace(const ByteSource& image, const CarveGroupFinds& finds, const CarveLineages& lineages,
                        std::uint32_t lineage, const CarveSink& sink);

}  // namespace innosalvage
