// Text shape: how alike the texts of one column are, in bits.
//
// Purpose   one text is as ordinary as another (text_cost.h), but the texts of one column resemble each other: they
//           have the same lengths, begin and end alike, are of the same kinds of letters, repeat. Where a definition
//           has its columns in a wrong order, and some of them may be NULL, the rows with a NULL give their texts to
//           other columns than the rows without: then columns hold a mixture, and cost more than under the right order.
// Units     bits, for all texts together; only differences mean something, between ways to give the same texts to
//           columns.
// Method    each feature of a text costs by how often it was seen before in this column, as in a Chinese restaurant
//           process: a new one is dear, one seen before is cheap. A column in which each way alone costs less (whole
//           texts that repeat) is counted by that.
#pragma once

#include <span>

#include "parser/bytes.h"

namespace innosalvage {

// `texts`: of one column, in key order, without NULLs.
double ShapeBits(std::span<const Bytes> texts);

}  // namespace innosalvage
