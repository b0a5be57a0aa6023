// Page judgement: the verdict on one page image, from its bytes alone, and which zero pages were never in use. What an
// encoded page claims (page_codec.h) is read from its logical image.
//
// Source    see parser/checksum.h for what verifies; what the verdicts mean: docs/salvage.md.
#pragma once

#include "salvage/inventory.h"

namespace innosalvage {

// `page`: the physical image; it may be shorter than a page at the end of the file (kCutOff). `position`: its page no
// by place. A page of another space gets kForeignSpace only once the space id is known.
PageEntry JudgePage(Bytes page, std::uint64_t offset, std::uint32_t position, const DetectedFormat& detected,
                    ChecksumAlgorithm hint);

// Of pages that could not be read at all, the same is told where the descriptors say so: nothing was on them.
// Zero pages that the extent descriptors call free, or that lie above the free limit, become kUnused; also where the
// descriptors are lost and a zero page's whole extent is zero. What remains kZeroed was in use.
void SettleZeroPages(const ByteSource& source, Inventory& inventory);

}  // namespace innosalvage
