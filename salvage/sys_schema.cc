#include "salvage/sys_schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "parser/file_name_encoding.h"
#include "parser/sql_quote.h"
#include "parser/sys_column_type.h"
#include "salvage/partitions.h"

namespace innosalvage {

namespace {

// SYS_TABLES.TYPE. Source: DICT_TF_* (dict0mem.h).
constexpr std::uint32_t DICT_TF_MASK_ZIP_SSIZE = 0x1eU;
constexpr std::uint32_t DICT_TF_MASK_ATOMIC_BLOBS = 0x20U;
// SYS_TABLES.MIX_LEN: DICT_TF2_FTS_HAS_DOC_ID, a hidden FTS_DOC_ID was added.
constexpr std::uint32_t DICT_TF2_FTS_HAS_DOC_ID = 2;
constexpr std::uint32_t DICT_TF2_DISCARDED = 32;

class Builder {
 public:
  Builder(const SysDictionary& dictionary, const SysTableEntry& entry, Vendor vendor)
      : dictionary_(dictionary), entry_(entry), vendor_(vendor) {}

  std::optional<SchemaCandidate> Build(const std::string& source) {
    const TablePath path = ParseTablePath(entry_.name);
    Table& table = candidate_.table;
    table.db = path.db;
    table.name = path.table;
    table.vendor = vendor_;
    table.se_private_id = entry_.id;
    table.space_id = entry_.space_id;
    table.clustered_id = entry_.indexes.front().id;
    table.clustered_root = entry_.indexes.front().root_page;
    SetRowFormat(table);
    if (!AddColumns(table)) return std::nullopt;
    for (const SysIndex& index : entry_.indexes) AddIndex(index, table);
    AddForeignKeys(table);
    candidate_.source = fmt::format("SYS_TABLES of {}", source);
    if (!entry_.trusted) candidate_.source += " (pages of it do not verify)";
    candidate_.omits = kSysOmits;
    for (const std::string& name : virtual_columns_) candidate_.omits += fmt::format("; virtual column `{}`", name);
    candidate_.dropped = entry_.dropped;
    candidate_.discarded = (entry_.flags2 & DICT_TF2_DISCARDED) != 0;
    candidate_.origin = SchemaOrigin::kSysTables;
    candidate_.partition = PartitionText(path);
    return std::move(candidate_);
  }

 private:
  void SetRowFormat(Table& table) const {
    if (!entry_.compact) {
      table.row_format = RowFormat::kRedundant;
    } else if ((entry_.type & DICT_TF_MASK_ZIP_SSIZE) != 0) {
      table.row_format = RowFormat::kCompressed;
      table.key_block_size = 1U << (((entry_.type & DICT_TF_MASK_ZIP_SSIZE) >> 1U) - 1U);
    } else {
      table.row_format = (entry_.type & DICT_TF_MASK_ATOMIC_BLOBS) != 0 ? RowFormat::kDynamic : RowFormat::kCompact;
    }
    table.stored_row_format = table.row_format;
  }

  void AddGap(const std::string& gap, const std::string& column) {
    if (gap.empty()) return;
    if (!candidate_.gaps.empty()) candidate_.gaps += "; ";
    candidate_.gaps += fmt::format("`{}`: {}", column, gap);
  }

  bool AddColumns(Table& table) {
    for (const SysColumn& stored : entry_.columns) {
      SysColumnType type = DecodeSysColumnType(stored.mtype, stored.prtype, stored.length, vendor_);
      if (type.is_virtual || stored.position > 0xffffU) {
        virtual_columns_.push_back(stored.name);
        continue;
      }
      if (!type.known) return false;
      type.column.name = stored.name;
      if (!type.gap.empty()) type.column.comment = "as stored; not known: " + type.gap;
      if (stored.name == "FTS_DOC_ID" && (entry_.flags2 & DICT_TF2_FTS_HAS_DOC_ID) != 0) {
        type.column.hidden = Hidden::kByEngine;
      }
      if (type.row_start || type.row_end) {
        type.column.other_attributes = type.row_start ? "GENERATED ALWAYS AS ROW START" : "GENERATED ALWAYS AS ROW END";
        (type.row_start ? row_start_ : row_end_) = stored.name;
      }
      AddGap(type.gap, stored.name);
      table.columns.push_back(std::move(type.column));
    }
    AddVersioning(table);
    return true;
  }

  // row_start and row_end may be columns that the user declared, or the server's own. The difference is in the .frm;
  // declared, they hold what they held.
  void AddVersioning(Table& table) const {
    if (row_start_.empty() || row_end_.empty()) return;
    table.system_versioned = true;
    if (row_start_ == "row_start" && row_end_ == "row_end") {
      for (Column& column : table.columns) {
        if (column.name != row_start_ && column.name != row_end_) continue;
        column.hidden = Hidden::kByEngine;
        column.other_attributes.clear();
      }
      return;
    }
    table.other_elements.push_back(
        fmt::format("PERIOD FOR SYSTEM_TIME ({}, {})", QuoteName(row_start_), QuoteName(row_end_)));
  }

