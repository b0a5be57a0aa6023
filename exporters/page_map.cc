#include "exporters/page_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "exporters/terminal_text.h"

namespace innosalvage {

namespace {

constexpr std::size_t kLineWidth = 80;
constexpr std::size_t kValueColumn = 42;

void AppendRange(const PageRange& range, std::string& out) {
  const std::string name = TerminalText(range.name);
  std::string head = fmt::format("0x{:04x}..0x{:04x}{} {}", range.begin, range.end - 1,
                                 range.mark == Mark::kImpossible ? '!' : ' ', name);
  if (range.value.empty()) {
    out += head + '\n';
    return;
  }
  // A long name takes a line of its own, so that values stand in one column.
  if (Columns(head) >= kValueColumn) {
    out += head + '\n';
    head.clear();
  }
  AppendWrapped(PadRight(head, kValueColumn), TerminalText(range.value), kLineWidth, out);
}

}  // namespace

bool PageMap::Add(PageRange range) {
  range.end = std::min(range.end, size_);
  if (range.begin >= range.end) return true;
  const auto next = ranges_.lower_bound(range.begin);
  if (next != ranges_.end() && next->first < range.end) return false;
  if (next != ranges_.begin() && std::prev(next)->second.end > range.begin) return false;
  ranges_.emplace_hint(next, range.begin, std::move(range));
  return true;
}

bool PageMap::Add(std::size_t begin, std::size_t size, std::string name, std::string value, Mark mark) {
  if (begin >= size_) return true;
  return Add({begin, begin + std::min(size, size_ - begin), std::move(name), std::move(value), mark});
}

bool PageMap::AddAll(std::vector<PageRange> ranges) {
  std::vector<std::size_t> added;
  for (PageRange& range : ranges) {
    const std::size_t begin = range.begin;
    const bool empty = begin >= std::min(range.end, size_);
    if (!Add(std::move(range))) {
      for (const std::size_t back : added) ranges_.erase(back);
      return false;
    }
    if (!empty) added.push_back(begin);
  }
  return true;
}

void PageMap::Heading(std::size_t at, std::string text) {
  if (size_ != 0) headings_.emplace(std::min(at, size_ - 1), std::move(text));
}

std::size_t PageMap::NextTaken(std::size_t at) const {
  const auto next = ranges_.upper_bound(at);
  if (next != ranges_.begin() && std::prev(next)->second.end > at) return at;
  return next == ranges_.end() ? size_ : next->first;
}

void PageMap::FillGaps(const std::function<Gap(std::size_t, std::size_t)>& describe) {
  std::vector<PageRange> gaps;
  std::size_t at = 0;
  const auto gap_until = [&](std::size_t end) {
    if (at >= end) return;
    Gap gap = describe(at, end);
    gaps.push_back({at, end, std::move(gap.name), std::move(gap.value), Mark::kPlain});
  };
  for (const auto& [begin, range] : ranges_) {
    gap_until(begin);
    at = range.end;
  }
  gap_until(size_);
  for (PageRange& gap : gaps) Add(std::move(gap));
}

void PageMap::Print(std::ostream& out) const {
  std::string text;
  auto heading = headings_.begin();
  for (const auto& [begin, range] : ranges_) {
    for (; heading != headings_.end() && heading->first < range.end; ++heading) {
      AppendWrapped("  ", TerminalText(heading->second), kLineWidth, text);
    }
    AppendRange(range, text);
  }
  out << text;
}

}  // namespace innosalvage
