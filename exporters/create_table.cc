#include "exporters/create_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "exporters/create_table_column.h"
#include "exporters/sql_fragment.h"
#include "exporters/sql_text.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {
namespace {

using Include = CreateTableOptions::Include;

constexpr std::string_view kUnsafe = "since it does not end where it has to, or holds what is no part of it";

std::string NameList(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += ',';
    AppendQuotedIdentifier(name, out);
  }
  return out;
}

bool IsListed(const Column& column) { return column.hidden != Hidden::kByEngine && column.hidden != Hidden::kBySql; }

bool HasExpression(const Index& index) {
  return std::any_of(index.parts.begin(), index.parts.end(), [](const KeyPart& p) { return !p.expression.empty(); });
}

// An expression given as "(a + b)" keeps its parentheses; they are needed once.
std::string InParentheses(std::string_view expression) { return fmt::format("({})", expression); }

std::string KeyParts(const Table& table, const Index& index) {
  std::string out;
  // A period's end and start stand behind the parts that were declared.
  constexpr std::size_t kPeriodParts = 2;
  const std::size_t declared =
      index.parts.size() - (index.period.empty() ? 0 : std::min(kPeriodParts, index.parts.size()));
  for (const KeyPart& part : std::span(index.parts).first(declared)) {
    std::string text;
    if (!part.expression.empty()) {
      text = InParentheses(part.expression);
    } else if (part.column < table.columns.size() && IsListed(table.columns[part.column])) {
      AppendQuotedIdentifier(table.columns[part.column].name, text);
      if (part.prefix != 0) text += fmt::format("({})", part.prefix);
    } else {
      continue;  // MariaDB: the hidden row_end at the end of unique keys
    }
    if (part.descending) text += " DESC";
    if (!out.empty()) out += ',';
    out += text;
  }
  if (!index.period.empty()) {
    out += (out.empty() ? "" : ",") + QuoteIdentifier(index.period) + " WITHOUT OVERLAPS";
  }
  return out;
}

std::string_view KeyWords(IndexKind kind) {
  switch (kind) {
    case IndexKind::kPrimary: return "PRIMARY KEY";
    case IndexKind::kUnique: return "UNIQUE KEY ";
    case IndexKind::kPlain: return "KEY ";
    case IndexKind::kFulltext: return "FULLTEXT KEY ";
    case IndexKind::kSpatial: return "SPATIAL KEY ";
    case IndexKind::kVector: return "VECTOR KEY ";
  }
  return "KEY ";
}

std::string IndexOptions(const Table& table, const Index& index) {
  std::string out;
  if (!index.algorithm.empty() && (index.algorithm == "BTREE" || index.algorithm == "HASH")) {
    out += " USING " + index.algorithm;
  }
  if (!index.other_options.empty()) {
    const bool both =
        index.other_options.starts_with("KEY_BLOCK_SIZE") && index.other_options.find(' ') == std::string::npos;
    out += ' ';
    out += both                               ? index.other_options
           : table.vendor == Vendor::kMariaDb ? ForMariaDb("100000", index.other_options)
                                              : ForMySql("50706", index.other_options);
  }
  if (!index.comment.empty()) out += " COMMENT " + QuoteSqlString(index.comment);
  if (index.invisible) out += ' ' + ForMySql("80000", "INVISIBLE") + ' ' + ForMariaDb("100600", "IGNORED");
  return out;
}

std::string IndexSql(const Table& table, const Index& index) {
  std::string out(KeyWords(index.kind));
  if (index.kind != IndexKind::kPrimary) AppendQuotedIdentifier(index.name, out);
  return out + " (" + KeyParts(table, index) + ')' + IndexOptions(table, index);
}

bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view n) { return EqualsIgnoringCase(n, name); });
}

bool IsReferentialAction(std::string_view action) {
  return IsOneOf(action, {"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"});
}

std::string ForeignKeySql(const ForeignKey& key) {
  std::string out;
  if (!key.name.empty()) out += "CONSTRAINT " + QuoteIdentifier(key.name) + ' ';
  out += "FOREIGN KEY (" + NameList(key.columns) + ") REFERENCES ";
  if (!key.referenced_db.empty()) out += QuoteIdentifier(key.referenced_db) + '.';
  out += QuoteIdentifier(key.referenced_table);
  if (!key.referenced_columns.empty()) out += " (" + NameList(key.referenced_columns) + ')';
  if (IsReferentialAction(key.on_delete)) out += " ON DELETE " + key.on_delete;
  if (IsReferentialAction(key.on_update)) out += " ON UPDATE " + key.on_update;
  return out;
}

std::string CheckSql(const Check& check) {
  std::string out;
  if (!check.name.empty()) out += "CONSTRAINT " + QuoteIdentifier(check.name) + ' ';
  out += "CHECK " + InParentheses(check.expression);
  if (!check.enforced) out += ' ' + ForMySql("80016", "NOT ENFORCED");
  return out;
}

// The list in CREATE TABLE's parentheses. An entry for one vendor alone takes the comma into its comment.
class ElementList {
 public:
  void Add(std::string_view text) { text_ += fmt::format("{}\n  {}", text_.empty() ? "" : ",", text); }
  void AddForMySql(std::string_view version, std::string_view text) {
    AddComment(ForMySql(version, Comma(text)), text);
  }
  void AddForMariaDb(std::string_view version, std::string_view text) {
    AddComment(ForMariaDb(version, Comma(text)), text);
  }
  const std::string& text() const { return text_; }

