#include "tools/sqlite_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <set>
#include <system_error>

#include "exporters/evidence_text.h"
#include "exporters/temporary_files.h"
#include "parser/ddl_parser.h"
#include "parser/sql_dump_reader.h"
#include "parser/sql_token_cursor.h"
#include "salvage/canonical_value.h"
#include "salvage/json_expression.h"
#include "salvage/sha256.h"
#include "tools/compressed_input.h"

namespace innosalvage {

namespace {

std::string Quoted(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '\0') continue;  // no name of a server holds one
    text += c;
    if (c == '"') text += '"';
  }
  return text + '"';
}

class Database {
 public:
  ~Database() {
    sqlite3_finalize(insert_);
    sqlite3_close(db_);
  }
  bool Open(const std::filesystem::path& path) {
    return sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK &&
           Run("PRAGMA journal_mode=OFF") && Run("PRAGMA synchronous=OFF") && Run("BEGIN");
  }
  bool Run(const std::string& sql) { return Keep(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr)); }

  // A name that no other table has: SQLite's ignore case, and those of its own begin with sqlite_.
  std::string FreeName(std::string name) {
    if (EqualsIgnoringCase(std::string_view(name).substr(0, 7), "sqlite_")) name.insert(0, "_");
    std::string unique = name;
    for (int i = 2; !names_.insert(ToUpper(unique)).second; ++i) unique = name + "#" + std::to_string(i);
    return unique;
  }

  // INSERT into a table of that many columns; then Bind…, and Step for each row.
  bool Prepare(const std::string& table, std::size_t columns) {
    sqlite3_finalize(insert_);
    insert_ = nullptr;
    std::string sql = "INSERT INTO " + Quoted(table) + " VALUES (";
    for (std::size_t i = 0; i < columns; ++i) sql += i == 0 ? "?" : ",?";
    return Keep(sqlite3_prepare_v2(db_, (sql + ")").c_str(), -1, &insert_, nullptr));
  }
  void BindNull(std::size_t at) { sqlite3_bind_null(insert_, static_cast<int>(at)); }
  void BindInteger(std::size_t at, std::int64_t value) { sqlite3_bind_int64(insert_, static_cast<int>(at), value); }
  void BindReal(std::size_t at, double value) { sqlite3_bind_double(insert_, static_cast<int>(at), value); }
  void BindText(std::size_t at, std::string_view text) {
    sqlite3_bind_text64(insert_, static_cast<int>(at), text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  void BindBytes(std::size_t at, std::string_view bytes) {
    sqlite3_bind_blob64(insert_, static_cast<int>(at), bytes.empty() ? "" : bytes.data(), bytes.size(),
                        SQLITE_TRANSIENT);
  }
  bool Step() {
    const int done = sqlite3_step(insert_);
    sqlite3_reset(insert_);
    return Keep(done == SQLITE_DONE ? SQLITE_OK : done);
  }

  const std::string& problem() const { return problem_; }

 private:
  bool Keep(int result) {
    if (result != SQLITE_OK && problem_.empty()) problem_ = sqlite3_errmsg(db_);
    return result == SQLITE_OK;
  }
  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  std::set<std::string> names_;
  std::string problem_;
};

std::string_view TypeName(const Column& column) {
  if (IsInteger(column.type) || column.type == SqlType::kYear || column.type == SqlType::kBit) return "INTEGER";
  if (column.type == SqlType::kFloat || column.type == SqlType::kDouble) return "REAL";
  return HoldsBytes(column.type) ? "BLOB" : "TEXT";
}

void BindValue(const Column& column, const SqlLiteral& value, std::size_t at, Database& database) {
  if (value.kind == SqlLiteralKind::kNull || value.kind == SqlLiteralKind::kDefault) return database.BindNull(at);
  if (HoldsBytes(column.type)) return database.BindBytes(at, value.text);
  DumpSession session;
  session.utc = true;
  const std::string_view type = TypeName(column);
  if (type == "INTEGER") {
    std::string canonical;
    std::int64_t number = 0;
    const bool told = MakeCanonical(column, value, session, canonical) == Canonical::kValue;
    const auto parsed = std::from_chars(canonical.data(), canonical.data() + canonical.size(), number);
    if (told && parsed.ec == std::errc() && parsed.ptr == canonical.data() + canonical.size()) {
      return database.BindInteger(at, number);
    }
    return database.BindText(at, told ? canonical : value.text);
  }
  if (type == "REAL") return database.BindReal(at, std::strtod(value.text.c_str(), nullptr));
  if (column.type == SqlType::kJson) {
    std::string text;
    if (value.kind == SqlLiteralKind::kExpression && JsonOfExpression(value.text, text))
      return database.BindText(at, text);
    return database.BindText(at, value.text);
  }
  const Charset* own = column.collation == nullptr ? nullptr : column.collation->charset;
  const Charset* charset = value.charset != nullptr               ? value.charset
                           : value.kind == SqlLiteralKind::kBytes ? own
                                                                  : session.charset;
  std::string text;
  if (column.type == SqlType::kEnum || column.type == SqlType::kSet) {
    if (MakeCanonical(column, value, session, text) == Canonical::kValue) return database.BindText(at, text);
  }
  if (charset != nullptr && AppendUtf8(*charset, AsBytes(value.text), text)) return database.BindText(at, text);
  database.BindBytes(at, value.text);
}

// The rows of one file of the salvage into a table of their own.
class RowsIntoTable final : public DumpVisitor {
 public:
  RowsIntoTable(Database& database, std::string name, Table table, bool evidence)
      : database_(database), name_(std::move(name)), table_(std::move(table)), evidence_(evidence) {}

  void OnStatement(std::string_view sql, std::size_t /*line*/, const DumpSession& /*session*/) override {
    if (!table_.columns.empty() || !sql.starts_with("CREATE TABLE")) return;
    DdlScript script = ParseDdl(sql, {});
    if (!script.tables.empty()) table_ = std::move(script.tables.front().table);
  }
  bool OnInsert(const InsertHead& head, const DumpSession& /*session*/) override {
    if (columns_.empty()) Create(head.columns);
    return good_ && !columns_.empty();
  }
  void OnRow(std::span<const SqlLiteral> values) override {
    if (!good_ || values.size() != columns_.size()) return;
    std::size_t at = 1;
    if (evidence_) database_.BindText(at++, comment_);
    for (std::size_t i = 0; i < values.size(); ++i) BindValue(*columns_[i], values[i], at++, database_);
    good_ = database_.Step();
    ++rows_;
  }
  void OnComment(std::string_view text) override {
    if (!evidence_) return;
    if (text.starts_with("-- page ") || text.starts_with("-- input ")) comment_ = text.substr(3);
    if (text.starts_with("-- INSERT IGNORE INTO ")) {
      std::istringstream statement{std::string(text.substr(3))};
      SqlDumpReader(statement, *this).Run();
    }
  }
  // A table without a row is a table all the same.
  void CreateEmpty() {
    if (!columns_.empty() || table_.columns.empty()) return;
    std::vector<std::string> names;
    for (const Column& column : table_.columns) {
      if (column.generated == Generated::kNo) names.push_back(column.name);
    }
    Create(names);
  }
  // Takes back what was made.
  void Drop() {
    if (!free_.empty()) database_.Run("DROP TABLE " + Quoted(free_));
  }
  const Table& table() const { return table_; }
  std::uint64_t rows() const { return rows_; }

 private:
  void Create(std::span<const std::string> names) {
    std::string sql;
    if (evidence_) sql = Quoted(EvidenceColumnName(table_)) + " TEXT";
    for (const std::string& name : names) {
      const auto column = std::ranges::find(table_.columns, name, &Column::name);
      if (column == table_.columns.end()) return;
      columns_.push_back(&*column);
      sql += (sql.empty() ? "" : ", ") + Quoted(name) + " " + std::string(TypeName(*column));
    }
    free_ = database_.FreeName(name_);
    good_ = !sql.empty() && database_.Run("CREATE TABLE " + Quoted(free_) + " (" + sql + ")") &&
            database_.Prepare(free_, columns_.size() + (evidence_ ? 1 : 0));
  }

  Database& database_;
  std::string name_;
  std::string free_;  // as it is called in the database; empty: not made
  Table table_;
  bool evidence_;
  std::vector<const Column*> columns_;
  std::string comment_;
  std::uint64_t rows_ = 0;
  bool good_ = true;
};

void BindJson(const Json& value, std::size_t at, Database& database) {
  if (value.is_null()) return database.BindNull(at);
  if (value.is_boolean()) return database.BindInteger(at, value.get<bool>() ? 1 : 0);
  if (value.is_number_unsigned() && value.get<std::uint64_t>() <= INT64_MAX) {
    return database.BindInteger(at, static_cast<std::int64_t>(value.get<std::uint64_t>()));
  }
  if (value.is_string()) return database.BindText(at, value.get<std::string>());
  database.BindText(at, value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// A list of the report as a table: `columns` are paths of members, "rows.intact".
class Ledger {
 public:
  Ledger(Database& database, const std::string& name, std::vector<std::string> columns)
      : database_(database), columns_(std::move(columns)) {
    std::string sql;
    for (const std::string& column : columns_) {
      std::string title = column.substr(column.rfind('/') + 1);
      std::ranges::replace(title, '.', '_');
      sql += (sql.empty() ? "" : ", ") + Quoted(title);
    }
    const std::string free = database.FreeName(name);
    database.Run("CREATE TABLE " + Quoted(free) + " (" + sql + ")");
    free_ = free;
  }
  // `outer` are members of the objects around, which "up/path" names.
  void Begin() { database_.Prepare(free_, columns_.size()); }
  void Add(const Json& object, const Json& outer) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::string_view path = columns_[i];
      const Json* at = &object;
      if (path.starts_with("up/")) {
        at = &outer;
        path.remove_prefix(3);
      }
      while (at != nullptr && !path.empty()) {
        const std::size_t point = std::min(path.find('.'), path.size());
        const auto found = at->is_object() ? at->find(std::string(path.substr(0, point))) : at->end();
        at = at->is_object() && found != at->end() ? &*found : nullptr;
        path.remove_prefix(std::min(point + 1, path.size()));
      }
      BindJson(at == nullptr ? Json() : *at, i + 1, database_);
    }
    database_.Step();
  }

 private:
  Database& database_;
  std::vector<std::string> columns_;
  std::string free_;
};

void WriteLedger(const Json& report, Database& database) {
  const Json files = report.value("tablespaces", Json::array());
  const auto each_table = [&](const auto& visit) {
    for (const Json& file : files) {
      for (const Json& table : file.value("tables", Json::array())) visit(table, file);
    }
  };
  Ledger of_files(database, "_files",
                  {"path", "state", "kind", "size", "sha256", "bytes_read", "bytes_unreadable", "refused", "newest_lsn",
                   "pages.total", "pages.hurt", "pages.by_verdict", "rows_at_risk", "notes"});
  of_files.Begin();
  for (const Json& file : files) of_files.Add(file, file);
  Ledger of_tables(database, "_tables",
                   {"up/path",
                    "db",
                    "name",
                    "partition",
                    "state",
                    "refused",
                    "schema_source",
                    "schema_inferred",
                    "rows.intact",
                    "rows.repaired",
                    "rows.suspect",
                    "rows.partial",
                    "rows.deleted",
                    "rows.rejected",
                    "rows_lost_estimated",
                    "rows_lost_counted_in",
                    "lost_keys_named",
                    "leaves.live",
                    "leaves.read",
                    "leaves.hurt",
                    "tree_complete"});
  of_tables.Begin();
  each_table([&](const Json& table, const Json& file) { of_tables.Add(table, file); });
  Ledger ranges(database, "_lost_ranges",
                {"up/db", "up/name", "from", "to", "from_key", "to_key", "page", "rows_estimated", "rows_recovered",
                 "how", "why", "dates"});
  ranges.Begin();
  each_table([&](const Json& table, const Json& /*file*/) {
    for (const Json& range : table.value("lost_ranges", Json::array())) ranges.Add(range, table);
  });
  Ledger missing(database, "_missing_tables", {"db", "name", "known_by", "discarded"});
  missing.Begin();
  for (const Json& table : report.value("missing_tables", Json::array())) missing.Add(table, table);
  Ledger findings(database, "_findings",
                  {"up/db", "up/name", "kind", "page", "offset", "expected", "found", "bytes_given_up", "note"});
  findings.Begin();
  each_table([&](const Json& table, const Json& /*file*/) {
    for (const Json& finding : table.value("findings", Json::array())) findings.Add(finding, table);
  });
  Ledger pages(database, "_hurt_pages", {"up/path", "first", "last", "verdict", "offset"});
  pages.Begin();
  for (const Json& file : files) {
    for (const Json& run : file.value("hurt_pages", Json::array())) pages.Add(run, file);
  }
}

Result<std::string> HashOf(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  Sha256 hash;
  std::vector<char> buffer(1U << 20U);
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    hash.Update(AsBytes(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount()))));
  }
  if (!in.eof()) return Fail(path.string(), "cannot be read back");
  return hash.Finish();
}

