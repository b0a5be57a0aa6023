#include "tools/cmd_verify.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <map>

#include "exporters/report_sections.h"
#include "exporters/report_verdict.h"
#include "exporters/sql_text.h"
#include "parser/ddl_parser.h"
#include "parser/hex.h"
#include "parser/sql_statements.h"
#include "tools/compressed_input.h"
#include "tools/display_text.h"
#include "tools/folder_update.h"
#include "tools/limit_option.h"
#include "tools/own_statement.h"
#include "tools/scratch_databases.h"
#include "tools/version.h"

namespace innosalvage {

namespace {

constexpr std::size_t kMaxRefused = 1000;

// A table's files to be loaded, one after the other, and what must be there then.
struct VerifiedTable {
  std::string db, name;
  std::vector<std::string> files;
  std::uint64_t rows_reported = 0;
  std::vector<const Json*> parts;  // of the report; none where rows of a backup stand in the ranges that were lost
};

struct ForeignKeyOf {
  std::string db, name;
  ForeignKey key;
};

class VerifyJob {
 public:
  VerifyJob(SalvageFolder& folder, SqlServer& server, bool merged)
      : folder_(folder), server_(server), scratch_(server), merged_(merged) {}

  Result<void> Run(const std::vector<VerifiedTable>& tables) {
    for (const VerifiedTable& table : tables) {
      if (const auto loaded = Load(table); !loaded) return loaded;
    }
    ReadForeignKeys();
    for (const ForeignKeyOf& foreign : foreign_keys_) CountOrphans(foreign);
    left_ = scratch_.Drop();
    return {};
  }

  Json Document() const {
    const bool good = differing_ == 0 && refused_total_ == 0 && left_.empty();
    const bool one = tables_.size() == 1;
    std::string verdict =
        good ? fmt::format("{} loaded as the report says.",
                           one ? "The table" : fmt::format("All {} tables", Grouped(tables_.size())))
             : fmt::format("{} from the report; {} refused.",
                           one ? "The table differs"
                               : fmt::format("{} of {} tables {}", Grouped(differing_), Grouped(tables_.size()),
                                             differing_ == 1 ? "differs" : "differ"),
                           Counted(refused_total_, "statement"));
    if (!orphans_.empty()) {
      verdict += fmt::format(" {} {} rows without a parent.", Counted(orphans_.size(), "foreign key"),
                             orphans_.size() == 1 ? "has" : "have");
    }
    return Json{{"server", server_.version()},
                {"loaded", merged_ ? "merged" : "tables"},
                {"verdict", verdict},
                {"as_reported", good},
                {"tables", tables_},
                {"refused", refused_},
                {"refused_total", refused_total_},
                {"warnings_total", warnings_total_},
                {"orphans", orphans_},
                {"databases_left", left_}};
  }
  bool good() const { return differing_ == 0 && refused_total_ == 0 && left_.empty() && orphans_.empty(); }

 private:
  // What a server did with a table's files.
  struct Loaded {
    std::uint64_t refused = 0;
    std::uint64_t warnings = 0;
    Json warned = Json::array();
  };

  Result<void> Load(const VerifiedTable& table) {
    const auto database = scratch_.For(table.db);
    if (!database) return tl::unexpected(database.error());
    if (const auto refused = server_.Use(*database)) return Fail(*database, refused->why);
    Loaded loaded;
    for (const std::string& file : table.files) {
      if (const auto read = LoadFile(table, file, loaded); !read) return read;
    }
    warnings_total_ += loaded.warnings;
    Compare(table, *database, std::move(loaded));
    return {};
  }

  Result<void> LoadFile(const VerifiedTable& table, const std::string& file, Loaded& loaded) {
    auto in = OpenText((folder_.path / file).string());
    if (!in) return tl::unexpected(in.error());
    SqlStatements statements(**in);
    while (const auto statement = statements.Next()) {
      if (statement->too_long) {
        ++loaded.refused;
        Refused(table, file, *statement, {0, "is longer than any that salvage writes: not run"});
        continue;
      }
      if (!IsOwnStatement(statement->text)) {
        ++loaded.refused;
        Refused(table, file, *statement, {0, "is none of the statements that salvage writes: not run"});
        continue;
      }
      if (statement->text.starts_with("CREATE TABLE")) creates_[table.db] += statement->text + ";\n";
      if (const auto refusal = server_.Execute(statement->text)) {
        ++loaded.refused;
        Refused(table, file, *statement, *refusal);
      } else if (server_.warnings() != 0) {
        loaded.warnings += server_.warnings();
        if (statement->text.starts_with("INSERT") && loaded.warned.size() < 10) AddWarnings(loaded.warned);
      }
    }
    if ((*in)->bad()) return Fail(file, "cannot be read to its end");
    return {};
  }

