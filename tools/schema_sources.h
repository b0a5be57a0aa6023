// Schema sources: the table definitions that lie around the tablespaces, as a catalog.
//
// Shape     from least to most trusted where two fit alike:
//             beside a tablespace  NAME.frm, NAME.cfg
//             --schema-dir DIR     below it, at any depth: .frm, .cfg, .ibd with SDI, .sql (also .gz, .zst, .bz2, .xz)
//             --schema FILE        SQL, packed or not, a .frm or a .cfg
//           Definitions that hold no rows (views, triggers) come along, from the folders given.
// Fails     where a file that was named cannot be opened, or where not one table is in all of them. What cannot be
//           understood is told on `err` and passed over.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "parser/error.h"
#include "salvage/schema_catalog.h"
#include "tools/common_options.h"

namespace innosalvage {

struct SchemaSources {
  SchemaCatalog catalog;
};

// `inputs`: the tablespaces of the run.
Result<SchemaSources> ReadSchemaSources(const CommonOptions& options, const std::vector<std::string>& inputs,
                                        std::ostream& err);

struct FrmDefinitions {
  std::vector<SchemaCandidate> tables;  // by database and name
  bool all_read = true;                 // false: a .frm could not be read, or one named is of no table in InnoDB
};

// What the .frm files among `paths` define, or those below a folder of them; a table may have a tablespace beside it or
// not. Leftovers of an ALTER TABLE are passed over, and the server's own tables, unless all are asked for.
FrmDefinitions ReadFrmDefinitions(const CommonOptions& options, const std::vector<std::string>& paths,
                                  std::ostream& err);

}  // namespace innosalvage
