#include "parser/ddl_column.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "parser/ddl_type.h"
#include "parser/sql_quote.h"

namespace innosalvage {
namespace {

void SetCharset(SqlTokenCursor& cursor, CharsetDraft& draft, std::string_view name) {
  draft.charset = FindCharset(name);
  if (draft.charset == nullptr) cursor.Fail(fmt::format("unknown character set {}", name));
}

void ParseCharsetName(SqlTokenCursor& cursor, CharsetDraft& draft) {
  cursor.AcceptSymbol('=');
  if (cursor.Accept("DEFAULT")) return;  // the level above decides, as if nothing were said
  const std::string name =
      cursor.IsString() ? cursor.ExpectString("a character set") : cursor.ExpectName("a character set");
  if (!cursor.failed()) SetCharset(cursor, draft, name);
}

void ParseCollationName(SqlTokenCursor& cursor, CharsetDraft& draft) {
  cursor.AcceptSymbol('=');
  if (cursor.Accept("DEFAULT")) return;
  const std::string name = cursor.IsString() ? cursor.ExpectString("a collation") : cursor.ExpectName("a collation");
  if (cursor.failed()) return;
  draft.collation = FindCollation(name);
  if (draft.collation != nullptr) return;
  // A collation that is unknown decides the order of keys alone, as long as its charset is known; MariaDB 10.10 has
  // names without one (sql/lex_charset.cc Lex_context_collation).
  const std::string_view prefix = std::string_view(name).substr(0, name.find('_'));
  if (draft.charset == nullptr && FindCharset(prefix) != nullptr) draft.charset = FindCharset(prefix);
  if (draft.charset == nullptr && !prefix.starts_with("uca")) {
    return cursor.Fail(fmt::format("unknown collation {}", name));
  }
  draft.short_collation = name;
}

// COLUMN_FORMAT x, STORAGE x, ENGINE_ATTRIBUTE 'x' and the like: kept as spelt.
bool AcceptOtherAttribute(SqlTokenCursor& cursor, Column& column) {
  const std::size_t from = cursor.position();
  if (cursor.Accept("COLUMN_FORMAT") || cursor.Accept("STORAGE")) {
    cursor.ExpectName("a name");
  } else if (cursor.Accept("ENGINE_ATTRIBUTE") || cursor.Accept("SECONDARY_ENGINE_ATTRIBUTE")) {
    cursor.AcceptSymbol('=');
    cursor.ExpectString("a text");
  } else if (cursor.Accept("WITHOUT", "SYSTEM")) {
    cursor.Expect("VERSIONING");
  } else if (cursor.Accept("NOT", "SECONDARY")) {
  } else if (cursor.IsName() && cursor.IsSymbol('=', 1)) {  // MariaDB: engine-defined attributes
    cursor.Skip();
    cursor.Skip();
    cursor.SkipValue();
  } else {
    return false;
  }
  if (!column.other_attributes.empty()) column.other_attributes += ' ';
  column.other_attributes += cursor.Spelling(from, cursor.position());
  return true;
}

void ParseGenerated(SqlTokenCursor& cursor, ColumnDraft& draft) {
  Column& column = draft.column;
  if (cursor.Accept("ROW")) {
    draft.row_start = cursor.Accept("START");
    draft.row_end = !draft.row_start;
    if (draft.row_end) cursor.Expect("END");
    draft.null = NullDraft::kNotNull;
    column.other_attributes = draft.row_start ? "GENERATED ALWAYS AS ROW START" : "GENERATED ALWAYS AS ROW END";
    return;
  }
  column.generation_expression = cursor.ExpectParentheses("an expression in parentheses");
  column.generated = Generated::kVirtual;
  if (cursor.Accept("STORED") || cursor.Accept("PERSISTENT")) {
    column.generated = Generated::kStored;
  } else {
    cursor.Accept("VIRTUAL");
  }
}

void ParseColumnCheck(SqlTokenCursor& cursor, ColumnDraft& draft, std::string name) {
  Check check = ParseCheck(cursor);
  check.name = std::move(name);
  // MariaDB keeps a column's unnamed CHECK with the column, MySQL makes it one of the table.
  if (check.name.empty() && check.enforced && draft.column.check_sql.empty()) {
    draft.column.check_sql = std::move(check.expression);
  } else {
    draft.checks.push_back(std::move(check));
  }
}

// CURRENT_TIMESTAMP and its synonyms, with or without parentheses.
std::optional<std::string> AcceptNow(SqlTokenCursor& cursor) {
  if (!cursor.IsAnyWord({"CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP"})) return std::nullopt;
  if (cursor.IsWord("NOW") && !cursor.IsSymbol('(', 1)) return std::nullopt;
  cursor.Skip();
  if (!cursor.AcceptSymbol('(')) return "CURRENT_TIMESTAMP";
  const std::uint64_t fsp = cursor.AcceptNumber().value_or(0);
  cursor.ExpectSymbol(')');
  return fsp == 0 ? "CURRENT_TIMESTAMP" : fmt::format("CURRENT_TIMESTAMP({})", fsp);
}

bool AcceptTypeAttribute(SqlTokenCursor& cursor, ColumnDraft& draft) {
  Column& column = draft.column;
  if (cursor.Accept("UNSIGNED")) {
    column.is_unsigned = true;
  } else if (cursor.Accept("ZEROFILL")) {
    column.zerofill = true;
    column.is_unsigned = true;
  } else if (cursor.Accept("SIGNED")) {
  } else if (cursor.Accept("ASCII")) {
    SetCharset(cursor, draft.charset, "latin1");
  } else if (cursor.Accept("UNICODE")) {
    SetCharset(cursor, draft.charset, "ucs2");
  } else if (cursor.Accept("BINARY")) {
    draft.charset.binary_attribute = true;
  } else if (cursor.Accept("COMPRESSED")) {
    column.compressed = true;
    if (cursor.AcceptSymbol('=')) cursor.SkipValue();  // COMPRESSED=zlib, the one method there is
  } else {
    return AcceptCharset(cursor, draft.charset);
  }
  return true;
}

bool AcceptKeyAttribute(SqlTokenCursor& cursor, ColumnDraft& draft) {
  if (cursor.Accept("PRIMARY")) {
    cursor.Accept("KEY");
    draft.keys.primary = true;
  } else if (cursor.Accept("UNIQUE")) {
    cursor.Accept("KEY");
    draft.keys.unique = true;
  } else if (cursor.Accept("KEY")) {
    draft.keys.primary = true;
  } else if (cursor.IsWord("REFERENCES")) {
    draft.references.emplace();
    draft.references->columns = {draft.column.name};
    ParseReferences(cursor, *draft.references);
  } else if (cursor.Accept("CONSTRAINT")) {
    std::string name = cursor.IsWord("CHECK") ? std::string{} : cursor.ExpectName("a constraint's name");
    cursor.Expect("CHECK");
    ParseColumnCheck(cursor, draft, std::move(name));
  } else if (cursor.Accept("CHECK")) {
    ParseColumnCheck(cursor, draft, {});
  } else {
    return false;
  }
  return true;
}

bool AcceptAttribute(SqlTokenCursor& cursor, ColumnDraft& draft) {
  Column& column = draft.column;
  if (cursor.Accept("NOT", "NULL")) {
    draft.null = NullDraft::kNotNull;
  } else if (cursor.Accept("NULL")) {
    draft.null = NullDraft::kNull;
  } else if (cursor.Accept("SERIAL", "DEFAULT")) {
    cursor.Expect("VALUE");
    column.auto_increment = true;
    draft.null = NullDraft::kNotNull;
    draft.keys.unique = true;
  } else if (cursor.Accept("DEFAULT")) {
    draft.default_is_null = cursor.IsWord("NULL");
    column.default_sql = ParseDefault(cursor);
  } else if (cursor.Accept("ON", "UPDATE")) {
    if (auto now = AcceptNow(cursor)) {
      column.on_update_sql = std::move(*now);
    } else {
      cursor.FailExpected("CURRENT_TIMESTAMP");
    }
  } else if (cursor.Accept("AUTO_INCREMENT")) {
    column.auto_increment = true;
  } else if (cursor.Accept("COMMENT")) {
    column.comment = cursor.ExpectString("a comment");
  } else if (cursor.Accept("GENERATED", "ALWAYS")) {
    cursor.Expect("AS");
    ParseGenerated(cursor, draft);
  } else if (cursor.Accept("AS")) {
    ParseGenerated(cursor, draft);
  } else if (cursor.Accept("INVISIBLE")) {
    column.hidden = Hidden::kByUser;
  } else if (cursor.Accept("VISIBLE")) {
    column.hidden = Hidden::kVisible;
  } else if (cursor.Accept("SRID") || cursor.Accept("REF_SYSTEM_ID")) {
    cursor.AcceptSymbol('=');
    column.srid = static_cast<std::uint32_t>(cursor.ExpectNumber("an SRID"));
  } else if (cursor.IsWord("WITH") && cursor.IsWord("SYSTEM", 1)) {
    cursor.Accept("WITH", "SYSTEM");
    cursor.Expect("VERSIONING");
    draft.with_versioning = true;
  } else {
    return AcceptTypeAttribute(cursor, draft) || AcceptKeyAttribute(cursor, draft) ||
           AcceptOtherAttribute(cursor, column);
  }
  return true;
}

}  // namespace

bool AcceptCharset(SqlTokenCursor& cursor, CharsetDraft& draft) {
  if (cursor.Accept("CHARSET") || cursor.Accept("CHARACTER", "SET") || cursor.Accept("CHAR", "SET")) {
    ParseCharsetName(cursor, draft);
  } else if (cursor.Accept("COLLATE")) {
    ParseCollationName(cursor, draft);
  } else {
    return false;
  }
  return true;
}

Check ParseCheck(SqlTokenCursor& cursor) {
  Check check;
  check.expression = cursor.ExpectParentheses("an expression in parentheses");
  if (cursor.Accept("NOT", "ENFORCED")) {
    check.enforced = false;
  } else {
    cursor.Accept("ENFORCED");
  }
  return check;
}

std::string ParseDefault(SqlTokenCursor& cursor) {
  if (auto now = AcceptNow(cursor)) return *now;
  const std::size_t from = cursor.position();
  if (cursor.Accept("NULL")) return "NULL";
  if (cursor.Peek().kind == SqlTokenKind::kDoubleQuoted) return QuoteText(cursor.ExpectString("a text"));
  if (cursor.IsSymbol('(')) {
    cursor.SkipValue();
    return cursor.Spelling(from, cursor.position());
  }
  if (cursor.Accept("NEXT", "VALUE")) {  // MariaDB: of a sequence
    cursor.Expect("FOR");
    cursor.ExpectName("a sequence's name");
    if (cursor.AcceptSymbol('.')) cursor.ExpectName("a sequence's name");
    return cursor.Spelling(from, cursor.position());
  }
  const bool introducer = cursor.Peek().kind == SqlTokenKind::kWord && cursor.Raw().front() == '_' &&
                          (cursor.IsString(1) || cursor.Peek(1).kind == SqlTokenKind::kHex);
  const bool dated = cursor.IsAnyWord({"DATE", "TIME", "TIMESTAMP"}) && cursor.IsString(1);
  if (introducer || dated) {
    cursor.Skip();
    cursor.Skip();
  } else if (cursor.IsString()) {
    cursor.ExpectString("a text");
  } else {
    // MariaDB 10.2: a function without parentheses around it, also NEXTVAL(`db`.`sequence`) or `db`.`f`().
    const bool word = cursor.IsName();
    cursor.SkipValue();
    while (word && cursor.IsSymbol('.') && cursor.IsName(1)) {
      cursor.Skip();
      cursor.Skip();
    }
    if (word && cursor.IsSymbol('(')) cursor.SkipValue();
  }
  return cursor.Spelling(from, cursor.position());
}

void ParseReferences(SqlTokenCursor& cursor, ForeignKey& key) {
  cursor.Expect("REFERENCES");
  key.referenced_table = cursor.ExpectName("a table's name");
  if (cursor.AcceptSymbol('.')) {
    key.referenced_db = std::move(key.referenced_table);
    key.referenced_table = cursor.ExpectName("a table's name");
  }
  if (cursor.AcceptSymbol('(')) {
    do {
      key.referenced_columns.push_back(cursor.ExpectName("a column's name"));
    } while (cursor.AcceptSymbol(','));
    cursor.ExpectSymbol(')');
  }
  for (;;) {
    std::string* action = nullptr;
    if (cursor.Accept("MATCH")) {
      cursor.ExpectName("FULL, PARTIAL or SIMPLE");
      continue;
    }
    if (cursor.IsWord("ON") && cursor.IsWord("DELETE", 1)) action = &key.on_delete;
    if (cursor.IsWord("ON") && cursor.IsWord("UPDATE", 1)) action = &key.on_update;
    if (action == nullptr) return;
    cursor.Skip();
    cursor.Skip();
    if (cursor.Accept("SET", "NULL")) {
      *action = "SET NULL";
    } else if (cursor.Accept("SET", "DEFAULT")) {
      *action = "SET DEFAULT";
    } else if (cursor.Accept("NO", "ACTION")) {
      *action = "NO ACTION";
    } else if (cursor.Accept("CASCADE")) {
      *action = "CASCADE";
    } else {
      cursor.Expect("RESTRICT");
      *action = "RESTRICT";
    }
  }
}

ColumnDraft ParseColumn(SqlTokenCursor& cursor) {
  ColumnDraft draft;
  draft.line = cursor.line();
  draft.column.name = cursor.ExpectName("a column's name");
  if (cursor.failed()) return draft;
  ParseType(cursor, draft);
  while (!cursor.failed() && AcceptAttribute(cursor, draft)) {
  }
  return draft;
}

}  // namespace innosalvage
