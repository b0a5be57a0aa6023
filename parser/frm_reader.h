// Reads a .frm file: the definition of a table, from MySQL 4.1 to 5.7 and MariaDB 5.1 to 11.8.
//
// Purpose   the schema source of the servers that keep no SDI in the tablespace. It tells what CREATE TABLE does not:
//           whether TIME, DATETIME and TIMESTAMP are stored in the old or the new encoding.
// Shape     see frm_sections.h; a sequence of MariaDB is a table, with SEQUENCE=1 among its options. Views have .frm
//           files as well, of text: see definition_text.h.
// Units     text is UTF-8. A TIMESTAMP's literal default is printed in UTC.
// Fails     where the columns cannot be read. What else is damaged or unknown is left out and told in `remarks`. Any
//           bytes end in one of the two.
// Not in it foreign keys and the AUTO_INCREMENT counter: InnoDB has those elsewhere. Names of database and table: they
//           are the file's.
// Lifetime  plain values; charset pointers are static.
// Source    sql/unireg.cc, sql/table.cc (MySQL 5.7, MariaDB 10.11 and 11.8); sql/sql_show.cc for what is printed.
#pragma once

#include <string>
#include <vector>

#include "parser/bytes.h"
#include "parser/error.h"
#include "parser/schema.h"

namespace innosalvage {

struct FrmTable {
  Table table;
  std::string engine;  // "InnoDB"; "partition" for partitioned tables; empty: not said
  bool sequence = false;
  std::vector<std::string> remarks;
};

Result<FrmTable> ParseFrm(Bytes file);

}  // namespace innosalvage
