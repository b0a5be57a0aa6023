#include "exporters/report_page_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "exporters/report_verdict.h"
#include "parser/page_type.h"

namespace innosalvage {

namespace {

// How bad a verdict is, where one cell stands for several pages.
int Badness(PageVerdict verdict) {
  if (verdict == PageVerdict::kUnused) return 0;
  if (verdict == PageVerdict::kIntact) return 1;
  if (verdict == PageVerdict::kNotRead) return 2;
  return IsVerified(verdict) ? 3 : 4;
}

// What a page is, if it verifies: a claim of one that does not is no fact.
std::string Kind(const PageEntry& entry, Vendor vendor) {
  if (!IsVerified(entry.verdict)) return "-";
  if (entry.is_index()) return fmt::format("{}:{}:{}", PageTypeName(entry.type, vendor), entry.index_id, entry.level);
  std::string name = PageTypeName(entry.type, vendor);
  std::ranges::replace(name, ' ', '_');
  return name;
}

// Tokens with runs joined: "i*30 z".
class Runs {
 public:
  void Add(std::string token) {
    if (token == last_) {
      ++count_;
      return;
    }
    Flush();
    last_ = std::move(token);
    count_ = 1;
  }
  std::string Take() {
    Flush();
    return std::move(text_);
  }

 private:
  void Flush() {
    if (count_ == 0) return;
    if (!text_.empty()) text_ += ' ';
    text_ += last_;
    if (count_ > 1) text_ += fmt::format("*{}", count_);
  }
  std::string last_;
  std::size_t count_ = 0;
  std::string text_;
};

}  // namespace

std::size_t MaxCells(std::size_t files) {
  constexpr std::size_t kMaxCellsOfRun = 400'000;
  constexpr std::size_t kMaxCellsOfFile = 65'536;
  constexpr std::size_t kMinCellsOfFile = 256;
  return std::clamp(kMaxCellsOfRun / std::max<std::size_t>(files, 1), kMinCellsOfFile, kMaxCellsOfFile);
}

Json PageMapMembers(const Inventory& inventory, std::size_t max_cells) {
  const std::size_t pages = inventory.entries.size();
  const std::size_t pages_per_cell = std::max<std::size_t>((pages + max_cells - 1) / max_cells, 1);
  Runs verdicts;
  Runs kinds;
  std::string lsns;
  std::size_t cells = 0;
  for (std::size_t first = 0; first < pages; first += pages_per_cell, ++cells) {
    const std::size_t end = std::min(first + pages_per_cell, pages);
    const auto cell = std::span(inventory.entries).subspan(first, end - first);
    const PageEntry& worst =
        *std::ranges::max_element(cell, {}, [](const PageEntry& entry) { return Badness(entry.verdict); });
    std::uint64_t lsn = 0;
    for (const PageEntry& entry : cell) {
      if (IsVerified(entry.verdict)) lsn = std::max(lsn, entry.lsn);
    }
    verdicts.Add(std::string(1, Letter(worst.verdict)));
    kinds.Add(pages_per_cell == 1 ? Kind(worst, inventory.detected.format.vendor) : "-");
    if (!lsns.empty()) lsns += ' ';
    lsns += lsn == 0 ? "-" : fmt::format("{}", lsn);
  }
  return Json{{"cells", cells},
              {"pages_per_cell", pages_per_cell},
              {"verdicts", verdicts.Take()},
              {"kinds", kinds.Take()},
              {"lsns", std::move(lsns)}};
}

}  // namespace innosalvage
