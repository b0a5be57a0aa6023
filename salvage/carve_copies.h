// Carve copies: stretches of an image that hold copies of pages beside each other, as a doublewrite file does.
//
// Purpose   a doublewrite file holds what was written last of many tablespaces, in the order in which it was written:
//           often dozens of pages of one file side by side. That looks like a piece of the file, and may be older than
//           it. What is known for such a copy is not taken for a piece of a file (carve_lineage.h).
// Evidence  an image that is older than another one of the same page. One alone may be of a file's older state, which
//           lies anywhere; but where such images of several tablespaces lie within 1 MiB, or those of one in an order
//           that no file has, it is a doublewrite file. Up to 16 MiB on either side, what stands on the same grid of
//           pages and is no piece of a file in order may be of it as well: a page that was written twice, or the last
//           copy of one that was since lost.
// Shape     Collect the images of each page; Conclude; then Holds.
// Memory    32 bytes an older image, 2^20 of them at most; beyond that all of the image may hold copies.
// Source    buf0dblwr.cc: dblwr::Double_write, dblwr::File (MySQL 8.0.20); innodb_doublewrite_pages.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "parser/byte_source.h"
#include "salvage/carve_find.h"

namespace innosalvage {

class CarveCopies {
 public:
  // All images of one page, in CarveOrder.
  void Collect(std::span<const CarveFind> images);
  void Conclude();

  // Whether the find may be a copy, if it is no piece of a file in order.
  bool Holds(const CarveFind& find) const;
  // Copies in the doublewrite buffer of a system tablespace (CarveRuns numbers them 0) are older than other images.
  bool in_systems_are_older() const { return in_systems_are_older_; }
  // Whether it stands in the midst of copies: between older images, within 1 MiB of each.
  bool IsAmong(const CarveFind& find) const;

 private:
  struct Older {
    std::uint64_t offset = 0;
    CarveGroupKey key;
    std::uint32_t page_no = 0;
  };
  struct Stretch {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::set<std::pair<std::uint8_t, std::uint32_t>> grids;  // log2 of the page size, offset modulo that
  };
  void Take(std::span<const Older> near);

  std::vector<Older> older_;
  std::vector<Stretch> stretches_;  // ascending, apart from each other
  std::vector<ByteRange> cores_;    // from the first older image to the last
  bool too_many_ = false;
  bool in_systems_are_older_ = false;
};

}  // namespace innosalvage
