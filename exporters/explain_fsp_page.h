// FSP_HDR and XDES pages explained: the tablespace's header, its extent descriptors, SDI root. Encryption information
// is named and never shown.
//
// Source    storage/innobase/include/fsp0fsp.h, os0enc.h (8.0), fil0crypt.h (MariaDB); offsets in parser/fsp_header.h.
#pragma once

#include "exporters/explain_parts.h"

namespace innosalvage {

void ExplainFspPage(const ExplainedPage& page);  // page 0
void ExplainXdesPage(const ExplainedPage& page);

}  // namespace innosalvage
