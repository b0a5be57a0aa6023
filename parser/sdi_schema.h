// SDI: MySQL's serialized dictionary information, one JSON document for each table and tablespace in a tablespace.
//
// Purpose   a document of type "Table" becomes a Table, so that rows can be decoded and CREATE TABLE be written; a
//           document of type "Tablespace" tells name, files and flags. MySQL 8.0.11 to 9.7.
// Shape     {"mysqld_version_id": 90704, "dd_object_type": "Table", "dd_object": {"name": …, "columns": […], …}}: the
//           inflated data of an SDI record, or the "object" of ibd2sdi's output.
// Units     as in schema.h. Key parts refer to Table::columns: SDI's own numbering, which counts InnoDB's columns and
//           dropped ones as well, does not leave this file.
// Fails     with an SdiError: not JSON, nested too deep, a member missing, of another type or out of bounds. A table is
//           read whole or not at all. Never throws.
// Lifetime  the result owns its text.
// Source    sql/dd/impl/sdi.cc, sql/dd/impl/types/*_impl.cc serialize, sql/dd_table_share.cc (MySQL 8.0).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "parser/schema.h"
#include "parser/sdi_error.h"

namespace innosalvage {

struct SdiTablespace {
  std::string name;  // "shop/orders", or the name of a general tablespace
  std::string comment;
  std::vector<std::string> file_names;  // "./shop/orders.ibd"
  std::string se_private_data;
  std::optional<std::uint32_t> space_id, flags, server_version, space_version;
  std::uint64_t autoextend_size = 0;  // AUTOEXTEND_SIZE of the one table in it; 0: none given
};

// sql/dd/types/abstract_table.h enum_hidden_type. InnoDB's own full-text tables are kByEngine.
enum class SdiTableHidden : std::uint8_t { kVisible = 1, kSystem, kByEngine, kByDdl };

struct SdiObject {
  std::uint32_t mysqld_version = 0;  // of the server that wrote the document: 80018, 90704
  std::uint32_t dd_version = 0;
  std::uint32_t sdi_version = 0;
  SdiTableHidden hidden = SdiTableHidden::kVisible;
  bool discarded = false;  // DISCARD TABLESPACE was run: the table has no file
  // The document held bytes that are not UTF-8 (as a string literal of another character set inside a generated
  // column's expression does); each is U+FFFD in the texts here, which are then not what the server had.
  bool replaced_bytes = false;
  std::variant<Table, SdiTablespace> object;
};

// Takes the text, and gives its memory back as soon as it can: a hostile one is large, and its parse several times that.
// It is not copied if it has reserved kSdiPadding bytes beyond its end.
inline constexpr std::size_t kSdiPadding = 64;
SdiResult<SdiObject> ParseSdi(std::string json);

// The option stands with the tablespace; CREATE TABLE names it with the table that is alone in it.
void AddAutoextendSize(std::uint64_t bytes, Table& table);

// What a column's se_private_data says about ALGORITHM=INSTANT.
// Source: storage/innobase/include/dict0dd.h dd_column_keys (MySQL 8.0).
struct InstantColumn {
  std::optional<std::uint32_t> version_added;    // row version it came with (8.0.29)
  std::optional<std::uint32_t> version_dropped;  // ... left with
  std::optional<std::uint32_t> physical_pos;     // position in the record, DB_TRX_ID and DB_ROLL_PTR counted (8.0.29)
  // The value of rows that are older than the column: as stored in a record, or NULL. Neither: not added instantly.
  std::optional<std::string> default_value;
  bool default_null = false;
};
InstantColumn ParseInstantColumn(std::string_view se_private_data);

// 8.0.12 to 8.0.28: how many columns the table had before the first instant ADD COLUMN, from the table's or a
// partition's se_private_data (dd_table_keys, dd_partition_keys "instant_col"); nullopt: there was none.
std::optional<std::uint32_t> ParseInstantColumnCount(std::string_view se_private_data);

}  // namespace innosalvage
