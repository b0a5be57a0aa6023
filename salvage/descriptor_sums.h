// Descriptor sums: whether extent descriptors can be believed although their pages do not verify.
//
// Purpose   page 0 with a lost FIL header still has its descriptors. Its own books prove them: FSP_FREE, FSP_FREE_FRAG
//           and FSP_FULL_FRAG say how many extents are in each state, FSP_FRAG_N_USED how many pages of the second kind
//           are in use, and no page of the third kind is free.
// Fails     false where anything does not agree, or the file's first descriptor page cannot be read.
// Source    fsp_fill_free_list, fsp_alloc_from_free_frag (fsp0fsp.cc): how these counts are kept.
#pragma once

#include "salvage/page_store.h"

namespace innosalvage {

bool DescriptorsAddUp(const PageStore& store);

}  // namespace innosalvage
