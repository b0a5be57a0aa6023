#include "parser/ddl_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "parser/ddl_alter.h"
#include "parser/ddl_column.h"
#include "parser/ddl_draft.h"
#include "parser/ddl_element.h"
#include "parser/ddl_origin.h"
#include "parser/ddl_resolve.h"
#include "parser/limits.h"
#include "parser/sql_lexer.h"
#include "parser/sql_quote.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {
namespace {

// Far above the servers' 64 and 128; finding those that foreign keys need takes its square.
constexpr std::size_t kMaxKeys = 4096;

class Script {
 public:
  explicit Script(const DdlOptions& options)
      : options_(options), platform_{options.vendor, options.server_version}, db_(options.db) {}

  void Read(DdlStatementReader& reader) {
    while (auto item = reader.Next()) {
      if (item->kind == DdlItem::Kind::kComment) {
        ReadComment(item->text);
      } else {
        ReadStatement(*item);
      }
    }
    if (reader.is_utf16()) AddProblem(1, "the text is UTF-16; convert it to UTF-8 first");
  }

  DdlScript Conclude() {
    for (auto& draft : drafts_) {
      if (!draft) continue;
      const std::size_t line = draft->line;
      std::vector<std::string> remarks;
      Table table = ConcludeTable(std::move(*draft), remarks);
      AddRemarks(line, table.name, remarks);
      ApplyVendor(table, table.vendor);
      out_.tables.push_back({std::move(table), line});
    }
    return std::move(out_);
  }

 private:
  using Key = std::pair<std::string, std::string>;  // database, table
  enum class Existing : std::uint8_t { kStays, kReplace };

  void AddProblem(std::size_t line, std::string what) { out_.problems.push_back({line, std::move(what)}); }

  void AddRemarks(std::size_t line, std::string_view table, const std::vector<std::string>& remarks) {
    for (const std::string& remark : remarks)
      out_.remarks.push_back({line, fmt::format("table `{}`: {}", table, remark)});
  }

  void ReadComment(std::string_view comment) {
    if (comment.find("/*M!") == 0) SetVendor(Vendor::kMariaDb);
    if (const auto platform = PlatformInComment(comment)) platform_ = *platform;
    if (const auto db = DatabaseInComment(comment)) db_ = *db;
  }

  void SetVendor(Vendor vendor) {
    if (platform_.vendor == Vendor::kUnknown) platform_.vendor = vendor;
  }

  // What a client of the script's character set would send, in UTF-8. mysqldump writes CREATE TABLE in UTF-8 whatever
  // its own default is, and says so with SET character_set_client.
  std::string InUtf8(std::string text) const {
    if (client_charset_ == nullptr || client_charset_->name.starts_with("utf8") || client_charset_->name == "binary") {
      return text;
    }
    std::string out;
    return AppendUtf8(*client_charset_, AsBytes(text), out) ? out : text;
  }

  void ReadStatement(DdlItem& item) {
    if (item.too_long) {
      return AddProblem(item.line, fmt::format("statement of more than {} bytes is skipped; {}", options_.max_statement,
                                               HowToRaise(Limit::kStatement)));
    }
    if (item.unfinished) return AddProblem(item.line, "the text ends inside a quote or comment of this statement");
    const std::string sql = InUtf8(std::move(item.text));
    const auto tokens = LexSql(sql, item.line);
    if (!tokens) return AddProblem(tokens.error().line, tokens.error().what);
    if (tokens->mariadb_comments) SetVendor(Vendor::kMariaDb);
    SqlTokenCursor cursor(sql, tokens->tokens);
    while (cursor.AcceptSymbol('(')) {
    }
    Dispatch(cursor);
    if (cursor.failed()) AddProblem(cursor.error()->line, cursor.error()->what);
  }

  void Dispatch(SqlTokenCursor& cursor) {
    if (cursor.Accept("CREATE")) return Create(cursor);
    if (cursor.Accept("USE")) {
      db_ = cursor.ExpectName("a database's name");
    } else if (cursor.Accept("SET")) {
      Set(cursor);
    } else if (cursor.Accept("ALTER")) {
      Alter(cursor);
    } else if (cursor.Accept("DROP")) {
      Drop(cursor);
    } else if (cursor.Accept("RENAME", "TABLE") || cursor.Accept("RENAME", "TABLES")) {
      Rename(cursor);
    }
  }

