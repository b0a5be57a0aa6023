#include "parser/ddl_alter.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "parser/ddl_column.h"
#include "parser/ddl_element.h"

namespace innosalvage {
namespace {

// One ALTER TABLE statement at work.
class Alteration {
 public:
  Alteration(SqlTokenCursor& cursor, TableDraft& draft, const DdlPlatform& platform, std::vector<std::string>& remarks)
      : cursor_(cursor), draft_(draft), platform_(platform), remarks_(remarks) {}

  AlterResult Run() {
    do {
      Action();
    } while (!cursor_.failed() && cursor_.AcceptSymbol(','));
    if (!cursor_.failed() && !cursor_.AtEnd()) cursor_.FailExpected("',' or the end");
    return std::move(result_);
  }

 private:
  void Action() {
    if (cursor_.Accept("ADD")) return Add();
    if (cursor_.Accept("DROP")) return Drop();
    if (cursor_.Accept("MODIFY")) return Change(NewName::kSame);
    if (cursor_.Accept("CHANGE")) return Change(NewName::kGiven);
    if (cursor_.Accept("RENAME")) return Rename();
    if (cursor_.Accept("ALTER")) return Alter();
    if (cursor_.Accept("CONVERT")) return Convert();
    if (cursor_.Accept("REMOVE", "PARTITIONING")) {
      draft_.table.partition_sql.clear();
    } else if (cursor_.Accept("ORDER", "BY")) {
      while (!cursor_.AtEnd()) cursor_.Skip();
    } else if (cursor_.Accept("ENABLE", "KEYS") || cursor_.Accept("DISABLE", "KEYS") || cursor_.Accept("FORCE") ||
               cursor_.Accept("IMPORT", "TABLESPACE") || cursor_.Accept("DISCARD", "TABLESPACE")) {
    } else if (cursor_.IsAnyWord({"LOCK", "ALGORITHM"})) {
      cursor_.Skip();
      cursor_.AcceptSymbol('=');
      cursor_.SkipValue();
    } else if (cursor_.IsAnyWord({"COALESCE", "REORGANIZE", "REBUILD", "TRUNCATE", "ANALYZE", "CHECK", "OPTIMIZE",
                                  "REPAIR", "EXCHANGE"}) &&
               cursor_.IsWord("PARTITION", 1)) {
      PartitionMaintenance();
    } else {
      Options();
    }
  }

  void PartitionMaintenance() {
    remarks_.push_back("ALTER TABLE of single partitions is passed over");
    while (!cursor_.AtEnd()) cursor_.Skip();
  }

  void Options() {
    TableOptions options;
    const std::size_t from = cursor_.position();
    while (!cursor_.failed() && !cursor_.IsSymbol(',') && AcceptTableOption(cursor_, options)) {
    }
    if (cursor_.position() == from) return cursor_.FailExpected("an action of ALTER TABLE");
    ApplyOptions(cursor_, draft_, std::move(options), platform_, remarks_);
  }

  void AddParsedColumn(const std::string* replaces) {
    ColumnDraft column = ParseColumn(cursor_);
    if (cursor_.Accept("FIRST")) {
      column.first = true;
    } else if (cursor_.Accept("AFTER")) {
      column.after = cursor_.ExpectName("a column's name");
    }
    if (cursor_.failed()) return;
    if (auto done = AddColumn(draft_, std::move(column), replaces, platform_, remarks_); !done) {
      cursor_.Fail(done.error());
    }
  }

  void Add() {
    if (cursor_.IsWord("PARTITION")) return PartitionMaintenance();
    if (cursor_.Accept("SYSTEM", "VERSIONING")) {
      draft_.table.system_versioned = true;
      return;
    }
    TableElements elements;
    if (AcceptKeyOrConstraint(cursor_, elements)) {
      if (!cursor_.failed()) AddElements(draft_, std::move(elements), platform_);
      return;
    }
    cursor_.Accept("COLUMN");
    if (cursor_.Accept("IF", "NOT")) {
      cursor_.Expect("EXISTS");
      if (cursor_.IsName() && FindColumn(draft_.table, cursor_.Text()) != draft_.table.columns.end()) {
        ParseColumn(cursor_);
        if (cursor_.Accept("AFTER")) cursor_.ExpectName("a column's name");
        cursor_.Accept("FIRST");
        return;
      }
    }
    if (!cursor_.AcceptSymbol('(')) return AddParsedColumn(nullptr);
    do {
      TableElements more;
      if (AcceptKeyOrConstraint(cursor_, more)) {
        if (!cursor_.failed()) AddElements(draft_, std::move(more), platform_);
      } else {
        AddParsedColumn(nullptr);
      }
    } while (cursor_.AcceptSymbol(','));
    cursor_.ExpectSymbol(')');
  }

