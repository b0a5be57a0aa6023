// INDEX, RTREE and SDI pages explained: header, system records, each record in heap order, directory.
//
// Rules     records are found by the key-order chain, by the page directory's slots where the chain is broken, and by
//           the free list. With a layout they are cut into fields and these decoded; without, REDUNDANT records are
//           cut by their own offsets, and COMPACT ones shown as bytes. A record that overlaps what is explained already
//           is only named.
// Source    storage/innobase/include/page0page.h, rem0rec.h (8.0); see parser/index_header.h, parser/record_header.h.
#pragma once

#include "exporters/explain_parts.h"

namespace innosalvage {

void ExplainIndexPage(const ExplainedPage& page, std::uint16_t page_type);

}  // namespace innosalvage
