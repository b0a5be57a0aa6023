// .cfg file: what FLUSH TABLES ... FOR EXPORT writes beside a tablespace: InnoDB's view of the table.
//
// Purpose   ids, roots and columns of an exported tablespace, where no SDI and no .frm came along.
// Shape     all integers are big-endian. A text is 4 bytes of length, its NUL counted, then the bytes.
//             4  version     1: MySQL 5.6, 5.7 and MariaDB; 2 and later: MySQL 8 and later
//             text           host name of the server
//             text           "shop/orders", in the file name encoding; of a partition "shop/t#p#p0"
//             8  autoinc     next AUTO_INCREMENT, 0: none
//             4  page size   4  table flags     4  columns, the 3 of the system and dropped ones counted
//             4  nullable columns before the first instant one                   (version 5 and later)
//             4 x 5  columns at first, now, in all, dropped; row version         (7)
//             4  tablespace flags                                                (2)
//             1  page compression                                                (6)
//           a column
//             4 x 7  prtype, mtype, len, mbminmaxlen, ind, ord_part, max_prefix; text: name
//             1  row version it came with, 1  it went with (255: none), 4  physical position     (7)
//             the two versions have 2 bytes each, 65535: none                                    (8)
//             22 and the members of ENUM and SET: the type as SQL has it, of a dropped one alone (7)
//             1  has a default for older records; 1  that is NULL; 4 + n  its bytes              (3)
//           4  indexes, each
//             8  id, 4 x 8  space, root, type, trx_id_offset, declared fields, n_uniq, n_nullable, fields; text: name
//             a field: 4  prefix, 4  fixed length (bit 31, MariaDB: descending), 4  ascending (4), text: name
// Units     prefixes in bytes. Virtual columns are not in it.
// Fails     where the head cannot be read, or is of a version not known. What follows a break is left out:
//           `columns_complete` and `complete` tell.
// Lifetime  owns its texts.
// Source    row_quiesce_write_cfg and its parts, row/row0quiesce.cc; row_import_read_*, row0import.cc (MySQL 5.7, 8.0,
//           MariaDB 10.11); IB_EXPORT_CFG_VERSION_*, row0quiesce.h. Version 8: as MySQL 9.7 writes it, and no source
//           of it was at hand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parser/bytes.h"
#include "parser/damage.h"

namespace innosalvage {

struct CfgColumn {
  std::string name;
  std::uint32_t prtype = 0;
  std::uint32_t mtype = 0;
  std::uint32_t length = 0;
  std::optional<std::uint32_t> version_added, version_dropped, physical_pos;
  bool has_default = false;
  std::optional<std::string> default_bytes;  // has_default without: NULL
};

struct CfgField {
  std::string column;
  std::uint32_t prefix = 0;
  bool descending = false;
};

struct CfgIndex {
  std::uint64_t id = 0;
  std::uint32_t space_id = 0;
  std::uint32_t root_page = 0;
  std::uint32_t type = 0;
  std::uint32_t declared_fields = 0;  // n_user_defined_cols: of `fields`, the others are InnoDB's own
  std::string name;
  std::vector<CfgField> fields;
};

struct CfgFile {
  std::uint32_t version = 0;
  std::string table;  // "shop/orders", in the file name encoding
  std::uint64_t auto_increment = 0;
  std::uint32_t page_size = 0;
  std::uint32_t flags = 0;
  std::vector<CfgColumn> columns;  // those of the system (mtype 8) included
  std::vector<CfgIndex> indexes;
  bool columns_complete = false;
  bool complete = false;
};

// Of Damage only kind and offset count: there is no page.
Decoded<CfgFile> ReadCfgFile(Bytes file);

}  // namespace innosalvage
