#include "tools/carve_order.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "salvage/table_path.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

std::map<std::string, std::uint64_t> NewestLsns(const fs::path& folder) {
  std::map<std::string, std::uint64_t> lsns;
  std::ifstream file(folder / "carve.json");
  const auto json = nlohmann::json::parse(file, nullptr, false);
  if (json.is_discarded() || !json.is_object()) return lsns;
  const auto spaces = json.find("tablespaces");
  if (spaces == json.end() || !spaces->is_array()) return lsns;
  for (const auto& space : *spaces) {
    const auto name = space.is_object() ? space.find("file") : space.end();
    const auto lsn = space.is_object() ? space.find("newest_lsn") : space.end();
    if (!space.is_object() || name == space.end() || lsn == space.end()) continue;
    if (name->is_string() && lsn->is_number_unsigned()) lsns[name->get<std::string>()] = lsn->get<std::uint64_t>();
  }
  return lsns;
}

}  // namespace

void OrderCarved(std::vector<std::string>& paths) {
  std::map<fs::path, std::map<std::string, std::uint64_t>> folders;
  std::vector<std::size_t> places;
  std::vector<std::pair<std::uint64_t, std::string>> carved;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (!IsCarvedName(ParseTablePath(paths[i]).table)) continue;
    const fs::path folder = fs::path(paths[i]).parent_path();
    const auto known = folders.find(folder);
    const auto& lsns =
        known != folders.end() ? known->second : folders.emplace(folder, NewestLsns(folder)).first->second;
    const auto lsn = lsns.find(fs::path(paths[i]).filename().string());
    places.push_back(i);
    carved.emplace_back(lsn == lsns.end() ? 0 : lsn->second, paths[i]);
  }
  std::ranges::stable_sort(carved, std::greater{}, [](const auto& item) { return item.first; });
  for (std::size_t i = 0; i < places.size(); ++i) paths[places[i]] = carved[i].second;
}

}  // namespace innosalvage
