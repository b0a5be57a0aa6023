#include "salvage/cfg_schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "parser/sys_column_type.h"
#include "salvage/sys_schema.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t DATA_SYS = 8;  // mtype of DB_ROW_ID, DB_TRX_ID, DB_ROLL_PTR. Source: data0type.h
constexpr std::uint32_t DICT_SDI = 256;
constexpr std::uint32_t DICT_TF_COMPACT = 1;
constexpr std::uint32_t DICT_TF2_FTS_HAS_DOC_ID = 2;
// The hidden FTS_DOC_ID has this as its type, one that was declared MYSQL_TYPE_LONGLONG (8). Source: DATA_FTS_DOC_ID.
constexpr std::uint32_t DATA_FTS_DOC_ID = 3;

Vendor VendorOf(const CfgFile& cfg) { return cfg.version >= 2 ? Vendor::kMySql : Vendor::kUnknown; }

SysTableEntry EntryOf(const CfgFile& cfg) {
  SysTableEntry entry;
  entry.name = cfg.table;
  entry.compact = (cfg.flags & DICT_TF_COMPACT) != 0;
  entry.type = cfg.flags;
  for (const CfgColumn& column : cfg.columns) {
    if (column.mtype == DATA_SYS || column.version_dropped) continue;
    const bool doc_id = column.name == "FTS_DOC_ID" && (column.prtype & 0xffU) == DATA_FTS_DOC_ID;
    if (doc_id) entry.flags2 |= DICT_TF2_FTS_HAS_DOC_ID;
    entry.columns.push_back({.position = static_cast<std::uint32_t>(entry.columns.size()),
                             .name = column.name,
                             .mtype = column.mtype,
                             .prtype = column.prtype,
                             .length = column.length});
  }
  entry.n_columns = static_cast<std::uint32_t>(entry.columns.size());
  for (const CfgIndex& index : cfg.indexes) {
    if ((index.type & DICT_SDI) != 0) continue;
    SysIndex stored{.id = index.id,
                    .name = index.name,
                    .type = index.type,
                    .space_id = index.space_id,
                    .root_page = index.root_page,
                    .fields = {},
                    .complete = true};
    for (const CfgField& field : index.fields) {
      if (stored.fields.size() == index.declared_fields) break;
      stored.fields.push_back({.column = field.column, .prefix = field.prefix, .descending = field.descending});
    }
    entry.space_id = index.space_id;
    entry.indexes.push_back(std::move(stored));
  }
  // The clustered index comes first.
  entry.complete = cfg.columns_complete && !entry.indexes.empty() && (entry.indexes.front().type & DICT_CLUSTERED) != 0;
  return entry;
}

// As se_private_data of a column in MySQL's dictionary has it, by which its instant DDL is read. Source: dd_write_*,
// dict0dd.cc.
std::string PrivateData(const CfgColumn& column) {
  std::string text;
  if (column.default_bytes) {
    text += "default=";
    for (const char c : *column.default_bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
    text += ';';
  } else if (column.has_default) {
    text += "default_null=1;";
  }
  if (column.physical_pos) text += fmt::format("physical_pos={};", *column.physical_pos);
  if (column.version_added) text += fmt::format("version_added={};", *column.version_added);
  if (column.version_dropped) text += fmt::format("version_dropped={};", *column.version_dropped);
  return text;
}

void AddInstantDdl(const CfgFile& cfg, Table& table) {
  std::uint32_t core = 0;
  bool instant = false;
  for (const CfgColumn& column : cfg.columns) {
    if (column.mtype == DATA_SYS) continue;
    if (column.version_dropped) {
      SysColumnType type = DecodeSysColumnType(column.mtype, column.prtype, column.length, table.vendor);
      type.column.name = column.name;
      type.column.hidden = Hidden::kByEngine;
      type.column.se_private_data = PrivateData(column);
      table.dropped_columns.push_back(std::move(type.column));
      continue;
    }
    const auto live = std::ranges::find(table.columns, column.name, &Column::name);
    if (live != table.columns.end()) live->se_private_data = PrivateData(column);
    if (column.has_default) {
      instant = true;
    } else {
      ++core;
    }
  }
  // MySQL 8.0.12 to 8.0.28 added columns at the end, each with a default for the records before.
  const bool old_style = cfg.version < 7 && instant;
  table.instant = MySqlInstantDdl(table, old_style ? std::optional(core) : std::nullopt);
}

}  // namespace

SchemaCandidate SchemaOfCfg(const CfgFile& cfg, const std::string& source) {
  const SysTableEntry entry = EntryOf(cfg);
  auto built = SchemaOf(SysDictionary{}, entry, VendorOf(cfg), source);
  SchemaCandidate candidate = built ? *std::move(built) : IdentityOf(entry, source);
  candidate.source = source;
  candidate.table.se_private_id.reset();
  if (!candidate.omits.empty()) candidate.omits += ", virtual columns, foreign keys";
  if (cfg.auto_increment > 1) candidate.table.auto_increment = cfg.auto_increment;
  if (cfg.version >= 2 && built) AddInstantDdl(cfg, candidate.table);
  return candidate;
}

}  // namespace innosalvage
