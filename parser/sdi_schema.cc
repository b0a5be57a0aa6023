#include "parser/sdi_schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "parser/bytes.h"
#include "parser/dd_properties.h"
#include "parser/sdi_column.h"
#include "parser/sdi_json.h"
#include "parser/sdi_partition.h"
#include "parser/sql_quote.h"

namespace innosalvage {
namespace {

// More than any table can have, so that a hostile document costs no more than its own size. Columns: sql/sql_const.h
// MAX_FIELDS 4096, and dropped ones, of which InnoDB allows 1017 in all.
constexpr std::size_t kMostColumns = 8192;
constexpr std::size_t kMostIndexes = 1024;  // MAX_KEY 64, 255 at most
constexpr std::size_t kMostConstraints = 1U << 16U;
constexpr std::size_t kMostFiles = 1024;
constexpr std::size_t kMostBytes = 512U << 20U;

constexpr std::uint32_t kWholeColumn = UINT32_MAX;  // element length InnoDB gives to parts it adds
constexpr std::uint32_t kNoRoot = UINT32_MAX;       // root of FULLTEXT indexes (FIL_NULL)

// Columns by SDI's own numbering (ordinal_position - 1), and where each went.
struct ColumnMap {
  std::vector<SdiColumn> columns;       // by opx
  std::vector<std::uint32_t> in_table;  // opx -> Table::columns, or UINT32_MAX
  std::size_t size() const { return columns.size(); }
};

ColumnMap ReadColumns(const SdiReader& reader, Table& table) {
  ColumnMap map;
  const std::vector<SdiReader> entries = reader.List("columns", kMostColumns);
  if (entries.empty()) reader.Fail("columns", "are missing");
  map.columns.resize(entries.size());
  map.in_table.resize(entries.size(), UINT32_MAX);
  std::vector<bool> taken(entries.size());
  for (const SdiReader& entry : entries) {
    SdiColumn column = ReadSdiColumn(entry);
    if (reader.Failed()) return map;
    if (column.ordinal == 0 || column.ordinal > entries.size() || taken[column.ordinal - 1]) {
      entry.Fail("ordinal_position", fmt::format("is {}: taken, or out of range", column.ordinal));
      return map;
    }
    taken[column.ordinal - 1] = true;
    map.columns[column.ordinal - 1] = std::move(column);
  }
  for (std::size_t opx = 0; opx < map.size(); ++opx) {
    const SdiColumn& column = map.columns[opx];
    if (column.is_row_header) continue;
    if (column.dropped) {
      table.dropped_columns.push_back(column.column);
      continue;
    }
    map.in_table[opx] = static_cast<std::uint32_t>(table.columns.size());
    table.columns.push_back(column.column);
  }
  return map;
}

// The type texts of sql/dd/types/index.h enum_index_type and enum_index_algorithm.
std::optional<IndexKind> KindOf(std::uint64_t type) {
  switch (type) {
    case 1: return IndexKind::kPrimary;
    case 2: return IndexKind::kUnique;
    case 3: return IndexKind::kPlain;
    case 4: return IndexKind::kFulltext;
    case 5: return IndexKind::kSpatial;
    default: return std::nullopt;
  }
}

std::string AlgorithmOf(const SdiReader& reader) {
  if (!reader.Flag("is_algorithm_explicit")) return {};
  switch (reader.Number("algorithm")) {
    case 2: return "BTREE";
    case 3: return "RTREE";
    case 4: return "HASH";
    default: return {};
  }
}

// Lengths of parts are bytes. A part is a prefix where it is shorter than its column; BLOB and TEXT have only prefixes;
// FULLTEXT and SPATIAL indexes have none (sql/sql_show.cc store_create_info).
std::uint32_t PrefixOf(const SdiColumn& column, IndexKind kind, std::uint32_t length) {
  if (kind == IndexKind::kFulltext || kind == IndexKind::kSpatial || length == kWholeColumn) return 0;
  const SqlType type = column.column.type;
  const bool is_long = type >= SqlType::kTinyText && type <= SqlType::kLongBlob;
  const bool is_short =
      type == SqlType::kChar || type == SqlType::kVarChar || type == SqlType::kBinary || type == SqlType::kVarBinary;
  if (!is_long && !(is_short && length != column.char_length)) return 0;
  const Collation* const collation = column.column.collation;
  return IsText(type) && collation != nullptr ? length / collation->charset->mbmaxlen : length;
}

// The position in Table::columns that an element of an index or a foreign key names, or UINT32_MAX.
std::uint32_t ReadColumnRef(const SdiReader& element, const ColumnMap& columns) {
  const std::uint32_t opx = element.Number32("column_opx");
  if (opx < columns.size() && columns.in_table[opx] != UINT32_MAX) return columns.in_table[opx];
  element.Fail("column_opx", fmt::format("is {}: not a column of the table", opx));
  return UINT32_MAX;
}

KeyPart ReadPart(const SdiReader& element, const ColumnMap& columns, IndexKind kind) {
  KeyPart part;
  part.column = ReadColumnRef(element, columns);
  if (part.column == UINT32_MAX) return part;
  const SdiColumn& column = columns.columns[element.Number32("column_opx")];
  part.descending = element.Number("order", 3) == 3;  // sql/dd/types/index_element.h: 1 undefined, 2 ASC, 3 DESC
  if (column.column.hidden == Hidden::kBySql) {
    part.expression = column.column.generation_expression;
  } else {
    part.prefix = PrefixOf(column, kind, element.Number32("length"));
  }
  return part;
}

// A part that InnoDB added: the columns of the primary key, or all others. Servers before 8.0.16 leave out the flag
// (sql/dd/impl/types/index_element_impl.cc serialize).
bool IsHiddenPart(const SdiReader& element) {
  return element.Has("hidden") ? element.Flag("hidden") : element.Number32("length") == kWholeColumn;
}

void ReadParts(const SdiReader& reader, const ColumnMap& columns, Index& index) {
  std::vector<SdiReader> elements = reader.List("elements", kMostColumns);
  std::ranges::stable_sort(elements, {}, [](const SdiReader& element) { return element.Number("ordinal_position"); });
  for (const SdiReader& element : elements) {
    if (!IsHiddenPart(element)) index.parts.push_back(ReadPart(element, columns, index.kind));
  }
  if (index.parts.empty()) reader.Fail("elements", "have no key part");
}

void ReadIndexOptions(const SdiReader& reader, const Table& table, Index& index) {
  const auto append = [&](const std::string& text) {
    index.other_options += (index.other_options.empty() ? "" : " ") + text;
  };
  const DdProperties options = DdProperties::Parse(reader.OptionalText("options"));
  if (const auto size = options.Number32("block_size"); size.value_or(0) != 0 && *size != table.key_block_size) {
    append(fmt::format("KEY_BLOCK_SIZE={}", *size));
  }
  if (const std::string* parser = options.Find("parser_name")) append("WITH PARSER " + QuoteName(*parser));
  const std::string engine = reader.OptionalText("engine_attribute");
  if (!engine.empty()) append(fmt::format("/*!80021 ENGINE_ATTRIBUTE {} */", QuoteText(engine)));
  const std::string secondary = reader.OptionalText("secondary_engine_attribute");
  if (!secondary.empty()) append(fmt::format("/*!80021 SECONDARY_ENGINE_ATTRIBUTE {} */", QuoteText(secondary)));
}

// Where an SDI index went, by opx.
struct IndexPlace {
  bool hidden = false;
  std::uint32_t position = 0;
};

std::vector<IndexPlace> ReadIndexes(const SdiReader& reader, const ColumnMap& columns, Table& table) {
  std::vector<IndexPlace> places;
  std::vector<SdiReader> entries = reader.List("indexes", kMostIndexes);
  std::ranges::stable_sort(entries, {}, [](const SdiReader& entry) { return entry.Number("ordinal_position"); });
  for (const SdiReader& entry : entries) {
    if (reader.Failed()) return places;
    Index index;
    index.name = entry.Text("name");
    const std::uint64_t type = entry.Number("type");
    const auto kind = KindOf(type);
    if (!kind) {
      entry.Fail("type", fmt::format("is {}: not an index type", type));
      return places;
    }
    index.kind = *kind;
    const DdProperties data = DdProperties::Parse(entry.OptionalText("se_private_data"));
    index.innodb_id = data.Number("id");
    index.root_page = data.Number32("root");
    if (index.root_page == kNoRoot) index.root_page.reset();
    index.space_id = data.Number32("space_id");
    if (places.empty()) {  // InnoDB keeps the clustered index first (storage/innobase/dict/dict0dd.cc dd_first)
      table.clustered_id = index.innodb_id;
      table.clustered_root = index.root_page;
      table.space_id = index.space_id;
    }
    const bool hidden = entry.Flag("hidden");
    if (!hidden) {
      ReadParts(entry, columns, index);
      ReadIndexOptions(entry, table, index);
      index.algorithm = AlgorithmOf(entry);
      index.comment = entry.OptionalText("comment");
      index.invisible = entry.Has("is_visible") && !entry.Flag("is_visible");
    } else if (index.name == "FTS_DOC_ID_INDEX") {
      const auto doc_id = std::ranges::find(table.columns, "FTS_DOC_ID", &Column::name);
      if (doc_id != table.columns.end()) {
        index.parts.push_back({.column = static_cast<std::uint32_t>(doc_id - table.columns.begin()), .expression = {}});
      }
    }
    std::vector<Index>& list = hidden ? table.hidden_indexes : table.indexes;
    places.push_back({hidden, static_cast<std::uint32_t>(list.size())});
    list.push_back(std::move(index));
  }
  return places;
}

// sql/dd/types/foreign_key.h enum_rule; NO ACTION is not printed.
std::string RuleOf(const SdiReader& reader, std::string_view key) {
  switch (reader.NumberOr(key, 1)) {
    case 1: return {};
    case 2: return "RESTRICT";
    case 3: return "CASCADE";
    case 4: return "SET NULL";
    case 5: return "SET DEFAULT";
    default: reader.Fail(key, "is not a rule of a foreign key"); return {};
  }
}

void ReadForeignKeys(const SdiReader& reader, const ColumnMap& columns, Table& table) {
  for (const SdiReader& entry : reader.List("foreign_keys", kMostConstraints)) {
    ForeignKey key;
    key.name = entry.Text("name");
    key.referenced_db = entry.OptionalText("referenced_table_schema_name");
    if (key.referenced_db == table.db) key.referenced_db.clear();
    key.referenced_table = entry.Text("referenced_table_name");
    key.on_delete = RuleOf(entry, "delete_rule");
    key.on_update = RuleOf(entry, "update_rule");
    for (const SdiReader& element : entry.List("elements", kMostColumns)) {
      const std::uint32_t column = ReadColumnRef(element, columns);
      if (reader.Failed()) return;
      key.columns.push_back(table.columns[column].name);
      key.referenced_columns.push_back(element.Text("referenced_column_name"));
    }
    table.foreign_keys.push_back(std::move(key));
  }
}

// check_clause_utf8 is escaped; check_clause is the expression itself. sql/dd/types/check_constraint.h
// enum_constraint_state: 1 not enforced, 2 enforced.
void ReadChecks(const SdiReader& reader, Table& table) {
  for (const SdiReader& entry : reader.List("check_constraints", kMostConstraints)) {
    Check check;
    check.name = entry.Text("name");
    check.expression = entry.Base64("check_clause");
    check.enforced = entry.Number("state", 2) == 2;
    if (check.expression.empty()) entry.Fail("check_clause", "is missing");
    table.checks.push_back(std::move(check));
  }
}

// sql/dd/types/table.h enum_row_format.
RowFormat RowFormatOf(std::uint64_t row_format) {
  switch (row_format) {
    case 2: return RowFormat::kDynamic;
    case 3: return RowFormat::kCompressed;
    case 4: return RowFormat::kRedundant;
    case 5: return RowFormat::kCompact;
    default: return RowFormat::kDefault;
  }
}

// In the order of SHOW CREATE TABLE. Values: sql/dd/dd_table.cc fill_dd_table_from_create_info; pack_keys, checksum,
// delay_key_write and stats_persistent hold the bits of include/my_base.h HA_OPTION_*.
void ReadTableOptions(const SdiReader& reader, Table& table) {
  const DdProperties options = DdProperties::Parse(reader.OptionalText("options"));
  const auto append = [&](const std::string& text) {
    table.other_options += (table.other_options.empty() ? "" : " ") + text;
  };
  const auto number = [&](std::string_view key) { return options.Number(key).value_or(0); };
  const auto flag = [&](std::string_view key, std::string_view name) {
    if (const auto value = options.Number(key)) append(fmt::format("{}={}", name, *value == 0 ? 0 : 1));
  };
  table.row_format = RowFormatOf(number("row_type"));
  table.key_block_size = options.Number32("key_block_size").value_or(0);
  if (number("min_rows") > 0) append(fmt::format("MIN_ROWS={}", number("min_rows")));
  if (number("max_rows") > 0) append(fmt::format("MAX_ROWS={}", number("max_rows")));
  if (number("avg_row_length") > 0) append(fmt::format("AVG_ROW_LENGTH={}", number("avg_row_length")));
  flag("pack_keys", "PACK_KEYS");
  flag("stats_persistent", "STATS_PERSISTENT");
  if (number("stats_auto_recalc") > 0) {  // enum_stats_auto_recalc: 0 default, 1 on, 2 off
    append(fmt::format("STATS_AUTO_RECALC={}", number("stats_auto_recalc") == 1 ? 1 : 0));
  }
  if (number("stats_sample_pages") > 0) append(fmt::format("STATS_SAMPLE_PAGES={}", number("stats_sample_pages")));
  if (number("checksum") > 0) append("CHECKSUM=1");
  if (number("delay_key_write") > 0) append("DELAY_KEY_WRITE=1");
  if (const std::string* text = options.Find("compress"); text != nullptr && !text->empty()) {
    append("COMPRESSION=" + QuoteText(*text));
  }
  if (const std::string* text = options.Find("encrypt_type"); text != nullptr && (*text == "Y" || *text == "y")) {
    append("/*!80016 ENCRYPTION='Y' */");
  }
  if (const std::string* text = options.Find("connection_string")) append("CONNECTION=" + QuoteText(*text));
  if (const std::string* text = options.Find("secondary_engine")) {
    append(fmt::format("/*!80013 SECONDARY_ENGINE={} */", QuoteName(*text)));
  }
  const std::string engine = reader.OptionalText("engine_attribute");
  if (!engine.empty()) append(fmt::format("/*!80021 ENGINE_ATTRIBUTE={} */", QuoteText(engine)));
  const std::string secondary = reader.OptionalText("secondary_engine_attribute");
  if (!secondary.empty()) append(fmt::format("/*!80021 SECONDARY_ENGINE_ATTRIBUTE={} */", QuoteText(secondary)));
}

void ReadPartitions(const SdiReader& reader, const std::vector<IndexPlace>& places, Table& table) {
  SdiPartitions partitions = ReadSdiPartitions(reader);
  table.partition_sql = std::move(partitions.sql);
  table.partitions = std::move(partitions.partitions);
  for (Partition& partition : table.partitions) {
    for (PartitionIndex& index : partition.indexes) {
      if (index.index >= places.size()) return reader.Fail("partitions", "name an index the table does not have");
      const IndexPlace place = places[index.index];
      index.name = (place.hidden ? table.hidden_indexes : table.indexes)[place.position].name;
      index.index = place.hidden ? UINT32_MAX : place.position;
      if (index.root_page == kNoRoot) index.root_page.reset();
    }
  }
}

Table ReadTable(const SdiReader& reader, std::uint32_t mysqld_version) {
  Table table;
  table.vendor = Vendor::kMySql;
  table.name = reader.Text("name");
  table.db = reader.OptionalText("schema_ref");
  table.server_version = static_cast<std::uint32_t>(reader.NumberOr("mysql_version_id", mysqld_version, UINT32_MAX));
  table.comment = reader.OptionalText("comment");
  table.collation = FindCollation(static_cast<std::uint32_t>(reader.NumberOr("collation_id", 0, UINT32_MAX)));
  table.se_private_data = reader.OptionalText("se_private_data");
  table.tablespace = reader.OptionalText("tablespace_ref");
  // UINT64_MAX: none of its own (a partitioned table).
  if (const auto id = reader.NumberOr("se_private_id", UINT64_MAX); id != UINT64_MAX) table.se_private_id = id;
  // "autoinc" is the last value given out.
  if (const auto last = DdProperties::Parse(table.se_private_data).Number("autoinc"); last && *last != UINT64_MAX) {
    if (*last > 0) table.auto_increment = *last + 1;
  }
  const RowFormat stored = RowFormatOf(reader.NumberOr("row_format", 0));
  if (stored != RowFormat::kDefault) table.stored_row_format = stored;
  ReadTableOptions(reader, table);
  const ColumnMap columns = ReadColumns(reader, table);
  if (reader.Failed()) return table;
  const std::vector<IndexPlace> places = ReadIndexes(reader, columns, table);
  if (reader.Failed()) return table;
  ReadForeignKeys(reader, columns, table);
  ReadChecks(reader, table);
  ReadPartitions(reader, places, table);
  return table;
}

SdiTablespace ReadTablespace(const SdiReader& reader) {
  SdiTablespace space;
  space.name = reader.Text("name");
  space.comment = reader.OptionalText("comment");
  space.se_private_data = reader.OptionalText("se_private_data");
  const DdProperties data = DdProperties::Parse(space.se_private_data);
  space.space_id = data.Number32("id");
  space.flags = data.Number32("flags");
  space.server_version = data.Number32("server_version");
  space.space_version = data.Number32("space_version");
  space.autoextend_size = DdProperties::Parse(reader.OptionalText("options")).Number("autoextend_size").value_or(0);
  for (const SdiReader& file : reader.List("files", kMostFiles)) space.file_names.push_back(file.Text("filename"));
  return space;
}

// Length of the well-formed UTF-8 sequence at the start of `text`, 0: there is none (Unicode 15, table 3-7).
std::size_t SequenceLength(std::string_view text) {
  const auto byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto tail = [&byte](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool second = tail(1) && !(lead == 0xE0 && byte(1) < 0xA0) && !(lead == 0xED && byte(1) > 0x9F);
    return second && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool second = tail(1) && !(lead == 0xF0 && byte(1) < 0x90) && !(lead == 0xF4 && byte(1) > 0x8F);
    return second && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

std::string WithReplacements(std::string_view json) {
  std::string out;
  out.reserve(json.size() + kSdiPadding);
  while (!json.empty()) {
    const std::size_t length = SequenceLength(json);
    out += length == 0 ? std::string_view("\xEF\xBF\xBD") : json.substr(0, length);
    json.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

SdiObject ReadObject(const SdiReader& document) {
  SdiObject result;
  result.mysqld_version = document.Number32("mysqld_version_id");
  result.dd_version = static_cast<std::uint32_t>(document.NumberOr("dd_version", 0, UINT32_MAX));
  result.sdi_version = static_cast<std::uint32_t>(document.NumberOr("sdi_version", 0, UINT32_MAX));
  const std::string type = document.Text("dd_object_type");
  const auto object = document.Object("dd_object");
  if (!object) return result;
  if (type == "Table") {
    const std::uint64_t hidden = object->IsBool("hidden") ? 1 : object->NumberOr("hidden", 1);
    result.discarded = DdProperties::Parse(object->OptionalText("se_private_data")).Number("discard").value_or(0) != 0;
    if (hidden == 0 || hidden > 4) object->Fail("hidden", "is not a visibility");
    result.hidden = static_cast<SdiTableHidden>(hidden);
    result.object = ReadTable(*object, result.mysqld_version);
  } else if (type == "Tablespace") {
    result.object = ReadTablespace(*object);
  } else {
    document.Fail("dd_object_type", "is neither Table nor Tablespace");
  }
  return result;
}

}  // namespace

void AddAutoextendSize(std::uint64_t bytes, Table& table) {
  if (bytes == 0) return;
  table.other_options += fmt::format("{}/*!80023 AUTOEXTEND_SIZE={} */", table.other_options.empty() ? "" : " ", bytes);
}

SdiResult<SdiObject> ParseSdi(std::string json) {
  if (json.size() > kMostBytes) return tl::unexpected(SdiError{"", "the document is larger than any table's"});
  simdjson::dom::parser parser;  // iterative, and bounded in depth: simdjson::DEFAULT_MAX_DEPTH
  simdjson::dom::element root;
  static_assert(kSdiPadding >= simdjson::SIMDJSON_PADDING);
  json.reserve(json.size() + kSdiPadding);
  simdjson::error_code error = parser.parse(json).get(root);
  const bool replaced = error == simdjson::UTF8_ERROR;
  if (replaced) {
    json = WithReplacements(json);
    error = parser.parse(json).get(root);
  }
  json = std::string();  // what was parsed holds texts of its own
  simdjson::dom::object object;
  if (error == simdjson::SUCCESS) error = root.get(object);
  if (error != simdjson::SUCCESS) {
    return tl::unexpected(SdiError{"", fmt::format("not an SDI document: {}", simdjson::error_message(error))});
  }
  SdiErrorSlot failure;
  SdiObject result = ReadObject(SdiReader(object, "", failure));
  if (failure) return tl::unexpected(std::move(*failure));
  result.replaced_bytes = replaced;
  return result;
}

InstantColumn ParseInstantColumn(std::string_view se_private_data) {
  InstantColumn instant;
  const DdProperties data = DdProperties::Parse(se_private_data);
  instant.version_added = data.Number32("version_added");
  instant.version_dropped = data.Number32("version_dropped");
  instant.physical_pos = data.Number32("physical_pos");
  instant.default_null = data.Number("default_null").value_or(0) == 1;
  if (const std::string* hex = data.Find("default"); hex != nullptr && hex->size() % 2 == 0) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string bytes;
    for (std::size_t i = 0; i < hex->size(); i += 2) {
      const std::size_t high = kDigits.find((*hex)[i]);
      const std::size_t low = kDigits.find((*hex)[i + 1]);
      if (high == std::string_view::npos || low == std::string_view::npos) return instant;
      bytes.push_back(static_cast<char>(high << 4U | low));
    }
    instant.default_value = std::move(bytes);
  }
  return instant;
}

std::optional<std::uint32_t> ParseInstantColumnCount(std::string_view se_private_data) {
  return DdProperties::Parse(se_private_data).Number32("instant_col");
}

}  // namespace innosalvage