  void Create(SqlTokenCursor& cursor) {
    const Existing existing = cursor.Accept("OR", "REPLACE") ? Existing::kReplace : Existing::kStays;
    const bool temporary = cursor.Accept("TEMPORARY");
    if (cursor.Accept("TABLE")) return CreateTable(cursor, existing);
    if (!temporary && cursor.Accept("SEQUENCE")) return CreateSequence(cursor, existing);
    if (temporary) return;
    if (cursor.Accept("DATABASE") || cursor.Accept("SCHEMA")) return Database(cursor);
    IndexDraft index;
    if (cursor.Accept("UNIQUE")) index.index.kind = IndexKind::kUnique;
    if (cursor.Accept("FULLTEXT")) index.index.kind = IndexKind::kFulltext;
    if (cursor.Accept("SPATIAL")) index.index.kind = IndexKind::kSpatial;
    if (cursor.IsWord("VECTOR") && cursor.Accept("VECTOR")) index.index.kind = IndexKind::kVector;
    if (cursor.Accept("INDEX")) CreateIndex(cursor, std::move(index));
    // Views, routines, triggers, users and so on define no table.
  }

  void Set(SqlTokenCursor& cursor) {
    if (cursor.Accept("NAMES")) {
      names_charset_ = FindCharset(cursor.Text());
      client_charset_ = names_charset_;
    } else if (cursor.Accept("CHARACTER_SET_CLIENT") && cursor.AcceptSymbol('=')) {
      client_charset_ = cursor.IsSymbol('@') ? names_charset_ : FindCharset(cursor.Text());
    }
  }

  void Database(SqlTokenCursor& cursor) {
    if (cursor.Accept("IF", "NOT")) cursor.Expect("EXISTS");
    // ALTER DATABASE may leave out the name, and then means the current one.
    const bool named = cursor.IsName() && !cursor.IsAnyWord({"DEFAULT", "CHARACTER", "CHARSET", "COLLATE"});
    const std::string name = named ? cursor.Text() : db_;
    if (named) cursor.Skip();
    CharsetDraft charset;
    while (!cursor.AtEnd()) {
      if (!AcceptCharset(cursor, charset)) cursor.Skip();
    }
    if (cursor.failed() || !charset.given()) return;
    std::vector<std::string> remarks;
    const Collation* collation = FallbackCollation();
    if (collation == nullptr) return;
    if (const auto resolved = ResolveCollation(charset, *collation, platform_, remarks)) {
      db_collations_[name] = *resolved;
    } else {
      cursor.Fail(resolved.error());
    }
  }

  const Collation* FallbackCollation() const {
    const Charset* charset = options_.default_charset;
    if (charset == nullptr) charset = ServerDefaultCharset(platform_);
    if (charset == nullptr) charset = FindCharset("utf8mb4");
    return charset == nullptr ? nullptr : DefaultCollation(*charset, platform_);
  }

  Key KeyOf(const TableName& name) const { return {name.db.empty() ? db_ : name.db, name.name}; }

  TableDraft* Find(const TableName& name) {
    const auto found = by_name_.find(KeyOf(name));
    return found == by_name_.end() ? nullptr : &*drafts_[found->second];
  }

  void Forget(const TableName& name) {
    const auto found = by_name_.find(KeyOf(name));
    if (found == by_name_.end()) return;
    drafts_[found->second].reset();
    by_name_.erase(found);
  }

  void Keep(const TableName& name, TableDraft draft) {
    const Key key = KeyOf(name);
    draft.table.db = key.first;
    draft.table.name = key.second;
    by_name_[key] = drafts_.size();
    drafts_.emplace_back(std::move(draft));
  }

  bool AcceptIfNotExists(SqlTokenCursor& cursor) {
    if (!cursor.Accept("IF", "NOT")) return false;
    cursor.Expect("EXISTS");
    return true;
  }

