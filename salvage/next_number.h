// Next number: what AUTO_INCREMENT=... of a salvaged table says.
//
// Rules     MariaDB's root page has the counter, and has the last word. Otherwise the highest of what the definition
//           says (SDI: as of its last change), what a dictionary or a .cfg file knows of the same tree, and the highest
//           key in the file plus 1. Of a partition the keys are not asked: another one may hold the highest.
// Fails     nullopt: no column counts, or nothing tells.
#pragma once

#include "salvage/file_identity.h"
#include "salvage/findings.h"
#include "salvage/page_store.h"
#include "salvage/schema_catalog.h"

namespace innosalvage {

// `catalog`: nullptr for none.
std::optional<std::uint64_t> NextNumber(const PageStore& store, const SchemaCatalog* catalog,
                                        const FileIdentity& identity, const TableFindings& found);

}  // namespace innosalvage
