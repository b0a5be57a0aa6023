// The table options in the header of a .frm file. Internal to the .frm reader (frm_reader.h).
//
// Fails     never: a value that no server writes counts as not given.
// Source    include/my_base.h HA_OPTION_*, sql/handler.h row_type, enum_stats_auto_recalc, sql/sql_show.cc
//           store_create_info (MySQL 5.7); sql/table.cc init_from_binary_frm_image (MariaDB 10.11) for byte 39.
#pragma once

#include <cstdint>
#include <string>

#include "parser/bytes.h"
#include "parser/schema.h"

namespace innosalvage {

struct FrmOptions {
  std::uint32_t collation = 0;  // 0: none
  RowFormat row_format = RowFormat::kDefault;
  std::uint32_t key_block_size = 0;
  bool sequence = false;
  std::string other;  // "STATS_PERSISTENT=1 CHECKSUM=1"
};

FrmOptions ReadFrmOptions(Bytes header, std::uint32_t server_version);

}  // namespace innosalvage
