// salvage.sqlite: all rows of a salvage and its damage ledger in one database file, which any SQLite viewer opens.
//
// Shape     "DB.TABLE"           the trusted rows; "suspect.DB.TABLE": suspect and partial ones, with a column
//                                _evidence
//           _tables, _files, _lost_ranges, _findings, _hurt_pages: what report.json says of them
//           Integers that 64 bits with a sign hold are INTEGER, FLOAT and DOUBLE are REAL, binary values and text
//           without an exact way to UTF-8 are BLOB; all else, DECIMAL and dates included, is TEXT as the server prints
//           it.
// Rules     made from the SQL files and the report of a finished salvage, so that it holds what they hold.
// Fails     where a file cannot be read or the database not written; then no salvage.sqlite appears. A file whose
//           statements do not read back as the rows that were written is left out, and named: the definition of a table
//           comes from its tablespace, and what it calls an expression may be anything, with quotes that do not end.
#pragma once

#include <vector>

#include "parser/error.h"
#include "tools/folder_update.h"
#include "tools/salvage_folder.h"

namespace innosalvage {

struct SqliteFile {
  FolderFile file;
  std::vector<Error> left_out;
};

Result<SqliteFile> WriteSqliteFile(const SalvageFolder& folder);

}  // namespace innosalvage
