#include "exporters/explain_parts.h"

#include <fmt/format.h>

#include "exporters/hex_preview.h"
#include "parser/fil_header.h"

namespace innosalvage {

std::string PageNoText(std::uint32_t page_no) { return page_no == FIL_NULL ? "none" : fmt::format("{}", page_no); }

std::string AddressText(Bytes page, std::size_t at) {
  const auto page_no = BigAt<std::uint32_t>(page, at);
  if (page_no == FIL_NULL) return "none";
  return fmt::format("page {} + 0x{:04x}", page_no, BigAt<std::uint16_t>(page, at + 4));
}

std::string RunsText(const std::vector<std::uint32_t>& ascending, std::size_t max_runs) {
  std::string text;
  std::size_t runs = 0;
  for (std::size_t i = 0; i < ascending.size();) {
    std::size_t last = i;
    while (last + 1 < ascending.size() && ascending[last + 1] == ascending[last] + 1) ++last;
    if (runs++ == max_runs) return text + fmt::format(" and {} more", ascending.size() - i);
    if (!text.empty()) text += ", ";
    text += last == i ? fmt::format("{}", ascending[i]) : fmt::format("{}..{}", ascending[i], ascending[last]);
    i = last + 1;
  }
  return text;
}

void ExplainedPage::Number(std::size_t at, std::size_t size, std::string name) const {
  const auto bytes = BytesAt(page, at, size);
  Number(at, size, std::move(name), fmt::format("{}", bytes ? LoadBig(*bytes) : 0));
}

void ExplainedPage::Number(std::size_t at, std::size_t size, std::string name, std::string value, Mark mark) const {
  map.Add(at, size, std::move(name), std::move(value), mark);
}

void ExplainedPage::PageNo(std::size_t at, std::string name) const {
  const auto page_no = BigAt<std::uint32_t>(page, at);
  map.Add(at, sizeof page_no, std::move(name), PageNoText(page_no), ImpossibleIf(!PageExists(page_no)));
}

void ExplainedPage::ListBase(std::size_t at, std::string name) const {
  const auto length = BigAt<std::uint32_t>(page, at);
  std::string value = length == 0 ? "empty list"
                                  : fmt::format("{} in list: first {}, last {}", length, AddressText(page, at + 4),
                                                AddressText(page, at + 4 + FIL_ADDR_SIZE));
  map.Add(at, FLST_BASE_NODE_SIZE, std::move(name), std::move(value),
          ImpossibleIf(length != 0 && !PageExists(BigAt<std::uint32_t>(page, at + 4))));
}

void ExplainedPage::ListNode(std::size_t at, std::string name) const {
  map.Add(at, FLST_NODE_SIZE, std::move(name),
          fmt::format("previous {}, next {}", AddressText(page, at), AddressText(page, at + FIL_ADDR_SIZE)));
}

void ExplainedPage::SegmentHeader(std::size_t at, std::string name) const {
  const auto bytes = BytesAt(page, at, FSEG_HEADER_SIZE);
  std::string value = "none";
  if (bytes && !AllZero(*bytes)) {
    value = fmt::format("inode at {}, space {}", AddressText(page, at + 4), BigAt<std::uint32_t>(page, at));
  }
  map.Add(at, FSEG_HEADER_SIZE, std::move(name), std::move(value));
}

std::string ExplainedPage::Content(std::size_t begin, std::size_t end) const {
  const auto bytes = BytesAt(page, begin, end - begin);
  if (!bytes) return {};
  if (AllZero(*bytes)) return fmt::format("{} bytes, all zero", bytes->size());
  return HexPreview(*bytes);
}

}  // namespace innosalvage
