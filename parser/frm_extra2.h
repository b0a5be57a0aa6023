// The sections that MariaDB 10.0 and later keep behind the header of a .frm file ("extra2").
//
// Shape     type (1 byte), length (1 byte, or 0 and 2 bytes), value; again and again. Types from 128 on must be
//           understood to read the table.
//
//             0 EXTRA2_TABLEDEF_VERSION           16 bytes, a UUID of this definition
//             1 EXTRA2_DEFAULT_PART_ENGINE        "InnoDB": engine of the partitions
//             2 EXTRA2_GIS                        of each spatial column: options, ended by 0; 81 is the SRID
//             3 EXTRA2_APPLICATION_TIME_PERIOD    name, name of its CHECK, 2 bytes each: columns that start and end it
//             4 EXTRA2_PERIOD_FOR_SYSTEM_TIME     2 bytes each: columns that start and end a row's time
//             5 EXTRA2_INDEX_FLAGS                1 byte a key: 1 = IGNORED
//           128 EXTRA2_ENGINE_TABLEOPTS           options of the table, of each column, of each key
//           129 EXTRA2_FIELD_FLAGS                1 byte a column: 3 bits visibility, 8 = WITHOUT SYSTEM VERSIONING
//           130 EXTRA2_FIELD_DATA_TYPE_INFO       column, name of its type: "uuid", "inet6"
//           131 EXTRA2_PERIOD_WITHOUT_OVERLAPS    count, then 2 bytes each: keys with … WITHOUT OVERLAPS
// Fails     never: what is cut off is named in `remarks`, what is unknown as well.
// Lifetime  plain values.
// Source    sql/unireg.h extra2_frm_value_type, sql/table.cc read_extra2, Field_data_type_info_array,
//           sql/create_options.cc engine_option_value::frm_read, sql/sql_type_geom.cc (MariaDB 10.11, 11.8).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "parser/bytes.h"

namespace innosalvage {

// Visibility of a column. Source: sql/handler.h field_visibility_t.
enum class FrmVisibility : std::uint8_t { kVisible, kByUser, kBySystem, kFull };

struct FrmFieldFlags {
  FrmVisibility visibility = FrmVisibility::kVisible;
  bool without_versioning = false;
};

// NAME=value; a quoted one is a string.
struct FrmOption {
  std::string name, value;
  bool quoted = false;
};
std::string OptionsSql(const std::vector<FrmOption>& options);

struct FrmPeriod {
  std::string name;
  std::string check;  // the constraint that the server makes for it
  std::uint32_t start = 0, end = 0;
};

struct FrmExtra2 {
  bool mariadb = false;              // the file has such a section
  std::vector<std::uint32_t> srids;  // of the spatial columns, in order
  std::optional<FrmPeriod> system_time, application_time;
  std::vector<bool> ignored_keys;
  std::vector<FrmOption> table_options;
  std::vector<std::vector<FrmOption>> column_options, key_options;
  std::vector<FrmFieldFlags> field_flags;
  std::map<std::uint32_t, std::string> types;   // by column
  std::vector<std::uint32_t> without_overlaps;  // keys
  std::vector<std::string> remarks;
};

FrmExtra2 ReadFrmExtra2(Bytes extra2, std::size_t columns);

}  // namespace innosalvage
