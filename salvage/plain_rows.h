// Plain rows: the records of one leaf page that leave nothing to judge, as the bytes they are stored in.
//
// Purpose   nearly all leaves of nearly all tables. An exporter can print their rows from the page, without a Value and
//           an Evidence a row between (PlainRowConsumer); where it cannot, LeafReader reads the leaf.
// Shape     field (row, column) is fields[row * n_columns + column], columns as in RowBatch.
// Rules     a leaf is plain if its page verifies and is in the tree, its chain reaches supremum after PAGE_N_RECS
//           records, keys ascend, and each record is cut by the layout without an off-page field; and the table is
//           COMPACT or DYNAMIC, without instant DDL, history or a reason to doubt its definition.
// Lifetime  `table` is the plan's, `page` the caller's.
#pragma once

#include <vector>

#include "parser/eight_bytes.h"
#include "parser/record_fields.h"
#include "salvage/key_order.h"
#include "salvage/leaf_reader.h"
#include "salvage/row.h"

namespace innosalvage {

// The big-endian integer that a field of up to eight bytes is, without a loop where eight can be read: anywhere but in a
// page's trailer.
inline std::uint64_t StoredInteger(Bytes page, const FieldRef& field) {
  constexpr std::size_t kEight = sizeof(std::uint64_t);
  if (field.offset + kEight > page.size() || field.length == 0 || field.length > kEight) {
    return LoadBig(page.subspan(field.offset, field.length));
  }
  return BigEight(page, field.offset) >> (64 - 8 * field.length);
}

struct PlainRows {
  const Table* table = nullptr;  // by whose layout the fields were cut: they hold its types and no other's
  Bytes page;
  std::size_t n_columns = 0;
  std::size_t rows = 0;     // delete-marked ones are left out
  std::size_t deleted = 0;  // so many
  std::vector<FieldRef> fields;

  std::span<const FieldRef> Row(std::size_t row) const { return std::span(fields).subspan(row * n_columns, n_columns); }
};

// A RowConsumer that also takes plain rows the short way.
class PlainRowConsumer {
 public:
  virtual ~PlainRowConsumer() = default;
  // Appends them to `chunk`, or to a new one if that is nullptr. False: they are not taken so, nothing was done, and
  // they come as a batch. Threads as for RowConsumer::Format.
  virtual bool FormatPlain(const PlainRows& rows, std::unique_ptr<RowConsumer::Chunk>& chunk) const = 0;
};

class PlainLeaf {
 public:
  explicit PlainLeaf(const TablePlan& plan);

  // Cuts the records of a leaf, and counts them. nullopt: it is not plain; `rows` and `counts` are then of no use.
  std::optional<LeafOutcome> Cut(const LeafRef& leaf, const PageEntry& entry, Bytes page, PlainRows& rows,
                                 RowCounts& counts);

 private:
  static constexpr std::uint32_t kNoSlot = UINT32_MAX;
  // A field in front of all that may be NULL or vary in length: it stands at one place of each record.
  struct Front {
    std::uint32_t slot = 0;
    std::uint32_t offset = 0;  // from the origin
    std::uint32_t length = 0;
  };
  struct Step {
    std::uint32_t fixed_length = 0;
    std::uint32_t max_length = 0;
    bool nullable = false;
    bool big = false;
    std::uint32_t slot = kNoSlot;  // the exported column it holds
  };
  bool CutRecord(Bytes page, std::size_t low, std::size_t high, const ChainedRecord& record,
                 std::span<FieldRef> fields);

  const TablePlan& plan_;
  KeyOrder order_;
  bool possible_ = false;
  std::vector<Front> front_;  // those that are exported
  std::size_t front_bytes_ = 0;
  std::vector<Step> steps_;                  // the fields behind
  std::optional<FieldRef> trx_id_in_front_;  // offset from the origin
  std::size_t trx_id_step_ = SIZE_MAX;
  RecordChain chain_;
  std::uint64_t trx_id_ = 0;  // of the record cut last
};

}  // namespace innosalvage
