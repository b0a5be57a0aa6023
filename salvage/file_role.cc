#include "salvage/file_role.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "parser/sql_token_cursor.h"
#include "salvage/dictionary.h"

namespace innosalvage {

bool IsVectorIndexName(std::string_view name) {
  constexpr std::string_view kMarker = "#I#";
  const std::size_t at = ToUpper(name).rfind(kMarker);
  if (at == std::string::npos || at == 0) return false;
  const std::string_view number = name.substr(at + kMarker.size());
  return number.size() >= 2 && std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
}

bool IsPartitionLeftover(std::string_view stem) {
  const std::string upper = ToUpper(stem);
  return upper.find("#P#") != std::string::npos && (upper.ends_with("#TMP#") || upper.ends_with("#REN#"));
}

FileRole RoleOf(std::string_view path) {
  const std::string stem = std::filesystem::path(path).stem().string();
  if (ToUpper(stem).starts_with("#SQL") || IsPartitionLeftover(stem)) return FileRole::kAlterLeftover;
  if (IsFulltextTable(stem)) return FileRole::kFulltextIndex;
  return IsVectorIndexName(stem) ? FileRole::kVectorIndex : FileRole::kTable;
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
