// Dictionary: what a tablespace says about the other tables of its server, put into the schema catalog.
//
// Purpose   ibdata1 (SYS_*: MySQL before 8.0, MariaDB) and mysql.ibd (MySQL 8 and later) know every table of the
//           server, with the ids of its trees. So files that lost their definition, their name or their folder are
//           known again. Read before any table is looked for.
// Fails     never: what could not be read is counted and noted.
#pragma once

#include <string>
#include <vector>

#include "salvage/findings.h"
#include "salvage/schema_catalog.h"

namespace innosalvage {

struct DictionaryRead {
  std::uint64_t tables = 0;      // definitions added, the server's own included
  std::uint64_t dropped = 0;     // of them: from deleted entries
  std::uint64_t incomplete = 0;  // entries are lost: no definition
  std::vector<std::string> notes;
};

// Adds to `catalog` what the dictionary in a scanned tablespace says; nothing where it holds none.
DictionaryRead ReadDictionary(const ByteSource& source, const TablespaceFindings& tablespace, SchemaCatalog& catalog);

// A schema that holds the server itself, accounts and all: what a file says to be in there goes nowhere unasked. Without
// regard to case, as some servers take names.
bool IsServersSchema(std::string_view db);
// A table of the server itself (mysql, sys, ...), or one that InnoDB keeps for itself (SYS_*, full-text indexes).
bool IsServersOwn(std::string_view db, std::string_view table);
// FTS_0000000000000465_00000000000000a6_INDEX_1 and the like. Source: fts_get_table_name, fts0sql.cc.
bool IsFulltextTable(std::string_view table);

}  // namespace innosalvage
