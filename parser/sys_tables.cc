#include "parser/sys_tables.h"

#include <initializer_list>

namespace innosalvage {

namespace {

enum class Kind : std::uint8_t { kId, kNumber, kText };

struct Spec {
  const char* name;
  Kind kind;
};

// The servers declare all of these as DATA_BINARY: numbers are stored as they are, big-endian, and text is bytes.
Table Define(const char* name, std::initializer_list<Spec> columns, std::uint32_t key_columns) {
  Table table;
  table.name = name;
  table.row_format = RowFormat::kRedundant;
  for (const Spec& spec : columns) {
    Column column;
    column.name = spec.name;
    column.is_unsigned = true;
    switch (spec.kind) {
      case Kind::kId: column.type = SqlType::kBigInt; break;
      case Kind::kNumber: column.type = SqlType::kInt; break;
      case Kind::kText:
        column.type = SqlType::kVarBinary;
        column.length = 4096;
        break;
    }
    column.nullable = true;
    table.columns.push_back(std::move(column));
  }
  Index key;
  key.name = "PRIMARY";
  key.kind = IndexKind::kPrimary;
  for (std::uint32_t i = 0; i < key_columns; ++i) {
    table.columns[i].nullable = false;
    key.parts.push_back({.column = i, .prefix = 0, .descending = false, .expression = {}});
  }
  table.indexes.push_back(std::move(key));
  return table;
}

Table At(Table table, std::uint64_t index_id, std::uint32_t root) {
  table.clustered_id = index_id;
  table.clustered_root = root;
  table.indexes.front().innodb_id = index_id;
  table.indexes.front().root_page = root;
  return table;
}

}  // namespace

Table SysTablesTable(const DictHeader& header) {
  Table table = At(Define("SYS_TABLES",
                          {{"NAME", Kind::kText},
                           {"ID", Kind::kId},
                           {"N_COLS", Kind::kNumber},
                           {"TYPE", Kind::kNumber},
                           {"MIX_ID", Kind::kId},
                           {"MIX_LEN", Kind::kNumber},
                           {"CLUSTER_NAME", Kind::kText},
                           {"SPACE", Kind::kNumber}},
                          1),
                   kSysTablesIndex, header.tables_root);
  // Names that a lost page held are still known from here.
  Index by_id;
  by_id.name = "ID_IND";
  by_id.kind = IndexKind::kUnique;
  by_id.parts.push_back({.column = 1, .prefix = 0, .descending = false, .expression = {}});
  by_id.innodb_id = kSysTableIdsIndex;
  by_id.root_page = header.table_ids_root;
  table.indexes.push_back(std::move(by_id));
  return table;
}

Table SysColumnsTable(const DictHeader& header) {
  return At(Define("SYS_COLUMNS",
                   {{"TABLE_ID", Kind::kId},
                    {"POS", Kind::kNumber},
                    {"NAME", Kind::kText},
                    {"MTYPE", Kind::kNumber},
                    {"PRTYPE", Kind::kNumber},
                    {"LEN", Kind::kNumber},
                    {"PREC", Kind::kNumber}},
                   2),
            kSysColumnsIndex, header.columns_root);
}

Table SysIndexesTable(const DictHeader& header, MergeThreshold threshold) {
  Table table = threshold == MergeThreshold::kPresent ? Define("SYS_INDEXES",
                                                               {{"TABLE_ID", Kind::kId},
                                                                {"ID", Kind::kId},
                                                                {"NAME", Kind::kText},
                                                                {"N_FIELDS", Kind::kNumber},
                                                                {"TYPE", Kind::kNumber},
                                                                {"SPACE", Kind::kNumber},
                                                                {"PAGE_NO", Kind::kNumber},
                                                                {"MERGE_THRESHOLD", Kind::kNumber}},
                                                               2)
                                                      : Define("SYS_INDEXES",
                                                               {{"TABLE_ID", Kind::kId},
                                                                {"ID", Kind::kId},
                                                                {"NAME", Kind::kText},
                                                                {"N_FIELDS", Kind::kNumber},
                                                                {"TYPE", Kind::kNumber},
                                                                {"SPACE", Kind::kNumber},
                                                                {"PAGE_NO", Kind::kNumber}},
                                                               2);
  return At(std::move(table), kSysIndexesIndex, header.indexes_root);
}

Table SysFieldsTable(const DictHeader& header) {
  return At(Define("SYS_FIELDS", {{"INDEX_ID", Kind::kId}, {"POS", Kind::kNumber}, {"COL_NAME", Kind::kText}}, 2),
            kSysFieldsIndex, header.fields_root);
}

Table SysForeignTable() {
  return Define("SYS_FOREIGN",
                {{"ID", Kind::kText}, {"FOR_NAME", Kind::kText}, {"REF_NAME", Kind::kText}, {"N_COLS", Kind::kNumber}},
                1);
}

Table SysForeignColsTable() {
  return Define(
      "SYS_FOREIGN_COLS",
      {{"ID", Kind::kText}, {"POS", Kind::kNumber}, {"FOR_COL_NAME", Kind::kText}, {"REF_COL_NAME", Kind::kText}}, 2);
}

Table SysTablespacesTable() {
  return Define("SYS_TABLESPACES", {{"SPACE", Kind::kNumber}, {"NAME", Kind::kText}, {"FLAGS", Kind::kNumber}}, 1);
}

Table SysDatafilesTable() { return Define("SYS_DATAFILES", {{"SPACE", Kind::kNumber}, {"PATH", Kind::kText}}, 1); }

Table SysVirtualTable() {
  return Define("SYS_VIRTUAL", {{"TABLE_ID", Kind::kId}, {"POS", Kind::kNumber}, {"BASE_POS", Kind::kNumber}}, 3);
}

}  // namespace innosalvage
