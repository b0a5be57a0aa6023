// Text order: whether another order of the columns sorts the texts of the records better than the one given.
//
// Purpose   where NULLs are, texts in a wrong order mix: rows with a NULL give their texts to other columns than rows
//           without. So they do where the NULL bits belong to other columns. Under the right order the texts of each
//           column resemble each other (text_shape.h).
// Rules     only orders count that cut the very same texts out of the records: only then it is the order that differs.
//           Chance sorts texts as well, a little: the other order must gain clearly, and the columns that it changes
//           must be clearly alike in themselves, beside all their texts thrown together. Columns of random texts are
//           not.
// Not told  an order under which each column's texts are those of one other column: that renames columns, and no text
//           shows it.
#pragma once

#include <optional>

#include "salvage/variant_trial.h"

namespace innosalvage {

struct TextGain {
  double bits = 0.0;      // that the other order saves
  double likeness = 0.0;  // bits that its columns save beside all their texts in one
  std::size_t texts = 0;  // in the columns that change
  std::size_t moved = 0;  // of these, to another column
  std::size_t mixed = 0;  // of these, not with most of the texts of the column they were in
  // Of `records` records, that is more than chance gives.
  bool IsClear(std::size_t records) const;
};

// nullopt: the two do not hold the same texts, or no text moves.
std::optional<TextGain> GainOfOrder(const TextsOfColumns& given, const TextsOfColumns& other);

}  // namespace innosalvage
