#include "salvage/secondary_index.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "parser/ibuf_bitmap.h"
#include "parser/page_type.h"
#include "salvage/known_rows.h"
#include "salvage/record_chain.h"
#include "salvage/schema_fit.h"
#include "salvage/testimony.h"

namespace innosalvage {

namespace {

bool Readable(const Table& table, const Index& index) {
  if (index.kind == IndexKind::kFulltext || index.kind == IndexKind::kSpatial || index.kind == IndexKind::kVector) {
    return false;
  }
  return std::ranges::all_of(index.parts, [&](const KeyPart& part) {
    return part.expression.empty() && part.column < table.columns.size() &&
           table.columns[part.column].generated != Generated::kVirtual &&
           table.columns[part.column].hidden != Hidden::kBySql;
  });
}

void SetIds(const Table& table, std::uint64_t clustered_id, SecondaryIndex& index) {
  const auto partition =
      std::ranges::find_if(table.partitions, [&](const Partition& at) { return at.clustered_id == clustered_id; });
  if (partition != table.partitions.end()) {
    for (const PartitionIndex& at : partition->indexes) {
      if (at.index != index.index || !at.innodb_id) continue;
      index.id = *at.innodb_id;
      index.root = at.root_page;
    }
    return;
  }
  index.id = table.indexes[index.index].innodb_id.value_or(0);
  index.root = table.indexes[index.index].root_page;
}

// Rows that the clustered index still has: of each exported column its bytes, where they stand on the page.
struct Witnesses {
  static constexpr std::size_t kKept = 256;  // bytes of a column: they tell columns apart
  struct Field {
    bool known = false;
    bool null = false;
    std::size_t length = 0;
    std::string head;  // the first kKept bytes
  };
  std::unordered_map<std::string, std::vector<Field>> rows;
};

Witnesses CollectWitnesses(const PageStore& store, const TablePlan& plan, const ClusteredKey& key, const LiveTree& tree,
                           std::span<const LeafOutcome> outcomes) {
  constexpr std::size_t kMaxLeaves = 32;
  Witnesses witnesses;
  VisitKnownRows(store, plan, tree, outcomes, kMaxLeaves, [&](Bytes page, std::span<const FieldRef> fields) {
    std::vector<Witnesses::Field> row(plan.exported.size());
    for (std::size_t slot = 0; slot < row.size(); ++slot) {
      const FieldRef& field = fields[plan.exported_fields[slot]];
      if (field.external || field.absent) continue;
      const std::string_view bytes = AsText(page.subspan(field.offset, field.length));
      row[slot] = {true, field.is_null, bytes.size(), std::string(bytes.substr(0, Witnesses::kKept))};
    }
    witnesses.rows.emplace(key.Of(page, fields), std::move(row));
  });
  return witnesses;
}

// Whether an entry's field can be the column, or its prefix, that the row had.
bool Agrees(const Witnesses::Field& had, Bytes page, const FieldRef& field, const LayoutField& layout) {
  if (!had.known) return true;
  if (had.null || field.is_null) return had.null == field.is_null;
  if (layout.prefix == 0 ? field.length != had.length : field.length > had.length) return false;
  const std::string_view bytes = AsText(page.subspan(field.offset, field.length));
  return had.head.starts_with(bytes.substr(0, Witnesses::kKept));
}

Testimony Ask(const PageStore& store, const TablePlan& plan, const ClusteredKey& key, const SecondaryIndex& index,
              const Witnesses& witnesses) {
  constexpr std::uint64_t kEnough = 300;
  std::vector<SecondaryIndex::IndexedColumn> columns;  // prefixes as well
  for (std::uint32_t field = 0; field < index.leaf.fields.size(); ++field) {
    const auto slot = std::ranges::find(plan.exported, index.leaf.fields[field].column);
    if (slot == plan.exported.end()) continue;
    columns.push_back({static_cast<std::uint32_t>(slot - plan.exported.begin()), field});
  }
  Testimony testimony;
  ReadEntries(store, index, WhichLeaves::kAlsoUndecided, [&](const SecondaryEntry& entry) {
    const auto row = witnesses.rows.find(key.Of(entry.page, entry.fields, index.key_fields));
    if (row == witnesses.rows.end()) return NextEntry::kGoOn;
    const bool same = std::ranges::all_of(columns, [&](const SecondaryIndex::IndexedColumn& column) {
      return Agrees(row->second[column.slot], entry.page, entry.fields[column.field], index.leaf.fields[column.field]);
    });
    ++(same ? testimony.agree : testimony.differ);
    return testimony.agree + testimony.differ >= kEnough ? NextEntry::kStop : NextEntry::kGoOn;
  });
  return testimony;
}

bool SameParts(const Index& a, const Index& b) {
  return std::ranges::equal(a.parts, b.parts, [](const KeyPart& left, const KeyPart& right) {
    return left.column == right.column && left.prefix == right.prefix;
  });
}

// Which of `laid_out` each unnamed index id of the file is.
std::vector<SecondaryIndex> ByEntries(const PageStore& store, const TablePlan& plan, const ClusteredKey& key,
                                      const LiveTree& tree, std::span<const LeafOutcome> outcomes,
                                      const std::vector<SecondaryIndex>& laid_out) {
  std::set<std::uint64_t> ids;
  for (const PageEntry& entry : store.inventory().entries) {
    if (entry.type == FIL_PAGE_INDEX && entry.level == 0 && IsVerified(entry.verdict)) ids.insert(entry.index_id);
  }
  ids.erase(tree.index_id);
  const Witnesses witnesses = CollectWitnesses(store, plan, key, tree, outcomes);
  std::map<std::size_t, SecondaryIndex> chosen;      // by index
  std::map<std::size_t, std::size_t> ids_explained;  // by index
  std::set<std::size_t> unproven;                    // chosen without a witness
  constexpr std::size_t kMaxIds = 200;               // 64 secondary indexes is the servers' limit
  std::size_t tried = 0;
  for (const std::uint64_t id : ids) {
    if (++tried > kMaxIds) break;
    std::vector<SecondaryIndex> fitting;
    for (SecondaryIndex candidate : laid_out) {
      candidate.id = id;
      if (!ExplainsEntries(store, plan, candidate)) continue;
      ++ids_explained[candidate.index];
      fitting.push_back(std::move(candidate));
    }
    std::vector<SecondaryIndex> convincing;
    bool heard = false;
    for (SecondaryIndex& candidate : fitting) {
      const Testimony testimony = Ask(store, plan, key, candidate, witnesses);
      heard = heard || testimony.heard();
      if (testimony.agrees()) convincing.push_back(candidate);
    }
    if (!heard) convincing = fitting;
    if (convincing.empty()) continue;
    const Index& first = plan.table->indexes[convincing.front().index];
    const bool one = std::ranges::all_of(convincing, [&](const SecondaryIndex& candidate) {
      return SameParts(plan.table->indexes[candidate.index], first);
    });
    if (!one) continue;
    const std::size_t index = convincing.front().index;
    // A row that bears witness outweighs a higher id.
    if (!heard && chosen.contains(index) && !unproven.contains(index)) continue;
    if (heard) {
      unproven.erase(index);
    } else {
      unproven.insert(index);
    }
    chosen.insert_or_assign(index, convincing.front());
  }
  std::vector<SecondaryIndex> found;
  for (auto& [index, secondary] : chosen) {
    if (unproven.contains(index) && ids_explained[index] > 1) continue;
    found.push_back(std::move(secondary));
  }
  return found;
}

// Whether changes to leaves still lie in the change buffer.
class PendingChanges {
 public:
  explicit PendingChanges(const PageStore& store) : store_(store), bitmap_(store.page_size()) {}

