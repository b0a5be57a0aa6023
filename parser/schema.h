// The logical definition of a table: what CREATE TABLE says, whichever source it came from (SDI, DDL text, .frm, ...).
//
// Purpose   the one form that all schema sources produce, that record layouts are computed from (record_layout.h),
//           and that CREATE TABLE is written from (exporters/create_table.h).
// Units     lengths as in DDL: characters for CHAR and VARCHAR, bytes for BINARY and VARBINARY, bits for BIT, digits
//           for DECIMAL, dimensions for VECTOR.
// Lifetime  plain values; Charset and Collation pointers are static.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/charset.h"
#include "parser/instant_ddl.h"

namespace innosalvage {

enum class SqlType : std::uint8_t {
  kTinyInt,
  kSmallInt,
  kMediumInt,
  kInt,
  kBigInt,
  kFloat,
  kDouble,
  kDecimal,
  kBit,
  kYear,
  kDate,
  kTime,
  kDateTime,
  kTimestamp,
  kChar,
  kVarChar,
  kBinary,
  kVarBinary,
  kTinyText,
  kText,
  kMediumText,
  kLongText,
  kTinyBlob,
  kBlob,
  kMediumBlob,
  kLongBlob,
  kEnum,
  kSet,
  kJson,
  kGeometry,
  kPoint,
  kLineString,
  kPolygon,
  kMultiPoint,
  kMultiLineString,
  kMultiPolygon,
  kGeometryCollection,
  kVector,
  kUuid,
  kInet4,
  kInet6,
};

enum class Generated : std::uint8_t { kNo, kVirtual, kStored };

enum class Vendor : std::uint8_t { kUnknown, kMySql, kMariaDb };

// MySQL: 8.0's mysql.columns.hidden (dd::Column::enum_hidden_type).
enum class Hidden : std::uint8_t {
  kVisible,
  kByEngine,  // DB_ROW_ID, DB_TRX_ID, DB_ROLL_PTR, FTS_DOC_ID
  kBySql,     // functional index parts
  kByUser,    // INVISIBLE
};

struct Column {
  std::string name;
  SqlType type = SqlType::kInt;
  bool is_unsigned = false;
  bool zerofill = false;
  bool nullable = true;
  bool auto_increment = false;
  // TIME, DATETIME, TIMESTAMP in the encoding before MySQL 5.6.4 (also MariaDB with mysql56_temporal_format=OFF). A
  // CREATE TABLE does not tell which one a file holds: nullopt until a source, or the records themselves, decide.
  std::optional<bool> old_temporal;
  bool compressed = false;               // MariaDB: COMPRESSED column attribute
  std::uint32_t length = 0;              // 0: type's default or none; integers: display width, 0 = none
  std::uint8_t decimals = 0;             // DECIMAL scale; FLOAT(m,d), DOUBLE(m,d): d
  bool has_decimals = false;             // FLOAT, DOUBLE: (m,d) was given
  std::uint8_t fsp = 0;                  // TIME, DATETIME, TIMESTAMP: fractional digits
  const Collation* collation = nullptr;  // textual types, ENUM, SET; the binary collation for BINARY, BLOB, JSON, ...
  bool explicit_collation = false;       // the source names it although it may be the table's (MySQL prints it then)
  std::vector<std::string> members;      // ENUM, SET; UTF-8
  Generated generated = Generated::kNo;
  std::string generation_expression;  // without the outer parentheses, as its source spelt it
  Hidden hidden = Hidden::kVisible;
  std::optional<std::uint32_t> srid;  // spatial types with SRID
  // As SQL text, ready to stand behind DEFAULT: "NULL", "'x'", "0", "CURRENT_TIMESTAMP(6)", "(uuid())", "b'1'".
  std::optional<std::string> default_sql;
  std::string on_update_sql;  // "CURRENT_TIMESTAMP(3)" or empty
  std::string comment;        // UTF-8, unescaped
  std::string check_sql;      // MariaDB: column CHECK, without the outer parentheses
  // What of the column's text the structure above has no place for, kept to be printed back (e.g. COLUMN_FORMAT).
  std::string other_attributes;
  // MySQL SDI: se_private_data, as it stands ("default=…;physical_pos=…;table_id=…;version_added=…;").
  std::string se_private_data;
};

enum class IndexKind : std::uint8_t { kPrimary, kUnique, kPlain, kFulltext, kSpatial, kVector };

struct KeyPart {
  std::uint32_t column = 0;  // index into Table::columns
  std::uint32_t prefix = 0;  // as in DDL: characters (text) or bytes (binary); 0 = the whole column
  bool descending = false;
  std::string expression;  // functional key part: its text; `column` is then the hidden column, or UINT32_MAX
};

struct Index {
  std::string name;  // "PRIMARY" for the primary key
  IndexKind kind = IndexKind::kPlain;
  std::vector<KeyPart> parts;
  std::string algorithm;  // "BTREE", "HASH" or empty
  std::string comment;
  bool invisible = false;
  std::string other_options;  // "WITH PARSER ngram", "KEY_BLOCK_SIZE=4", MariaDB's vector options; printed back
  std::string period;         // MariaDB: (…, period WITHOUT OVERLAPS); its end and start are the last two parts
  std::optional<std::uint64_t> innodb_id;  // SDI: se_private_data id
  std::optional<std::uint32_t> root_page;  // SDI: se_private_data root
  std::optional<std::uint32_t> space_id;   // SDI: se_private_data space_id
};

struct ForeignKey {
  std::string name;
  std::vector<std::string> columns;
  std::string referenced_db;  // empty: the same
  std::string referenced_table;
  std::vector<std::string> referenced_columns;
  std::string on_delete, on_update;  // "CASCADE", "SET NULL", ... or empty
};

struct Check {
  std::string name;
  std::string expression;  // without the outer parentheses
  bool enforced = true;
};

// A partition with rows of its own (a subpartition, where there are such): a tree for each index.
struct PartitionIndex {
  std::uint32_t index = 0;  // into Table::indexes; UINT32_MAX: one of Table::hidden_indexes
  std::string name;
  std::optional<std::uint64_t> innodb_id;
  std::optional<std::uint32_t> root_page;
  std::optional<std::uint32_t> space_id;
};

struct Partition {
  std::string name;                            // "p0"
  std::string subpartition;                    // "p0sp1" or empty
  std::optional<std::uint64_t> se_private_id;  // InnoDB's table id
  std::optional<std::uint64_t> clustered_id;
  std::optional<std::uint32_t> clustered_root;
  std::optional<std::uint32_t> space_id;
  std::vector<PartitionIndex> indexes;
  std::string se_private_data;
};

enum class RowFormat : std::uint8_t { kDefault, kRedundant, kCompact, kDynamic, kCompressed };

struct Table {
  std::string db;               // empty: not known
  std::string name;             // UTF-8, decoded from the file name's encoding
  std::vector<Column> columns;  // in table order, user columns and kBySql ones; engine columns are not listed,
                                // except a hidden FTS_DOC_ID (kByEngine), which is stored as a user column
  std::vector<Index> indexes;   // in creation order
  std::vector<ForeignKey> foreign_keys;
  std::vector<Check> checks;
  const Collation* collation = nullptr;
  RowFormat row_format = RowFormat::kDefault;
  std::uint32_t key_block_size = 0;
  std::string comment;
  std::optional<std::uint64_t> auto_increment;
  std::string other_options;  // table options printed back ("STATS_PERSISTENT=1", "PAGE_COMPRESSED=1")
  std::string partition_sql;  // "PARTITION BY …" as given, or empty
  // MariaDB: entries of the column list that are neither column, key nor constraint, printed back ("PERIOD FOR …").
  std::vector<std::string> other_elements;
  bool system_versioned = false;  // MariaDB
  Vendor vendor = Vendor::kUnknown;
  std::uint32_t server_version = 0;            // 80018, or 0
  std::string se_private_data;                 // MySQL SDI
  std::optional<std::uint64_t> se_private_id;  // MySQL SDI: InnoDB's table id
  std::optional<std::uint32_t> space_id;
  // The following are known from MySQL's SDI only.
  std::optional<std::uint64_t> clustered_id;    // id and root of the clustered index, also where that is InnoDB's own
  std::optional<std::uint32_t> clustered_root;  // over DB_ROW_ID; partitioned tables: see partitions
  std::optional<RowFormat> stored_row_format;   // of the rows; row_format has it only where CREATE TABLE named it
  std::vector<Index> hidden_indexes;            // made by InnoDB: over DB_ROW_ID (no parts), FTS_DOC_ID_INDEX
  std::vector<Column> dropped_columns;          // by ALGORITHM=INSTANT: no part of the table, still in older rows
                                                // (MariaDB: from the file's metadata record, without names)
  std::vector<Partition> partitions;
  std::string tablespace;             // the general tablespace it was put into, or empty
  std::optional<InstantDdl> instant;  // columns came, went or moved and the records were left as they were
};

std::string_view Name(SqlType type);      // "INT", "VARCHAR", "GEOMETRYCOLLECTION"
std::string_view Name(RowFormat format);  // "DYNAMIC", ...
std::string_view Name(IndexKind kind);

bool IsInteger(SqlType type);
bool IsText(SqlType type);  // CHAR, VARCHAR, *TEXT (not ENUM, SET, JSON)
bool IsBlob(SqlType type);  // *TEXT, *BLOB, JSON, spatial, VECTOR: stored as BLOB in InnoDB
bool IsSpatial(SqlType type);
bool HoldsBytes(SqlType type);              // BINARY, VARBINARY, *BLOB, spatial, VECTOR: bytes, not text
bool IsTemporalWithFraction(SqlType type);  // TIME, DATETIME, TIMESTAMP

// The clustered index's position in table.indexes: PRIMARY, else the first UNIQUE key whose columns are all NOT NULL
// and whole; nullopt: rows are ordered by DB_ROW_ID. Source: sql/table.cc open_table_from_share (5.7), sql_table.cc
// sort_keys.
std::optional<std::size_t> ClusteredIndex(const Table& table);

}  // namespace innosalvage
