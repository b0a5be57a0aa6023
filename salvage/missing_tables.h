// Missing tables: those that a dictionary among the inputs knows, and that none of the inputs is a file of.
//
// Purpose   a table whose file is gone has no page that could be hurt: without this nothing would say that it is lost.
// Shape     a table is there where an input is named as one of its files, holds its tablespace, or gave its rows. A
//           dictionary that was given with --schema, and is no input, tells nothing: what else is to be here, is not
//           known. Tables of the server's own, dropped ones, and those not wanted are left out.
// Threads   const: safe.
// Source    discarded: DICT_TF2_DISCARDED of SYS_TABLES.MIX_LEN (dict0mem.h), "discard" of mysql.tables.se_private_data
//           (DD_TABLE_DISCARD, dict0dd.h).
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "salvage/findings.h"
#include "salvage/schema_catalog.h"

namespace innosalvage {

using WantedTable = std::function<bool(std::string_view db, std::string_view table)>;

// One of the inputs is a dictionary: mysql.ibd, or a system tablespace.
bool HasDictionary(const RunFindings& run);

// Tables, by database and name, that an input is named after, or gave rows of.
std::set<std::pair<std::string, std::string>> TablesHere(const RunFindings& run);

// In the order in which the dictionaries name them.
std::vector<MissingTable> FindMissingTables(const RunFindings& run, const SchemaCatalog& catalog,
                                            const WantedTable& wanted);

}  // namespace innosalvage