  // True as well where that cannot be told.
  bool MayBeBehind(std::uint32_t page_no) { return IsBehind(page_no) || !known_; }

  // False where that cannot be told.
  bool IsBehind(std::uint32_t page_no) {
    const std::uint32_t physical_size = store_.inventory().detected.format.physical_size;
    const std::uint32_t bitmap_page = IbufBitmapPageOf(page_no, physical_size);
    if (bitmap_page != page_no_) {
      page_no_ = bitmap_page;
      const auto page = store_.Read(bitmap_page, bitmap_);
      const PageEntry* entry = store_.inventory().Find(bitmap_page);
      known_ = page && page->verified && entry != nullptr;
      // Servers without a change buffer may keep no bitmap.
      none_ = known_ && entry->type != FIL_PAGE_IBUF_BITMAP;
    }
    return known_ && !none_ && HasBufferedChanges(bitmap_, page_no, physical_size).value_or(true);
  }

 private:
  const PageStore& store_;
  std::vector<std::byte> bitmap_;
  std::uint32_t page_no_ = FIL_NULL;
  bool known_ = false;
  bool none_ = false;
};

}  // namespace

std::optional<SecondaryIndex> LayOutSecondary(const TablePlan& plan, std::size_t i) {
  const Table& table = *plan.table;
  if (!Readable(table, table.indexes[i])) return std::nullopt;
  auto layout = SecondaryLayout(table, i, plan.leaf.format);
  if (!layout) return std::nullopt;
  SecondaryIndex index;
  index.index = i;
  index.leaf = *std::move(layout);
  for (std::size_t part = 0; part < plan.leaf.n_key; ++part) {
    const LayoutField& wanted = plan.leaf.fields[part];
    const auto found = std::ranges::find_if(index.leaf.fields, [&](const LayoutField& field) {
      return field.column == wanted.column && field.system == wanted.system && field.prefix == wanted.prefix;
    });
    if (found == index.leaf.fields.end()) return std::nullopt;
    index.key_fields.push_back(static_cast<std::uint32_t>(found - index.leaf.fields.begin()));
  }
  for (std::uint32_t field = 0; field < index.leaf.fields.size(); ++field) {
    const LayoutField& at = index.leaf.fields[field];
    if (at.column == kNoColumn || at.prefix != 0) continue;
    const auto slot = std::ranges::find(plan.exported, at.column);
    if (slot == plan.exported.end()) continue;
    index.columns.push_back({static_cast<std::uint32_t>(slot - plan.exported.begin()), field});
  }
  return index;
}

bool ExplainsEntries(const PageStore& store, const TablePlan& clustered, const SecondaryIndex& index) {
  TablePlan plan;
  plan.table = clustered.table;
  plan.leaf = index.leaf;
  plan.node = NodePointerLayout(index.leaf);
  for (const SecondaryIndex::IndexedColumn& column : index.columns) {
    plan.exported.push_back(clustered.exported[column.slot]);
    plan.exported_fields.push_back(column.field);
  }
  constexpr std::size_t kPages = 8;
  const SchemaFit fit = FitSchema(store, plan, index.id, kPages);
  return fit.proven() && fit.fits();
}

std::vector<SecondaryIndex> FindSecondaryIndexes(const PageStore& store, const TablePlan& plan, const ClusteredKey& key,
                                                 const LiveTree& tree, std::span<const LeafOutcome> outcomes) {
  const auto clustered = ClusteredIndex(*plan.table);
  std::vector<SecondaryIndex> named;
  std::vector<SecondaryIndex> unnamed;
  for (std::size_t i = 0; i < plan.table->indexes.size(); ++i) {
    if (clustered == i) continue;
    auto index = LayOutSecondary(plan, i);
    if (!index) continue;
    SetIds(*plan.table, tree.index_id, *index);
    (index->id != 0 ? named : unnamed).push_back(*std::move(index));
  }
  if (named.empty() && !unnamed.empty()) return ByEntries(store, plan, key, tree, outcomes, unnamed);
  return named;
}

namespace {

// The places of a tree in key order: its leaves, and the holes between them. `unread`: page numbers.
std::vector<EntryScan::Gap> GapsOf(const LiveTree& tree, const std::set<std::uint32_t>& unread) {
  struct Place {
    std::uint32_t page_no = 0;
    std::uint32_t bound = kNoEntry;
  };
  std::vector<Place> places;
  std::size_t hole = 0;
  for (std::size_t leaf = 0; leaf <= tree.leaves.size(); ++leaf) {
    for (; hole < tree.holes.size() && tree.holes[hole].after_leaf <= leaf; ++hole) {
      places.push_back({tree.holes[hole].page_no, tree.holes[hole].bound});
    }
    if (leaf < tree.leaves.size()) places.push_back({tree.leaves[leaf].page_no, tree.leaves[leaf].bound});
  }
  const auto key = [&](std::uint32_t bound) {
    return bound == kNoEntry ? std::nullopt : std::optional<RawKey>(tree.bounds[bound]);
  };
  std::vector<EntryScan::Gap> gaps;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!unread.contains(places[i].page_no)) continue;
    // A leaf that has no bound of its own hangs on the one before it.
    std::size_t low = i;
    while (low > 0 && places[low].bound == kNoEntry) --low;
    std::size_t high = i + 1;
    while (high < places.size() && (places[high].bound == kNoEntry || places[high].bound == places[i].bound)) ++high;
    gaps.push_back({key(places[low].bound), high < places.size() ? key(places[high].bound) : std::nullopt});
  }
  return gaps;
}

}  // namespace

