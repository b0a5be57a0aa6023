#include "salvage/byte_ordered_key.h"

namespace innosalvage {

namespace {

bool Ordered(const TablePlan& plan, const LayoutField& field) {
  if (field.column == kNoColumn) return field.system == SystemField::kRowId;
  const SqlType type = plan.table->columns[field.column].type;
  if (type == SqlType::kFloat || type == SqlType::kDouble) return false;
  return !IsText(type) && !IsBlob(type);
}

}  // namespace

ByteOrderedKey::ByteOrderedKey(const TablePlan& plan) {
  std::size_t i = 0;
  for (; i < plan.leaf.n_key; ++i) {
    const LayoutField& field = plan.leaf.fields[i];
    if (field.fixed_length == 0 || field.nullable || field.descending || !Ordered(plan, field)) break;
    bytes += field.fixed_length;
  }
  whole = i > 0 && i == plan.leaf.n_key;
  if (i + 1 != plan.leaf.n_key) return;
  const LayoutField& last = plan.leaf.fields[i];
  if (last.nullable || last.descending || last.column == kNoColumn) return;
  const SqlType type = plan.table->columns[last.column].type;
  but_last = IsText(type) || IsBlob(type) || last.fixed_length == 0;
}

}  // namespace innosalvage
