#include "salvage/mysql_dictionary_sdi.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "salvage/mysql_dictionary.h"

namespace innosalvage {

namespace {

using Json = nlohmann::json;

std::string Base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k > bytes.size() ? '=' : kDigits[group >> (18 - 6 * k) & 63U];
    }
  }
  return out;
}

// Rows of one dictionary table by the id they belong to.
class RowsOf {
 public:
  RowsOf(const DictionaryTable* table, std::string_view owner) : table_(table) {
    if (table == nullptr) return;
    for (const TableRow& row : table->rows()) rows_[table->Number(row, owner)].push_back(&row);
  }

  // Ordered by a column.
  std::vector<const TableRow*> Of(std::uint64_t owner, std::string_view order) const {
    const auto found = rows_.find(owner);
    if (found == rows_.end()) return {};
    std::vector<const TableRow*> rows = found->second;
    std::ranges::stable_sort(rows, {}, [&](const TableRow* row) { return table_->Number(*row, order); });
    return rows;
  }

  const DictionaryTable& table() const { return *table_; }

 private:
  const DictionaryTable* table_;
  std::unordered_map<std::uint64_t, std::vector<const TableRow*>> rows_;
};

// Reads cells of a row into members of a JSON object.
class Members {
 public:
  Members(const DictionaryTable& table, const TableRow& row) : table_(table), row_(row) {}

  Members& Text(const char* column) { return TextAs(column, column); }
  Members& TextAs(const char* member, const char* column) {
    object_[member] = table_.Text(row_, column);
    return *this;
  }
  Members& Binary(const char* member, const char* column) {
    object_[member] = Base64(table_.Text(row_, column));
    return *this;
  }
  Members& Number(const char* column) {
    object_[column] = table_.Number(row_, column);
    return *this;
  }
  Members& Flag(const char* column) {
    object_[column] = table_.Number(row_, column) != 0;
    return *this;
  }
  Members& Enum(const char* column) { return EnumAs(column, column); }
  Members& EnumAs(const char* member, const char* column) {
    object_[member] = table_.EnumNumber(row_, column);
    return *this;
  }
  Members& IsNull(const char* member, const char* column) {
    object_[member] = table_.Cell(row_, column).is_null();
    return *this;
  }
  Json Take() { return std::move(object_); }

 private:
  const DictionaryTable& table_;
  const TableRow& row_;
  Json object_ = Json::object();
};

}  // namespace

class SdiWriter::Parts {
 public:
  explicit Parts(const MySqlDictionary& dictionary)
      : dictionary_(dictionary),
        columns_(dictionary.Find("columns"), "table_id"),
        elements_(dictionary.Find("column_type_elements"), "column_id"),
        indexes_(dictionary.Find("indexes"), "table_id"),
        usage_(dictionary.Find("index_column_usage"), "index_id"),
        foreign_keys_(dictionary.Find("foreign_keys"), "table_id"),
        foreign_columns_(dictionary.Find("foreign_key_column_usage"), "foreign_key_id"),
        checks_(dictionary.Find("check_constraints"), "table_id"),
        partitions_(dictionary.Find("table_partitions"), "table_id"),
        values_(dictionary.Find("table_partition_values"), "partition_id"),
        index_partitions_(dictionary.Find("index_partitions"), "partition_id") {
    if (const DictionaryTable* spaces = dictionary.Find("tablespaces")) {
      for (const TableRow& row : spaces->rows()) {
        tablespaces_[spaces->Number(row, "id")] = spaces->Text(row, "name");
      }
    }
  }

  std::vector<TableDocument> Documents() {
    std::vector<TableDocument> documents;
    const DictionaryTable* tables = dictionary_.Find("tables");
    if (tables == nullptr) return documents;
    for (const TableRow& row : tables->rows()) {
      if (tables->Text(row, "type") != "BASE TABLE" || tables->Text(row, "engine") != "InnoDB") continue;
      trusted_ = row.trusted();
      whole_ = true;
      Json document = Document(*tables, row);
      documents.push_back(
          {.json = whole_ ? document.dump(-1, ' ', false, Json::error_handler_t::replace) : "", .trusted = trusted_});
    }
    return documents;
  }

