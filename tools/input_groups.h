// Input groups: files that together hold one table, the partitions of it.
//
// Shape     each group stands where its first file stood. Two files of one partition (a copy beside the original) never
//           share a group. A file that is no partition is a group of its own.
#pragma once

#include <string>
#include <vector>

namespace innosalvage {

using InputGroup = std::vector<std::string>;

// By the names of files and of their folders; `paths` are those of FindInputFiles.
std::vector<InputGroup> GroupPartitions(const std::vector<std::string>& paths);

}  // namespace innosalvage
