#include "tools/input_groups.h"

#include <map>
#include <set>

#include "salvage/partitions.h"

namespace innosalvage {

std::vector<InputGroup> GroupPartitions(const std::vector<std::string>& paths) {
  struct Open {
    std::size_t group = 0;
    std::set<std::string> partitions;
  };
  std::map<std::pair<std::string, std::string>, std::vector<Open>> open;  // by database and table
  std::vector<InputGroup> groups;
  for (const std::string& path : paths) {
    const TablePath place = ParseTablePath(path);
    if (place.partition.empty()) {
      groups.push_back({path});
      continue;
    }
    std::vector<Open>& tables = open[{place.db, place.table}];
    const std::string partition = PartitionText(place);
    bool joined = false;
    for (Open& table : tables) {
      joined = table.partitions.insert(partition).second;
      if (!joined) continue;
      groups[table.group].push_back(path);
      break;
    }
    if (joined) continue;
    tables.push_back({groups.size(), {partition}});
    groups.push_back({path});
  }
  return groups;
}

}  // namespace innosalvage
