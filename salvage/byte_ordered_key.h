// Byte-ordered key: how much of an index's key memcmp compares as the server does.
//
// Purpose   keys of records are compared before these are decoded, and while some of them are none.
// Rules     leading fields that are fixed, NOT NULL, ascending, and of a type without a collation: integers are stored
//           big-endian, the sign flipped; FLOAT and DOUBLE are not.
// Fails     never: nothing of the key may be so ordered.
#pragma once

#include <cstddef>

#include "salvage/table_plan.h"

namespace innosalvage {

struct ByteOrderedKey {
  std::size_t bytes = 0;  // of the record's data, from its origin
  bool whole = false;     // the whole key: no two live records are equal in it
  // All of the key but its last field, a text or a binary string, is so ordered. Most collations order the texts of
  // most tables as memcmp does; the page's own links say whether they do here.
  bool but_last = false;
  bool by_text = false;  // they do: keys are compared as a whole

  explicit ByteOrderedKey(const TablePlan& plan);
};

}  // namespace innosalvage
