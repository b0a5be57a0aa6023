// Pages of the transaction system explained, and the change buffer's bitmap: as far as their headers go.
//
// Source    storage/innobase/include/trx0undo.h, trx0sys.h, trx0rseg.h, ibuf0ibuf.ic (5.7, 8.0).
#pragma once

#include "exporters/explain_parts.h"

namespace innosalvage {

void ExplainIbufBitmapPage(const ExplainedPage& page);
void ExplainUndoPage(const ExplainedPage& page);
void ExplainTrxSysPage(const ExplainedPage& page);
void ExplainRsegArrayPage(const ExplainedPage& page);

}  // namespace innosalvage
