// Secondary index: which secondary indexes of a table its file holds, how their entries lie, and their live entries.
//
// Rules     an index is known by the id that the schema names (SDI). Where it names none (CREATE TABLE), by its
//           entries: the layout explains them to the byte, as in schema_fit.h, and entries of rows that the clustered
//           index still has agree with these rows; that tells KEY (a) from KEY (b) of the same type. Of several ids
//           that would do, the highest is taken: what an index rebuilt left behind has a lower one.
//           Left out: FULLTEXT, SPATIAL and VECTOR indexes, those over virtual columns or expressions.
// Lifetime  plain values; Entry points into the page read.
#pragma once

#include "salvage/clustered_key.h"
#include "salvage/known_keys.h"

namespace innosalvage {

struct SecondaryIndex {
  std::size_t index = 0;  // in Table::indexes
  std::uint64_t id = 0;
  std::optional<std::uint32_t> root;
  RecordLayout leaf;
  std::vector<std::uint32_t> key_fields;  // in leaf.fields, for each part of the clustered key
  struct IndexedColumn {
    std::uint32_t slot = 0;   // in TablePlan::exported
    std::uint32_t field = 0;  // in leaf.fields
  };
  std::vector<IndexedColumn> columns;  // exported columns that an entry holds whole
};

// Lays out table.indexes[i], without its id; nullopt where it cannot be read or does not hold the clustered key as that
// stands there.
std::optional<SecondaryIndex> LayOutSecondary(const TablePlan& plan, std::size_t i);

// Whether the entries of the tree `index.id` are cut by its layout to the byte, with legal values, as in schema_fit.h.
bool ExplainsEntries(const PageStore& store, const TablePlan& clustered, const SecondaryIndex& index);

// `tree` and `outcomes`: of the clustered index.
std::vector<SecondaryIndex> FindSecondaryIndexes(const PageStore& store, const TablePlan& plan, const ClusteredKey& key,
                                                 const LiveTree& tree, std::span<const LeafOutcome> outcomes);

struct SecondaryEntry {
  Bytes page;
  const PageEntry* where = nullptr;
  std::uint32_t origin = 0;
  std::uint16_t heap_no = 0;
  bool by_chain = false;  // as of the scan
  // Of a tree without its root: entries of one number stand side by side, on leaves that point at each other.
  std::optional<std::uint32_t> stretch;
  std::uint64_t max_trx_id = 0;  // of its leaf
  std::span<const FieldRef> fields;
};

enum class NextEntry : std::uint8_t { kGoOn, kStop };

struct EntryScan {
  std::uint64_t entries = 0;     // not delete-marked
  std::uint64_t newest_trx = 0;  // the newest transaction that changed a leaf, as its PAGE_MAX_TRX_ID says
  bool by_chain = false;         // its root is lost: leaves that point at each other, which may be of an older tree
  bool told_all = false;         // every leaf of the index was there, verified, read whole, and not behind its changes
  // Where not: the tree and what is pending are known all the same, so that the entries not read can be estimated.
  bool countable = false;
  std::uint64_t entries_hurt = 0;  // what the headers of leaves that cannot be read claim
  std::uint64_t leaves_read = 0;
  std::uint64_t leaves_missing = 0;  // and of these nobody knows how many entries they have
  // Where the entries not read belong: keys of node pointers, low inclusive, high exclusive; nullopt: an open end.
  // Tells all only where the root was there.
  struct Gap {
    std::optional<RawKey> low, high;
  };
  std::vector<Gap> gaps;
  bool gaps_known = false;

  // Entries read and not read; nullopt: nobody knows.
  std::optional<std::uint64_t> Estimated() const {
    if (!countable || (leaves_missing > 0 && leaves_read == 0)) return std::nullopt;
    const std::uint64_t missing = leaves_missing == 0 ? 0 : (entries * leaves_missing + leaves_read / 2) / leaves_read;
    return entries + entries_hurt + missing;
  }
};

enum class WhichLeaves : std::uint8_t {
  kLive,
  kAlsoUndecided,  // and those that may be of an older tree, where the root is lost
};

// Reads the entries that are not delete-marked, of leaves that verify.
EntryScan ReadEntries(const PageStore& store, const SecondaryIndex& index, WhichLeaves which,
                      const std::function<NextEntry(const SecondaryEntry&)>& visit);

}  // namespace innosalvage
