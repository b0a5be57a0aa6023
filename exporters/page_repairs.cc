#include "exporters/page_repairs.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "salvage/lost_zeros.h"

namespace innosalvage {

namespace {

std::string KindOf(const PageRepair& repair) {
  switch (repair.kind) {
    case RepairKind::kBitFlip: return "bit_flip";
    case RepairKind::kChecksumField: return "checksum_field";
    case RepairKind::kTrailerLsn: return "trailer_lsn";
  }
  return "";
}

std::string KindInWords(const std::string& kind) {
  if (kind == "bit_flip") return "by one flipped bit";
  if (kind == "checksum_field") return "by its stored checksum";
  if (kind == "trailer_lsn") return "by the LSN in its trailer";
  if (kind == "lost_zeros") return "by the zeros lost out of it";
  return kind == "doublewrite" ? "from a doublewrite area" : "from a second image";
}

}  // namespace

std::vector<PageRepairTold> ToldRepairs(const Inventory& inventory) {
  std::vector<PageRepairTold> told;
  const std::size_t own = inventory.entries.size() - static_cast<std::size_t>(inventory.pages_added);
  for (std::size_t i = 0; i < inventory.entries.size(); ++i) {
    const PageEntry& entry = inventory.entries[i];
    if (entry.verdict != PageVerdict::kRepaired) continue;
    const auto repair = inventory.repairs.find(static_cast<std::uint32_t>(i));
    const std::string edit = repair == inventory.repairs.end() ? std::string() : repair->second.Describe();
    if (const RestoredPage* from = inventory.RestoredFrom(entry); from != nullptr && HasZerosPutBack(*from)) {
      told.push_back({entry.page_no, "lost_zeros",
                      "zeros that were lost out of its middle put back; its checksum holds with them", i >= own});
    } else if (from != nullptr) {
      told.push_back({entry.page_no, from->doublewrite ? "doublewrite" : "second_image",
                      fmt::format("taken from {} at offset {}, LSN {}{}{}", from->path, from->offset, from->lsn,
                                  edit.empty() ? "" : "; there ", edit),
                      i >= own});
    } else if (repair != inventory.repairs.end()) {
      told.push_back({entry.page_no, KindOf(repair->second), edit, false});
    }
  }
  return told;
}

std::map<std::string, std::uint64_t> RepairsByKind(const Inventory& inventory) {
  std::map<std::string, std::uint64_t> counts;
  for (const PageRepairTold& told : ToldRepairs(inventory)) ++counts[told.kind];
  return counts;
}

std::string RepairsText(const Inventory& inventory) {
  std::string text;
  for (const auto& [kind, count] : RepairsByKind(inventory)) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, KindInWords(kind));
    std::set<std::string> names;
    for (const auto& [entry, page] : inventory.restored) {
      if (HasZerosPutBack(page) || page.doublewrite != (kind == "doublewrite")) continue;
      names.insert(std::filesystem::path(page.path).filename().string());
    }
    const bool copied = kind == "doublewrite" || kind == "second_image";
    if (!copied || names.empty()) continue;
    constexpr std::size_t kMaxNamed = 3;
    text += " (";
    std::size_t named = 0;
    for (const std::string& name : names) {
      if (named == kMaxNamed) text += ", ...";
      if (named++ >= kMaxNamed) break;
      text += (named > 1 ? ", " : "") + name;
    }
    text += ")";
  }
  return text;
}

}  // namespace innosalvage