  enum class NewName : std::uint8_t { kSame, kGiven };

  void Change(NewName new_name) {
    cursor_.Accept("COLUMN");
    const bool if_exists = cursor_.Accept("IF", "EXISTS");
    const std::string old = new_name == NewName::kGiven ? cursor_.ExpectName("a column's name")
                            : cursor_.IsName()          ? cursor_.Text()
                                                        : std::string{};
    if (if_exists && FindColumn(draft_.table, old) == draft_.table.columns.end()) {
      ParseColumn(cursor_);
      return;
    }
    AddParsedColumn(&old);
  }

  void DropColumn() {
    const bool if_exists = cursor_.Accept("IF", "EXISTS");
    const std::string name = cursor_.ExpectName("a column's name");
    if (!cursor_.Accept("CASCADE")) cursor_.Accept("RESTRICT");
    if (cursor_.failed()) return;
    const auto column = FindColumn(draft_.table, name);
    if (column == draft_.table.columns.end()) {
      if (!if_exists) cursor_.Fail(fmt::format("column `{}` is not there", name));
      return;
    }
    draft_.table.columns.erase(column);
    for (IndexDraft& index : draft_.indexes) {
      std::erase_if(index.parts, [&](const KeyPartDraft& part) {
        return part.expression.empty() && EqualsIgnoringCase(part.column, name);
      });
    }
    std::erase_if(draft_.indexes, [](const IndexDraft& index) { return index.parts.empty(); });
  }

  void DropConstraint() {
    cursor_.Accept("IF", "EXISTS");
    const std::string name = cursor_.ExpectName("a name");
    const auto same = [&](const auto& entry) { return EqualsIgnoringCase(entry.name, name); };
    std::erase_if(draft_.table.foreign_keys, same);
    std::erase_if(draft_.table.checks, same);
    std::erase_if(draft_.indexes, [&](const IndexDraft& d) {
      return d.index.kind == IndexKind::kUnique && EqualsIgnoringCase(d.index.name, name);
    });
  }

  void Drop() {
    if (cursor_.Accept("PRIMARY")) {
      cursor_.Expect("KEY");
      std::erase_if(draft_.indexes, [](const IndexDraft& d) { return d.index.kind == IndexKind::kPrimary; });
    } else if (cursor_.Accept("INDEX") || cursor_.Accept("KEY")) {
      cursor_.Accept("IF", "EXISTS");
      DropIndex(cursor_, draft_, cursor_.ExpectName("a key's name"));
    } else if (cursor_.Accept("FOREIGN")) {
      cursor_.Expect("KEY");
      cursor_.Accept("IF", "EXISTS");
      const std::string name = cursor_.ExpectName("a name");
      std::erase_if(draft_.table.foreign_keys,
                    [&](const ForeignKey& key) { return EqualsIgnoringCase(key.name, name); });
    } else if (cursor_.Accept("CONSTRAINT") || cursor_.Accept("CHECK")) {
      DropConstraint();
    } else if (cursor_.Accept("SYSTEM", "VERSIONING")) {
      draft_.table.system_versioned = false;
    } else if (cursor_.IsWord("PARTITION")) {
      PartitionMaintenance();
    } else {
      cursor_.Accept("COLUMN");
      DropColumn();
    }
  }

  void Rename() {
    if (cursor_.Accept("COLUMN")) {
      const std::string old = cursor_.ExpectName("a column's name");
      cursor_.Expect("TO");
      const std::string name = cursor_.ExpectName("a column's name");
      const auto column = FindColumn(draft_.table, old);
      if (cursor_.failed()) return;
      if (column == draft_.table.columns.end()) return cursor_.Fail(fmt::format("column `{}` is not there", old));
      column->name = name;
      for (IndexDraft& index : draft_.indexes) {
        for (KeyPartDraft& part : index.parts) {
          if (EqualsIgnoringCase(part.column, old)) part.column = name;
        }
      }
    } else if (cursor_.Accept("INDEX") || cursor_.Accept("KEY")) {
      const std::string old = cursor_.ExpectName("a key's name");
      cursor_.Expect("TO");
      const std::string name = cursor_.ExpectName("a key's name");
      for (IndexDraft& d : draft_.indexes) {
        if (EqualsIgnoringCase(d.index.name, old)) d.index.name = name;
      }
    } else {
      if (!cursor_.Accept("TO") && !cursor_.Accept("AS")) cursor_.AcceptSymbol('=');
      result_.renamed = ParseTableName(cursor_);
    }
  }

