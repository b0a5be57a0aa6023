// SYS_* tables: InnoDB's own dictionary in the system tablespace, of MySQL before 8.0 and of MariaDB.
//
//   table             clustered key         other columns
//   SYS_TABLES        NAME                  ID, N_COLS, TYPE, MIX_ID, MIX_LEN, CLUSTER_NAME, SPACE
//   SYS_COLUMNS       TABLE_ID, POS         NAME, MTYPE, PRTYPE, LEN, PREC
//   SYS_INDEXES       TABLE_ID, ID          NAME, N_FIELDS, TYPE, SPACE, PAGE_NO, MERGE_THRESHOLD (5.7, MariaDB 10.2)
//   SYS_FIELDS        INDEX_ID, POS         COL_NAME
//   SYS_FOREIGN       ID                    FOR_NAME, REF_NAME, N_COLS
//   SYS_FOREIGN_COLS  ID, POS               FOR_COL_NAME, REF_COL_NAME
//   SYS_TABLESPACES   SPACE                 NAME, FLAGS     (MySQL 5.6, 5.7, MariaDB 10.0 to 10.5)
//   SYS_DATAFILES     SPACE                 PATH            (the same)
//   SYS_VIRTUAL       TABLE_ID, POS, BASE_POS               (MySQL 5.7, MariaDB 10.2)
//
// All are ROW_FORMAT=REDUNDANT. The first four have fixed index ids (1 to 4) and roots, which the dictionary header on
// page 7 names; SYS_TABLES has a second index, SYS_TABLE_IDS (5), over ID. The others stand in the first four.
//
//   dictionary header, offsets from 38 of page 7
//        0    8  DICT_HDR_ROW_ID         next DB_ROW_ID
//        8    8  DICT_HDR_TABLE_ID       highest table id
//       16    8  DICT_HDR_INDEX_ID
//       24    4  DICT_HDR_MAX_SPACE_ID
//       28    4  DICT_HDR_MIX_ID_LOW
//       32    4  DICT_HDR_TABLES         root of SYS_TABLES
//       36    4  DICT_HDR_TABLE_IDS      root of SYS_TABLE_IDS
//       40    4  DICT_HDR_COLUMNS
//       44    4  DICT_HDR_INDEXES
//       48    4  DICT_HDR_FIELDS
//
// Source    storage/innobase/include/dict0boot.h, dict/dict0crea.cc, dict/dict0load.cc (MySQL 5.7, MariaDB 10.11).
#pragma once

#include "parser/bytes.h"
#include "parser/fil_header.h"
#include "parser/schema.h"

namespace innosalvage {

inline constexpr std::uint32_t FSP_DICT_HDR_PAGE_NO = 7;
inline constexpr std::size_t DICT_HDR = FIL_PAGE_DATA;
inline constexpr std::size_t DICT_HDR_SIZE = DICT_HDR + 52;

struct DictHeader {
  std::uint64_t table_id = 0;
  std::uint64_t index_id = 0;
  std::uint32_t tables_root = 0;
  std::uint32_t table_ids_root = 0;
  std::uint32_t columns_root = 0;
  std::uint32_t indexes_root = 0;
  std::uint32_t fields_root = 0;
};

inline DictHeader DecodeDictHeader(std::span<const std::byte, DICT_HDR_SIZE> page) {
  return {.table_id = ReadBig<std::uint64_t, DICT_HDR + 8>(page),
          .index_id = ReadBig<std::uint64_t, DICT_HDR + 16>(page),
          .tables_root = ReadBig<std::uint32_t, DICT_HDR + 32>(page),
          .table_ids_root = ReadBig<std::uint32_t, DICT_HDR + 36>(page),
          .columns_root = ReadBig<std::uint32_t, DICT_HDR + 40>(page),
          .indexes_root = ReadBig<std::uint32_t, DICT_HDR + 44>(page),
          .fields_root = ReadBig<std::uint32_t, DICT_HDR + 48>(page)};
}

// Where every server puts the roots, should page 7 be lost. Source: dict_hdr_create makes them in this order on a new
// system tablespace (dict0boot.cc).
inline constexpr DictHeader kUsualDictHeader = {
    .tables_root = 8, .table_ids_root = 9, .columns_root = 10, .indexes_root = 11, .fields_root = 12};

// DICT_TABLES_ID, DICT_COLUMNS_ID, DICT_INDEXES_ID, DICT_FIELDS_ID, DICT_TABLE_IDS_ID
inline constexpr std::uint64_t kSysTablesIndex = 1;
inline constexpr std::uint64_t kSysColumnsIndex = 2;
inline constexpr std::uint64_t kSysIndexesIndex = 3;
inline constexpr std::uint64_t kSysFieldsIndex = 4;
inline constexpr std::uint64_t kSysTableIdsIndex = 5;

// The definitions; the first four with clustered_id and root, the others' are filled in from SYS_INDEXES.
Table SysTablesTable(const DictHeader& header);
Table SysColumnsTable(const DictHeader& header);
enum class MergeThreshold : std::uint8_t { kAbsent, kPresent };
Table SysIndexesTable(const DictHeader& header, MergeThreshold threshold);
Table SysFieldsTable(const DictHeader& header);
Table SysForeignTable();
Table SysForeignColsTable();
Table SysTablespacesTable();
Table SysDatafilesTable();
Table SysVirtualTable();

}  // namespace innosalvage