 private:
  static std::string Comma(std::string_view text) { return fmt::format(",{}", text); }
  void AddComment(std::string_view comment, std::string_view text) {
    if (text_.empty() || !comment.ends_with("*/")) return Add(text);
    text_ += fmt::format("\n  {}", comment);
  }
  std::string text_;
};

void AddIndexes(const Table& table, ElementList& list) {
  for (const Index& index : table.indexes) {
    const std::string sql = IndexSql(table, index);
    if (KeyParts(table, index).empty()) continue;
    if (HasExpression(index)) {
      list.AddForMySql("80013", sql);
    } else if (!index.period.empty()) {
      list.AddForMariaDb("100503", sql);
    } else if (index.kind == IndexKind::kVector) {
      list.AddForMariaDb("110700", sql);
    } else {
      list.Add(sql);
    }
  }
}

// One option of Table::other_options, at the cursor.
struct OtherOption {
  std::string name;  // without quotes; "DATA" for DATA DIRECTORY
  std::string text;
};

OtherOption NextOption(SqlTokenCursor& cursor) {
  OtherOption option;
  const std::size_t from = cursor.position();
  option.name = ToUpper(cursor.Text());
  cursor.Skip();
  if (cursor.IsWord("DIRECTORY")) cursor.Skip();
  if (option.name == "START") cursor.Accept("TRANSACTION");
  cursor.AcceptSymbol('=');
  if (option.name != "START" && !cursor.AtEnd()) cursor.SkipValue();
  option.text = cursor.Spelling(from, cursor.position());
  return option;
}

bool IsOfPlace(std::string_view name) {
  return IsOneOf(name, {"DATA", "INDEX", "TABLESPACE", "STORAGE", "UNION", "INSERT_METHOD", "CONNECTION", "START"});
}

bool IsOfEncryption(std::string_view name) {
  return IsOneOf(name, {"ENCRYPTION", "ENCRYPTED", "ENCRYPTION_KEY_ID", "AUTOEXTEND_SIZE"});
}

bool IsCommon(std::string_view name) {
  return IsOneOf(name, {"STATS_PERSISTENT", "STATS_AUTO_RECALC", "STATS_SAMPLE_PAGES", "MAX_ROWS", "MIN_ROWS",
                        "AVG_ROW_LENGTH", "PACK_KEYS", "CHECKSUM", "DELAY_KEY_WRITE", "DATA", "INDEX"});
}

std::string OtherOptions(const Table& table, const CreateTableOptions& options) {
  std::string out;
  const auto lexed = LexSql(table.other_options, 1);
  if (!lexed) return out;
  SqlTokenCursor cursor(table.other_options, lexed->tokens);
  while (!cursor.AtEnd()) {
    const OtherOption option = NextOption(cursor);
    if (option.name == "ENGINE" || (IsOfPlace(option.name) && options.place_options == Include::kNo)) continue;
    if (IsOfEncryption(option.name) && options.encryption == Include::kNo) continue;
    out += ' ';
    if (IsCommon(option.name) || table.vendor == Vendor::kUnknown) {
      out += option.text;
    } else {
      out += table.vendor == Vendor::kMariaDb ? ForMariaDb("100000", option.text) : ForMySql("50706", option.text);
    }
  }
  return out;
}

std::string TableOptionsSql(const Table& table, const CreateTableOptions& options) {
  std::string out = " ENGINE=InnoDB";
  if (table.auto_increment) out += fmt::format(" AUTO_INCREMENT={}", *table.auto_increment);
  if (table.collation != nullptr) out += CharsetSql(*table.collation, "DEFAULT CHARSET=", "COLLATE=");
  if (table.row_format != RowFormat::kDefault) out += fmt::format(" ROW_FORMAT={}", Name(table.row_format));
  if (table.key_block_size != 0) out += fmt::format(" KEY_BLOCK_SIZE={}", table.key_block_size);
  out += OtherOptions(table, options);
  if (!table.comment.empty()) out += " COMMENT=" + QuoteSqlString(table.comment);
  if (table.system_versioned) out += ' ' + ForMariaDb("100300", "WITH SYSTEM VERSIONING");
  if (options.partitions == Include::kYes && !table.partition_sql.empty()) out += '\n' + table.partition_sql;
  return out;
}

}  // namespace

std::string CreateTableSql(const Table& given, const CreateTableOptions& options) {
  Table table = given;
  std::string left_out;
  for (const std::string& what : TakeUnsafeFragments(table))
    left_out += fmt::format("-- left out, {}: {}\n", kUnsafe, what);
  ElementList list;
  for (const Column& column : table.columns) {
    if (IsListed(column)) list.Add(ColumnSql(table, column));
  }
  AddIndexes(table, list);
  for (const Check& check : table.checks) list.Add(CheckSql(check));
  if (options.foreign_keys == Include::kYes) {
    for (const ForeignKey& key : table.foreign_keys) list.Add(ForeignKeySql(key));
  }
  for (const std::string& other : table.other_elements) list.AddForMariaDb("100300", other);
  return fmt::format("{}CREATE TABLE {}{} ({}\n){};\n", left_out,
                     options.if_not_exists == Include::kYes ? "IF NOT EXISTS " : "", QuoteIdentifier(table.name),
                     list.text(), TableOptionsSql(table, options));
}

std::string AlterTableForeignKeys(const Table& table) {
  if (table.foreign_keys.empty()) return {};
  std::string out = "ALTER TABLE " + QuoteIdentifier(table.name);
  for (std::size_t i = 0; i < table.foreign_keys.size(); ++i) {
    out += fmt::format("{}\n  ADD {}", i == 0 ? "" : ",", ForeignKeySql(table.foreign_keys[i]));
  }
  return out + ";\n";
}

}  // namespace innosalvage
