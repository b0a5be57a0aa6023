// MySQL dictionary as SDI: the dictionary's rows of each InnoDB table, put together as the SDI document that the server
// would write into the table's own file.
//
// Fails     a table of which rows are missing (columns, partitions or parts of a key not numbered through, a key
//           without parts) has no document.
// Source    sql/dd/impl/types/table_impl.cc, column_impl.cc, index_impl.cc, index_element_impl.cc, foreign_key_impl.cc,
//           partition_impl.cc: serialize and restore_attributes (MySQL 8.0). ENUM columns of the dictionary number
//           their members as the SDI does.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace innosalvage {

class MySqlDictionary;

struct TableDocument {
  std::string json;     // empty: rows are missing
  bool trusted = true;  // every row came from a page that verifies
};

class SdiWriter {
 public:
  // `dictionary` must outlive it.
  explicit SdiWriter(const MySqlDictionary& dictionary);
  ~SdiWriter();

  // One an InnoDB table, in the order of the dictionary's ids.
  std::vector<TableDocument> Documents() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace innosalvage
