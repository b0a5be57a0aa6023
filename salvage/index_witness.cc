#include "salvage/index_witness.h"

#include <algorithm>
#include <set>

#include "parser/page_type.h"
#include "parser/record_fields.h"
#include "salvage/clustered_key.h"
#include "salvage/free_pages.h"
#include "salvage/secondary_index.h"

namespace innosalvage {

namespace {

constexpr std::size_t kMaxLeaves = 512;  // of one index
constexpr std::size_t kMaxEntries = 400;
constexpr std::size_t kMaxTrees = 70;  // 64 secondary indexes is the servers' limit

// Leaves of each secondary index that verify and are in use. A table's indexes get their ids in the order in which they
// are made, the clustered one first, and a rebuild makes all of them anew: what has a lower id is left from an older
// table, or another's. Source: dict_build_index_def_step (storage/innobase/dict/dict0crea.cc).
std::map<std::uint64_t, std::vector<std::uint32_t>> LeavesOfOthers(const PageStore& store, std::uint64_t clustered) {
  const FreePages free(store);
  std::map<std::uint64_t, std::vector<std::uint32_t>> leaves;
  for (const PageEntry& entry : store.inventory().entries) {
    if (entry.type != FIL_PAGE_INDEX || entry.index_id <= clustered || entry.level != 0 || entry.n_recs == 0) continue;
    if (!IsVerified(entry.verdict) || store.inventory().Find(entry.page_no) != &entry) continue;
    if (free.CalledFree(entry.page_no).value_or(false)) continue;
    leaves[entry.index_id].push_back(entry.page_no);
  }
  while (leaves.size() > kMaxTrees) leaves.erase(std::prev(leaves.end()));
  return leaves;
}

}  // namespace

IndexWitness::IndexWitness(const PageStore& store, const TablePlan& plan, const IndexSample& sample) : sample_(sample) {
  const auto clustered = ClusteredIndex(*plan.table);
  std::vector<SecondaryIndex> laid_out;
  for (std::size_t i = 0; i < plan.table->indexes.size(); ++i) {
    if (clustered == i) continue;
    if (auto index = LayOutSecondary(plan, i)) laid_out.push_back(*std::move(index));
  }
  if (laid_out.empty() || sample.pages.empty()) return;
  const auto leaves = LeavesOfOthers(store, sample.index_id);
  if (leaves.empty()) return;
  CollectRows(plan);
  for (SecondaryIndex& index : laid_out) {
    names_[index.index] = plan.table->indexes[index.index].name;
    for (const auto& [id, pages] : leaves) {
      index.id = id;
      if (ExplainsEntries(store, plan, index))
        ReadTree(store, plan, pages, {.index = index.index, .id = id, .entries = {}});
    }
  }
}

void IndexWitness::CollectRows(const TablePlan& plan) {
  const ClusteredKey key(*plan.table, plan.leaf);
  std::vector<FieldRef> fields(plan.leaf.fields.size());
  for (std::size_t p = 0; p < sample_.pages.size(); ++p) {
    const SampledPage& page = sample_.pages[p];
    const RecordBounds bounds{page.header.user_records(), page.header.heap_top};
    for (std::size_t r = 0; r < page.chain.size(); ++r) {
      const ChainedRecord& record = page.chain[r];
      if (record.header.deleted()) continue;
      if (!SplitRecord(page.bytes, page.page_no, record.origin, record.header, plan.leaf, bounds, fields)) continue;
      by_key_.emplace(key.Of(page.bytes, fields), rows_.size());
      rows_.push_back({p, r});
    }
  }
}

void IndexWitness::ReadTree(const PageStore& store, const TablePlan& plan, const std::vector<std::uint32_t>& leaves,
                            Tree tree) {
  auto index = LayOutSecondary(plan, tree.index);
  const ClusteredKey key(*plan.table, plan.leaf);
  std::vector<FieldRef> fields(index->leaf.fields.size());
  std::vector<std::byte> buffer(store.page_size());
  const std::size_t samples = std::min(leaves.size(), kMaxLeaves);
  for (std::size_t i = 0; i < samples && tree.entries.size() < kMaxEntries; ++i) {
    const std::uint32_t page_no = leaves[leaves.size() * i / samples];
    const auto page = store.Read(page_no, buffer);
    if (!page || !page->verified) continue;
    const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
    if (CheckIndexHeader(header, page->bytes.size(), page_no)) continue;
    const RecordBounds bounds{header.user_records(), header.heap_top};
    for (const ChainedRecord& record : WalkRecordChain(page->bytes, page_no, header).records) {
      if (record.header.deleted()) continue;
      if (!SplitRecord(page->bytes, page_no, record.origin, record.header, index->leaf, bounds, fields)) continue;
      const auto row = by_key_.find(key.Of(page->bytes, fields, index->key_fields));
      if (row == by_key_.end()) continue;
      Entry entry{.row = row->second, .said = {}};
      for (std::uint32_t field = 0; field < fields.size(); ++field) {
        const LayoutField& at = index->leaf.fields[field];
        if (at.column == kNoColumn || fields[field].external || fields[field].absent) continue;
        // The key is what the row was found by.
        if (std::ranges::find(index->key_fields, field) != index->key_fields.end()) continue;
        const Bytes bytes = Bytes(page->bytes).subspan(fields[field].offset, fields[field].length);
        entry.said.push_back({.column = plan.table->columns[at.column].name,
                              .prefix = at.prefix,
                              .null = fields[field].is_null,
                              .bytes = std::string(AsText(bytes))});
      }
      if (!entry.said.empty()) tree.entries.push_back(std::move(entry));
      if (tree.entries.size() >= kMaxEntries) break;
    }
  }
  if (!tree.entries.empty()) trees_.push_back(std::move(tree));
}

std::vector<IndexTestimony> IndexWitness::Ask(const TablePlan& plan) const {
  std::map<std::string_view, std::uint32_t> places;  // of columns, in the records
  for (std::uint32_t i = 0; i < plan.leaf.fields.size(); ++i) {
    const LayoutField& field = plan.leaf.fields[i];
    if (field.column != kNoColumn && field.prefix == 0) places[plan.table->columns[field.column].name] = i;
  }
  struct Heard {
    const Tree* tree = nullptr;
    IndexTestimony testimony;
  };
  std::vector<Heard> heard;
  std::set<std::uint64_t> known;  // trees that agree with some index
  std::vector<FieldRef> fields(plan.leaf.fields.size());
  for (const Tree& tree : trees_) {
    IndexTestimony& testimony = heard.emplace_back(Heard{&tree, {{}, names_.at(tree.index)}}).testimony;
    for (const Entry& entry : tree.entries) {
      const SampledPage& page = sample_.pages[rows_[entry.row].page];
      const ChainedRecord& record = page.chain[rows_[entry.row].record];
      const RecordBounds bounds{page.header.user_records(), page.header.heap_top};
      const bool cut =
          SplitRecord(page.bytes, page.page_no, record.origin, record.header, plan.leaf, bounds, fields).has_value();
      const bool same = cut && std::ranges::all_of(entry.said, [&](const Said& said) {
                          const auto place = places.find(said.column);
                          if (place == places.end()) return false;
                          const FieldRef& field = fields[place->second];
                          if (field.external || field.absent) return true;
                          if (field.is_null || said.null) return field.is_null == said.null;
                          const std::string_view had = AsText(Bytes(page.bytes).subspan(field.offset, field.length));
                          if (said.prefix == 0) return had == said.bytes;
                          return had.starts_with(said.bytes);
                        });
      ++(same ? testimony.agree : testimony.differ);
    }
    if (testimony.agrees()) known.insert(tree.id);
  }
  std::map<std::size_t, IndexTestimony> best;  // by index
  for (const auto& [tree, testimony] : heard) {
    // The tree of another index that is laid out alike says nothing about this one, whose own tree may be lost.
    if (!testimony.agrees() && known.contains(tree->id)) continue;
    const auto [at, fresh] = best.try_emplace(tree->index, testimony);
    if (!fresh && testimony.agree * (at->second.agree + at->second.differ) >
                      at->second.agree * (testimony.agree + testimony.differ)) {
      at->second = testimony;
    }
  }
  std::vector<IndexTestimony> answers;
  for (auto& [index, testimony] : best) answers.push_back(std::move(testimony));
  return answers;
}

}  // namespace innosalvage
