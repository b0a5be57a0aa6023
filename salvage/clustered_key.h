// Clustered key: the key of a row as one byte string, the same wherever the row is met: in a record of the clustered
// index, in a node pointer above it, in an entry of a secondary index.
//
// Shape     fields of fixed length as stored; of others each 0x00 becomes 0x00 0xff, and 0x00 0x00 ends the field. All
//           bytes of a descending field are inverted. Different keys have different strings, none is another's prefix.
// Order     comparing the strings orders the rows as the index does, where ordered() says so: not for text, which its
//           collation orders, nor for FLOAT and DOUBLE, which are stored in little-endian order.
// Source    get_innobase_type_from_mysql_type (ha_innodb.cc), cmp_data (rem0cmp.cc), 8.0: which types compare by bytes.
#pragma once

#include <string>
#include <string_view>

#include "parser/record_fields.h"
#include "salvage/live_tree.h"

namespace innosalvage {

class ClusteredKey {
 public:
  // `leaf`: the layout of the clustered index of `table`.
  ClusteredKey(const Table& table, const RecordLayout& leaf);

  bool ordered() const { return ordered_; }
  std::size_t size() const { return parts_.size(); }

  // The key of a record cut by the clustered index's layout, or by that of its node pointers.
  std::string Of(Bytes page, std::span<const FieldRef> fields) const;
  // Of a record in which field `positions[i]` is part i of the key.
  std::string Of(Bytes page, std::span<const FieldRef> fields, std::span<const std::uint32_t> positions) const;
  std::string Of(const RawKey& key) const;

 private:
  struct Part {
    bool fixed = false;
    bool descending = false;
  };
  static void Append(const Part& part, Bytes bytes, std::string& key);

  std::vector<Part> parts_;
  bool ordered_ = true;
};

// For sets of keys at 8 bytes each.
std::uint64_t HashOf(std::string_view key);

}  // namespace innosalvage
