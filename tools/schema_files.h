// Schema files: the CREATE TABLE statements given with --schema, as a catalog.
#pragma once

#include <ostream>

#include "parser/error.h"
#include "salvage/schema_catalog.h"

namespace innosalvage {

// Statements that cannot be read are told on `err` and passed over. Fails where a file cannot be opened, or where
// not one table is in all of them.
Result<SchemaCatalog> ReadSchemaFiles(const std::vector<std::string>& paths, std::ostream& err);

}  // namespace innosalvage