  void Refused(const VerifiedTable& table, const std::string& file, const SqlStatement& statement,
               const Refusal& refusal) {
    ++refused_total_;
    if (refused_.size() >= kMaxRefused) return;
    constexpr std::size_t kShown = 200;
    std::string begin = statement.text.substr(0, kShown);
    refused_.push_back(Json{{"db", TextOrNull(table.db)},
                            {"name", table.name},
                            {"file", file},
                            {"line", statement.line},
                            {"statement", begin},
                            {"error", refusal.error},
                            {"why", refusal.why}});
  }

  void AddWarnings(Json& warned) {
    const auto rows = server_.Query("SHOW WARNINGS LIMIT 10");
    if (!rows) return;
    for (const auto& row : *rows) {
      if (row.size() >= 3 && row[2]) warned.push_back(*row[2]);
    }
  }

  std::optional<std::uint64_t> Count(const std::string& sql, std::string& problem) {
    const auto rows = server_.Query(sql);
    if (rows && !rows->empty() && !rows->front().empty() && rows->front().front()) {
      return std::strtoull(rows->front().front()->c_str(), nullptr, 10);
    }
    problem = rows ? "no answer" : rows.error().what;
    return std::nullopt;
  }

  void Compare(const VerifiedTable& table, const std::string& database, Loaded loaded) {
    const std::string name = QuoteIdentifier(database) + "." + QuoteIdentifier(table.name);
    Json differences = Json::array();
    std::string problem;
    const auto rows = Count("SELECT COUNT(*) FROM " + name, problem);
    if (!rows) {
      differences.push_back("rows cannot be counted: " + problem);
    } else if (*rows != table.rows_reported) {
      differences.push_back(
          fmt::format("the server has {}, the report says {}", Counted(*rows, "row"), Grouped(table.rows_reported)));
    }
    std::uint64_t ranges = 0;
    Json first = nullptr;
    Json last = nullptr;
    if (rows) Ranges(table, name, ranges, differences, first, last);
    if (loaded.refused != 0) differences.push_back(Counted(loaded.refused, "statement") + " refused");
    if (loaded.warnings != 0) differences.push_back(Counted(loaded.warnings, "warning"));
    if (!differences.empty()) ++differing_;
    tables_.push_back(Json{{"db", TextOrNull(table.db)},
                           {"name", table.name},
                           {"file", table.files.front()},
                           {"files", table.files},
                           {"rows_reported", table.rows_reported},
                           {"rows_loaded", rows ? Json(*rows) : Json(nullptr)},
                           {"ranges_checked", ranges},
                           {"first_key", std::move(first)},
                           {"last_key", std::move(last)},
                           {"as_reported", differences.empty()},
                           {"differences", std::move(differences)},
                           {"warnings", std::move(loaded.warned)}});
  }

  // A key of the report as a row of literals; empty: it cannot be said.
  static std::string KeyLiteral(const Json& key) {
    std::string text = "(";
    for (const Json& value : key) {
      if (text.size() > 1) text += ',';
      if (value.is_string()) {
        AppendQuotedSqlString(value.get<std::string>(), text);
      } else if (value.is_object()) {
        const auto bytes = FromHex(TextOf(value, "hex"));
        if (!bytes) return {};
        AppendSqlHexLiteral(AsText(*bytes), text);
      } else {
        return {};
      }
    }
    return text + ")";
  }

