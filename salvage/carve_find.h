// Carve find: one page image found in the bytes of a drive, as small as can be, since a drive may hold 2^28 of them.
//
// Units     offsets in bytes from the start of the image. 56 bytes a find, in memory and in the find log.
// Order     CarveOrder puts the images of one page side by side, the best first: what verifies before what does not,
//           the newest first; at equal LSN the lowest place. It is total, so the same finds give the same choice.
#pragma once

#include <tuple>

#include "parser/page_probe.h"

namespace innosalvage {

struct CarveFind {
  std::uint64_t offset = 0;
  std::uint64_t lsn = 0;
  std::uint64_t index_id = 0;
  std::uint32_t space_id = 0;
  std::uint32_t page_no = 0;
  std::uint32_t length = 0;   // bytes on disk; 0: a whole page, of a size that the page does not tell
  std::uint32_t content = 0;  // CRC-32C of the page, holes as zeros: two images of one page are equal or not
  std::uint32_t run = 0;      // of finds that lie as the pages of one file do; numbered by carve_runs.h
  std::uint16_t type = 0;
  std::uint8_t size_log2 = 0;  // of the page; 0: the page does not tell
  ChecksumFamily family = ChecksumFamily::kClassic;
  ChecksumAlgorithm algorithm = ChecksumAlgorithm::kUnverified;
  PageProof proof = PageProof::kLsn;
  PageHoles holes{};
  bool space_hidden = false;  // space_id is noise; carve_spaces.h finds it
  OtherPages others = OtherPages::kNotTold;

  std::uint32_t page_size() const { return size_log2 == 0 ? 0 : 1U << size_log2; }
  std::uint64_t end() const { return offset + length; }
  bool verified() const { return proof == PageProof::kVerified; }
};
static_assert(sizeof(CarveFind) == 56);

// One tablespace, as far as single pages tell.
struct CarveGroupKey {
  ChecksumFamily family = ChecksumFamily::kClassic;
  std::uint32_t space_id = 0;
  std::uint8_t size_log2 = 0;
  auto operator<=>(const CarveGroupKey&) const = default;
};

inline CarveGroupKey GroupOf(const CarveFind& find) { return {find.family, find.space_id, find.size_log2}; }

struct CarveOrder {
  bool operator()(const CarveFind& a, const CarveFind& b) const {
    const auto key = [](const CarveFind& find) {
      return std::tuple(find.family, find.space_id, find.size_log2, find.page_no, find.proof, ~find.lsn, find.offset);
    };
    return key(a) < key(b);
  }
};

}  // namespace innosalvage
