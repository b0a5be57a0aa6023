// Record layout: how a table's columns lie in the records of one of its indexes.
//
// Purpose   computed once per index from the Table; SplitRecord (record_fields.h) then cuts records by it.
// Shape     clustered index: key columns, DB_TRX_ID (6), DB_ROLL_PTR (7), the other stored columns in table order.
//           Without a key, DB_ROW_ID (6) comes first. A key column with a prefix stands again, whole, behind.
//           Secondary index: its key parts, then those key columns of the clustered index that it lacks.
//           Node pointers: the key part of the layout, then the child's page no (4).
//           After instant DDL (Table::instant) the other fields stand in the order of the records, dropped ones too.
// Units     lengths in bytes.
// Fails     with the column that cannot be laid out (a type this version cannot read).
// Source    dict_index_build_internal_clust, dict_index_build_internal_non_clust, dict_index_add_col (dict0dict.cc),
//           dtype_get_fixed_size_low (data0type.ic), get_innobase_type_from_mysql_type (ha_innodb.cc), 5.7 and 8.0.
#pragma once

#include <optional>
#include <vector>

#include "parser/error.h"
#include "parser/record_header.h"
#include "parser/schema.h"

namespace innosalvage {

inline constexpr std::uint32_t kNoColumn = 0xffffffffU;
inline constexpr std::size_t DATA_ROW_ID_LEN = 6;
inline constexpr std::size_t DATA_TRX_ID_LEN = 6;
inline constexpr std::size_t DATA_ROLL_PTR_LEN = 7;
inline constexpr std::size_t REC_NODE_PTR_SIZE = 4;
inline constexpr std::uint32_t DICT_MAX_FIXED_COL_LEN = 768;

enum class SystemField : std::uint8_t { kNone, kRowId, kTrxId, kRollPtr, kChildPage, kMetadataBlob };

struct LayoutField {
  std::uint32_t column = kNoColumn;  // index into Table::columns
  SystemField system = SystemField::kNone;
  std::uint32_t fixed_length = 0;  // 0: variable
  std::uint32_t max_length = 0;    // bytes the field can have inline
  bool nullable = false;
  bool big = false;          // lengths above 127 take two bytes; the field can be off-page
  std::uint32_t prefix = 0;  // only this many bytes of the column are here; 0: all
  bool descending = false;
  bool is_dropped = false;    // of a column that is gone: it only takes its place
  std::uint16_t added = 0;    // MySQL's row versions, see instant_ddl.h
  std::uint16_t dropped = 0;  // 0: not dropped
};

// Which fields a record has where instant DDL was used; see instant_ddl.h.
struct InstantLayout {
  InstantDialect dialect = InstantDialect::kMySql;
  bool versions = false;          // MySQL: records may carry a row version
  bool counts = false;            // MySQL: records may carry the number of their fields
  std::uint32_t core_fields = 0;  // fields of records that carry neither; with `versions` alone they are of version 0
  std::vector<std::uint16_t> nullable_before;      // [n]: nullable ones among the first n fields
  std::vector<std::uint16_t> nullable_in_version;  // [v]
  std::vector<std::uint16_t> fields_in_version;    // [v]
  std::vector<InstantDefault> defaults;            // of each field
  bool metadata = false;                           // the layout of MariaDB's metadata record, not of rows
  bool metadata_blob = false;                      // ... which has the reference of a BLOB
};

struct RecordLayout {
  RecordFormat format = RecordFormat::kCompact;
  std::vector<LayoutField> fields;
  std::size_t n_key = 0;      // fields that order the index and stand in node pointers
  std::size_t null_bits = 0;  // NULL bitmap of COMPACT: nullable fields of the whole index, in node pointers too
  std::size_t trx_id_field = SIZE_MAX;  // position of DB_TRX_ID; SIZE_MAX: none
  bool node_pointer = false;
  std::optional<InstantLayout> instant;  // leaves of a clustered index with instant DDL
};

// How a column is stored as a field: shared by all indexes it stands in.
struct ColumnStorage {
  std::uint32_t fixed_length = 0;
  std::uint32_t max_length = 0;
  bool big = false;
};
Result<ColumnStorage> StorageOf(const Column& column, RecordFormat format, Vendor vendor);

Result<RecordLayout> ClusteredLayout(const Table& table, RecordFormat format);
// `index`: position in table.indexes, of a B-tree index other than the clustered one.
Result<RecordLayout> SecondaryLayout(const Table& table, std::size_t index, RecordFormat format);
// The layout of the level above: the key part, then the child's page no.
RecordLayout NodePointerLayout(const RecordLayout& leaf);

// MariaDB's metadata record of a table with instant DDL: the first record of the first leaf. Where the table has a
// metadata BLOB, its reference stands behind DB_ROLL_PTR.
RecordLayout MetadataLayout(const RecordLayout& leaf, bool has_blob);
// Whether a record of a leaf is MariaDB's metadata record and no row. (Servers set the bit on no row of a leaf.)
inline bool IsMetadata(const RecordHeader& header, const RecordLayout& leaf) {
  return header.min_rec() && leaf.instant && leaf.instant->dialect == InstantDialect::kMariaDb;
}

// SDI: type (4), id (8), DB_TRX_ID, DB_ROLL_PTR, uncompressed length (4), compressed length (4), data.
// Source: dict_sdi_create_idx_in_mem, dict0dict.cc (8.0).
RecordLayout SdiLayout();

}  // namespace innosalvage
