// What the CREATE TABLE reader has read and not yet concluded: character sets that depend on what follows, key parts
// that name columns. Internal to the reader (ddl_parser.h).
//
// Lifetime  plain values; charset pointers are static.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parser/charset.h"
#include "parser/schema.h"

namespace innosalvage {

// CHARACTER SET and COLLATE as written; the one implies the other where only one is given.
struct CharsetDraft {
  const Charset* charset = nullptr;
  const Collation* collation = nullptr;
  std::string short_collation;    // MariaDB 10.10: "uca1400_ai_ci", of whichever charset applies
  bool binary_attribute = false;  // CHAR(10) BINARY: the charset's _bin collation
  bool given() const { return charset != nullptr || collation != nullptr || !short_collation.empty(); }
};

enum class NullDraft : std::uint8_t { kNotSaid, kNull, kNotNull };

// UNIQUE and PRIMARY KEY as column attributes. `a INT UNIQUE PRIMARY KEY` makes both.
struct KeyAttributes {
  bool primary = false;
  bool unique = false;
};

struct ColumnDraft {
  Column column;
  CharsetDraft charset;
  NullDraft null = NullDraft::kNotSaid;
  KeyAttributes keys;
  std::optional<std::uint64_t> length;  // as written; column.length is made from it
  bool default_is_null = false;
  std::vector<std::size_t> hex_members;  // members given as bytes of the column's charset
  std::optional<ForeignKey> references;
  std::vector<Check> checks;  // those that belong to the table: named, or not enforced
  bool row_start = false;     // MariaDB: GENERATED ALWAYS AS ROW START
  bool row_end = false;
  bool with_versioning = false;
  // ALTER TABLE … ADD/MODIFY: where to put it.
  bool first = false;
  std::string after;
  std::size_t line = 0;
};

struct KeyPartDraft {
  std::string column;
  std::uint64_t prefix = 0;
  bool descending = false;
  std::string expression;
};

struct IndexDraft {
  Index index;  // without its parts
  std::vector<KeyPartDraft> parts;
  bool for_foreign_key = false;  // made by the server where no other index serves
};

// A table in the making: columns are concluded, keys name their columns.
struct TableDraft {
  Table table;
  std::vector<IndexDraft> indexes;
  std::vector<std::string> row_end;  // MariaDB: column that ends the row's time
  std::size_t line = 0;
};

}  // namespace innosalvage