  void CreateTable(SqlTokenCursor& cursor, Existing existing) {
    const bool if_not_exists = AcceptIfNotExists(cursor);
    const std::size_t line = cursor.line();
    const TableName name = ParseTableName(cursor);
    if (cursor.failed()) return;
    const TableDraft* earlier = Find(name);
    if (earlier != nullptr && if_not_exists) return;
    if (earlier != nullptr && existing == Existing::kStays) {
      return cursor.Fail(
          fmt::format("table `{}` is there already, from line {}; that one stays", name.name, earlier->line));
    }
    std::optional<TableDraft> draft = IsLike(cursor) ? Like(cursor) : Define(cursor, name, line);
    if (cursor.failed() || !draft) return;
    draft->line = line;
    Forget(name);
    Keep(name, std::move(*draft));
  }

  // MariaDB: a table of one row. How the sequence counts stands in that row, so its options are not kept; the type
  // (11.5) is one of columns. Source: sql/sql_sequence.cc sequence_structure.
  void CreateSequence(SqlTokenCursor& cursor, Existing existing) {
    const bool if_not_exists = AcceptIfNotExists(cursor);
    const std::size_t line = cursor.line();
    const TableName name = ParseTableName(cursor);
    std::string type = "BIGINT";
    if (cursor.Accept("AS")) {
      type = cursor.Text();
      cursor.Skip();
      if (cursor.Accept("UNSIGNED")) type += " UNSIGNED";
    }
    if (cursor.failed()) return;
    const TableDraft* earlier = Find(name);
    if (earlier != nullptr && (if_not_exists || existing == Existing::kStays)) return;
    const std::string definition = fmt::format(
        "(next_not_cached_value {0} NOT NULL, minimum_value {0} NOT NULL, maximum_value {0} NOT NULL, "
        "start_value {0} NOT NULL, increment BIGINT NOT NULL, cache_size BIGINT UNSIGNED NOT NULL, "
        "cycle_option TINYINT UNSIGNED NOT NULL, cycle_count BIGINT NOT NULL) ENGINE=InnoDB SEQUENCE=1",
        type);
    const auto tokens = LexSql(definition, line);
    if (!tokens) return;
    SqlTokenCursor inside(definition, tokens->tokens);
    std::optional<TableDraft> draft = Define(inside, name, line);
    if (inside.failed() || !draft) return cursor.Fail("a sequence's type is not known");
    draft->line = line;
    Forget(name);
    Keep(name, std::move(*draft));
  }

  static bool IsLike(const SqlTokenCursor& cursor) {
    return cursor.IsWord("LIKE") || (cursor.IsSymbol('(') && cursor.IsWord("LIKE", 1));
  }

  std::optional<TableDraft> Like(SqlTokenCursor& cursor) {
    cursor.AcceptSymbol('(');
    cursor.Expect("LIKE");
    const TableName name = ParseTableName(cursor);
    const TableDraft* model = Find(name);
    if (model == nullptr) {
      cursor.Fail(fmt::format("LIKE `{}`: no such table before this line", name.name));
      return std::nullopt;
    }
    copied_ += model->table.columns.size() + model->indexes.size();
    for (const Column& column : model->table.columns) copied_ += column.members.size();
    if (!IsWithin(Limit::kLikeColumns, copied_)) {
      cursor.Fail(fmt::format("LIKE copies more than {} columns and members; {}", ValueOf(Limit::kLikeColumns),
                              HowToRaise(Limit::kLikeColumns)));
      return std::nullopt;
    }
    TableDraft draft = *model;
    draft.table.foreign_keys.clear();
    draft.table.auto_increment.reset();
    for (Check& check : draft.table.checks) check.name.clear();
    return draft;
  }

