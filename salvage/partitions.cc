#include "salvage/partitions.h"

#include <algorithm>
#include <map>

#include "parser/partition_names.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {

namespace {

// Servers write the names in small letters into file names (MySQL 8), or as they were given. A definition from MySQL
// before 8.0.19 has no subpartitions: there each of a partition's files is one of it.
bool Matches(const PartitionName& name, const TablePath& path) {
  return EqualsIgnoringCase(name.partition, path.partition) &&
         (name.subpartition.empty() || EqualsIgnoringCase(name.subpartition, path.subpartition));
}

std::string Text(const std::string& partition, const std::string& subpartition) {
  return subpartition.empty() ? partition : partition + "/" + subpartition;
}

bool IsAscii(const PartitionName& name) {
  const auto ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  return std::ranges::all_of(name.partition, ascii) && std::ranges::all_of(name.subpartition, ascii);
}

struct Parts {
  TableFindings* first = nullptr;
  std::vector<PartitionName> expected;
  std::vector<bool> found;  // of each expected one
  bool unnamed = false;     // a file's partition is none of these
};

}  // namespace

std::string PartitionText(const TablePath& path) { return Text(path.partition, path.subpartition); }

std::size_t PartitionPosition(const Table& table, const TablePath& path) {
  const std::vector<PartitionName> names = PartitionNames(table);
  const auto at = std::ranges::find_if(names, [&](const PartitionName& name) { return Matches(name, path); });
  return static_cast<std::size_t>(at - names.begin());
}

void NameMissingPartitions(RunFindings& run) {
  std::map<std::pair<std::string, std::string>, Parts> tables;
  for (TablespaceFindings& file : run.tablespaces) {
    const TablePath path = ParseTablePath(file.path);
    if (path.partition.empty()) continue;
    for (TableFindings& table : file.tables) {
      Parts& parts = tables[{table.table.db, table.table.name}];
      if (parts.first == nullptr) {
        parts.first = &table;
        parts.expected = PartitionNames(table.table);
        parts.found.resize(parts.expected.size());
      }
      const auto at =
          std::ranges::find_if(parts.expected, [&](const PartitionName& name) { return Matches(name, path); });
      if (at == parts.expected.end()) {
        parts.unnamed = true;
      } else {
        parts.found[static_cast<std::size_t>(at - parts.expected.begin())] = true;
      }
    }
  }
  for (auto& [name, parts] : tables) {
    for (std::size_t i = 0; i < parts.expected.size(); ++i) {
      // Capitals beyond ASCII may have become small letters in a file's name: it may be the one not recognised.
      const bool uncertain = parts.unnamed && !IsAscii(parts.expected[i]);
      if (parts.found[i] || uncertain) continue;
      parts.first->missing_partitions.push_back(Text(parts.expected[i].partition, parts.expected[i].subpartition));
    }
  }
}

}  // namespace innosalvage