  static std::optional<std::uint32_t> FindColumn(const Table& table, const std::string& name) {
    for (std::uint32_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].name == name) return i;
    }
    return std::nullopt;
  }

  static IndexKind KindOf(const SysIndex& index) {
    if ((index.type & DICT_FTS) != 0) return IndexKind::kFulltext;
    if ((index.type & DICT_SPATIAL) != 0) return IndexKind::kSpatial;
    if (index.name == "PRIMARY") return IndexKind::kPrimary;
    return (index.type & DICT_UNIQUE) != 0 ? IndexKind::kUnique : IndexKind::kPlain;
  }

  void AddIndex(const SysIndex& stored, Table& table) {
    Index index;
    index.name = stored.name;
    index.kind = KindOf(stored);
    index.innodb_id = stored.id;
    index.root_page = stored.root_page;
    index.space_id = stored.space_id;
    if (stored.name == "GEN_CLUST_INDEX") {
      table.hidden_indexes.push_back(std::move(index));
      return;
    }
    bool own = stored.name == "FTS_DOC_ID_INDEX" && (entry_.flags2 & DICT_TF2_FTS_HAS_DOC_ID) != 0;
    for (const SysField& field : stored.fields) {
      const auto column = FindColumn(table, field.column);
      // Over a virtual column, which is not in the definition.
      if (!column) return;
      const Column& over = table.columns[*column];
      std::uint32_t prefix = field.prefix;
      if (IsText(over.type) && over.collation != nullptr) prefix /= over.collation->charset->mbmaxlen;
      index.parts.push_back({.column = *column, .prefix = prefix, .descending = field.descending, .expression = {}});
    }
    // An index not yet built has a name that begins with this byte (TEMP_INDEX_PREFIX).
    if (!stored.complete || stored.name.empty() || stored.name.front() == '\xff') return;
    (own ? table.hidden_indexes : table.indexes).push_back(std::move(index));
  }

  static std::string Action(std::uint32_t type, std::uint32_t cascade, std::uint32_t set_null,
                            std::uint32_t no_action) {
    if ((type & cascade) != 0) return "CASCADE";
    if ((type & set_null) != 0) return "SET NULL";
    return (type & no_action) != 0 ? "NO ACTION" : std::string();
  }

  void AddForeignKeys(Table& table) const {
    const auto& keys = dictionary_.foreign_keys;
    const auto end = std::ranges::upper_bound(keys, entry_.name, {}, &SysForeignKey::table);
    for (auto key = std::ranges::lower_bound(keys, entry_.name, {}, &SysForeignKey::table); key != end; ++key) {
      const SysForeignKey& stored = *key;
      const TablePath referenced = ParseTablePath(stored.referenced_table);
      const std::size_t slash = stored.id.find('/');
      table.foreign_keys.push_back(
          {.name = DecodeFileName(slash == std::string::npos ? stored.id : stored.id.substr(slash + 1)),
           .columns = stored.columns,
           .referenced_db = referenced.db == table.db ? std::string() : referenced.db,
           .referenced_table = referenced.table,
           .referenced_columns = stored.referenced_columns,
           .on_delete = Action(stored.type, DICT_FOREIGN_ON_DELETE_CASCADE, DICT_FOREIGN_ON_DELETE_SET_NULL,
                               DICT_FOREIGN_ON_DELETE_NO_ACTION),
           .on_update = Action(stored.type, DICT_FOREIGN_ON_UPDATE_CASCADE, DICT_FOREIGN_ON_UPDATE_SET_NULL,
                               DICT_FOREIGN_ON_UPDATE_NO_ACTION)});
    }
  }

  const SysDictionary& dictionary_;
  const SysTableEntry& entry_;
  const Vendor vendor_;
  SchemaCandidate candidate_;
  std::vector<std::string> virtual_columns_;
  std::string row_start_, row_end_;
};

}  // namespace

std::optional<SchemaCandidate> SchemaOf(const SysDictionary& dictionary, const SysTableEntry& entry, Vendor vendor,
                                        const std::string& source) {
  if (!entry.complete) return std::nullopt;
  return Builder(dictionary, entry, vendor).Build(source);
}

SchemaCandidate IdentityOf(const SysTableEntry& entry, const std::string& source) {
  const TablePath path = ParseTablePath(entry.name);
  SchemaCandidate candidate;
  candidate.table.db = path.db;
  candidate.table.name = path.table;
  candidate.table.se_private_id = entry.id;
  candidate.partition = PartitionText(path);
  candidate.source = fmt::format("SYS_TABLES of {}", source);
  candidate.origin = SchemaOrigin::kSysTables;
  candidate.dropped = entry.dropped;
  candidate.discarded = (entry.flags2 & DICT_TF2_DISCARDED) != 0;
  if (!entry.indexes.empty() && (entry.indexes.front().type & DICT_CLUSTERED) != 0) {
    candidate.table.space_id = entry.indexes.front().space_id;
    candidate.table.clustered_id = entry.indexes.front().id;
    candidate.table.clustered_root = entry.indexes.front().root_page;
  }
  return candidate;
}

}  // namespace innosalvage
