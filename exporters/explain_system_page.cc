#include "exporters/explain_system_page.h"

#include <fmt/format.h>

#include <array>

namespace innosalvage {

namespace {

constexpr std::size_t TRX_SYS_N_RSEGS = 128;
constexpr std::uint32_t TRX_SYS_MYSQL_LOG_MAGIC_N = 873422344;
constexpr std::uint32_t TRX_SYS_DOUBLEWRITE_MAGIC_N = 536853855;
constexpr std::uint32_t RSEG_ARRAY_VERSION = 0x52534547 + 1;

std::string UndoStateName(unsigned state) {
  constexpr std::array<std::string_view, 6> kNames = {"", "ACTIVE", "CACHED", "TO_FREE", "TO_PURGE", "PREPARED"};
  return state > 0 && state < kNames.size() ? std::string(kNames[state]) : fmt::format("{}", state);
}

}  // namespace

void ExplainIbufBitmapPage(const ExplainedPage& page) {
  // IBUF_BITS_PER_PAGE = 4: free space (2 bits), buffered changes, page of the change buffer's own tree.
  const std::size_t pages = page.input.format.physical_size;
  std::size_t size = pages / 2;
  if (FIL_PAGE_DATA + size > page.body_end()) size = page.body_end() - FIL_PAGE_DATA;
  std::uint64_t with_room = 0;
  std::uint64_t buffered = 0;
  std::uint64_t own = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const unsigned byte = ByteAt(page.page, FIL_PAGE_DATA + i);
    for (const unsigned bits : {byte & 0x0fU, byte >> 4U}) {
      with_room += (bits & 3U) != 0;
      buffered += (bits & 4U) != 0;
      own += (bits & 8U) != 0;
    }
  }
  page.map.Add(
      FIL_PAGE_DATA, size, "IBUF_BITMAP",
      fmt::format("4 bits a page for {} pages: {} with room, {} with buffered changes, {} of the change buffer",
                  size * 2, with_room, buffered, own));
}

void ExplainUndoPage(const ExplainedPage& page) {
  const auto type = BigAt<std::uint16_t>(page.page, 38);
  page.Number(38, 2, "TRX_UNDO_PAGE_TYPE", type == 1 ? "1: INSERT" : type == 2 ? "2: UPDATE" : fmt::format("{}", type));
  const auto start = BigAt<std::uint16_t>(page.page, 40);
  const auto free = BigAt<std::uint16_t>(page.page, 42);
  page.Number(40, 2, "TRX_UNDO_PAGE_START", fmt::format("0x{:04x}", start), ImpossibleIf(start > page.body_end()));
  page.Number(42, 2, "TRX_UNDO_PAGE_FREE", fmt::format("0x{:04x}", free), ImpossibleIf(free > page.body_end()));
  page.ListNode(44, "TRX_UNDO_PAGE_NODE");
  std::size_t records = 56;
  // The segment's header is on its first page only, where no record starts right behind the page header.
  if (start != records) {
    page.Number(56, 2, "TRX_UNDO_STATE", UndoStateName(BigAt<std::uint16_t>(page.page, 56)));
    page.Number(58, 2, "TRX_UNDO_LAST_LOG", fmt::format("0x{:04x}", BigAt<std::uint16_t>(page.page, 58)));
    page.SegmentHeader(60, "TRX_UNDO_FSEG_HEADER");
    page.ListBase(70, "TRX_UNDO_PAGE_LIST");
    records = 86;
  }
  if (free > records && free <= page.body_end()) {
    page.map.Add(records, free - records, "undo logs", page.Content(records, free));
    page.map.Add(free, page.body_end() - free, "free space", page.Content(free, page.body_end()));
  }
}

void ExplainTrxSysPage(const ExplainedPage& page) {
  page.Number(38, 8, "TRX_SYS_TRX_ID_STORE");
  page.SegmentHeader(46, "TRX_SYS_FSEG_HEADER");
  for (std::size_t i = 0; i < TRX_SYS_N_RSEGS; ++i) {
    const std::size_t at = 56 + i * 8;
    const auto page_no = BigAt<std::uint32_t>(page.page, at + 4);
    page.map.Add(at, 8, fmt::format("TRX_SYS_RSEGS slot {}", i),
                 page_no == FIL_NULL ? "not in use"
                                     : fmt::format("rollback segment: space {}, page {}",
                                                   BigAt<std::uint32_t>(page.page, at), page_no));
  }
  const std::size_t log = page.page.size() - 1000;
  const bool has_log = BigAt<std::uint32_t>(page.page, log) == TRX_SYS_MYSQL_LOG_MAGIC_N;
  page.map.Add(log, 12 + 512, "TRX_SYS_MYSQL_LOG_INFO",
               has_log ? fmt::format("binary log position {}", BigAt<std::uint64_t>(page.page, log + 4)) : "none");
  const std::size_t dblwr = page.page.size() - 200;
  page.SegmentHeader(dblwr, "TRX_SYS_DOUBLEWRITE_FSEG");
  const bool has_dblwr = BigAt<std::uint32_t>(page.page, dblwr + 10) == TRX_SYS_DOUBLEWRITE_MAGIC_N;
  page.Number(dblwr + 10, 4, "TRX_SYS_DOUBLEWRITE_MAGIC", has_dblwr ? "right" : "none: no doublewrite buffer here");
  page.PageNo(dblwr + 14, "TRX_SYS_DOUBLEWRITE_BLOCK1");
  page.PageNo(dblwr + 18, "TRX_SYS_DOUBLEWRITE_BLOCK2");
  page.map.Add(dblwr + 22, 12, "TRX_SYS_DOUBLEWRITE_REPEAT", "magic and blocks once more");
  page.Number(dblwr + 34, 4, "TRX_SYS_DOUBLEWRITE_SPACE_ID_STORED");
}

void ExplainRsegArrayPage(const ExplainedPage& page) {
  const auto version = BigAt<std::uint32_t>(page.page, 38);
  page.Number(38, 4, "RSEG_ARRAY_VERSION",
              version == RSEG_ARRAY_VERSION ? "version 1" : fmt::format("0x{:08x}", version));
  page.Number(42, 4, "RSEG_ARRAY_SIZE");
  page.SegmentHeader(46, "RSEG_ARRAY_FSEG_HEADER");
  std::vector<std::uint32_t> pages;
  for (std::size_t i = 0; i < TRX_SYS_N_RSEGS; ++i) {
    const auto page_no = BigAt<std::uint32_t>(page.page, 56 + i * 4);
    if (page_no != FIL_NULL && page_no != 0) pages.push_back(page_no);
  }
  page.map.Add(56, TRX_SYS_N_RSEGS * 4, "RSEG_ARRAY_PAGES",
               fmt::format("{} rollback segments: pages {}", pages.size(), RunsText(pages)));
}

}  // namespace innosalvage
