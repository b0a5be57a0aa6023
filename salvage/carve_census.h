// Carve census: which tablespaces an image holds pages of, and which finds are kept by that.
//
// Purpose   a page that verifies proves its tablespace. A find without a checksum (encrypted, compressed, or hurt) is
//           kept where its tablespace is proven so, or where such finds follow each other as pages of one file do: the
//           next page number, one page further. All else is chance, or the page of nothing that could be rebuilt.
//           MySQL encrypts compressed tablespaces (zip) page by page, but for page 0: pages of either family are one.
// Shape     Count all finds in order of offset; Conclude; then Settle each.
// Memory    some 200 bytes a tablespace; unproven ones are bounded to 2^18.
#pragma once

#include <array>
#include <map>

#include "salvage/carve_find.h"

namespace innosalvage {

class CarveCensus {
 public:
  void Count(const CarveFind& find);

  // Whether the find is kept. Fills in the size, and the length, of a page that does not tell them.
  bool Settle(CarveFind& find) const;

 private:
  static constexpr std::size_t kSizes = 17;  // by log2
  struct Space {
    std::array<std::uint64_t, kSizes> verified{};
    std::uint32_t last_page = 0;  // the highest page number that verifies
    std::uint64_t unsized = 0;    // that verify and don't tell their size
  };
  struct Unproven {
    std::uint64_t offset = 0;
    std::uint32_t page_no = 0;
    std::array<std::uint32_t, kSizes> steps{};  // from one to the next of a page size, as a file's pages lie
  };
  using Key = std::pair<ChecksumFamily, std::uint32_t>;

  std::map<Key, Space> spaces_;
  std::map<Key, Unproven> unproven_;
};

}  // namespace innosalvage