 private:
  void Seen(const TableRow& row) {
    trusted_ = trusted_ && row.trusted();
    // A text that is off-page and lost would be taken for an empty one.
    if (std::ranges::any_of(row.cells, [](const TableCell& cell) { return cell.state == TableCell::State::kLost; })) {
      whole_ = false;
    }
  }

  std::string SpaceName(std::uint64_t id) const {
    const auto found = tablespaces_.find(id);
    return found == tablespaces_.end() ? std::string() : found->second;
  }

  Json Document(const DictionaryTable& tables, const TableRow& row) {
    Seen(row);
    const std::uint64_t id = tables.Number(row, "id");
    Json table = Members(tables, row)
                     .Text("name")
                     .Number("mysql_version_id")
                     .Enum("hidden")
                     .Text("options")
                     .Text("se_private_data")
                     .Text("engine")
                     .Text("comment")
                     .Text("engine_attribute")
                     .Text("secondary_engine_attribute")
                     .Enum("row_format")
                     .Enum("partition_type")
                     .Text("partition_expression")
                     .Text("partition_expression_utf8")
                     .Enum("default_partitioning")
                     .Enum("subpartition_type")
                     .Text("subpartition_expression")
                     .Text("subpartition_expression_utf8")
                     .Enum("default_subpartitioning")
                     .Number("collation_id")
                     .Take();
    table["schema_ref"] = dictionary_.SchemaName(tables.Number(row, "schema_id"));
    const TableCell& private_id = tables.Cell(row, "se_private_id");
    table["se_private_id"] = private_id.is_null() ? UINT64_MAX : private_id.number;
    const TableCell& space = tables.Cell(row, "tablespace_id");
    if (!space.is_null()) table["tablespace_ref"] = SpaceName(space.number);
    AddColumns(id, table);
    AddIndexes(id, table);
    AddForeignKeys(id, table);
    AddChecks(id, table);
    AddPartitions(id, table);
    return Json{{"mysqld_version_id", tables.Number(row, "mysql_version_id")},
                {"dd_version", 0},
                {"sdi_version", 0},
                {"dd_object_type", "Table"},
                {"dd_object", std::move(table)}};
  }

  void AddColumns(std::uint64_t table_id, Json& table) {
    opx_.clear();
    Json list = Json::array();
    for (const TableRow* row : columns_.Of(table_id, "ordinal_position")) {
      Seen(*row);
      const DictionaryTable& columns = columns_.table();
      const std::uint64_t id = columns.Number(*row, "id");
      if (columns.Number(*row, "ordinal_position") != list.size() + 1) whole_ = false;
      Json column = Members(columns, *row)
                        .Text("name")
                        .Enum("type")
                        .Flag("is_nullable")
                        .Flag("is_zerofill")
                        .Flag("is_unsigned")
                        .Flag("is_auto_increment")
                        .Flag("is_virtual")
                        .Enum("hidden")
                        .Number("ordinal_position")
                        .Number("char_length")
                        .Number("numeric_precision")
                        .Number("numeric_scale")
                        .IsNull("numeric_scale_null", "numeric_scale")
                        .Number("datetime_precision")
                        .Flag("has_no_default")
                        .Binary("default_value", "default_value")
                        .IsNull("default_value_null", "default_value")
                        .Text("default_value_utf8")
                        .IsNull("default_value_utf8_null", "default_value_utf8")
                        .Text("default_option")
                        .Text("update_option")
                        .Text("comment")
                        .Text("generation_expression")
                        .Text("generation_expression_utf8")
                        .Text("options")
                        .Text("se_private_data")
                        .Text("engine_attribute")
                        .Text("secondary_engine_attribute")
                        .Text("column_type_utf8")
                        .Number("srs_id")
                        .IsNull("srs_id_null", "srs_id")
                        .Number("collation_id")
                        .Flag("is_explicit_collation")
                        .Take();
      Json elements = Json::array();
      for (const TableRow* element : elements_.Of(id, "element_index")) {
        Seen(*element);
        elements.push_back({{"name", Base64(elements_.table().Text(*element, "name"))},
                            {"index", elements_.table().Number(*element, "element_index")}});
      }
      column["elements"] = std::move(elements);
      opx_[id] = list.size();
      list.push_back(std::move(column));
    }
    if (list.empty()) whole_ = false;
    table["columns"] = std::move(list);
  }

