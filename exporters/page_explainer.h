// Page explainer: one page, byte range by byte range, for people.
//
// Purpose   `innosalvage inspect FILE --page N`. Names are those of the servers' sources, so that one search serves
//           both.
// Shape     lines as in page_map.h; the ranges cover the page from 0 to its size without gap or overlap.
// Fails     never. On a damaged page as much is explained as can be; values that cannot be are marked "!".
// Secrets   encryption information on page 0 is named, and not one byte of it is shown.
// Lifetime  everything in ExplainInput must live through the call.
#pragma once

#include <optional>
#include <ostream>
#include <string>

#include "parser/record_layout.h"
#include "parser/tablespace_flags.h"
#include "salvage/inventory.h"

namespace innosalvage {

// What is known of the index that the page belongs to.
struct ExplainIndex {
  const Table* table = nullptr;          // names and types of the columns
  const RecordLayout* layout = nullptr;  // of the index's leaf records; node pointers are derived from it
  std::string name;                      // "PRIMARY"
};

struct ExplainInput {
  Bytes page;                 // at most 64 KiB; less than a page where the file ends inside it
  Bytes zip{};                // ROW_FORMAT=COMPRESSED: the page as in the file, where `page` was inflated from it
  std::uint32_t page_no = 0;  // what it is used as
  std::uint64_t file_offset = 0;
  TablespaceFormat format;
  std::optional<std::uint32_t> space_id;
  std::uint32_t pages_in_file = 0;   // 0: not known
  const PageEntry* entry = nullptr;  // the inventory's judgement, if there is one
  ExplainIndex index;                // empty: records are shown as bytes
};

void ExplainPage(const ExplainInput& input, std::ostream& out);

}  // namespace innosalvage
