#include "tools/backup_files.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "parser/sql_dump_reader.h"
#include "parser/sql_lexer.h"
#include "parser/sql_token_cursor.h"
#include "tools/compressed_input.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

// The name that CREATE DATABASE gives.
class DatabaseName final : public DumpVisitor {
 public:
  bool OnInsert(const InsertHead& /*head*/, const DumpSession& /*session*/) override { return false; }
  void OnRow(std::span<const SqlLiteral> /*values*/) override {}
  void OnStatement(std::string_view sql, std::size_t /*line*/, const DumpSession& /*session*/) override {
    const auto lexed = LexSql(sql, 1);
    if (!lexed) return;
    SqlTokenCursor cursor(sql, lexed->tokens);
    if (!cursor.Accept("CREATE") || (!cursor.Accept("DATABASE") && !cursor.Accept("SCHEMA"))) return;
    if (cursor.Accept("IF", "NOT")) cursor.Accept("EXISTS");
    if (cursor.IsName()) name = cursor.Text();
  }
  std::string name;
};

std::string StemOf(const fs::path& path) {
  std::string name = WithoutPackedEnding(path.filename().string());
  if (name.ends_with(".sql")) name.resize(name.size() - 4);
  return name;
}

bool EndsWith(const std::string& name, std::string_view ending) { return name.ends_with(ending); }

}  // namespace

Result<std::vector<BackupFile>> FindBackupFiles(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return Fail(path, "backup cannot be read: it is not there");
  if (!fs::is_directory(path, error)) return std::vector<BackupFile>{{path, {}}};
  std::vector<fs::path> found;
  for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code status;
    const bool sql = WithoutPackedEnding(entry->path().filename().string()).ends_with(".sql");
    if (sql && entry->is_regular_file(status)) found.push_back(entry->path());
  }
  if (error) return Fail(path, "folder of the backup cannot be read: " + error.message());
  if (found.empty()) return Fail(path, "holds no .sql files, packed or not; name a dump, or a folder of mydumper's");
  std::ranges::sort(found, {}, StemOf);
  std::map<std::string, std::string> databases;  // by their part of the file name
  bool mydumper = false;
  for (const fs::path& file : found) {
    const std::string stem = StemOf(file);
    mydumper = mydumper || EndsWith(stem, "-schema");
    if (!EndsWith(stem, "-schema-create")) continue;
    mydumper = true;
    DatabaseName name;
    if (auto in = OpenText(file.string())) SqlDumpReader(**in, name).Run();
    const std::string part = stem.substr(0, stem.size() - std::string_view("-schema-create").size());
    databases[part] = name.name.empty() ? part : name.name;
  }
  std::vector<BackupFile> schemas;
  std::vector<BackupFile> rows;
  for (const fs::path& file : found) {
    const std::string stem = StemOf(file);
    if (!mydumper) {
      rows.push_back({file.string(), {}});
      continue;
    }
    const std::string part = stem.substr(0, stem.find('.'));
    const auto database = databases.find(part);
    const BackupFile backup{file.string(), database == databases.end() ? part : database->second};
    if (EndsWith(stem, "-schema")) {
      schemas.push_back(backup);
    } else if (stem.find("-schema-") == std::string::npos) {
      rows.push_back(backup);
    }
  }
  schemas.insert(schemas.end(), rows.begin(), rows.end());
  return schemas;
}

}  // namespace innosalvage