  void Alter() {
    if (cursor_.Accept("INDEX") || cursor_.Accept("KEY")) {
      IndexDraft option;
      const std::string name = cursor_.ExpectName("a key's name");
      ParseIndexOptions(cursor_, option);
      for (IndexDraft& d : draft_.indexes) {
        if (EqualsIgnoringCase(d.index.name, name)) d.index.invisible = option.index.invisible;
      }
      return;
    }
    if (cursor_.Accept("CHECK") || cursor_.Accept("CONSTRAINT")) {
      const std::string name = cursor_.ExpectName("a constraint's name");
      const bool enforced = !cursor_.Accept("NOT");
      cursor_.Expect("ENFORCED");
      for (Check& check : draft_.table.checks) {
        if (EqualsIgnoringCase(check.name, name)) check.enforced = enforced;
      }
      return;
    }
    cursor_.Accept("COLUMN");
    const std::string name = cursor_.ExpectName("a column's name");
    const auto column = FindColumn(draft_.table, name);
    if (cursor_.failed()) return;
    if (column == draft_.table.columns.end()) return cursor_.Fail(fmt::format("column `{}` is not there", name));
    if (cursor_.Accept("DROP", "DEFAULT")) {
      column->default_sql.reset();
    } else if (cursor_.Accept("SET", "DEFAULT")) {
      column->default_sql = ParseDefault(cursor_);
    } else if (cursor_.Accept("SET", "VISIBLE")) {
      column->hidden = Hidden::kVisible;
    } else if (cursor_.Accept("SET", "INVISIBLE")) {
      column->hidden = Hidden::kByUser;
    } else {
      cursor_.FailExpected("SET or DROP");
    }
  }

  // CONVERT TO CHARACTER SET changes columns that have one; TEXT may grow a size (Field_blob, sql_table.cc).
  void Convert() {
    cursor_.Expect("TO");
    CharsetDraft charset;
    while (!cursor_.failed() && AcceptCharset(cursor_, charset)) {
    }
    const auto collation = ResolveCollation(charset, *draft_.table.collation, platform_, remarks_);
    if (!collation) return cursor_.Fail(collation.error());
    draft_.table.collation = *collation;
    for (Column& column : draft_.table.columns) {
      const bool text = IsText(column.type) || column.type == SqlType::kEnum || column.type == SqlType::kSet;
      if (!text || column.collation == nullptr) continue;
      const bool wider = (*collation)->charset->mbmaxlen > column.collation->charset->mbmaxlen;
      if (wider && column.type == SqlType::kMediumText) column.type = SqlType::kLongText;
      if (wider && column.type == SqlType::kText) column.type = SqlType::kMediumText;
      if (wider && column.type == SqlType::kTinyText) column.type = SqlType::kText;
      column.collation = *collation;
    }
  }

  SqlTokenCursor& cursor_;
  TableDraft& draft_;
  const DdlPlatform& platform_;
  std::vector<std::string>& remarks_;
  AlterResult result_;
};

}  // namespace

TableName ParseTableName(SqlTokenCursor& cursor) {
  TableName name;
  name.name = cursor.ExpectName("a table's name");
  if (cursor.AcceptSymbol('.')) {
    name.db = std::move(name.name);
    name.name = cursor.ExpectName("a table's name");
  }
  return name;
}

AlterResult ApplyAlter(SqlTokenCursor& cursor, TableDraft& draft, const DdlPlatform& platform,
                       std::vector<std::string>& remarks) {
  return Alteration(cursor, draft, platform, remarks).Run();
}

void DropIndex(SqlTokenCursor& cursor, TableDraft& draft, std::string_view name) {
  const auto dropped =
      std::erase_if(draft.indexes, [&](const IndexDraft& d) { return EqualsIgnoringCase(d.index.name, name); });
  if (dropped == 0) cursor.Fail(fmt::format("key `{}` is not there", name));
}

void ApplyOptions(SqlTokenCursor& cursor, TableDraft& draft, TableOptions options, const DdlPlatform& platform,
                  std::vector<std::string>& remarks) {
  Table& table = draft.table;
  const auto collation = ResolveCollation(options.charset, *table.collation, platform, remarks);
  if (!collation) return cursor.Fail(collation.error());
  table.collation = *collation;
  if (options.row_format != RowFormat::kDefault) table.row_format = options.row_format;
  if (options.key_block_size) table.key_block_size = *options.key_block_size;
  if (options.comment) table.comment = std::move(*options.comment);
  if (options.auto_increment) table.auto_increment = options.auto_increment;
  if (!options.other.empty() && !table.other_options.empty()) table.other_options += ' ';
  table.other_options += options.other;
  if (!options.partition_sql.empty()) table.partition_sql = std::move(options.partition_sql);
  if (options.system_versioned) table.system_versioned = true;
}

}  // namespace innosalvage
