// Tablespace kind: what a tablespace is for, told from its id, its flags and the pages in it.
//
// Source    dict_sys_t::s_dict_space_id and the ids around it (dict0dict.h), SRV_TMP_SPACE_ID (srv0srv.h),
//           undo::is_reserved (srv0srv.h), FSP_FLAGS_* (fsp0types.h), MySQL 8.0; fsp0types.h, MariaDB 10.11.
#pragma once

#include <cstdint>
#include <string_view>

#include "salvage/inventory.h"

namespace innosalvage {

enum class TablespaceKind : std::uint8_t {
  kTable,       // one table, or a partition of one
  kGeneral,     // CREATE TABLESPACE: many tables
  kSystem,      // ibdata1
  kDictionary,  // MySQL 8 and later: mysql.ibd
  kUndo,
  kTemporary,
};
std::string_view Name(TablespaceKind kind);  // "table", "general", "system", "dictionary", "undo", "temporary"

TablespaceKind KindOf(const Inventory& inventory);

}  // namespace innosalvage
