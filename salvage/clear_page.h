// Clear page: an index page known by its inside alone, that is neither compressed nor encrypted, whatever its FIL
// header says.
//
// Purpose   pages that lost their FIL header, or whose header claims an encoding that they do not have.
// Rules     it looks like an index page (index_header.h), and the first slot of the page directory, at the very end of
//           the page, names infimum, whose text stands there: no stream has that, and the page begins and ends here.
// Fails     never.
#pragma once

#include "parser/bytes.h"

namespace innosalvage {

// Bytes from the beginning of a page in which infimum's text stands, COMPACT or REDUNDANT.
inline constexpr std::size_t kHeadWithInfimum = 128;

bool StandsInClear(Bytes page);

// What the first kHeadWithInfimum bytes of such a page have. For those who look at many places, before they read the
// whole page.
bool MayStandInClear(std::span<const std::byte, kHeadWithInfimum> head);

}  // namespace innosalvage
