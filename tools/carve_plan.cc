#include "tools/carve_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

namespace innosalvage {

namespace fs = std::filesystem;

namespace {

// A rebuild gives all partitions of a table new tablespaces. One that kept its name because nothing names its successor
// is known by another partition's older tablespace, changed as late as this, where that one's newer tablespace is
// known, and a tablespace without a name that may be the successor.
void FindOlderPartitions(std::vector<CarvePlan>& plans) {
  const auto table_of = [](const CarvePlan& plan) {
    const std::size_t at = plan.name.find("#p#");
    return plan.named && at != std::string::npos ? plan.name.substr(0, at) : std::string();
  };
  std::map<std::string, std::uint64_t> rebuilt;  // table: the newest LSN of what was rebuilt
  for (const CarvePlan& plan : plans) {
    if (const std::string table = table_of(plan); plan.older && !table.empty()) {
      rebuilt[table] = std::max(rebuilt[table], plan.newest_lsn);
    }
  }
  for (CarvePlan& plan : plans) {
    const auto known = plan.older ? rebuilt.end() : rebuilt.find(table_of(plan));
    if (known == rebuilt.end() || plan.newest_lsn > known->second) continue;
    plan.older = std::ranges::any_of(plans, [&](const CarvePlan& other) {
      return !other.named && other.group.key.family == plan.group.key.family &&
             other.group.key.space_id > plan.group.key.space_id && other.newest_lsn > known->second;
    });
  }
}

}  // namespace

void NamePlans(std::vector<CarvePlan>& plans) {
  // A table that was rebuilt left its old tablespaces behind, under its own name: the newest is the table.
  std::map<std::pair<std::string, ChecksumFamily>, const CarvePlan*> newest;
  for (const CarvePlan& plan : plans) {
    if (!plan.named || plan.older) continue;
    const CarvePlan*& best = newest[{plan.name, plan.group.key.family}];
    const auto rank = [](const CarvePlan& p) { return std::pair(p.newest_lsn, p.group.key.space_id); };
    if (best == nullptr || rank(plan) > rank(*best)) best = &plan;
  }
  for (CarvePlan& plan : plans) {
    if (plan.named && newest[{plan.name, plan.group.key.family}] != &plan) plan.older = true;
  }
  FindOlderPartitions(plans);
  std::set<std::string> names;
  for (const bool older : {false, true}) {
    for (CarvePlan& plan : plans) {
      if (plan.older != older) continue;
      const fs::path wanted = older ? fs::path("versions") / plan.name : fs::path(plan.name);
      fs::path name = wanted;
      if (older) {
        name.replace_filename(fmt::format("{}.space_{}.lsn_{}{}", wanted.stem().string(), plan.group.key.space_id,
                                          plan.newest_lsn, wanted.extension().string()));
      }
      const fs::path first = name;
      for (int i = 2; !names.insert(name.string()).second; ++i) {
        name = first.parent_path() / fmt::format("{}-{}{}", first.stem().string(), i, first.extension().string());
      }
      plan.name = name.string();
    }
  }
}

}  // namespace innosalvage
