// Indexed rows: what the entry of a row in a secondary index would be, and where it would stand there.
//
// Shape     an entry is told by the hash of its row's key and of the columns that compare by their bytes; its place, by
//           a byte string that orders as the index does.
// Not told  off-page values. The place, of an index over text, prefixes, FLOAT or DOUBLE, which do not order by bytes.
// Lifetime  refers to plan, key and index.
#pragma once

#include <string>
#include <vector>

#include "salvage/secondary_index.h"

namespace innosalvage {

class IndexedRows {
 public:
  IndexedRows(const TablePlan& plan, const ClusteredKey& key, const SecondaryIndex& index);

  const SecondaryIndex& index() const { return index_; }

  std::string KeyOfEntry(const SecondaryEntry& entry) const;
  // `key`: the key of the row, as KeyOfEntry and ClusteredKey give it.
  std::uint64_t HashOfEntry(const SecondaryEntry& entry, std::string key) const;
  std::optional<std::uint64_t> HashOfRow(Bytes page, std::span<const FieldRef> fields, std::string key) const;

  // Whether places can be told.
  bool ordered() const { return !order_fields_.empty(); }
  std::string PlaceOfKey(const RawKey& key) const;
  std::string PlaceOfEntry(const SecondaryEntry& entry) const;
  std::optional<std::string> PlaceOfRow(Bytes page, std::span<const FieldRef> fields) const;

 private:
  std::vector<std::uint32_t> OrderFields() const;

  const TablePlan& plan_;
  const ClusteredKey& key_;
  const SecondaryIndex& index_;
  std::vector<SecondaryIndex::IndexedColumn> columns_;  // those that compare by their bytes
  std::vector<std::uint32_t> order_fields_;             // of the clustered layout, for each key field of the index
};

}  // namespace innosalvage
