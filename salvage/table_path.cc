#include "salvage/table_path.h"

#include <algorithm>
#include <filesystem>

#include "parser/file_name_encoding.h"
#include "salvage/file_role.h"

namespace innosalvage {

namespace {

std::size_t FindMarker(std::string_view text, std::string_view lower, std::string_view upper) {
  return std::min(text.find(lower), text.find(upper));
}

}  // namespace

TablePath ParseTablePath(std::string_view path) {
  const std::filesystem::path file(path);
  TablePath result;
  result.db = DecodeFileName(file.parent_path().filename().string());
  if (result.db == "." || result.db == "..") result.db.clear();
  const std::string stem = file.stem().string();
  std::string_view name = stem;
  const std::size_t at = FindMarker(name, "#p#", "#P#");
  if (at != std::string_view::npos && !IsPartitionLeftover(name)) {
    std::string_view partition = name.substr(at + 3);
    name = name.substr(0, at);
    if (const std::size_t sub = FindMarker(partition, "#sp#", "#SP#"); sub != std::string_view::npos) {
      result.subpartition = DecodeFileName(partition.substr(sub + 4));
      partition = partition.substr(0, sub);
    }
    result.partition = DecodeFileName(partition);
  }
  result.table = DecodeFileName(name);
  return result;
}

bool IsCarvedName(std::string_view table) {
  constexpr std::string_view kPrefix = "space_";
  return table.starts_with(kPrefix) && table.size() > kPrefix.size() &&
         std::ranges::all_of(table.substr(kPrefix.size()), [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

}  // namespace innosalvage
