// Pages of off-page columns explained: BLOB (before MySQL 8), LOB_FIRST, LOB_INDEX, LOB_DATA.
//
// Source    storage/innobase/include/lob0lob.h, lob0first.h, lob0index.h, lob0pages.h (8.0); offsets in parser/lob.h.
#pragma once

#include "exporters/explain_parts.h"

namespace innosalvage {

void ExplainBlobPage(const ExplainedPage& page);
void ExplainLobFirstPage(const ExplainedPage& page);
void ExplainLobIndexPage(const ExplainedPage& page);
void ExplainLobDataPage(const ExplainedPage& page);

}  // namespace innosalvage
