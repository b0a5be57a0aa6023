// Parts that several kinds of pages have: numbers as table rows, file list nodes, segment headers, runs of page
// numbers.
//
// Source    storage/innobase/include/fut0lst.h (FLST_*), fsp0types.h (FSEG_HDR_*), 5.7 and 8.0.
#pragma once

#include <string>
#include <vector>

#include "exporters/page_explainer.h"
#include "exporters/page_map.h"

namespace innosalvage {

inline constexpr std::size_t FLST_BASE_NODE_SIZE = 16;  // length 4, first 6, last 6
inline constexpr std::size_t FLST_NODE_SIZE = 12;       // previous 6, next 6
inline constexpr std::size_t FIL_ADDR_SIZE = 6;         // page no 4, offset 2
inline constexpr std::size_t FSEG_HEADER_SIZE = 10;     // space id 4, page no 4, offset 2

// The page as decoders need it: a power of two long, zeros behind what the file had. `map` covers the bytes that are.
struct ExplainedPage {
  const ExplainInput& input;
  Bytes page;
  PageMap& map;

  // Where the body ends and the trailer begins.
  std::size_t body_end() const { return page.size() - FIL_PAGE_DATA_END; }
  bool PageExists(std::uint32_t page_no) const {
    return input.pages_in_file == 0 || page_no == FIL_NULL || page_no < input.pages_in_file;
  }
  // A big-endian integer of `size` bytes.
  void Number(std::size_t at, std::size_t size, std::string name) const;
  void Number(std::size_t at, std::size_t size, std::string name, std::string value, Mark mark = Mark::kPlain) const;
  void PageNo(std::size_t at, std::string name) const;
  void ListBase(std::size_t at, std::string name) const;
  void ListNode(std::size_t at, std::string name) const;
  void SegmentHeader(std::size_t at, std::string name) const;
  // Bytes of no further structure: "all zero" or a preview.
  std::string Content(std::size_t begin, std::size_t end) const;
};

std::string AddressText(Bytes page, std::size_t at);  // "page 2 + 0x0032", "none"
std::string PageNoText(std::uint32_t page_no);        // "7", "none"
std::string RunsText(const std::vector<std::uint32_t>& ascending, std::size_t max_runs = 8);  // "0..3, 7 and 3 more"

}  // namespace innosalvage