  std::optional<TableDraft> Define(SqlTokenCursor& cursor, const TableName& name, std::size_t line) {
    std::vector<TableElements> entries;  // one an entry of the list, to keep the order of keys
    cursor.ExpectSymbol('(');
    do {
      TableElements& entry = entries.emplace_back();
      if (!AcceptKeyOrConstraint(cursor, entry)) entry.columns.push_back(ParseColumn(cursor));
    } while (cursor.AcceptSymbol(','));
    cursor.ExpectSymbol(')');
    TableOptions options;
    while (!cursor.failed() && !cursor.AtEnd() && AcceptTableOption(cursor, options)) {
    }
    if (!cursor.failed() && cursor.IsAnyWord({"AS", "SELECT", "IGNORE", "REPLACE", "WITH"})) {
      AddProblem(line, fmt::format("table `{}`: its SELECT may add columns that are not known", name.name));
    } else if (!cursor.failed() && !cursor.AtEnd()) {
      cursor.FailExpected("a table option");
    }
    if (cursor.failed()) return std::nullopt;
    return Assemble(cursor, name, line, std::move(entries), std::move(options));
  }

  // MariaDB: where single columns are WITH SYSTEM VERSIONING and the table is not, the others are without.
  static void MarkUnversioned(std::vector<TableElements>& entries) {
    const auto versioned = [](const ColumnDraft& column) { return column.with_versioning; };
    const bool any = std::any_of(entries.begin(), entries.end(), [&](const TableElements& entry) {
      return std::any_of(entry.columns.begin(), entry.columns.end(), versioned);
    });
    if (!any) return;
    for (TableElements& entry : entries) {
      for (ColumnDraft& column : entry.columns) {
        if (!versioned(column) && column.column.other_attributes.empty()) {
          column.column.other_attributes = "WITHOUT SYSTEM VERSIONING";
        }
      }
    }
  }

  std::optional<TableDraft> Assemble(SqlTokenCursor& cursor, const TableName& name, std::size_t line,
                                     std::vector<TableElements> entries, TableOptions options) {
    TableDraft draft;
    std::vector<std::string> remarks;
    const auto of_db = db_collations_.find(KeyOf(name).first);
    const bool assumed = !options.charset.given() && of_db == db_collations_.end() &&
                         options_.default_charset == nullptr && ServerDefaultCharset(platform_) == nullptr;
    draft.table.vendor = platform_.vendor;
    draft.table.server_version = platform_.version;
    draft.table.collation = of_db == db_collations_.end() ? FallbackCollation() : of_db->second;
    if (draft.table.collation == nullptr) {
      cursor.Fail("no default character set");
      return std::nullopt;
    }
    const bool all_versioned = options.system_versioned;
    ApplyOptions(cursor, draft, std::move(options), platform_, remarks);
    if (cursor.failed()) return std::nullopt;
    if (!all_versioned) MarkUnversioned(entries);
    bool inherits = false;
    std::size_t keys = 0;
    for (TableElements& entry : entries) {
      for (ColumnDraft& column : entry.columns) {
        inherits =
            inherits || (!column.charset.given() && (IsText(column.column.type) || !column.column.members.empty()));
        const std::size_t column_line = column.line;
        if (auto done = AddColumn(draft, std::move(column), nullptr, platform_, remarks); !done) {
          cursor.Fail(done.error());
          AddProblem(column_line, fmt::format("table `{}` is left out", name.name));
          return std::nullopt;
        }
      }
      keys += entry.indexes.size() + entry.foreign_keys.size();
      entry.columns.clear();
      AddElements(draft, std::move(entry), platform_);
      if (keys > kMaxKeys) cursor.Fail("more keys than a server takes");
      if (cursor.failed()) return std::nullopt;
    }
    ConcludeStatement(draft, platform_);
    if (assumed && inherits) {
      remarks.push_back(fmt::format("names no character set: {} is assumed", draft.table.collation->charset->name));
    }
    AddRemarks(line, name.name, remarks);
    return draft;
  }

  void CreateIndex(SqlTokenCursor& cursor, IndexDraft index) {
    if (cursor.Accept("IF", "NOT")) cursor.Expect("EXISTS");
    index.index.name = cursor.ExpectName("a key's name");
    ParseIndexOptions(cursor, index);
    cursor.Expect("ON");
    const TableName name = ParseTableName(cursor);
    ParseKeyParts(cursor, index);
    ParseIndexOptions(cursor, index);
    TableDraft* draft = Known(cursor, name);
    if (draft == nullptr) return;
    draft->indexes.push_back(std::move(index));
    Settle(cursor, *draft);
  }

