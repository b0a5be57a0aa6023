// Instant DDL: what a table's past tells about its records, where columns came, went or moved with ALGORITHM=INSTANT
// and no record was written anew.
//
// Purpose   a record has the fields that its table had when it was written. This says which fields there are in all, in
//           the order of the records, which of them a record has, and what stands for those that it lacks.
// Shape     MySQL 8.0.12 to 8.0.28: columns are added at the end. A record that has more than the first fields carries
//           info bit 0x80, and their number in front of its header.
//           MySQL 8.0.29 and later: the table has row versions. A record carries info bit 0x40 and its version (1
//           byte); it has the fields that came with this version or before, and that did not go with it or before.
//           MariaDB: the root page holds the number of fields of the plain records (core fields). A record of COMPACT
//           and DYNAMIC that has more has status 4, and the number of those more, less 1, in front of its header.
//           REDUNDANT records say their number of fields themselves, in all dialects but MySQL's row versions.
//           Since 10.4 columns go and move as well: the metadata record then refers to a BLOB, which says for each
//           field behind DB_ROLL_PTR which column it is: 4 bytes number of fields, then 2 bytes each:
//             bit 15 dropped; bit 14 it was NOT NULL; 14 bits 0: up to 255 bytes, 1: more, else its fixed length + 1
//             otherwise the column's number, virtual columns not counted
// Units     columns by their place in Table::columns.
// Source    MySQL: rem/rec.h rec_init_null_and_len_comp, rem/rec.cc rec_init_offset_old_1byte, dict0mem.h
//           get_nullable_in_version, get_instant_fields (8.0, 9.7). MariaDB: rem0rec.cc
//           rec_init_offsets_comp_ordinary, dict0mem.cc deserialise_columns, btr0btr.cc btr_set_instant (10.11).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace innosalvage {

struct Table;

// What stands for a field in records that are older than it.
struct InstantDefault {
  enum class Kind : std::uint8_t { kUnknown, kNull, kBytes };
  Kind kind = Kind::kUnknown;
  bool verified = true;  // false: from bytes that do not verify
  std::string bytes;     // as stored in a record, off-page parts included
};

// One field behind DB_ROLL_PTR, in record order.
struct InstantField {
  std::uint32_t column = UINT32_MAX;          // in Table::columns; UINT32_MAX: dropped
  std::uint32_t dropped_column = UINT32_MAX;  // in Table::dropped_columns
  std::uint32_t added = 0;                    // MySQL: row version it came with; 0: it was there before
  std::uint32_t dropped = 0;                  // MySQL: row version it went with; 0: it is still there
  InstantDefault absent;
};

enum class InstantDialect : std::uint8_t { kMySql, kMariaDb };

struct InstantDdl {
  InstantDialect dialect = InstantDialect::kMySql;
  std::vector<InstantField> fields;  // MySQL: all columns, those of the key included
  // MySQL before 8.0.29: how many stored columns there were before the first ADD COLUMN; nullopt: there was none.
  std::optional<std::uint32_t> core_columns;
  std::uint32_t core_fields = 0;  // MariaDB: fields of plain records, key and system fields counted
  bool versions = false;          // MySQL 8.0.29 and later
  bool metadata_blob = false;     // MariaDB 10.4 and later: the metadata record has the reference of a BLOB
  bool guessed = false;           // what should tell was lost: a history that explains the records, but may be another
};

// What MySQL's dictionary says of a table; nullopt: no column of it was added or dropped instantly.
// `instant_columns`: "instant_col" of the table or, if it is partitioned, of the partition.
std::optional<InstantDdl> MySqlInstantDdl(const Table& table, std::optional<std::uint32_t> instant_columns);

// MariaDB's BLOB of the column mapping. Sets the fields of `ddl`, and table.dropped_columns. False: not such a mapping,
// or another table's: each stored column that is not whole in the clustered key must be there, once.
bool ReadColumnMapping(std::string_view blob, Table& table, InstantDdl& ddl);

}  // namespace innosalvage
