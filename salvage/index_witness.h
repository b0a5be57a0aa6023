// Index witness: what the entries of secondary indexes say about which column of a definition is which.
//
// Purpose   two columns of one type can change places in a definition, and no byte of the rows shows it. But an entry
//           of a secondary index holds the values of its columns again, with the key of the row: under the right
//           definition the row has the same bytes in these columns.
// Rules     the trees of an index of the definition are those of a higher id than the clustered index has, whose
//           entries its layout explains to the byte. Which order the table's columns have does not change that layout:
//           one witness serves all orders. An index agrees where one of its trees does: others are left from indexes
//           dropped. A tree that agrees with one index is not heard against another: that one's own tree may be lost.
//           Entries and rows with a delete mark, and pages that are free, are not asked.
// Not told  columns that no index holds; and two columns that changed places where each has an index of its own of the
//           same layout (KEY (a), KEY (b)): a tree does not say which index it is, so either order agrees.
// Not asked FULLTEXT, SPATIAL, VECTOR indexes, those over virtual columns or expressions; off-page values.
// Units     memory: some hundred bytes for each row that is sampled and indexed. Reads up to 512 pages an index.
// Lifetime  `sample` must outlive it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "salvage/index_sample.h"
#include "salvage/table_plan.h"
#include "salvage/testimony.h"

namespace innosalvage {

struct IndexTestimony : Testimony {
  std::string index;  // its name
};

class IndexWitness {
 public:
  // `plan`: of a definition under which `sample`, of its clustered index, can be cut.
  IndexWitness(const PageStore& store, const TablePlan& plan, const IndexSample& sample);

  bool heard() const { return !trees_.empty(); }
  // One for each index of which entries of sampled rows were found, in a tree that is not another index's. `plan`: of a
  // definition that has the same columns, by their names, in any order.
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