  TableDraft* Known(SqlTokenCursor& cursor, const TableName& name) {
    TableDraft* draft = cursor.failed() ? nullptr : Find(name);
    if (draft == nullptr) cursor.Fail(fmt::format("table `{}` is not defined before this line", name.name));
    return draft;
  }

  void Settle(SqlTokenCursor& cursor, TableDraft& draft) {
    if (draft.indexes.size() > kMaxKeys || draft.table.foreign_keys.size() > kMaxKeys) {
      draft.indexes.resize(std::min(draft.indexes.size(), kMaxKeys));
      cursor.Fail("more keys than a server takes");
    }
    ConcludeStatement(draft, platform_);
  }

  void Alter(SqlTokenCursor& cursor) {
    cursor.Accept("ONLINE");
    cursor.Accept("IGNORE");
    if (cursor.Accept("DATABASE") || cursor.Accept("SCHEMA")) return Database(cursor);
    if (!cursor.Accept("TABLE")) return;
    const bool if_exists = cursor.Accept("IF", "EXISTS");
    const TableName name = ParseTableName(cursor);
    if (if_exists && Find(name) == nullptr) return;
    if (cursor.IsAnyWord({"ENABLE", "DISABLE"}) && cursor.IsWord("KEYS", 1)) return;  // mysqldump, around INSERTs
    TableDraft* draft = Known(cursor, name);
    if (draft == nullptr) return;
    std::vector<std::string> remarks;
    const AlterResult result = ApplyAlter(cursor, *draft, platform_, remarks);
    AddRemarks(cursor.line(), name.name, remarks);
    Settle(cursor, *draft);
    if (!result.renamed.name.empty() && !cursor.failed()) Move(name, result.renamed);
  }

  void Move(const TableName& from, const TableName& to) {
    TableDraft draft = std::move(*Find(from));
    Forget(from);
    Forget(to);
    Keep(to, std::move(draft));
  }

  void Rename(SqlTokenCursor& cursor) {
    do {
      const TableName from = ParseTableName(cursor);
      cursor.Expect("TO");
      const TableName to = ParseTableName(cursor);
      if (!cursor.failed() && Find(from) != nullptr) Move(from, to);
    } while (cursor.AcceptSymbol(','));
  }

  void Drop(SqlTokenCursor& cursor) {
    cursor.Accept("TEMPORARY");
    if (cursor.Accept("INDEX")) {
      cursor.Accept("IF", "EXISTS");
      const std::string index = cursor.ExpectName("a key's name");
      cursor.Expect("ON");
      TableDraft* draft = Known(cursor, ParseTableName(cursor));
      if (draft != nullptr) DropIndex(cursor, *draft, index);
      return;
    }
    if (!cursor.Accept("TABLE") && !cursor.Accept("TABLES")) return;
    cursor.Accept("IF", "EXISTS");
    do {
      Forget(ParseTableName(cursor));
    } while (cursor.AcceptSymbol(','));
  }

  const DdlOptions& options_;
  DdlPlatform platform_;
  std::string db_;
  std::map<std::string, const Collation*> db_collations_;
  const Charset* names_charset_ = nullptr;
  const Charset* client_charset_ = nullptr;
  std::vector<std::optional<TableDraft>> drafts_;
  std::map<Key, std::size_t> by_name_;
  std::size_t copied_ = 0;
  DdlScript out_;
};

}  // namespace

DdlScript ParseDdl(std::istream& in, const DdlOptions& options) {
  DdlStatementReader reader(in, options.max_statement);
  Script script(options);
  script.Read(reader);
  return script.Conclude();
}

DdlScript ParseDdl(std::string_view sql, const DdlOptions& options) {
  std::istringstream in{std::string(sql)};
  return ParseDdl(in, options);
}

void ApplyVendor(Table& table, Vendor vendor) {
  table.vendor = vendor;
  if (vendor != Vendor::kMariaDb) return;
  for (Column& column : table.columns) {
    if (column.type != SqlType::kJson) continue;
    column.type = SqlType::kLongText;
    column.collation = FindCollation("utf8mb4_bin");
    if (column.check_sql.empty()) column.check_sql = fmt::format("json_valid({})", QuoteName(column.name));
  }
}

}  // namespace innosalvage