  Json Opx(std::uint64_t column_id) {
    const auto found = opx_.find(column_id);
    if (found != opx_.end()) return found->second;
    whole_ = false;
    return 0;
  }

  void AddIndexes(std::uint64_t table_id, Json& table) {
    index_opx_.clear();
    Json list = Json::array();
    for (const TableRow* row : indexes_.Of(table_id, "ordinal_position")) {
      Seen(*row);
      const DictionaryTable& indexes = indexes_.table();
      const std::uint64_t id = indexes.Number(*row, "id");
      if (indexes.Number(*row, "ordinal_position") != list.size() + 1) whole_ = false;
      Json index = Members(indexes, *row)
                       .Text("name")
                       .Flag("hidden")
                       .Flag("is_generated")
                       .Number("ordinal_position")
                       .Text("comment")
                       .Text("options")
                       .Text("se_private_data")
                       .Enum("type")
                       .Enum("algorithm")
                       .Flag("is_algorithm_explicit")
                       .Flag("is_visible")
                       .Text("engine")
                       .Text("engine_attribute")
                       .Text("secondary_engine_attribute")
                       .Take();
      const TableCell& space = indexes.Cell(*row, "tablespace_id");
      if (!space.is_null()) index["tablespace_ref"] = SpaceName(space.number);
      Json elements = Json::array();
      for (const TableRow* part : usage_.Of(id, "ordinal_position")) {
        Seen(*part);
        const DictionaryTable& usage = usage_.table();
        if (usage.Number(*part, "ordinal_position") != elements.size() + 1) whole_ = false;
        Json element = Members(usage, *part).Number("ordinal_position").Enum("order").Flag("hidden").Take();
        const TableCell& length = usage.Cell(*part, "length");
        element["length"] = length.is_null() ? UINT32_MAX : length.number;
        element["column_opx"] = Opx(usage.Number(*part, "column_id"));
        elements.push_back(std::move(element));
      }
      if (elements.empty()) whole_ = false;
      index["elements"] = std::move(elements);
      index_opx_[id] = list.size();
      list.push_back(std::move(index));
    }
    table["indexes"] = std::move(list);
  }

  void AddForeignKeys(std::uint64_t table_id, Json& table) {
    Json list = Json::array();
    for (const TableRow* row : foreign_keys_.Of(table_id, "id")) {
      Seen(*row);
      const DictionaryTable& keys = foreign_keys_.table();
      Json key = Members(keys, *row)
                     .Text("name")
                     .Enum("match_option")
                     .Enum("update_rule")
                     .Enum("delete_rule")
                     .Text("unique_constraint_name")
                     .TextAs("referenced_table_catalog_name", "referenced_table_catalog")
                     .TextAs("referenced_table_schema_name", "referenced_table_schema")
                     .Text("referenced_table_name")
                     .Take();
      Json elements = Json::array();
      for (const TableRow* column : foreign_columns_.Of(keys.Number(*row, "id"), "ordinal_position")) {
        Seen(*column);
        const DictionaryTable& usage = foreign_columns_.table();
        if (usage.Number(*column, "ordinal_position") != elements.size() + 1) whole_ = false;
        Json element = Members(usage, *column).Number("ordinal_position").Text("referenced_column_name").Take();
        element["column_opx"] = Opx(usage.Number(*column, "column_id"));
        elements.push_back(std::move(element));
      }
      if (elements.empty()) whole_ = false;
      key["elements"] = std::move(elements);
      list.push_back(std::move(key));
    }
    table["foreign_keys"] = std::move(list);
  }

