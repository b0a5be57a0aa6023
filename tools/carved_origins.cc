#include "tools/carved_origins.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string_view>

#include "exporters/json_text.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFile = R"({"file":)";

// The number behind `name` in a line, as carve writes it.
std::optional<std::uint64_t> Member(std::string_view line, std::string_view name) {
  const std::size_t at = line.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view digits = line.substr(at + name.size());
  std::uint64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return read.ec == std::errc() ? std::optional(value) : std::nullopt;
}

// The file's name as it stands in the line, quotes included.
std::string_view FileOf(std::string_view line) {
  if (!line.starts_with(kFile)) return {};
  const std::size_t end = line.find(R"(,"page":)");
  return end == std::string_view::npos ? std::string_view{} : line.substr(kFile.size(), end - kFile.size());
}

}  // namespace

const CarvedOrigins::Folder* CarvedOrigins::Find(const fs::path& folder) {
  const auto known = folders_.find(folder);
  if (known != folders_.end()) return known->second ? &*known->second : nullptr;
  std::optional<Folder>& made = folders_[folder];
  std::error_code error;
  for (const char* name : {"carve.json", "inventory.jsonl"}) {
    if (!fs::is_regular_file(folder / name, error)) return nullptr;
  }
  std::ifstream file(folder / "inventory.jsonl", std::ios::binary);
  if (!file) return nullptr;
  made.emplace();
  std::uint64_t at = 0;
  std::string name;
  Lines* lines = nullptr;
  for (std::string line; std::getline(file, line);) {
    const std::string_view of = FileOf(line);
    if (of != name || lines == nullptr) {
      name = of;
      lines = &(*made)[name];
      lines->begin = at;
    }
    at += line.size() + 1;
    lines->end = at;
  }
  return &*made;
}

std::shared_ptr<const std::vector<PageOrigin>> CarvedOrigins::Of(const std::string& path) {
  constexpr int kLevels = 2;  // versions/DB/TABLE.ibd is not salvaged unasked, DB/TABLE.ibd is
  const fs::path file = fs::absolute(path).lexically_normal();
  fs::path folder = file.parent_path();
  for (int i = 0; i <= kLevels; ++i, folder = folder.parent_path()) {
    const Folder* known = Find(folder);
    if (known == nullptr) continue;
    std::string name;
    AppendJsonString(file.lexically_relative(folder).string(), name);
    const auto lines = known->find(name);
    if (lines == known->end()) return nullptr;
    auto pages = std::make_shared<std::vector<PageOrigin>>();
    std::ifstream inventory(folder / "inventory.jsonl", std::ios::binary);
    inventory.seekg(static_cast<std::streamoff>(lines->second.begin));
    std::uint64_t at = lines->second.begin;
    for (std::string line; at < lines->second.end && std::getline(inventory, line); at += line.size() + 1) {
      const auto page_no = Member(line, R"(,"page":)");
      const auto offset = Member(line, R"(,"offset":)");
      if (!page_no || *page_no > UINT32_MAX || !offset || line.find(R"("how":"left_out")") != std::string::npos)
        continue;
      pages->push_back({static_cast<std::uint32_t>(*page_no), *offset});
    }
    std::ranges::stable_sort(*pages, {}, &PageOrigin::page_no);
    return pages;
  }
  return nullptr;
}

std::optional<std::uint64_t> OriginOf(const std::vector<PageOrigin>& pages, std::uint32_t page_no) {
  const auto found = std::ranges::lower_bound(pages, page_no, {}, &PageOrigin::page_no);
  return found != pages.end() && found->page_no == page_no ? std::optional(found->image_offset) : std::nullopt;
}

}  // namespace innosalvage
