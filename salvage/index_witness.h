// Index witness: what the entries of secondary indexes say about which column of a definition is which.
//
// Purpose   two columns of one type can change places in a definition, and no byte of the rows shows it. But an entry
//           of a secondary index holds the values of its columns again, with the key of the row: under the right
//           definition the row has the same bytes in these columns.
// Rules     the trees of an index of the definition are those whose entries its layout explains to the byte. Which
//           order the table's columns have does not change that layout: one witness serves all orders. An index agrees
//           where one of its trees does: others are left from indexes dropped. Entries and rows with a delete mark, and
//           pages that are free, are not asked.
// Not asked FULLTEXT, SPATIAL, VECTOR indexes, those over virtual columns or expressions; off-page values.
// Units     memory: some hundred bytes for each row that is sampled and indexed. Reads up to 512 pages an index.
// Lifetime  `sample` must outlive it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "salvage/index_sample.h"
#include "salvage/table_plan.h"

namespace innosalvage {

struct IndexTestimony {
  std::string index;  // its name
  std::size_t agree = 0;
  std::size_t differ = 0;
  // A crash may keep the moment in which an entry is not yet delete-marked beside a newer one.
  bool agrees() const { return agree > 0 && differ * 20 <= agree; }
  bool heard() const { return agree + differ > 0; }
};

class IndexWitness {
 public:
  // `plan`: of a definition under which `sample`, of its clustered index, can be cut.
  IndexWitness(const PageStore& store, const TablePlan& plan, const IndexSample& sample);

  bool heard() const { return !trees_.empty(); }
  // One for each index of which entries of sampled rows were found. `plan`: of a definition that has the same columns,
  // by their names, in any order.
  std::vector<IndexTestimony> Ask(const TablePlan& plan) const;

 private:
  struct Said {
    std::string column;
    std::uint32_t prefix = 0;
    bool null = false;
    std::string bytes;
  };
  struct Entry {
    std::size_t row = 0;  // into rows_
    std::vector<Said> said;
  };
  struct Tree {
    std::size_t index = 0;  // in Table::indexes
    std::uint64_t id = 0;
    std::vector<Entry> entries;
  };
  struct Row {
    std::size_t page = 0;  // into the sample's pages
    std::size_t record = 0;
  };
  void CollectRows(const TablePlan& plan);
  void ReadTree(const PageStore& store, const TablePlan& plan, const std::vector<std::uint32_t>& leaves, Tree tree);

  const IndexSample& sample_;
  std::vector<Row> rows_;
  std::map<std::string, std::size_t> by_key_;  // into rows_
  std::vector<Tree> trees_;                    // with entries
  std::map<std::size_t, std::string> names_;
};

}  // namespace innosalvage
