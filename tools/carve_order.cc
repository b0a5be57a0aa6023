#include "tools/carve_order.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "salvage/table_path.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

std::map<std::string, std::uint64_t> NewestLsns(const fs::path& folder) {
  std::map<std::string, std::uint64_t> lsns;
  std::error_code error;
  if (!fs::is_regular_file(folder / "carve.json", error)) return lsns;
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
  std::map<fs::path, std::map<std::string, std::uint64_t>> folders;  // newest LSNs, as carve.json has them
  const auto lsns_of = [&](const fs::path& folder) -> const std::map<std::string, std::uint64_t>& {
    const auto known = folders.find(folder);
    return known != folders.end() ? known->second : folders.emplace(folder, NewestLsns(folder)).first->second;
  };
  // "space_12.ibd" stands in the folder of carve.json, "shop/orders.ibd" one below.
  const auto newest = [&](const fs::path& path) -> std::optional<std::uint64_t> {
    const fs::path folder = path.parent_path();
    const std::string name = path.filename().string();
    if (IsCarvedName(ParseTablePath(path.string()).table)) {
      const auto& lsns = lsns_of(folder);
      const auto lsn = lsns.find(name);
      return lsn == lsns.end() ? 0 : lsn->second;
    }
    const auto& lsns = lsns_of(folder.parent_path());
    const auto lsn = lsns.find(folder.filename().string() + "/" + name);
    return lsn == lsns.end() ? std::nullopt : std::optional(lsn->second);
  };
  std::vector<std::size_t> places;
  std::vector<std::pair<std::uint64_t, std::string>> carved;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto lsn = newest(paths[i]);
    if (!lsn) continue;
    places.push_back(i);
    carved.emplace_back(*lsn, paths[i]);
  }
  std::ranges::stable_sort(carved, std::greater{}, [](const auto& item) { return item.first; });
  for (std::size_t i = 0; i < places.size(); ++i) paths[places[i]] = carved[i].second;
}

}  // namespace innosalvage
