// load.sql and load_suspect.sql: SQL that loads the files of a run in an order that works.
//
// Shape     for each database CREATE DATABASE IF NOT EXISTS and USE; a `source` line a table; foreign keys last, by
//           ALTER TABLE, with their check off: a row whose parent was lost must not stop the script.
//           With LoadBody::kInline the files' own text stands where the `source` lines would: one script that any
//           client reads, from anywhere, at the price of writing the rows twice. The default for runs of moderate size.
// Use       cd OUT && mysql < load.sql. `source` is a command of the client, in batch mode too, and its path is
//           relative to the folder the client runs in (checked with MariaDB 10.11 and 11.8 and MySQL 9.7; the last has
//           it switched off until called as `mysql --commands`). The script says so itself.
//           A client cannot source a compressed file: the lines then name it as it will be after `gunzip -k`, and the
//           script's head gives that command.
// Fails     WriteLoadScript where a file cannot be read back, or the script not be written; all else never.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "exporters/compressor.h"
#include "exporters/output_folder.h"
#include "exporters/row_writer.h"

namespace innosalvage {

struct LoadEntry {
  std::string db;  // empty: not known; loaded first, into the database the client was called with
  std::string table;
  std::string file;    // ExportedFile::path
  std::string create;  // SQL to run before the file, where the file does not create its table; may be empty
  std::vector<std::string> foreign_keys;  // whole statements: "ALTER TABLE `t` ADD CONSTRAINT …;"
  bool sequence = false;                  // comes before tables: a DEFAULT of theirs may ask it
};

enum class LoadBody : std::uint8_t { kSource, kInline };

struct LoadScriptOptions {
  std::string tool;  // "innosalvage 0.1.0"
  RowSection section = RowSection::kTrusted;
  Compression compression = Compression::kNone;
  LoadBody body = LoadBody::kSource;
  std::string name = {};     // of the script; empty: LoadScriptName(section)
  std::string purpose = {};  // comment lines behind the tool's, each "-- …\n"; empty: what the section is
};

// A script in the making: `text`, then the content of `file` (LoadEntry::file; empty: nothing).
struct LoadPiece {
  std::string text;
  std::string file;
};

// "load.sql", "load_suspect.sql"
std::string LoadScriptName(RowSection section);
std::vector<LoadPiece> LoadScriptPieces(std::span<const LoadEntry> entries, const LoadScriptOptions& options);
// Newer MySQL clients refuse `source`, so a script holds the rows itself while writing them twice costs little: up to
// 256 MiB. `bytes`: of the files.
LoadBody DefaultLoadBody(std::uint64_t bytes, Compression compression);
// Writes the script, under its name, into the folder that the entries' files lie in.
Result<OutputFile::Committed> WriteLoadScript(const OutputFolder& folder, std::span<const LoadEntry> entries,
                                              const LoadScriptOptions& options);
// The same with `source` lines, in one piece.
std::string LoadScript(std::span<const LoadEntry> entries, const LoadScriptOptions& options);

}  // namespace innosalvage
