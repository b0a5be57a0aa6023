#include "exporters/load_script.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string_view>
#include <utility>

#include "exporters/sql_session.h"
#include "exporters/sql_text.h"
#include "exporters/utf8.h"

namespace innosalvage {

namespace {

// Writes USE only where the database changes.
class DatabaseLine {
 public:
  void Use(const std::string& db, std::string& out) {
    if (db.empty() || current_ == db) return;
    out += "USE " + QuoteIdentifier(db) + ";\n";
    current_ = db;
  }

 private:
  std::optional<std::string> current_;
};

std::string NameOf(const LoadScriptOptions& options) {
  return options.name.empty() ? LoadScriptName(options.section) : options.name;
}

void AppendHead(const LoadScriptOptions& options, std::span<const LoadEntry> entries, std::string& out) {
  const std::string name = NameOf(options);
  out += "-- ";
  AppendOneLine(options.tool, out);
  out +=
      !options.purpose.empty() ? '\n' + options.purpose
      : options.section == RowSection::kTrusted
          ? "\n-- Creates the tables and loads the rows that can be trusted.\n"
          : "\n-- Adds rows that are not sure, each with its evidence in its file; none replaces a row that is there.\n"
            "-- Run load.sql first: it creates the tables.\n";
  if (options.body == LoadBody::kInline) {
    out += "--\n--   mysql < " + name + "\n\n/*!50503 SET NAMES utf8mb4 */;\n";
    AppendScriptMode(out);
    return;
  }
  out += "--\n--   cd THIS_FOLDER && mysql < " + name +
         "\n--\n"
         "-- The source lines are commands of the client, their paths relative to the folder it runs in. Newer MySQL\n"
         "-- clients have such commands switched off: mysql --commands < " +
         name + "\n";
  const std::string_view extension = Extension(options.compression);
  if (!extension.empty() && !entries.empty()) {
    const bool gzip = options.compression == Compression::kGzip;
    out += "--\n-- The files are compressed, and no client can source them so. First, in this folder:\n--   ";
    out += gzip ? "gunzip -k " : "unzstd -k ";
    out += FolderName(options.section);
    out += "/*";
    out += extension;
    out += "\n-- or load one table by itself, into a database that exists:\n--   ";
    out += gzip ? "zcat " : "zstdcat ";
    AppendOneLine(entries.front().file, out);
    out += " | mysql DATABASE\n";
  }
  out += "\n/*!50503 SET NAMES utf8mb4 */;\n";
  AppendScriptMode(out);
}

void AppendForeignKeys(std::span<const LoadEntry* const> entries, DatabaseLine& database, std::string& out) {
  const auto has_keys = [](const LoadEntry* entry) { return !entry->foreign_keys.empty(); };
  if (std::none_of(entries.begin(), entries.end(), has_keys)) return;
  out += "\n-- Foreign keys, not checked: rows whose parent was lost stay.\n";
  AppendSessionSettings(UniqueChecks::kOn, out);
  for (const LoadEntry* entry : entries) {
    if (!has_keys(entry)) continue;
    database.Use(entry->db, out);
    for (const std::string& statement : entry->foreign_keys) out += statement + '\n';
  }
  AppendSessionRestore(out);
}

}  // namespace

std::string LoadScriptName(RowSection section) {
  return section == RowSection::kTrusted ? "load.sql" : "load_" + std::string(FolderName(section)) + ".sql";
}

std::vector<LoadPiece> LoadScriptPieces(std::span<const LoadEntry> entries, const LoadScriptOptions& options) {
  std::vector<LoadPiece> pieces;
  std::vector<const LoadEntry*> ordered;
  for (const LoadEntry& entry : entries) ordered.push_back(&entry);
  // Tables of no known database go where the client is, so they come before the first USE.
  std::ranges::stable_sort(ordered, {}, [](const LoadEntry* entry) {
    return entry->db.empty() ? 0 : entry->sequence ? 1 : 2;
  });

  std::string out;
  AppendHead(options, entries, out);
  std::vector<std::string_view> created;
  for (const LoadEntry* entry : ordered) {
    if (entry->db.empty() || std::find(created.begin(), created.end(), entry->db) != created.end()) continue;
    created.push_back(entry->db);
    out += "CREATE DATABASE IF NOT EXISTS " + QuoteIdentifier(entry->db) + ";\n";
  }
  out += '\n';
  DatabaseLine database;
  for (const LoadEntry* entry : ordered) {
    database.Use(entry->db, out);
    if (!entry->create.empty()) out += entry->create + '\n';
    if (options.body == LoadBody::kInline) {
      pieces.push_back({std::move(out), entry->file});
      out = "\n";
      continue;
    }
    std::string_view file = entry->file;
    if (const auto extension = Extension(options.compression); !extension.empty() && file.ends_with(extension)) {
      file.remove_suffix(extension.size());
    }
    out += "source ";
    out += file;
    out += '\n';
  }
  AppendForeignKeys(ordered, database, out);
  AppendScriptModeRestore(out);
  pieces.push_back({std::move(out), {}});
  return pieces;
}

LoadBody DefaultLoadBody(std::uint64_t bytes, Compression compression) {
  constexpr std::uint64_t kMaxInline = 256U << 20U;
  return compression == Compression::kNone && bytes <= kMaxInline ? LoadBody::kInline : LoadBody::kSource;
}

Result<OutputFile::Committed> WriteLoadScript(const OutputFolder& folder, std::span<const LoadEntry> entries,
                                              const LoadScriptOptions& options) {
  auto file = folder.Create(NameOf(options), Compression::kNone);
  if (!file) return tl::unexpected(file.error());
  std::vector<char> buffer(1U << 20U);
  for (const LoadPiece& piece : LoadScriptPieces(entries, options)) {
    (*file)->Append(piece.text);
    if (piece.file.empty()) continue;
    std::ifstream in(folder.path() / piece.file, std::ios::binary);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
      (*file)->Append(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())));
    }
    if (in.bad() || !in.eof())
      return Fail((folder.path() / piece.file).string(), "cannot be read back for the load script");
  }
  return (*file)->Commit();
}

std::string LoadScript(std::span<const LoadEntry> entries, const LoadScriptOptions& options) {
  LoadScriptOptions with_source = options;
  with_source.body = LoadBody::kSource;
  return LoadScriptPieces(entries, with_source).front().text;
}

}  // namespace innosalvage
