#include "exporters/explain_lob_page.h"

#include <fmt/format.h>

#include <algorithm>

namespace innosalvage {

namespace {

constexpr std::size_t kEntrySize = 60;     // index_entry_t::SIZE
constexpr std::size_t kFirstEntries = 10;  // first_page_t::node_count()
constexpr std::size_t kFirstIndexBegin = 96;
constexpr std::size_t kIndexPageBegin = FIL_PAGE_DATA + 1;

// The bytes of the value, then what is behind them.
void ExplainData(const ExplainedPage& page, std::size_t at, std::uint64_t length, std::size_t length_at,
                 std::string name) {
  const std::size_t room = page.body_end() - at;
  page.Number(length_at, 4, std::move(name), fmt::format("{} bytes in this page", length), ImpossibleIf(length > room));
  const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(length, room));
  page.map.Add(at, here, "data", page.Content(at, at + here));
  page.map.Add(at + here, room - here, "behind the data", page.Content(at + here, page.body_end()));
}

void ExplainEntries(const ExplainedPage& page, std::size_t begin, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = begin + i * kEntrySize;
    std::size_t last = i;
    while (last < count && AllZero(page.page.subspan(begin + last * kEntrySize, kEntrySize))) ++last;
    if (last > i) {
      page.map.Add(
          at, (last - i) * kEntrySize,
          last - i == 1 ? fmt::format("LOB index entry {}", i) : fmt::format("LOB index entry {}..{}", i, last - 1),
          "not in use");
      i = last - 1;
      continue;
    }
    page.map.Heading(at, fmt::format("LOB index entry {}", i));
    page.ListNode(at, "OFFSET_PREV, OFFSET_NEXT");
    page.ListBase(at + 12, "OFFSET_VERSIONS");
    page.Number(at + 28, 6, "OFFSET_TRXID");
    page.Number(at + 34, 6, "OFFSET_TRXID_MODIFIER");
    page.Number(at + 40, 4, "OFFSET_TRX_UNDO_NO");
    page.Number(at + 44, 4, "OFFSET_TRX_UNDO_NO_MODIFIER");
    page.PageNo(at + 48, "OFFSET_PAGE_NO");
    const auto length = BigAt<std::uint16_t>(page.page, at + 52);
    page.Number(at + 52, 2, "OFFSET_DATA_LEN", fmt::format("{} bytes in that page", length),
                ImpossibleIf(length > page.page.size()));
    page.Number(at + 54, 2, "not used");
    page.Number(at + 56, 4, "OFFSET_LOB_VERSION");
  }
}

}  // namespace

void ExplainBlobPage(const ExplainedPage& page) {
  ExplainData(page, FIL_PAGE_DATA + 8, BigAt<std::uint32_t>(page.page, FIL_PAGE_DATA), FIL_PAGE_DATA,
              "BTR_BLOB_HDR_PART_LEN");
  page.PageNo(FIL_PAGE_DATA + 4, "BTR_BLOB_HDR_NEXT_PAGE_NO");
}

void ExplainLobFirstPage(const ExplainedPage& page) {
  page.Number(38, 1, "OFFSET_VERSION");
  const unsigned flags = ByteAt(page.page, 39);
  page.Number(
      39, 1, "OFFSET_FLAGS",
      (flags & 1U) != 0 ? fmt::format("0x{:02x}: can't be updated in part", flags) : fmt::format("0x{:02x}", flags));
  page.Number(40, 4, "OFFSET_LOB_VERSION");
  page.Number(44, 6, "OFFSET_LAST_TRX_ID");
  page.Number(50, 4, "OFFSET_LAST_UNDO_NO");
  page.Number(58, 6, "OFFSET_TRX_ID");
  page.ListBase(64, "OFFSET_INDEX_LIST");
  page.ListBase(80, "OFFSET_INDEX_FREE_NODES");
  const std::size_t data = kFirstIndexBegin + kFirstEntries * kEntrySize;
  if (data > page.body_end()) return;
  ExplainEntries(page, kFirstIndexBegin, kFirstEntries);
  ExplainData(page, data, BigAt<std::uint32_t>(page.page, 54), 54, "OFFSET_DATA_LEN");
}

void ExplainLobIndexPage(const ExplainedPage& page) {
  page.Number(FIL_PAGE_DATA, 1, "OFFSET_VERSION");
  ExplainEntries(page, kIndexPageBegin, (page.body_end() - kIndexPageBegin) / kEntrySize);
}

void ExplainLobDataPage(const ExplainedPage& page) {
  page.Number(38, 1, "OFFSET_VERSION");
  page.Number(43, 6, "OFFSET_TRX_ID");
  ExplainData(page, 49, BigAt<std::uint32_t>(page.page, 39), 39, "OFFSET_DATA_LEN");
}

}  // namespace innosalvage
