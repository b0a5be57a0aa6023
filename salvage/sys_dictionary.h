// SYS dictionary: what the SYS_* tables of a system tablespace say about every InnoDB table of the server.
//
// Rules     read by the same code as any table, so hurt pages cost their rows only. Of a table that was dropped the
//           delete-marked entries are used, and the table is flagged. Columns and indexes that an ALTER deleted are
//           not.
// Fails     never. A table some of whose columns are lost has `complete` false: its names and ids still serve.
// Source    parser/sys_tables.h; dict_load_* in dict0load.cc (MySQL 5.7, MariaDB 10.11).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "salvage/page_store.h"

namespace innosalvage {

struct SysColumn {
  std::uint32_t position = 0;  // as stored: virtual columns have (n + 1) << 16 in it
  std::string name;
  std::uint32_t mtype = 0;
  std::uint32_t prtype = 0;
  std::uint32_t length = 0;
};

struct SysField {
  std::string column;
  std::uint32_t prefix = 0;  // bytes; 0: the whole column
  bool descending = false;
};

struct SysIndex {
  std::uint64_t id = 0;
  std::string name;
  std::uint32_t type = 0;  // DICT_CLUSTERED, ...
  std::uint32_t space_id = 0;
  std::uint32_t root_page = 0;
  std::vector<SysField> fields;
  bool complete = false;  // as many fields as N_FIELDS says
};

struct SysTableEntry {
  std::string name;  // "shop/orders", in the file name encoding
  std::uint64_t id = 0;
  std::uint32_t n_columns = 0;  // stored ones
  std::uint32_t n_virtual = 0;
  bool compact = true;  // the record format
  std::uint32_t type = 0;
  std::uint32_t flags2 = 0;
  std::uint32_t space_id = 0;
  std::vector<SysColumn> columns;  // by position
  std::vector<SysIndex> indexes;   // by id: the clustered one first
  bool dropped = false;
  bool complete = false;  // all columns are there, and the clustered index with its fields
  bool trusted = true;    // every entry from a page that verifies
};

struct SysForeignKey {
  std::string id;     // "shop/fk_1"
  std::string table;  // "shop/child"
  std::string referenced_table;
  std::uint32_t type = 0;  // DICT_FOREIGN_ON_*
  std::vector<std::string> columns, referenced_columns;
};

struct SysDictionary {
  std::vector<SysTableEntry> tables;        // by id
  std::vector<SysForeignKey> foreign_keys;  // by table, then by id
  std::uint64_t entries_lost = 0;           // estimated rows of SYS_* tables on lost pages

  bool empty() const { return tables.empty(); }
};

// Index flags. Source: dict0mem.h.
inline constexpr std::uint32_t DICT_CLUSTERED = 1;
inline constexpr std::uint32_t DICT_UNIQUE = 2;
inline constexpr std::uint32_t DICT_FTS = 32;
inline constexpr std::uint32_t DICT_SPATIAL = 64;
inline constexpr std::uint32_t DICT_VIRTUAL = 128;
inline constexpr std::uint32_t DICT_FOREIGN_ON_DELETE_CASCADE = 1;
inline constexpr std::uint32_t DICT_FOREIGN_ON_DELETE_SET_NULL = 2;
inline constexpr std::uint32_t DICT_FOREIGN_ON_UPDATE_CASCADE = 4;
inline constexpr std::uint32_t DICT_FOREIGN_ON_UPDATE_SET_NULL = 8;
inline constexpr std::uint32_t DICT_FOREIGN_ON_DELETE_NO_ACTION = 16;
inline constexpr std::uint32_t DICT_FOREIGN_ON_UPDATE_NO_ACTION = 32;

// `store`: of a system tablespace.
SysDictionary ReadSysDictionary(const PageStore& store);

}  // namespace innosalvage
