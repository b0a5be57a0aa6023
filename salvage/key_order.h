// Key order: whether the records of a leaf come in the order of their keys, where keys compare by their bytes.
//
// Shape     a key of fixed-length, ascending NOT NULL fields stands at the record's origin and compares by its bytes.
//           Of other keys nothing is said: every record ascends.
#pragma once

#include "parser/eight_bytes.h"
#include "salvage/clustered_key.h"
#include "salvage/table_plan.h"

namespace innosalvage {

class KeyOrder {
 public:
  KeyOrder(const TablePlan& plan, const ClusteredKey& key) {
    if (!key.ordered()) return;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < plan.leaf.n_key; ++i) {
      const LayoutField& field = plan.leaf.fields[i];
      if (field.fixed_length == 0 || field.nullable || field.descending) return;
      bytes += field.fixed_length;
    }
    bytes_ = bytes;
  }

  // Whether the key of the record at `origin` is above `highest`, which it then becomes.
  bool Ascends(Bytes page, std::uint32_t origin, Bytes& highest) const {
    if (bytes_ == 0 || origin + bytes_ > page.size()) return true;
    const Bytes key = page.subspan(origin, bytes_);
    if (!highest.empty() && !Above(key, highest)) return false;
    highest = key;
    return true;
  }

 private:
  // Of one size, bytes_. The common one is an integer.
  bool Above(Bytes a, Bytes b) const {
    if (bytes_ == sizeof(std::uint64_t)) return BigEight(a, 0) > BigEight(b, 0);
    return AsText(a) > AsText(b);
  }

  std::size_t bytes_ = 0;  // 0: it has no such key
};

}  // namespace innosalvage
