// Input files: which tablespaces the paths on the command line stand for.
//
// Shape     a file stands for itself, whatever its name. A folder stands for the tablespaces below it: *.ibd, ibdata*,
//           *.ibu, undo_*, in the order of their paths; not temporary tablespaces (ibtmp1, #innodb_temp/), which hold
//           nothing once their server ended. Links inside folders are not followed; a .isl file whose tablespace is not
//           among them is a problem.
#pragma once

#include <string>
#include <vector>

#include "parser/error.h"

namespace innosalvage {

struct InputFiles {
  std::vector<std::string> paths;
  std::vector<Error> problems;  // paths that don't exist, folders that can't be read
};

InputFiles FindInputFiles(const std::vector<std::string>& paths);

}  // namespace innosalvage
