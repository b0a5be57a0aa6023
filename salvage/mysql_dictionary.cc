#include "salvage/mysql_dictionary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "parser/dd_properties.h"
#include "parser/dynamic_metadata.h"
#include "parser/file_name_encoding.h"
#include "parser/sdi_schema.h"
#include "salvage/mysql_dictionary_sdi.h"
#include "salvage/sdi_reader.h"
#include "salvage/table_plan.h"

namespace innosalvage {

namespace {

// A counter only rises; the definition has it as of the last change of that.
void TakeLastNumber(const std::map<std::uint64_t, std::uint64_t>& last_numbers, Table& table) {
  const auto take = [&](std::optional<std::uint64_t> id) {
    const auto last = id ? last_numbers.find(*id) : last_numbers.end();
    if (last != last_numbers.end()) table.auto_increment = std::max(table.auto_increment.value_or(0), last->second + 1);
  };
  take(table.se_private_id);
  for (const Partition& partition : table.partitions) take(partition.se_private_id);
}

}  // namespace

DictionaryTable::DictionaryTable(Table table) : table_(std::move(table)), columns_(ExportedColumns(table_)) {
  for (std::size_t i = 0; i < columns_.size(); ++i) position_[table_.columns[columns_[i]].name] = i;
}

const TableCell& DictionaryTable::Cell(const TableRow& row, std::string_view column) const {
  static const TableCell kNull;
  const auto at = position_.find(std::string(column));
  return at == position_.end() || at->second >= row.cells.size() ? kNull : row.cells[at->second];
}

std::uint64_t DictionaryTable::EnumNumber(const TableRow& row, std::string_view column) const {
  const TableCell& cell = Cell(row, column);
  if (cell.state != TableCell::State::kText) return 0;
  const auto& members = table_.columns[columns_[position_.at(std::string(column))]].members;
  const auto found = std::ranges::find(members, cell.text);
  return found == members.end() ? 0 : static_cast<std::uint64_t>(found - members.begin()) + 1;
}

MySqlDictionary::MySqlDictionary(std::vector<DictionaryTable> tables) {
  for (DictionaryTable& table : tables) {
    std::string name = table.table().name;
    tables_.insert_or_assign(std::move(name), std::move(table));
  }
  if (const DictionaryTable* schemata = Find("schemata")) {
    for (const TableRow& row : schemata->rows()) {
      schemas_.try_emplace(schemata->Number(row, "id"), schemata->Text(row, "name"));
    }
  }
  NameSchemasByTablespaces();
  NameSchemasByStatistics();
}

void MySqlDictionary::NameSchemasByStatistics() {
  const DictionaryTable* stats = Find("innodb_table_stats");
  const DictionaryTable* tables = Find("tables");
  if (stats == nullptr || tables == nullptr) return;
  // Each partition has a line of its own: "orders#p#p0".
  std::unordered_map<std::string, std::set<std::string>> dbs_of;
  for (const TableRow& row : stats->rows()) {
    const std::string& name = stats->Text(row, "table_name");
    dbs_of[name.substr(0, name.find('#'))].insert(stats->Text(row, "database_name"));
  }
  for (const TableRow& row : tables->rows()) {
    const auto dbs = dbs_of.find(tables->Text(row, "name"));
    // A name that several databases have says nothing.
    if (dbs == dbs_of.end() || dbs->second.size() != 1) continue;
    schemas_.try_emplace(tables->Number(row, "schema_id"), *dbs->second.begin());
  }
}

void MySqlDictionary::NameSchemasByTablespaces() {
  const DictionaryTable* spaces = Find("tablespaces");
  const DictionaryTable* tables = Find("tables");
  if (spaces == nullptr || tables == nullptr) return;
  std::unordered_map<std::uint64_t, std::string> db_of;  // of a tablespace of one table: "shop/orders"
  for (const TableRow& row : spaces->rows()) {
    const std::string& name = spaces->Text(row, "name");
    const std::size_t slash = name.find('/');
    if (slash != std::string::npos) db_of.try_emplace(spaces->Number(row, "id"), DecodeFileName(name.substr(0, slash)));
  }
  std::unordered_map<std::uint64_t, std::uint64_t> schema_of;  // by the table's id
  const auto take = [&](std::uint64_t schema_id, std::uint64_t tablespace_id) {
    const auto db = db_of.find(tablespace_id);
    if (db != db_of.end()) schemas_.try_emplace(schema_id, db->second);
  };
  for (const TableRow& row : tables->rows()) {
    schema_of.try_emplace(tables->Number(row, "id"), tables->Number(row, "schema_id"));
    take(tables->Number(row, "schema_id"), tables->Number(row, "tablespace_id"));
  }
  const DictionaryTable* partitions = Find("table_partitions");
  if (partitions == nullptr) return;
  for (const TableRow& row : partitions->rows()) {
    const auto schema = schema_of.find(partitions->Number(row, "table_id"));
    if (schema != schema_of.end()) take(schema->second, partitions->Number(row, "tablespace_id"));
  }
}

MySqlDictionary MySqlDictionary::Read(const PageStore& store) {
  // What definitions of tables and of the rest of the dictionary stand in. Help and privileges do not; statistics name
  // the database of each table.
  constexpr std::array<std::string_view, 24> kWanted = {"check_constraints",
                                                        "collations",
                                                        "column_type_elements",
                                                        "columns",
                                                        "events",
                                                        "foreign_key_column_usage",
                                                        "foreign_keys",
                                                        "index_column_usage",
                                                        "index_partitions",
                                                        "innodb_dynamic_metadata",
                                                        "innodb_table_stats",
                                                        "indexes",
                                                        "parameters",
                                                        "parameter_type_elements",
                                                        "routines",
                                                        "schemata",
                                                        "table_partition_values",
                                                        "table_partitions",
                                                        "tables",
                                                        "tablespace_files",
                                                        "tablespaces",
                                                        "triggers",
                                                        "character_sets",
                                                        "view_table_usage"};
  std::vector<DictionaryTable> tables;
  for (SdiDocument& document : ReadSdi(store).documents) {
    auto object = ParseSdi(std::move(document.json));
    if (!object) continue;
    auto* table = std::get_if<Table>(&object->object);
    if (table == nullptr || std::ranges::find(kWanted, table->name) == kWanted.end()) continue;
    table->vendor = Vendor::kMySql;
    DictionaryTable read(*table);
    const TableFindings findings = ReadTable(store, *table, [&](TableRow row) {
      if (!row.deleted()) read.Add(std::move(row));
    });
    read.set_rows_lost(findings.rows_lost_estimated);
    tables.push_back(std::move(read));
  }
  return MySqlDictionary(std::move(tables));
}

const DictionaryTable* MySqlDictionary::Find(std::string_view name) const {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : &found->second;
}

const std::string& MySqlDictionary::SchemaName(std::uint64_t schema_id) const {
  static const std::string kNone;
  const auto found = schemas_.find(schema_id);
  return found == schemas_.end() ? kNone : found->second;
}

std::map<std::uint64_t, std::uint64_t> MySqlDictionary::LastNumbers() const {
  std::map<std::uint64_t, std::uint64_t> numbers;
  const DictionaryTable* metadata = Find("innodb_dynamic_metadata");
  if (metadata == nullptr) return numbers;
  for (const TableRow& row : metadata->rows()) {
    const auto last = LastAutoIncrement(AsBytes(metadata->Text(row, "metadata")));
    if (last && *last != UINT64_MAX) numbers[metadata->Number(row, "table_id")] = *last;
  }
  return numbers;
}

std::map<std::uint32_t, std::uint64_t> MySqlDictionary::AutoextendSizes() const {
  std::map<std::uint32_t, std::uint64_t> sizes;
  const DictionaryTable* spaces = Find("tablespaces");
  if (spaces == nullptr) return sizes;
  for (const TableRow& row : spaces->rows()) {
    const auto id = DdProperties::Parse(spaces->Text(row, "se_private_data")).Number32("id");
    const auto size = DdProperties::Parse(spaces->Text(row, "options")).Number("autoextend_size");
    if (id && size && *size != 0) sizes[*id] = *size;
  }
  return sizes;
}

std::vector<SchemaCandidate> MySqlDictionary::Definitions(const std::string& file, std::uint64_t& incomplete) const {
  std::vector<SchemaCandidate> definitions;
  const SdiWriter writer(*this);
  const std::map<std::uint64_t, std::uint64_t> last_numbers = LastNumbers();
  const std::map<std::uint32_t, std::uint64_t> autoextend_sizes = AutoextendSizes();
  for (const TableDocument& document : writer.Documents()) {
    if (document.json.empty()) {
      ++incomplete;
      continue;
    }
    auto object = ParseSdi(document.json);
    auto* table = object ? std::get_if<Table>(&object->object) : nullptr;
    if (table == nullptr) {
      ++incomplete;
      continue;
    }
    table->vendor = Vendor::kMySql;
    SchemaCandidate candidate;
    candidate.discarded = object->discarded;
    candidate.own = object->hidden != SdiTableHidden::kVisible;
    candidate.origin = SchemaOrigin::kDictionary;
    candidate.source = fmt::format("dictionary in {}{}", file, document.trusted ? "" : " (pages of it do not verify)");
    // The tablespace's id stands with the indexes.
    for (const Index& index : table->indexes) {
      if (!table->space_id) table->space_id = index.space_id;
    }
    for (const Index& index : table->hidden_indexes) {
      if (!table->space_id) table->space_id = index.space_id;
    }
    TakeLastNumber(last_numbers, *table);
    if (table->tablespace.empty() && table->space_id) {
      const auto size = autoextend_sizes.find(*table->space_id);
      if (size != autoextend_sizes.end()) AddAutoextendSize(size->second, *table);
    }
    candidate.table = std::move(*table);
    definitions.push_back(std::move(candidate));
  }
  return definitions;
}

}  // namespace innosalvage