EntryScan ReadEntries(const PageStore& store, const SecondaryIndex& index, WhichLeaves which,
                      const std::function<NextEntry(const SecondaryEntry&)>& visit) {
  const LiveTree tree = BuildLiveTree(store, index.id, index.root, NodePointerLayout(index.leaf));
  EntryScan scan;
  const bool chained = AllChained(store.inventory(), tree.leaves);
  scan.told_all = chained || (tree.complete && tree.holes.empty());
  scan.by_chain = chained && !tree.complete;
  scan.countable = scan.told_all || tree.complete;
  const bool in_stretches = !tree.root && which == WhichLeaves::kAlsoUndecided;
  const PageEntry* before = nullptr;  // of a stretch
  std::uint32_t stretch = 0;
  PendingChanges pending(store);
  std::vector<std::byte> buffer(store.page_size());
  std::vector<FieldRef> fields(index.leaf.fields.size());
  std::set<std::uint32_t> unread;
  const auto skip = [&](std::uint32_t page_no) {
    scan.told_all = false;
    unread.insert(page_no);
    const PageEntry* entry = store.inventory().Find(page_no);
    const bool claims = entry != nullptr && entry->index_id == index.id && entry->n_recs > 0;
    scan.entries_hurt += claims ? entry->n_recs : 0U;
    scan.leaves_missing += claims ? 0U : 1U;
  };
  std::set<std::uint32_t> listed;
  for (const LeafRef& leaf : tree.leaves) listed.insert(leaf.page_no);
  for (const TreeHole& hole : tree.holes) {
    if (!listed.contains(hole.page_no)) skip(hole.page_no);
  }
  for (const LeafRef& leaf : tree.leaves) {
    if (!leaf.verified || (leaf.place == LeafPlace::kUndecided && !chained && !in_stretches)) {
      skip(leaf.page_no);
      continue;
    }
    const auto page = store.Read(leaf.page_no, buffer);
    if (!page || !page->verified) {
      skip(leaf.page_no);
      continue;
    }
    ++scan.leaves_read;
    const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
    if (header.compact != (index.leaf.format == RecordFormat::kCompact)) {
      scan.told_all = false;
      unread.insert(leaf.page_no);
      continue;
    }
    scan.newest_trx = std::max(scan.newest_trx, header.max_trx_id);
    const RecordChain chain = WalkRecordChain(page->bytes, leaf.page_no, header);
    if (chain.stopped_by || chain.records.size() != header.n_recs) {
      scan.told_all = false;
      unread.insert(leaf.page_no);
    }
    if (in_stretches && (unread.contains(leaf.page_no) || pending.IsBehind(leaf.page_no))) {
      before = nullptr;
      continue;
    }
    const PageEntry* here = store.inventory().Find(leaf.page_no);
    if (before == nullptr || before->next != here->page_no || here->prev != before->page_no) ++stretch;
    before = here;
    if (pending.MayBeBehind(leaf.page_no)) scan.told_all = scan.countable = false;
    const RecordBounds bounds{header.user_records(), page->bytes.size() - FIL_PAGE_DATA_END};
    SecondaryEntry entry{.page = page->bytes,
                         .where = here,
                         .by_chain = scan.by_chain,
                         .stretch = {},
                         .max_trx_id = 0,
                         .fields = fields};
    for (const ChainedRecord& record : chain.records) {
      if (record.header.deleted()) continue;
      const auto split =
          SplitRecord(page->bytes, leaf.page_no, record.origin, record.header, index.leaf, bounds, fields);
      if (!split || record.header.status != RecordStatus::kOrdinary ||
          std::ranges::any_of(fields, &FieldRef::external)) {
        scan.told_all = false;
        unread.insert(leaf.page_no);
        before = nullptr;
        if (in_stretches) break;  // what stands behind is not told to follow
        continue;
      }
      ++scan.entries;
      if (in_stretches) entry.stretch = stretch;
      entry.max_trx_id = header.max_trx_id;
      entry.origin = record.origin;
      entry.heap_no = record.header.heap_no;
      if (visit(entry) == NextEntry::kStop) {
        scan.told_all = scan.countable = false;
        return scan;
      }
    }
  }
  for (const TreeHole& hole : tree.holes) unread.insert(hole.page_no);
  scan.gaps_known = tree.root.has_value();
  if (scan.gaps_known && !scan.told_all) scan.gaps = GapsOf(tree, unread);
  return scan;
}

}  // namespace innosalvage