  void AddChecks(std::uint64_t table_id, Json& table) {
    Json list = Json::array();
    for (const TableRow* row : checks_.Of(table_id, "id")) {
      Seen(*row);
      list.push_back(Members(checks_.table(), *row)
                         .Text("name")
                         .EnumAs("state", "enforced")
                         .Binary("check_clause", "check_clause")
                         .Text("check_clause_utf8")
                         .Take());
    }
    table["check_constraints"] = std::move(list);
  }

  Json PartitionObject(const TableRow& row) {
    Seen(row);
    const DictionaryTable& partitions = partitions_.table();
    Json partition = Members(partitions, row)
                         .Text("name")
                         .Number("number")
                         .Text("description_utf8")
                         .Text("engine")
                         .Text("comment")
                         .Text("options")
                         .Text("se_private_data")
                         .Take();
    const TableCell& private_id = partitions.Cell(row, "se_private_id");
    partition["se_private_id"] = private_id.is_null() ? UINT64_MAX : private_id.number;
    const std::uint64_t id = partitions.Number(row, "id");
    Json values = Json::array();
    for (const TableRow* value : values_.Of(id, "list_num")) {
      Seen(*value);
      values.push_back(Members(values_.table(), *value)
                           .Number("list_num")
                           .Number("column_num")
                           .Flag("max_value")
                           .IsNull("null_value", "value_utf8")
                           .Text("value_utf8")
                           .Take());
      if (values.back()["max_value"] == true) values.back()["null_value"] = false;
    }
    partition["values"] = std::move(values);
    Json indexes = Json::array();
    for (const TableRow* index : index_partitions_.Of(id, "index_id")) {
      Seen(*index);
      const auto opx = index_opx_.find(index_partitions_.table().Number(*index, "index_id"));
      if (opx == index_opx_.end()) {
        whole_ = false;
        continue;
      }
      Json object = Members(index_partitions_.table(), *index).Text("options").Text("se_private_data").Take();
      object["index_opx"] = opx->second;
      indexes.push_back(std::move(object));
    }
    partition["indexes"] = std::move(indexes);
    return partition;
  }

  void AddPartitions(std::uint64_t table_id, Json& table) {
    Json list = Json::array();
    const std::vector<const TableRow*> rows = partitions_.Of(table_id, "number");
    for (const TableRow* row : rows) {
      if (!partitions_.table().Cell(*row, "parent_partition_id").is_null()) continue;
      if (partitions_.table().Number(*row, "number") != list.size()) whole_ = false;
      Json partition = PartitionObject(*row);
      Json leaves = Json::array();
      for (const TableRow* leaf : rows) {
        const TableCell& parent = partitions_.table().Cell(*leaf, "parent_partition_id");
        if (parent.is_null() || parent.number != partitions_.table().Number(*row, "id")) continue;
        if (partitions_.table().Number(*leaf, "number") != leaves.size()) whole_ = false;
        leaves.push_back(PartitionObject(*leaf));
      }
      partition["subpartitions"] = std::move(leaves);
      list.push_back(std::move(partition));
    }
    if (list.empty() && table["partition_type"] != 0) whole_ = false;
    table["partitions"] = std::move(list);
  }

  const MySqlDictionary& dictionary_;
  RowsOf columns_, elements_, indexes_, usage_, foreign_keys_, foreign_columns_, checks_, partitions_, values_,
      index_partitions_;
  std::unordered_map<std::uint64_t, std::string> tablespaces_;
  // Of the table under way.
  std::unordered_map<std::uint64_t, std::size_t> opx_;        // column id to position in the document
  std::unordered_map<std::uint64_t, std::size_t> index_opx_;  // the same of indexes
  bool trusted_ = true;
  bool whole_ = true;
};

SdiWriter::SdiWriter(const MySqlDictionary& dictionary) : parts_(std::make_unique<Parts>(dictionary)) {}
SdiWriter::~SdiWriter() = default;

std::vector<TableDocument> SdiWriter::Documents() const { return parts_->Documents(); }

}  // namespace innosalvage
