#include "parser/ddl_element.h"

#include <utility>

#include "parser/ddl_column.h"

namespace innosalvage {
namespace {

void AppendWords(std::string& to, std::string_view words) {
  if (!to.empty()) to += ' ';
  to += words;
}

void ParseAlgorithm(SqlTokenCursor& cursor, Index& index) {
  index.algorithm = ToUpper(cursor.ExpectName("BTREE or HASH"));
}

bool AcceptIndexOption(SqlTokenCursor& cursor, Index& index) {
  const std::size_t from = cursor.position();
  if (cursor.Accept("USING") || cursor.Accept("TYPE")) {
    ParseAlgorithm(cursor, index);
  } else if (cursor.Accept("COMMENT")) {
    cursor.AcceptSymbol('=');
    index.comment = cursor.ExpectString("a comment");
  } else if (cursor.Accept("INVISIBLE") || cursor.Accept("IGNORED")) {
    index.invisible = true;
  } else if (cursor.Accept("VISIBLE") || cursor.Accept("NOT", "IGNORED")) {
    index.invisible = false;
  } else if (cursor.Accept("WITH", "PARSER")) {
    cursor.ExpectName("a parser's name");
    AppendWords(index.other_options, cursor.Spelling(from, cursor.position()));
  } else if (cursor.Accept("KEY_BLOCK_SIZE")) {
    cursor.AcceptSymbol('=');
    cursor.ExpectNumber("a size");
    AppendWords(index.other_options, cursor.Spelling(from, cursor.position()));
  } else if (cursor.IsName() && cursor.IsSymbol('=', 1)) {  // CLUSTERING=YES, M=8, ENGINE_ATTRIBUTE='…'
    cursor.Skip();
    cursor.Skip();
    cursor.SkipValue();
    AppendWords(index.other_options, cursor.Spelling(from, cursor.position()));
  } else if (cursor.IsAnyWord({"ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"}) && cursor.IsString(1)) {
    cursor.Skip();
    cursor.Skip();
    AppendWords(index.other_options, cursor.Spelling(from, cursor.position()));
  } else {
    return false;
  }
  return true;
}

// Behind UNIQUE/KEY/INDEX…: [IF NOT EXISTS] [name] [USING BTREE] (parts) options.
void ParseIndex(SqlTokenCursor& cursor, IndexDraft& draft, std::string_view constraint) {
  if (cursor.Accept("IF", "NOT")) cursor.Expect("EXISTS");
  if (cursor.IsName() && !cursor.IsAnyWord({"USING", "TYPE"})) {
    draft.index.name = cursor.Text();
    cursor.Skip();
  }
  if (draft.index.name.empty()) draft.index.name = constraint;
  while (cursor.Accept("USING") || cursor.Accept("TYPE")) ParseAlgorithm(cursor, draft.index);
  ParseKeyParts(cursor, draft);
  ParseIndexOptions(cursor, draft);
  if (draft.index.kind == IndexKind::kPrimary) draft.index.name = "PRIMARY";
}

void ParseForeignKey(SqlTokenCursor& cursor, TableElements& elements, std::string name) {
  ForeignKey key;
  key.name = std::move(name);
  std::string index_name = key.name;
  if (cursor.Accept("IF", "NOT")) cursor.Expect("EXISTS");
  if (cursor.IsName()) {
    if (index_name.empty()) index_name = cursor.Text();
    cursor.Skip();
  }
  cursor.ExpectSymbol('(');
  do {
    key.columns.push_back(cursor.ExpectName("a column's name"));
  } while (cursor.AcceptSymbol(','));
  cursor.ExpectSymbol(')');
  ParseReferences(cursor, key);
  elements.foreign_keys.push_back(std::move(key));
  elements.foreign_key_indexes.push_back(std::move(index_name));
}

std::optional<IndexKind> AcceptIndexKind(SqlTokenCursor& cursor) {
  if (cursor.Accept("PRIMARY")) {
    cursor.Expect("KEY");
    return IndexKind::kPrimary;
  }
  if (cursor.Accept("KEY") || cursor.Accept("INDEX")) return IndexKind::kPlain;
  std::optional<IndexKind> kind;
  if (cursor.IsWord("VECTOR") && cursor.IsAnyWord({"KEY", "INDEX"}, 1)) kind = IndexKind::kVector;
  if (cursor.IsWord("UNIQUE")) kind = IndexKind::kUnique;
  if (cursor.IsWord("FULLTEXT")) kind = IndexKind::kFulltext;
  if (cursor.IsWord("SPATIAL")) kind = IndexKind::kSpatial;
  if (!kind) return std::nullopt;
  cursor.Skip();
  if (!cursor.Accept("KEY")) cursor.Accept("INDEX");
  return kind;
}

}  // namespace

void ParseIndexOptions(SqlTokenCursor& cursor, IndexDraft& draft) {
  while (!cursor.failed() && AcceptIndexOption(cursor, draft.index)) {
  }
}

void ParseKeyParts(SqlTokenCursor& cursor, IndexDraft& draft) {
  cursor.ExpectSymbol('(');
  do {
    KeyPartDraft part;
    if (cursor.IsSymbol('(')) {
      part.expression = cursor.ExpectParentheses("an expression");
    } else {
      part.column = cursor.ExpectName("a column's name");
      if (cursor.AcceptSymbol('(')) {
        part.prefix = cursor.ExpectNumber("a length");
        cursor.ExpectSymbol(')');
      }
      if (cursor.IsWord("WITHOUT")) cursor.Fail("WITHOUT OVERLAPS is not supported");
    }
    if (cursor.Accept("DESC")) {
      part.descending = true;
    } else {
      cursor.Accept("ASC");
    }
    draft.parts.push_back(std::move(part));
  } while (cursor.AcceptSymbol(','));
  cursor.ExpectSymbol(')');
}

bool AcceptKeyOrConstraint(SqlTokenCursor& cursor, TableElements& elements) {
  if (cursor.IsWord("PERIOD") && cursor.IsWord("FOR", 1)) {
    const std::size_t from = cursor.position();
    cursor.Skip();
    cursor.Skip();
    cursor.ExpectName("a period's name");
    cursor.ExpectParentheses("'('");
    elements.other_elements.push_back(cursor.Spelling(from, cursor.position()));
    return true;
  }
  std::string name;
  const bool constraint = cursor.Accept("CONSTRAINT");
  if (constraint && !cursor.IsAnyWord({"PRIMARY", "UNIQUE", "FOREIGN", "CHECK"})) {
    if (cursor.Accept("IF", "NOT")) cursor.Expect("EXISTS");
    name = cursor.ExpectName("a constraint's name");
  }
  if (cursor.Accept("FOREIGN")) {
    cursor.Expect("KEY");
    ParseForeignKey(cursor, elements, std::move(name));
    return true;
  }
  if (cursor.IsWord("CHECK") && (constraint || cursor.IsSymbol('(', 1))) {
    cursor.Skip();
    Check check = ParseCheck(cursor);
    check.name = std::move(name);
    elements.checks.push_back(std::move(check));
    return true;
  }
  if (const auto kind = AcceptIndexKind(cursor)) {
    IndexDraft draft;
    draft.index.kind = *kind;
    ParseIndex(cursor, draft, name);
    elements.indexes.push_back(std::move(draft));
    return true;
  }
  if (constraint) cursor.FailExpected("PRIMARY, UNIQUE, FOREIGN or CHECK");
  return constraint;
}

namespace {

void ParseRowFormat(SqlTokenCursor& cursor, TableOptions& options) {
  cursor.AcceptSymbol('=');
  const std::string name = cursor.ExpectName("a row format");
  options.row_format = RowFormat::kDefault;  // FIXED and PAGE are other engines': InnoDB takes its default
  for (const RowFormat format :
       {RowFormat::kRedundant, RowFormat::kCompact, RowFormat::kDynamic, RowFormat::kCompressed}) {
    if (EqualsIgnoringCase(name, Name(format))) options.row_format = format;
  }
}

// Options without a value of their own, or of more than one word.
bool AcceptLongOption(SqlTokenCursor& cursor, TableOptions& options) {
  const std::size_t from = cursor.position();
  if (cursor.Accept("WITH", "SYSTEM")) {
    cursor.Expect("VERSIONING");
    options.system_versioned = true;
    return true;
  }
  if (cursor.Accept("DATA", "DIRECTORY") || cursor.Accept("INDEX", "DIRECTORY")) {
    cursor.AcceptSymbol('=');
    cursor.ExpectString("a directory");
  } else if (cursor.Accept("TABLESPACE")) {
    cursor.AcceptSymbol('=');
    cursor.ExpectName("a tablespace's name");
  } else if (cursor.Accept("STORAGE")) {
    cursor.ExpectName("DISK or MEMORY");
  } else if (cursor.Accept("START", "TRANSACTION")) {
  } else {
    return false;
  }
  AppendWords(options.other, cursor.Spelling(from, cursor.position()));
  return true;
}

void ParseEngine(SqlTokenCursor& cursor, TableOptions& options) {
  cursor.AcceptSymbol('=');
  const std::string engine = cursor.IsString() ? cursor.ExpectString("an engine") : cursor.ExpectName("an engine");
  if (!EqualsIgnoringCase(engine, "InnoDB") && !EqualsIgnoringCase(engine, "XtraDB")) {
    AppendWords(options.other, "ENGINE=" + engine);
  }
}

void ParseOtherOption(SqlTokenCursor& cursor, TableOptions& options) {
  const std::string name =
      cursor.Peek().kind == SqlTokenKind::kWord ? ToUpper(cursor.Raw()) : std::string(cursor.Raw());
  cursor.Skip();
  cursor.AcceptSymbol('=');
  const std::size_t from = cursor.position();
  cursor.SkipValue();
  AppendWords(options.other, name + "=" + cursor.Spelling(from, cursor.position()));
}

}  // namespace

bool AcceptTableOption(SqlTokenCursor& cursor, TableOptions& options) {
  cursor.AcceptSymbol(',');
  if (cursor.IsWord("DEFAULT") && cursor.IsAnyWord({"CHARSET", "CHARACTER", "CHAR", "COLLATE"}, 1)) cursor.Skip();
  if (AcceptCharset(cursor, options.charset)) return true;
  if (cursor.IsWord("PARTITION") && cursor.IsWord("BY", 1)) {
    const std::size_t from = cursor.position();
    while (!cursor.AtEnd()) cursor.Skip();
    options.partition_sql = cursor.Spelling(from, cursor.position());
  } else if (cursor.Accept("ENGINE") || cursor.Accept("TYPE")) {
    ParseEngine(cursor, options);
  } else if (cursor.Accept("ROW_FORMAT")) {
    ParseRowFormat(cursor, options);
  } else if (cursor.Accept("KEY_BLOCK_SIZE")) {
    cursor.AcceptSymbol('=');
    options.key_block_size = static_cast<std::uint32_t>(cursor.ExpectNumber("a size"));
  } else if (cursor.Accept("AUTO_INCREMENT")) {
    cursor.AcceptSymbol('=');
    options.auto_increment = cursor.ExpectNumber("a number");
  } else if (cursor.Accept("COMMENT")) {
    cursor.AcceptSymbol('=');
    options.comment = cursor.ExpectString("a comment");
  } else if (AcceptLongOption(cursor, options)) {
  } else if (cursor.IsAnyWord({"AS", "SELECT", "IGNORE", "REPLACE", "WITH"}) || !cursor.IsName()) {
    return false;
  } else {
    ParseOtherOption(cursor, options);
  }
  return true;
}

}  // namespace innosalvage