  // No trusted row may lie where the report says that all rows of a page were lost: the server's own order of the keys
  // says whether one does.
  void Ranges(const VerifiedTable& table, const std::string& name, std::uint64_t& checked, Json& differences,
              Json& first, Json& last) {
    DdlScript script = ParseDdl(creates_[table.db], {});
    const auto defined =
        std::ranges::find_if(script.tables, [&](const DdlTable& t) { return t.table.name == table.name; });
    if (defined == script.tables.end()) return;
    const auto clustered = ClusteredIndex(defined->table);
    if (!clustered) return;
    std::string columns;
    std::string backwards;
    for (const KeyPart& part : defined->table.indexes[*clustered].parts) {
      if (part.descending || part.column >= defined->table.columns.size()) return;
      const std::string column = QuoteIdentifier(defined->table.columns[part.column].name);
      columns += (columns.empty() ? "" : ",") + column;
      backwards += (backwards.empty() ? "" : ",") + column + " DESC";
    }
    const auto end_of = [&](const std::string& order) -> Json {
      const auto rows = server_.Query(fmt::format("SELECT {} FROM {} ORDER BY {} LIMIT 1", columns, name, order));
      if (!rows || rows->empty()) return nullptr;
      Json key = Json::array();
      for (const auto& value : rows->front()) key.push_back(value ? Json(*value) : Json(nullptr));
      return key;
    };
    first = end_of(columns);
    last = end_of(backwards);
    if (table.parts.size() != 1) return;  // of partitions each has ranges of its own
    constexpr std::uint64_t kMaxRanges = 1000;
    for (const Json& range : table.parts.front()->value("lost_ranges", Json::array())) {
      if (checked >= kMaxRanges) break;
      if (range.value("above_leaves", true)) continue;
      const Json from = range.value("from_key", Json());
      const Json to = range.value("to_key", Json());
      // A bound that is open, or one that is not exact, leaves that side out.
      if ((from.is_null() && !range.value("from", Json()).is_null()) ||
          (to.is_null() && !range.value("to", Json()).is_null())) {
        continue;
      }
      if (from.is_null() && to.is_null()) continue;
      const std::string lowest = from.is_array() ? KeyLiteral(from) : std::string();
      const std::string end = to.is_array() ? KeyLiteral(to) : std::string();
      if (lowest.empty() != from.is_null() || end.empty() != to.is_null()) continue;
      std::string where;
      if (!lowest.empty()) where = fmt::format("({}) >= {}", columns, lowest);
      if (!end.empty()) where += fmt::format("{}({}) < {}", where.empty() ? "" : " AND ", columns, end);
      std::string problem;
      const auto inside = Count(fmt::format("SELECT COUNT(*) FROM {} WHERE {}", name, where), problem);
      ++checked;
      if (!inside) {
        differences.push_back("a lost range cannot be asked for: " + problem);
      } else if (*inside != 0) {
        differences.push_back(fmt::format("{} in the range that the report calls lost, from {} to {}",
                                          Counted(*inside, "row"), range.value("from", Json()).dump(),
                                          range.value("to", Json()).dump()));
      }
    }
  }

  // load.sql holds them, behind the rows.
  void ReadForeignKeys() {
    auto in = OpenText((folder_.path / "load.sql").string());
    if (!in) return;
    std::string db;
    SqlStatements statements(**in);
    std::map<std::string, std::string> alters;
    while (const auto statement = statements.Next()) {
      if (statement->text.starts_with("USE `")) {
        db.clear();
        for (std::size_t i = 5; i + 1 < statement->text.size(); ++i) {
          db += statement->text[i];
          if (statement->text[i] == '`') ++i;
        }
      } else if (statement->text.starts_with("ALTER TABLE")) {
        alters[db] += statement->text + ";\n";
      }
    }
    for (const auto& [of, text] : alters) {
      const auto created = creates_.find(of);
      if (created == creates_.end()) continue;
      for (DdlTable& table : ParseDdl(created->second + text, {}).tables) {
        for (ForeignKey& key : table.table.foreign_keys)
          foreign_keys_.push_back({of, table.table.name, std::move(key)});
      }
    }
  }

  void CountOrphans(const ForeignKeyOf& foreign) {
    const ForeignKey& key = foreign.key;
    const std::string parent_db = key.referenced_db.empty() ? foreign.db : key.referenced_db;
    if (creates_.count(parent_db) == 0 || key.columns.size() != key.referenced_columns.size()) return;
    const auto child = scratch_.For(foreign.db);
    const auto parent = scratch_.For(parent_db);
    if (!child || !parent) return;
    std::string on;
    std::string given;
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
      const std::string column = "c." + QuoteIdentifier(key.columns[i]);
      on += fmt::format("{}p.{} = {}", on.empty() ? "" : " AND ", QuoteIdentifier(key.referenced_columns[i]), column);
      given += fmt::format("{}{} IS NOT NULL", given.empty() ? "" : " AND ", column);
    }
    std::string problem;
    const auto orphans =
        Count(fmt::format("SELECT COUNT(*) FROM {}.{} c WHERE {} AND NOT EXISTS (SELECT 1 FROM {}.{} p WHERE {})",
                          QuoteIdentifier(*child), QuoteIdentifier(foreign.name), given, QuoteIdentifier(*parent),
                          QuoteIdentifier(key.referenced_table), on),
              problem);
    if (orphans && *orphans == 0) return;
    std::string columns;
    for (const std::string& column : key.columns) columns += (columns.empty() ? "" : ", ") + column;
    orphans_.push_back(Json{{"db", TextOrNull(foreign.db)},
                            {"name", foreign.name},
                            {"foreign_key", key.name},
                            {"columns", columns},
                            {"referenced", (parent_db.empty() ? "" : parent_db + ".") + key.referenced_table},
                            {"rows", orphans ? Json(*orphans) : Json(nullptr)},
                            {"problem", TextOrNull(problem)}});
  }