Result<std::uint64_t> Fill(const SalvageFolder& folder, const std::filesystem::path& path,
                           std::vector<Error>& left_out) {
  Database database;
  const auto failed = [&](const std::string& where) -> Result<std::uint64_t> {
    return Fail(where, "salvage.sqlite cannot be written: " + database.problem());
  };
  if (!database.Open(path)) return failed(path.string());
  // Their own names first, so that no table of the salvage takes them.
  WriteLedger(folder.report, database);
  std::uint64_t rows = 0;
  for (const FolderTable& table : folder.tables) {
    const std::string name = (table.db.empty() ? "" : table.db + ".") + table.name;
    Table definition;
    for (const auto& [files, evidence] : {std::pair{table.trusted, false}, std::pair{table.suspect, true}}) {
      if (files.empty()) continue;
      const std::string& file = files.front();  // the only one: --split-size and --format sqlite exclude each other
      auto in = OpenText((folder.path / file).string());
      if (!in) return tl::unexpected(in.error());
      RowsIntoTable into(database, (evidence ? "suspect." : "") + name, definition, evidence);
      DumpSession session;
      SqlDumpReader(**in, into, session).Run();
      into.CreateEmpty();
      if ((*in)->bad()) return Fail(file, "cannot be read to its end");
      if (!database.problem().empty()) return failed(file);
      if (const std::uint64_t written = evidence ? table.suspect_rows : table.trusted_rows; into.rows() != written) {
        into.Drop();
        left_out.push_back(
            {fmt::format("reads back as {} rows, {} were written: left out of salvage.sqlite; look at the "
                         "expressions in its CREATE TABLE before it is loaded anywhere",
                         into.rows(), written),
             file});
        continue;
      }
      definition = into.table();
      rows += into.rows();
    }
  }
  if (!database.Run("COMMIT") || !database.problem().empty()) return failed(path.string());
  return rows;
}

}  // namespace

Result<SqliteFile> WriteSqliteFile(const SalvageFolder& folder) {
  const std::filesystem::path final_path = folder.path / "salvage.sqlite";
  const std::filesystem::path temporary = folder.path / ".salvage.sqlite.tmp";
  std::error_code ignored;  // of a run that was killed; what stands in the way otherwise is told by the next line
  std::filesystem::remove(temporary, ignored);
  const int made = CreateTemporary(temporary, AT_FDCWD);
  if (made < 0) return Fail(temporary.string(), "cannot be made: " + std::generic_category().message(errno));
  ::close(made);
  std::vector<Error> left_out;
  const auto rows = Fill(folder, temporary, left_out);
  const auto hash = rows ? HashOf(temporary) : Result<std::string>(tl::unexpected(rows.error()));
  if (!hash) {
    RemoveTemporary(temporary);
    return tl::unexpected(hash.error());
  }
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(temporary, error);
  if (RenameTemporary(temporary, final_path) != 0) {
    return Fail(final_path.string(), "cannot be given its name: " + std::generic_category().message(errno));
  }
  return SqliteFile{{"salvage.sqlite", "table", *rows, bytes, *hash}, std::move(left_out)};
}

}  // namespace innosalvage
