#include "salvage/tablespace_kind.h"

#include <algorithm>

#include "parser/page_type.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t kMySqlDictionarySpace = 0xfffffffeU;
constexpr std::uint32_t kMySqlTemporarySpace = 0xfffffffdU;
constexpr std::uint32_t kMariaDbTemporarySpace = 0xfffffffeU;

// MySQL 8: each of 127 undo tablespaces has 400,000 ids below that of the log, for its truncations; below them are the
// sessions' temporary tablespaces, #innodb_temp/temp_N.ibt. Source: dict_sys_t (storage/innobase/include/dict0dict.h).
constexpr std::uint32_t kMySqlLogSpace = 0xfffffff0U;
constexpr std::uint32_t kMySqlMinUndoSpace = kMySqlLogSpace - 127U * 400000U;
constexpr std::uint32_t kMySqlMinSessionSpace = kMySqlMinUndoSpace - 400000U;
static_assert(kMySqlMinSessionSpace == 4243767280U);  // temp_1.ibt of a MySQL 9.7 had the next one

}  // namespace

std::string_view Name(TablespaceKind kind) {
  switch (kind) {
    case TablespaceKind::kTable: return "table";
    case TablespaceKind::kGeneral: return "general";
    case TablespaceKind::kSystem: return "system";
    case TablespaceKind::kDictionary: return "dictionary";
    case TablespaceKind::kUndo: return "undo";
    case TablespaceKind::kTemporary: return "temporary";
  }
  return "unknown";
}

TablespaceKind KindOf(const Inventory& inventory) {
  const TablespaceFormat& format = inventory.detected.format;
  const auto has = [&](std::uint16_t type) {
    return std::ranges::any_of(inventory.entries, [&](const PageEntry& entry) {
      return entry.type == type && entry.verdict != PageVerdict::kGarbage && entry.verdict != PageVerdict::kZeroed;
    });
  };
  const auto space_id = inventory.detected.space_id;
  if (space_id == 0U || has(FIL_PAGE_TYPE_TRX_SYS)) return TablespaceKind::kSystem;
  if (format.temporary) return TablespaceKind::kTemporary;
  // The two vendors gave one id to different tablespaces; only MySQL's dictionary holds SDI.
  const bool sdi = format.has_sdi || has(FIL_PAGE_SDI);
  if (space_id == kMySqlDictionarySpace && sdi) return TablespaceKind::kDictionary;
  if (space_id == kMySqlTemporarySpace || (space_id == kMariaDbTemporarySpace && !sdi)) {
    return TablespaceKind::kTemporary;
  }
  if (space_id >= kMySqlMinSessionSpace && space_id < kMySqlMinUndoSpace) return TablespaceKind::kTemporary;
  if (has(FIL_PAGE_TYPE_RSEG_ARRAY) || (has(FIL_PAGE_UNDO_LOG) && !has(FIL_PAGE_INDEX))) return TablespaceKind::kUndo;
  return format.shared ? TablespaceKind::kGeneral : TablespaceKind::kTable;
}

}  // namespace innosalvage
