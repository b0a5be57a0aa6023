#include "salvage/file_role.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "salvage/dictionary.h"

namespace innosalvage {

namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return lower;
}

bool IsVectorIndex(std::string_view name) {
  constexpr std::string_view kMarker = "#i#";
  const std::size_t at = name.rfind(kMarker);
  if (at == std::string_view::npos || at == 0) return false;
  const std::string_view number = name.substr(at + kMarker.size());
  return number.size() >= 2 && std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool IsPartitionLeftover(std::string_view stem) {
  const std::string lower = Lower(stem);
  return lower.find("#p#") != std::string::npos && (lower.ends_with("#tmp#") || lower.ends_with("#ren#"));
}

FileRole RoleOf(std::string_view path) {
  const std::string stem = std::filesystem::path(path).stem().string();
  const std::string lower = Lower(stem);
  if (lower.starts_with("#sql") || IsPartitionLeftover(lower)) return FileRole::kAlterLeftover;
  if (IsFulltextTable(stem)) return FileRole::kFulltextIndex;
  return IsVectorIndex(lower) ? FileRole::kVectorIndex : FileRole::kTable;
}

std::string_view Describe(FileRole role) {
  switch (role) {
    case FileRole::kTable: break;
    case FileRole::kAlterLeftover: return "is left over from an ALTER TABLE that did not end";
    case FileRole::kFulltextIndex: return "is a full-text index's own file";
    case FileRole::kVectorIndex: return "is a vector index's own file";
  }
  return "is a table";
}

}  // namespace innosalvage
