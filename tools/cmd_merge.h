// innosalvage merge OUT --backup DUMP: what a salvage lost, filled in from an older backup, marked as stale.
//
// Shape     OUT/merged/DB.TABLE.sql        the salvaged rows, then those that the backup gives
//           OUT/merged/undecided/DB.TABLE.sql  rows of the backup of which it is not known whether they belong there
//           OUT/load_merged.sql            loads merged/; load_merged_missing.sql: tables only the backup has
//           OUT/merge.json, and a section in each face of the report
// Exit      0 every row of the backup was decided, and no row is left as suspect; 1 some were not; 3 the backup has
//           none of the salvage's tables; 4 output could not be written.
#pragma once

#include <ostream>

#include "exporters/compressor.h"
#include "tools/common_options.h"
#include "tools/exit_code.h"

namespace innosalvage {

struct MergeCommand {
  std::string out;
  std::vector<std::string> backups;
  std::vector<std::string> table_patterns;
  Compression compression = Compression::kNone;
  std::vector<std::string> limits;  // NAME=VALUE, as given
};

void AddMerge(CLI::App& app, MergeCommand& command);
ExitCode RunMerge(const MergeCommand& command, std::ostream& out, std::ostream& err);

}  // namespace innosalvage
