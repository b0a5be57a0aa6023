#include "parser/ddl_resolve.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "parser/sql_token_cursor.h"

namespace innosalvage {
namespace {

using Remarks = std::vector<std::string>;

// TIMESTAMP without NULL is NOT NULL: explicit_defaults_for_timestamp is off by default before MySQL 8.0.2
// and before MariaDB 10.10.
bool TimestampsAreNotNull(const DdlPlatform& platform) {
  constexpr std::uint32_t kExplicitMySql = 80002;
  constexpr std::uint32_t kExplicitMariaDb = 101000;
  if (platform.vendor == Vendor::kMySql) return platform.version < kExplicitMySql;
  if (platform.vendor == Vendor::kMariaDb) return platform.version < kExplicitMariaDb;
  return true;
}

bool HasCharset(SqlType type) { return IsText(type) || type == SqlType::kEnum || type == SqlType::kSet; }

bool IsBinary(SqlType type) {
  return type == SqlType::kBinary || type == SqlType::kVarBinary || (IsBlob(type) && !IsText(type));
}

SqlType BinaryTypeFor(SqlType type) {
  switch (type) {
    case SqlType::kChar: return SqlType::kBinary;
    case SqlType::kVarChar: return SqlType::kVarBinary;
    case SqlType::kTinyText: return SqlType::kTinyBlob;
    case SqlType::kText: return SqlType::kBlob;
    case SqlType::kMediumText: return SqlType::kMediumBlob;
    case SqlType::kLongText: return SqlType::kLongBlob;
    default: return type;
  }
}

// The smallest type of TEXT or BLOB that holds so many bytes.
SqlType BlobTypeFor(std::uint64_t bytes, bool text) {
  if (bytes <= 0xff) return text ? SqlType::kTinyText : SqlType::kTinyBlob;
  if (bytes <= 0xffff) return text ? SqlType::kText : SqlType::kBlob;
  if (bytes <= 0xffffff) return text ? SqlType::kMediumText : SqlType::kMediumBlob;
  return text ? SqlType::kLongText : SqlType::kLongBlob;
}

// TEXT(n) and BLOB(n) choose a type; VARCHAR(n) and VARBINARY(n) of more than 65535 bytes become TEXT or BLOB, where
// the server's mode is not strict.
void ConcludeLongTypes(Column& column, Remarks& remarks) {
  const std::uint64_t bytes = std::uint64_t{column.length} * column.collation->charset->mbmaxlen;
  const bool blob = column.type == SqlType::kText || column.type == SqlType::kBlob;
  const bool var = column.type == SqlType::kVarChar || column.type == SqlType::kVarBinary;
  constexpr std::uint64_t kMaxVarBytes = 65535;
  if (blob && column.length != 0) {
    column.type = BlobTypeFor(bytes, IsText(column.type));
  } else if (var && bytes > kMaxVarBytes) {
    const SqlType type = BlobTypeFor(bytes, IsText(column.type));
    remarks.push_back(fmt::format("column `{}`: {}({}) of {} bytes is a {} on a server that takes it", column.name,
                                  Name(column.type), column.length, bytes, Name(type)));
    column.type = type;
  }
  if (IsBlob(column.type) && column.type != SqlType::kVector) column.length = 0;
}

void ConcludeMembers(Column& column, const std::vector<std::size_t>& hex_members) {
  const Charset& charset = *column.collation->charset;
  for (const std::size_t i : hex_members) {
    std::string text;
    if (AppendUtf8(charset, AsBytes(column.members[i]), text)) column.members[i] = std::move(text);
  }
  if (charset.name == "binary") return;
  for (std::string& member : column.members) {
    member.erase(member.find_last_not_of(' ') + 1);  // sql_table.cc: trailing blanks are cut
  }
}

void ConcludeWidth(Column& column) {
  if (!column.zerofill || column.length != 0) return;
  switch (column.type) {  // the widths the servers print for unsigned numbers
    case SqlType::kTinyInt: column.length = 3; break;
    case SqlType::kSmallInt: column.length = 5; break;
    case SqlType::kMediumInt: column.length = 8; break;
    case SqlType::kInt: column.length = 10; break;
    case SqlType::kBigInt: column.length = 20; break;
    default: break;
  }
}

void ConcludeNull(ColumnDraft& draft, const DdlPlatform& platform, Remarks& remarks) {
  Column& column = draft.column;
  column.nullable = draft.null != NullDraft::kNotNull;
  if (column.type == SqlType::kTimestamp && draft.null == NullDraft::kNotSaid && !draft.default_is_null &&
      column.generated == Generated::kNo && TimestampsAreNotNull(platform)) {
    column.nullable = false;
    if (platform.vendor == Vendor::kUnknown) {
      remarks.push_back(fmt::format(
          "column `{}`: TIMESTAMP without NULL is taken as NOT NULL, as before MySQL 8.0.2 and MariaDB 10.10",
          column.name));
    }
  }
  if (column.auto_increment || draft.keys.primary) column.nullable = false;
}

tl::expected<void, std::string> Conclude(ColumnDraft& draft, const Collation& inherited, const DdlPlatform& platform,
                                         Remarks& remarks) {
  Column& column = draft.column;
  if (HasCharset(column.type)) {
    const auto collation = ResolveCollation(draft.charset, inherited, platform, remarks);
    if (!collation) return tl::unexpected(fmt::format("column `{}`: {}", column.name, collation.error()));
    column.collation = *collation;
    if ((*collation)->charset->name == "binary") column.type = BinaryTypeFor(column.type);
    ConcludeMembers(column, draft.hex_members);
  } else if (IsBinary(column.type)) {
    column.collation = FindCollation("binary");
  }
  if (column.collation != nullptr) ConcludeLongTypes(column, remarks);
  ConcludeWidth(column);
  ConcludeNull(draft, platform, remarks);
  return {};
}

bool Covers(const IndexDraft& index, const ForeignKey& key) {
  if (index.index.kind == IndexKind::kFulltext || index.index.kind == IndexKind::kSpatial ||
      index.index.kind == IndexKind::kVector || index.parts.size() < key.columns.size()) {
    return false;
  }
  for (std::size_t i = 0; i < key.columns.size(); ++i) {
    if (index.parts[i].prefix != 0 || !EqualsIgnoringCase(index.parts[i].column, key.columns[i])) return false;
  }
  return true;
}

// An index that the server made for a foreign key goes when another one serves.
void DropNeedlessIndexes(TableDraft& draft) {
  for (std::size_t i = 0; i < draft.indexes.size();) {
    ForeignKey key;
    if (draft.indexes[i].for_foreign_key) {
      for (const KeyPartDraft& part : draft.indexes[i].parts) key.columns.push_back(part.column);
    }
    const auto serves = [&](const IndexDraft& other) { return !other.for_foreign_key && Covers(other, key); };
    if (draft.indexes[i].for_foreign_key && std::any_of(draft.indexes.begin(), draft.indexes.end(), serves)) {
      draft.indexes.erase(draft.indexes.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
}

// Columns by name; good until one is added or renamed. A definition has up to 4096, and any number of key parts; the
// index of them is made for the many, since a script may change a table of no keys again and again.
class ColumnsByName {
 public:
  explicit ColumnsByName(Table& table) : table_(table) {}

  // nullptr: there is none.
  Column* Find(std::string_view name) {
    constexpr std::size_t kFew = 32;
    if (++asked_ <= kFew) {
      const auto found = FindColumn(table_, name);
      return found == table_.columns.end() ? nullptr : &*found;
    }
    if (columns_.empty()) {
      for (Column& column : table_.columns) columns_.emplace(ToUpper(column.name), &column);
    }
    const auto found = columns_.find(ToUpper(name));
    return found == columns_.end() ? nullptr : found->second;
  }

 private:
  Table& table_;
  std::size_t asked_ = 0;
  std::unordered_map<std::string, Column*> columns_;
};

void NameIndexes(TableDraft& draft) {
  std::unordered_set<std::string> taken = {"PRIMARY"};
  for (const IndexDraft& index : draft.indexes) taken.insert(ToUpper(index.index.name));
  // By base, the first number that may be free: names are only added.
  std::unordered_map<std::string, std::size_t> numbers;
  for (IndexDraft& index : draft.indexes) {
    if (!index.index.name.empty() || index.parts.empty()) continue;
    const KeyPartDraft& first = index.parts.front();
    const std::string base = first.expression.empty() ? first.column : "functional_index";
    std::size_t& next = numbers[ToUpper(base)];
    std::string candidate = base;
    if (next == 0) {
      next = 2;
    } else {
      candidate = fmt::format("{}_{}", base, next++);
    }
    while (!taken.insert(ToUpper(candidate)).second) candidate = fmt::format("{}_{}", base, next++);
    index.index.name = std::move(candidate);
  }
}

// Then MariaDB keeps the key by a hash, in a hidden column that may be NULL.
bool HasBlobPart(ColumnsByName& columns, const IndexDraft& index) {
  return std::any_of(index.parts.begin(), index.parts.end(), [&](const KeyPartDraft& part) {
    const Column* column = columns.Find(part.column);
    return column != nullptr && IsBlob(column->type) && part.prefix == 0;
  });
}

bool HasNullPart(ColumnsByName& columns, const IndexDraft& index) {
  return std::any_of(index.parts.begin(), index.parts.end(), [&](const KeyPartDraft& part) {
    const Column* column = columns.Find(part.column);
    return column == nullptr || column->nullable;
  });
}

bool IsPrefix(const Column& column, std::uint64_t prefix) {
  return prefix != 0 && (IsBlob(column.type) || prefix < column.length);
}

bool HasPrefixPart(ColumnsByName& columns, const IndexDraft& index) {
  return std::any_of(index.parts.begin(), index.parts.end(), [&](const KeyPartDraft& part) {
    const Column* column = columns.Find(part.column);
    return column != nullptr && IsPrefix(*column, part.prefix);
  });
}

// sort_keys: unique keys without NULL first, the primary key before them, whole columns before prefixes, then unique
// keys with NULL, then the rest, FULLTEXT last; else as declared.
int SortRank(ColumnsByName& columns, const IndexDraft& index) {
  switch (index.index.kind) {
    case IndexKind::kPrimary: return 0;
    case IndexKind::kUnique:
      return 1 + (HasNullPart(columns, index) || HasBlobPart(columns, index) ? 2 : 0) +
             (HasPrefixPart(columns, index) ? 1 : 0);
    case IndexKind::kFulltext: return 6;
    default: return 5;
  }
}

Column HiddenColumn(std::string name, SqlType type) {
  Column column;
  column.name = std::move(name);
  column.type = type;
  column.nullable = false;
  column.hidden = Hidden::kByEngine;
  return column;
}

// MariaDB: WITH SYSTEM VERSIONING without columns for it makes row_start and row_end, and every unique key ends with
// row_end (sql/sql_table.cc, append_system_key_parts).
void AddVersioning(TableDraft& draft) {
  if (!draft.table.system_versioned) return;
  if (draft.row_end.empty()) {
    for (const char* name : {"row_start", "row_end"}) {
      Column column = HiddenColumn(name, SqlType::kTimestamp);
      column.fsp = 6;
      draft.table.columns.push_back(std::move(column));
    }
    draft.row_end = {"row_end"};
  }
  for (IndexDraft& index : draft.indexes) {
    if (index.index.kind != IndexKind::kPrimary && index.index.kind != IndexKind::kUnique) continue;
    const bool has = std::any_of(index.parts.begin(), index.parts.end(), [&](const KeyPartDraft& part) {
      return EqualsIgnoringCase(part.column, draft.row_end.front());
    });
    if (!has) index.parts.push_back({draft.row_end.front(), 0, false, {}});
  }
}

// A FULLTEXT key needs FTS_DOC_ID; InnoDB adds it behind all other columns (create_table_info_t::create_table_def).
void AddDocumentId(TableDraft& draft) {
  const bool fulltext = std::any_of(draft.indexes.begin(), draft.indexes.end(),
                                    [](const IndexDraft& d) { return d.index.kind == IndexKind::kFulltext; });
  constexpr std::string_view kName = "FTS_DOC_ID";
  const auto found = FindColumn(draft.table, kName);
  if (!fulltext || found != draft.table.columns.end()) return;
  Column column = HiddenColumn(std::string(kName), SqlType::kBigInt);
  column.is_unsigned = true;
  draft.table.columns.push_back(std::move(column));
}

IndexDraft IndexOn(const std::string& column, IndexKind kind) {
  IndexDraft draft;
  draft.index.kind = kind;
  if (kind == IndexKind::kPrimary) draft.index.name = "PRIMARY";
  draft.parts.push_back({column, 0, false, {}});
  return draft;
}

std::optional<KeyPart> ConcludePart(const Table& table, ColumnsByName& columns, const KeyPartDraft& draft,
                                    IndexKind kind) {
  KeyPart part{UINT32_MAX, static_cast<std::uint32_t>(draft.prefix), draft.descending, draft.expression};
  if (!draft.expression.empty()) return part;
  const Column* column = columns.Find(draft.column);
  if (column == nullptr) return std::nullopt;
  part.column = static_cast<std::uint32_t>(column - table.columns.data());
  if (!IsPrefix(*column, draft.prefix) || kind == IndexKind::kFulltext || kind == IndexKind::kSpatial) part.prefix = 0;
  return part;
}

}  // namespace

const Collation* DefaultCollation(const Charset& charset, const DdlPlatform& platform) {
  const Collation* found = nullptr;
  if (platform.vendor == Vendor::kMariaDb && platform.version >= 110600) {  // character_set_collations
    found = FindCollation(fmt::format("{}_uca1400_ai_ci", charset.name));
  } else if (charset.name == "utf8mb4" && platform.vendor != Vendor::kUnknown) {
    const bool newer = platform.vendor == Vendor::kMySql && platform.version >= 80001;
    found = FindCollation(newer ? "utf8mb4_0900_ai_ci" : "utf8mb4_general_ci");
  }
  return found != nullptr ? found : FindCollation(charset.default_collation);
}

const Charset* ServerDefaultCharset(const DdlPlatform& platform) {
  if (platform.vendor == Vendor::kUnknown || platform.version == 0) return nullptr;
  const std::uint32_t utf8mb4_since = platform.vendor == Vendor::kMySql ? 80001 : 110600;
  return FindCharset(platform.version >= utf8mb4_since ? "utf8mb4" : "latin1");
}

tl::expected<const Collation*, std::string> ResolveCollation(const CharsetDraft& draft, const Collation& inherited,
                                                             const DdlPlatform& platform, Remarks& remarks) {
  const Collation* collation = &inherited;
  if (draft.charset != nullptr) collation = DefaultCollation(*draft.charset, platform);
  if (draft.collation != nullptr) {
    if (draft.charset != nullptr && draft.charset != draft.collation->charset) {
      return tl::unexpected(
          fmt::format("collation {} is not one of character set {}", draft.collation->name, draft.charset->name));
    }
    collation = draft.collation;
  } else if (!draft.short_collation.empty()) {
    const auto* full = FindCollation(fmt::format("{}_{}", collation->charset->name, draft.short_collation));
    if (full == nullptr) {
      remarks.push_back(fmt::format("unknown collation {}: {} stands in", draft.short_collation, collation->name));
    } else {
      collation = full;
    }
  }
  if (draft.binary_attribute) {
    const auto* binary = FindCollation(fmt::format("{}_bin", collation->charset->name));
    if (binary != nullptr) collation = binary;
  }
  return collation;
}

std::vector<Column>::iterator FindColumn(Table& table, std::string_view name) {
  return std::find_if(table.columns.begin(), table.columns.end(),
                      [&](const Column& column) { return EqualsIgnoringCase(column.name, name); });
}

tl::expected<void, std::string> AddColumn(TableDraft& draft, ColumnDraft column, const std::string* replaces,
                                          const DdlPlatform& platform, Remarks& remarks) {
  auto& columns = draft.table.columns;
  if (auto done = Conclude(column, *draft.table.collation, platform, remarks); !done) return done;
  const std::string name = column.column.name;
  const auto unknown = [&](const std::string& wanted) {
    return tl::unexpected(fmt::format("column `{}` is not there", wanted));
  };
  const auto twin = FindColumn(draft.table, name);
  if (twin != columns.end() && (replaces == nullptr || !EqualsIgnoringCase(name, *replaces))) {
    return tl::unexpected(fmt::format("column `{}` is there twice", name));
  }
  constexpr std::size_t kMaxColumns = 4096;  // MAX_FIELDS in sql/unireg.h
  if (columns.size() >= kMaxColumns) return tl::unexpected(std::string("more than 4096 columns"));
  if (!column.after.empty() && FindColumn(draft.table, column.after) == columns.end()) return unknown(column.after);
  auto place = columns.end();
  if (replaces != nullptr) {
    place = FindColumn(draft.table, *replaces);
    if (place == columns.end()) return unknown(*replaces);
    for (IndexDraft& index : draft.indexes) {
      for (KeyPartDraft& part : index.parts) {
        if (EqualsIgnoringCase(part.column, *replaces)) part.column = name;
      }
    }
    place = columns.erase(place);
  }
  if (column.first) place = columns.begin();
  if (!column.after.empty()) {
    place = FindColumn(draft.table, column.after);
    if (place != columns.end()) ++place;
  }
  if (column.row_end) draft.row_end = {name};
  if (column.with_versioning) draft.table.system_versioned = true;
  for (Check& check : column.checks) draft.table.checks.push_back(std::move(check));
  if (column.keys.primary) draft.indexes.push_back(IndexOn(name, IndexKind::kPrimary));
  if (column.keys.unique) draft.indexes.push_back(IndexOn(name, IndexKind::kUnique));
  // A column's REFERENCES is read and ignored by InnoDB before MySQL 9.0 and MariaDB 10.5.
  const bool references_count = (platform.vendor == Vendor::kMySql && platform.version >= 90000) ||
                                (platform.vendor == Vendor::kMariaDb && platform.version >= 100500);
  if (column.references && references_count) {
    TableElements elements;
    elements.foreign_keys.push_back(std::move(*column.references));
    elements.foreign_key_indexes.emplace_back();
    columns.insert(place, std::move(column.column));
    AddElements(draft, std::move(elements), platform);
  } else {
    columns.insert(place, std::move(column.column));
  }
  return {};
}

void AddElements(TableDraft& draft, TableElements elements, const DdlPlatform& platform) {
  for (IndexDraft& index : elements.indexes) draft.indexes.push_back(std::move(index));
  for (std::size_t i = 0; i < elements.foreign_keys.size(); ++i) {
    IndexDraft index;
    index.index.name = elements.foreign_key_indexes[i];
    index.for_foreign_key = true;
    for (const std::string& column : elements.foreign_keys[i].columns) index.parts.push_back({column, 0, false, {}});
    const bool served = std::any_of(draft.indexes.begin(), draft.indexes.end(),
                                    [&](const IndexDraft& other) { return Covers(other, elements.foreign_keys[i]); });
    // MariaDB names the constraint after its index where it has no name of its own.
    std::string& name = elements.foreign_keys[i].name;
    if (name.empty() && platform.vendor == Vendor::kMariaDb) name = index.index.name;
    if (!served) draft.indexes.push_back(std::move(index));
    draft.table.foreign_keys.push_back(std::move(elements.foreign_keys[i]));
  }
  for (Check& check : elements.checks) draft.table.checks.push_back(std::move(check));
  for (std::string& other : elements.other_elements) draft.table.other_elements.push_back(std::move(other));
}

void ConcludeStatement(TableDraft& draft, const DdlPlatform& platform) {
  ColumnsByName columns(draft.table);
  for (const IndexDraft& index : draft.indexes) {
    if (index.index.kind != IndexKind::kPrimary) continue;
    for (const KeyPartDraft& part : index.parts) {
      if (Column* column = columns.Find(part.column)) column->nullable = false;
    }
  }
  for (Column& column : draft.table.columns) {
    if (!column.nullable && column.default_sql == "NULL") column.default_sql.reset();
  }
  DropNeedlessIndexes(draft);
  NameIndexes(draft);
  for (IndexDraft& index : draft.indexes) {
    // MariaDB 10.4: a unique key over whole BLOBs is kept by a hash in a hidden column, and printed so.
    if (platform.vendor == Vendor::kMariaDb && index.index.kind == IndexKind::kUnique && HasBlobPart(columns, index)) {
      index.index.algorithm = "HASH";
    }
  }
  std::vector<std::pair<int, IndexDraft>> ranked;
  ranked.reserve(draft.indexes.size());
  for (IndexDraft& index : draft.indexes) {
    const int rank = SortRank(columns, index);
    ranked.emplace_back(rank, std::move(index));
  }
  std::ranges::stable_sort(ranked, {}, &std::pair<int, IndexDraft>::first);
  std::ranges::transform(ranked, draft.indexes.begin(), [](auto& entry) { return std::move(entry.second); });
}

Table ConcludeTable(TableDraft draft, Remarks& remarks) {
  AddVersioning(draft);
  AddDocumentId(draft);
  ColumnsByName columns(draft.table);
  for (IndexDraft& index : draft.indexes) {
    const KeyPartDraft* missing = nullptr;
    for (const KeyPartDraft& part : index.parts) {
      if (auto concluded = ConcludePart(draft.table, columns, part, index.index.kind)) {
        index.index.parts.push_back(std::move(*concluded));
      } else {
        missing = &part;
      }
    }
    if (missing == nullptr) {
      draft.table.indexes.push_back(std::move(index.index));
    } else {
      remarks.push_back(
          fmt::format("key `{}` is left out: column `{}` is not there", index.index.name, missing->column));
    }
  }
  return std::move(draft.table);
}

}  // namespace innosalvage
