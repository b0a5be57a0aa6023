// File role: what a file of a database folder is, by its name: a table, or something that servers make beside tables
// and that is none of the user's.
//
//   #sql-1a2b_3.ibd  #sql-ib123-456.ibd  #sql2-….ibd  #sql-alter-….ibd    an ALTER TABLE under way: `#sql` begins them
//   all t#P#p0#TMP#.ibd  t#p#p0#ren#.ibd                                      the same, of one partition
//   FTS_0000000000000465_00000000000000a6_INDEX_1.ibd  fts_…_config.ibd   a full-text index's own table
//   t#i#01.ibd                                                            MariaDB 11.7: a vector index's own table
//
// No table of a user's has such a name: in those '#' is written @0023.
// Source    sql/sql_const.h tmp_file_prefix; fil0fil.h TEMP_FILE_PREFIX_INNODB; sql_partition.cc create_partition_name;
//           fts0sql.cc fts_get_table_name; HLINDEX_TEMPLATE (MariaDB 11.7 sql/table.h).
#pragma once

#include <cstdint>
#include <string_view>

namespace innosalvage {

enum class FileRole : std::uint8_t { kTable, kAlterLeftover, kFulltextIndex, kVectorIndex };

FileRole RoleOf(std::string_view path);

// "is left over from an ALTER TABLE that did not end"
std::string_view Describe(FileRole role);

// "orders#i#01", "shop/orders#i#01".
bool IsVectorIndexName(std::string_view name);

// Of a file's name without its extension: an ALTER TABLE of one partition that did not end.
bool IsPartitionLeftover(std::string_view stem);

}  // namespace innosalvage
