// A compressed index page explained as it stands in the file: stream, modification log, what is stored apart,
// directory. What the stream holds is explained behind it, as the page in memory.
//
// Source    as parser/zip_page.h.
#pragma once

#include "exporters/page_map.h"
#include "parser/bytes.h"

namespace innosalvage {

// `map` has the size of `zip`.
void ExplainZipPage(Bytes zip, std::uint32_t page_no, std::uint32_t page_size, PageMap& map);

}  // namespace innosalvage
