// Schema candidate: one definition of a table, from any source, that is tried against the records of a file.
//
// Shape     the ids in the table (se_private_id, space_id, clustered_id, an index's innodb_id) are there where the
//           source knows them. Where it does, the table is looked for in the trees of these ids and in no other.
// Lifetime  owns its table.
#pragma once

#include <string>

#include "parser/schema.h"

namespace innosalvage {

// Where a definition came from.
enum class SchemaOrigin : std::uint8_t {
  kGiven,       // by the user: CREATE TABLE, files of definitions
  kSdi,         // the SDI of a tablespace
  kDictionary,  // mysql.ibd
  kSysTables,   // the SYS_* tables of a system tablespace
};

inline bool IsDictionary(SchemaOrigin origin) {
  return origin == SchemaOrigin::kDictionary || origin == SchemaOrigin::kSysTables;
}

struct SchemaCandidate {
  Table table;
  std::string source;  // "SDI on page 3", "shop.sql line 12", "SYS_TABLES of ibdata1"
  // What the source does not store and the rows cannot be written exactly without ("the precision of `price`"). If
  // not empty, the rows are suspect whatever the fit says.
  std::string gaps;
  std::string partition;  // "p0": the definition is of this tree of a partitioned table; empty: of the whole
  std::string omits;      // what it leaves out that no value depends on ("DEFAULT values")
  SchemaOrigin origin = SchemaOrigin::kGiven;
  bool own = false;        // a table that the server or InnoDB made for itself
  bool discarded = false;  // DISCARD TABLESPACE was run: it has no file
  bool dropped = false;    // known from deleted dictionary entries only: DROP TABLE was run
};

}  // namespace innosalvage
