// CFG schema: the table definition that a .cfg file amounts to.
//
// Rules     a .cfg holds what SYS_* holds, of one table, and the AUTO_INCREMENT counter; so the same is said of what it
//           lacks (sys_schema.h). MySQL 8 and later also store the instant ADD and DROP of columns there. Its ids serve
//           fuller definitions of the same table.
// Fails     a file whose columns or clustered index are cut off tells its table and ids alone, as far as they are
//           there.
#pragma once

#include "parser/cfg_file.h"
#include "salvage/schema_candidate.h"

namespace innosalvage {

// `source`: the file's name, for the candidate's source text.
SchemaCandidate SchemaOfCfg(const CfgFile& cfg, const std::string& source);

}  // namespace innosalvage
