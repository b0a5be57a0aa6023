// The "extra" segment of a .frm file: engine, partitions, full-text parsers, long comment, options of MySQL 5.7.
// Internal to the .frm reader (frm_reader.h).
//
// Shape     each with its length before it, where not said otherwise:
//             2  connection                      2  engine: "InnoDB", "partition"
//             4  partitions, and a NUL           1  made without PARTITION BY (MySQL Cluster)
//                a parser's name, and a NUL, for each key that has one
//             2  comment of the table, where the form has 255 for its length
//             2  MySQL 5.1.20: format section (the length counts itself): 4 flags, 2 unused, tablespace and a NUL, then
//                a byte a column: 3 bits STORAGE, 3 bits COLUMN_FORMAT
//             2  MySQL 5.7: COMPRESSION          2  MySQL 5.7: ENCRYPTION
// Fails     never: what is cut off is empty.
// Source    sql/table.cc open_binary_frm (MySQL 5.7), init_from_binary_frm_image (MariaDB 10.11).
#pragma once

#include <string>
#include <vector>

#include "parser/bytes.h"

namespace innosalvage {

struct FrmExtra {
  std::string connection, engine, partitions;
  std::vector<std::string> parsers;  // of the keys that have one, in their order
  std::string comment;
  std::string tablespace, compression, encryption;
  std::vector<unsigned> column_formats;  // a byte a column, see above; may be empty
};

struct FrmExtraShape {
  std::uint32_t server_version = 0;
  bool mariadb = false;
  bool long_comment = false;
  std::size_t parsers = 0;
  std::size_t columns = 0;
};

FrmExtra ReadFrmExtra(Bytes extra, const FrmExtraShape& shape);

}  // namespace innosalvage