  SalvageFolder& folder_;
  SqlServer& server_;
  ScratchDatabases scratch_;
  bool merged_;
  std::map<std::string, std::string> creates_;  // CREATE TABLE statements by database
  std::vector<ForeignKeyOf> foreign_keys_;
  Json tables_ = Json::array();
  Json refused_ = Json::array();
  Json orphans_ = Json::array();
  std::vector<std::string> left_;
  std::uint64_t differing_ = 0;
  std::uint64_t refused_total_ = 0;
  std::uint64_t warnings_total_ = 0;
};

Result<std::vector<VerifiedTable>> TablesToVerify(const SalvageFolder& folder, const VerifyCommand& command) {
  CommonOptions wanted;
  wanted.table_patterns = command.table_patterns;
  std::vector<VerifiedTable> tables;
  if (command.merged) {
    const Json merge = folder.report.value("merge", Json::object());
    for (const Json& table : merge.value("tables", Json::array())) {
      if (!IsWanted(wanted, TextOf(table, "db"), TextOf(table, "name"))) continue;
      for (const Json& output : table.value("outputs", Json::array())) {
        if (TextOf(output, "class") != "merged") continue;
        if (const auto inside = CheckInFolder(folder, TextOf(output, "path")); !inside) {
          return tl::unexpected(inside.error());
        }
        tables.push_back({TextOf(table, "db"),
                          TextOf(table, "name"),
                          {TextOf(output, "path")},
                          output.value("rows", std::uint64_t{0}),
                          {}});
      }
    }
    return tables;
  }
  for (const FolderTable& table : folder.tables) {
    if (table.trusted.empty() || !IsWanted(wanted, table.db, table.name)) continue;
    tables.push_back({table.db, table.name, table.trusted, table.trusted_rows, table.parts});
  }
  return tables;
}

}  // namespace

void AddVerify(CLI::App& app, VerifyCommand& command) {
  app.add_option("OUT", command.out, "Folder that `salvage` wrote, in SQL")->required();
  app.add_option("--socket", command.socket, "Socket of a MySQL or MariaDB server")->required();
  app.add_option("--user", command.user, "User of that server (default: root); its password is taken from MYSQL_PWD");
  app.add_option("--tables", command.table_patterns, "Only tables whose DB.TABLE matches, with * and ? (repeatable)");
  app.add_flag("--merged", command.merged, "Load what `merge` wrote, instead of tables/");
  AddLimitOption(app, command.limits);
}

ExitCode RunVerify(const VerifyCommand& command, std::ostream& /*out*/, std::ostream& err) try {
  const auto told = [&](const Error& error, ExitCode code) {
    err << Printable(error.Message()) << '\n';
    return code;
  };
  auto folder = ReadSalvageFolder(command.out);
  if (!folder) return told(folder.error(), ExitCode::kUsage);
  if (command.merged && !folder->report.contains("merge")) {
    return told({"was not merged yet; run `innosalvage merge` first", command.out}, ExitCode::kUsage);
  }
  const auto tables = TablesToVerify(*folder, command);
  if (!tables) return told(tables.error(), ExitCode::kUsage);
  if (tables->empty()) return told({"holds no table to be loaded", command.out}, ExitCode::kNothingUsable);
  const char* const password = std::getenv("MYSQL_PWD");  // NOLINT(concurrency-mt-unsafe): one thread
  auto server = SqlServer::Connect({command.socket, command.user, password == nullptr ? "" : password});
  if (!server) return told(server.error(), ExitCode::kNothingUsable);
  VerifyJob job(*folder, **server, command.merged);
  if (const auto run = job.Run(*tables); !run) return told(run.error(), ExitCode::kNothingUsable);

  Json document = job.Document();
  auto out = OutputFolder::Open(command.out);
  if (!out) return told(out.error(), ExitCode::kOutputFailed);
  FolderUpdate update(*folder, *std::move(out));
  ReportContext context;
  context.tool_version = ToolVersion();
  context.command = "verify";
  if (command.merged) context.options.push_back({"--merged", ""});
  for (const std::string& pattern : command.table_patterns) context.options.push_back({"--tables", pattern});
  Json whole = ReportHead("innosalvage-verify", 1, context);
  whole.update(document);
  if (const auto written = update.WriteFile("verify.json", "report", ToText(whole)); !written) {
    return told(written.error(), ExitCode::kOutputFailed);
  }
  const std::string section = VerifySectionText(document);
  if (const auto written = update.WriteReports("verify", std::move(document), section); !written) {
    return told(written.error(), ExitCode::kOutputFailed);
  }
  err << section;
  return job.good() ? ExitCode::kClean : ExitCode::kSalvaged;
} catch (const Json::exception& error) {
  err << Printable(ReportOfAnotherKind(command.out, error).Message()) << '\n';
  return ExitCode::kUsage;
}

}  // namespace innosalvage
