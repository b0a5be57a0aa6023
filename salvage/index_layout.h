// Index layout: which index of a known table a page belongs to, and how its records lie.
//
// Rules     the clustered index is the one the table's rows were found in. A secondary index is known by the id that
//           its schema names (SDI), or, where it names none (CREATE TABLE), by its records: the layout of exactly one
//           index must explain them to the byte, as in schema_fit.h. Where two do, neither is taken.
// Fails     nullopt: not known; records can then be shown as bytes only.
// Lifetime  `table` points into the findings.
#pragma once

#include <optional>
#include <string>

#include "salvage/findings.h"
#include "salvage/page_store.h"

namespace innosalvage {

struct IndexLayout {
  const Table* table = nullptr;
  RecordLayout layout;  // of the leaves
  std::string name;     // "PRIMARY", "by_date"; "DB_ROW_ID" for a clustered index without key
};

// `format`: that of the page in question. For INDEX pages.
std::optional<IndexLayout> LayoutOfIndex(const PageStore& store, const TablespaceFindings& findings,
                                         std::uint64_t index_id, RecordFormat format);

}  // namespace innosalvage
