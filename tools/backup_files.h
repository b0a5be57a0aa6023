// Backup files: a dump as the list of the texts to be read, in an order in which they can be.
//
// Shape     mysqldump, mariadb-dump: one file, packed or not (gzip, Zstandard, bzip2, xz).
//           mydumper: a folder. DB-schema-create.sql, DB.TABLE-schema.sql, then DB.TABLE[.CHUNK[.PART]].sql, each
//           packed or not. Its files name no database: their names do, and, where a name could not be one of a file,
//           the CREATE DATABASE in the first says the real one. Any other folder: its *.sql files in the order of their
//           names.
// Fails     where nothing is there, or a folder holds no such file.
// Source    mydumper: src/mydumper_file_handler.c build_*_filename; docs "Output Files".
#pragma once

#include <string>
#include <vector>

#include "parser/error.h"

namespace innosalvage {

struct BackupFile {
  std::string path;
  std::string db;  // that its statements are for, unless they say so themselves; empty: not known
};

Result<std::vector<BackupFile>> FindBackupFiles(const std::string& path);

}  // namespace innosalvage
