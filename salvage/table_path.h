// Table path: what a file's place in a data directory says about database, table and partition.
//
//   shop/orders.ibd                        database "shop", table "orders"
//   shop/orders#p#p0#sp#p0sp1.ibd          a (sub)partition; #P# and #SP# in older servers and on Windows
//   my@002ddb/t@0020x.ibd                  names in the servers' file name encoding
//
// Source    sql/sql_partition.cc create_partition_name (5.7); parser/file_name_encoding.h.
#pragma once

#include <string>
#include <string_view>

namespace innosalvage {

struct TablePath {
  std::string db;  // from the folder; empty if there is none
  std::string table;
  std::string partition;  // "p0", or empty
  std::string subpartition;
};

TablePath ParseTablePath(std::string_view path);

// A name that `carve` gave by the space id, "space_12" or "space_12-2": it tells nothing of the table.
bool IsCarvedName(std::string_view table);

}  // namespace innosalvage
