// Input groups: files that together hold one table, the partitions of it, or one system tablespace, its data files.
//
// Shape     each group stands where its first file stood, but for dictionaries (system tablespaces, mysql.ibd): they
//           come first, since they say what the others are; undo tablespaces before them, since they say which rows
//           were not committed. Two files of one partition (a copy beside the original)
//           never share a group. Any other file is a group of its own.
#pragma once

#include <string>
#include <vector>

#include "salvage/findings.h"
#include "salvage/tablespace_salvage.h"

namespace innosalvage {

struct InputGroup {
  std::vector<std::string> paths;
  std::vector<InputPart> parts;  // the data files of one system tablespace, if there are several, or a part is missing
  bool dictionary = false;       // says what other files are
  bool undo = false;
};

// carve wrote the file: it has a map beside it.
bool IsCarved(const std::string& path);

// `paths` are those of FindInputFiles. Partitions go by the names of files and folders, data files by their pages.
std::vector<InputGroup> GroupInputs(const std::vector<std::string>& paths, const SourceOpener& open);

}  // namespace innosalvage
