#include "salvage/table_salvage.h"

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "parser/record_fields.h"
#include "salvage/key_text.h"
#include "salvage/leaf_marks.h"
#include "salvage/leaf_reader.h"
#include "salvage/secondary_rows.h"

namespace innosalvage {

namespace {

constexpr std::size_t kGroupLeaves = 32;
// Off-page bytes that a group may bring into memory before its rows are taken one by one.
constexpr std::uint64_t kGroupLobBytes = 16U << 20U;

struct Group {
  std::size_t first = 0;  // in tree.leaves
  std::size_t count = 0;
  bool one_by_one = false;
  std::unique_ptr<RowConsumer::Chunk> chunk;
  RowCounts counts;
  std::vector<LeafOutcome> outcomes;
  std::vector<LeafMarks::Mark> marks;  // one an outcome
};

class Pass {
 public:
  Pass(const PageStore& store, const TablePlan& plan, const LiveTree& tree, RowConsumer& consumer,
       const TableSalvageOptions& options, TableFindings& findings)
      : store_(store),
        plan_(plan),
        tree_(tree),
        consumer_(consumer),
        options_(options),
        findings_(findings),
        marks_(plan, tree),
        workspaces_([&] { return Workspace(plan, store); }) {}

  void Run() {
    std::size_t next = 0;
    const auto take = [&](tbb::flow_control& control) -> Group* {
      if (next >= tree_.leaves.size()) {
        control.stop();
        return nullptr;
      }
      auto group = std::make_unique<Group>();
      group->first = next;
      group->count = std::min(kGroupLeaves, tree_.leaves.size() - next);
      next += group->count;
      return group.release();  // NOLINT(cppcoreguidelines-owning-memory): tokens are raw pointers; taken back below
    };
    const auto work = [&](Group* group) -> Group* {
      ReadGroup(*group);
      return group;
    };
    const auto write = [&](Group* raw) {
      const std::unique_ptr<Group> group(raw);
      if (group->one_by_one) {
        WriteOneByOne(*group);
      } else {
        consumer_.Write(std::move(group->chunk));
      }
      findings_.rows += group->counts;
      for (std::size_t i = 0; i < group->outcomes.size(); ++i) {
        const std::size_t leaf = group->first + i;
        marks_.Add(leaf, tree_.leaves[leaf].verified && !group->outcomes[i].damage, std::move(group->marks[i]));
        outcomes_.push_back(std::move(group->outcomes[i]));
      }
      if (options_.progress) options_.progress(group->first + group->count, tree_.leaves.size());
    };
    tbb::task_arena arena(static_cast<int>(std::max(options_.threads, 1U)));
    arena.execute([&] {
      tbb::parallel_pipeline(options_.threads * 2 + 1,
                             tbb::make_filter<void, Group*>(tbb::filter_mode::serial_in_order, take) &
                                 tbb::make_filter<Group*, Group*>(tbb::filter_mode::parallel, work) &
                                 tbb::make_filter<Group*, void>(tbb::filter_mode::serial_in_order, write));
    });
    Conclude();
  }

  std::span<const LeafOutcome> outcomes() const { return outcomes_; }
  LeafMarks& marks() { return marks_; }

 private:
  // What reading a group takes, kept for the thread's next group.
  struct Workspace {
    Workspace(const TablePlan& plan, const PageStore& store)
        : reader(plan, store), pages(kGroupLeaves * store.page_size()), batch(*plan.table, plan.exported) {}
    LeafReader reader;
    std::vector<std::byte> pages;
    RowBatch batch;
  };

  std::vector<std::uint32_t> PageNos(const Group& group) const {
    std::vector<std::uint32_t> page_nos;
    for (std::size_t i = 0; i < group.count; ++i) page_nos.push_back(tree_.leaves[group.first + i].page_no);
    return page_nos;
  }

  // Reads the group's pages into `buffer`, runs of neighbours in one go. Pages that cannot be had become zero.
  void ReadPages(std::span<const std::uint32_t> page_nos, std::span<std::byte> buffer) const {
    const std::size_t size = store_.page_size();
    for (std::size_t i = 0; i < page_nos.size();) {
      const std::size_t got = store_.ReadRun(page_nos.subspan(i), buffer.subspan(i * size));
      if (got == 0) {
        // Cut off by the end of the file: what there is, is there.
        const std::span<std::byte> page = buffer.subspan(i * size, size);
        std::ranges::fill(page, std::byte{0});
        const PageEntry* entry = store_.inventory().Find(page_nos[i]);
        if (entry != nullptr) store_.ReadPart(*entry, page);
      }
      i += std::max<std::size_t>(got, 1);
    }
  }

  // Off-page bytes that the group's records claim, each claim no larger than the file.
  std::uint64_t LobBytes(Bytes buffer, const Group& group) const {
    if (std::ranges::none_of(plan_.leaf.fields, &LayoutField::big)) return 0;
    const std::uint64_t limit = store_.inventory().bytes_read;
    std::vector<FieldRef> fields(plan_.leaf.fields.size());
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < group.count; ++i) {
      const Bytes page = buffer.subspan(i * store_.page_size(), store_.page_size());
      const IndexHeader header = DecodeIndexHeader(page.first<PAGE_DATA>());
      const std::uint32_t page_no = tree_.leaves[group.first + i].page_no;
      const RecordBounds bounds{header.user_records(), page.size() - FIL_PAGE_DATA_END};
      for (const ChainedRecord& record : WalkRecordChain(page, page_no, header).records) {
        if (!SplitRecord(page, page_no, record.origin, record.header, plan_.leaf, bounds, fields)) continue;
        for (const FieldRef& field : fields) {
          if (!field.external || field.length < BTR_EXTERN_FIELD_REF_SIZE) continue;
          const Bytes bytes = page.subspan(field.offset, field.length);
          sum += std::min(DecodeLobReference(bytes.last<BTR_EXTERN_FIELD_REF_SIZE>()).length, limit);
        }
      }
    }
    return sum;
  }

  void ReadGroup(Group& group) {
    const std::vector<std::uint32_t> page_nos = PageNos(group);
    Workspace& workspace = workspaces_.local();
    const std::span<std::byte> buffer = std::span(workspace.pages).first(group.count * store_.page_size());
    RowBatch& batch = workspace.batch;
    ReadPages(page_nos, buffer);
    if (LobBytes(buffer, group) > kGroupLobBytes) {
      group.one_by_one = true;
      return;
    }
    for (std::size_t i = 0; i < group.count; ++i) {
      const LeafRef& leaf = tree_.leaves[group.first + i];
      const std::size_t first_row = batch.size();
      group.outcomes.push_back(workspace.reader.Read(leaf, *store_.inventory().Find(leaf.page_no),
                                                     buffer.subspan(i * store_.page_size(), store_.page_size()), batch,
                                                     group.counts, HintsFor(group.first + i).hints));
      marks_.Read(group.first + i, batch, first_row, group.marks.emplace_back());
    }
    group.chunk = consumer_.Format(batch);
    batch.Clear();
  }

  void WriteOneByOne(Group& group) {
    LeafReader reader(plan_, store_);
    std::vector<std::byte> page(store_.page_size());
    for (std::size_t i = 0; i < group.count; ++i) {
      const LeafRef& leaf = tree_.leaves[group.first + i];
      const std::array<std::uint32_t, 1> page_no = {leaf.page_no};
      std::ranges::fill(page, std::byte{0});
      ReadPages(page_no, page);
      RowBatch batch(*plan_.table, plan_.exported);
      LeafMarks::Mark& mark = group.marks.emplace_back();
      reader.AfterEachRow([&] {
        marks_.Read(group.first + i, batch, 0, mark);
        consumer_.Write(consumer_.Format(batch));
        batch.Clear();
      });
      group.outcomes.push_back(reader.Read(leaf, *store_.inventory().Find(leaf.page_no), page, batch, group.counts,
                                           HintsFor(group.first + i).hints));
      if (!batch.empty()) consumer_.Write(consumer_.Format(batch));
    }
  }

  // Keys that bound a hurt leaf, and their bytes. A leaf that verifies needs none.
  struct OwnedHints {
    std::vector<std::byte> low, high;
    RecoveryHints hints;
  };

  OwnedHints HintsFor(std::size_t leaf) const {
    OwnedHints owned;
    if (tree_.leaves[leaf].verified) return owned;
    owned.low = BoundBytes(tree_.leaves[leaf].bound);
    owned.high = BoundBytes(BoundIndexAfter(leaf + 1));
    owned.hints.low_key = owned.low;
    owned.hints.high_key = owned.high;
    return owned;
  }

  std::vector<std::byte> BoundBytes(std::uint32_t bound) const {
    std::vector<std::byte> bytes;
    if (bound == kNoEntry) return bytes;
    for (const auto& field : tree_.bounds[bound]) {
      if (!field) return {};
      bytes.insert(bytes.end(), field->begin(), field->end());
    }
    return bytes;
  }

  // The bound of what stands at leaf position `leaf` in key order, be it a leaf or a hole before it.
  std::uint32_t BoundIndexAfter(std::size_t leaf) const {
    const auto hole = std::ranges::lower_bound(tree_.holes, leaf, {}, &TreeHole::after_leaf);
    if (hole != tree_.holes.end() && hole->after_leaf == leaf) return hole->bound;
    return leaf < tree_.leaves.size() ? tree_.leaves[leaf].bound : kNoEntry;
  }

  // The bound of what follows a hole; `in_leaves`: its page stands among the leaves as well, to be read as suspect.
  std::uint32_t BoundBehind(std::size_t hole, bool in_leaves) const {
    const TreeHole& here = tree_.holes[hole];
    if (in_leaves) return BoundIndexAfter(here.after_leaf + 1U);
    const bool more = hole + 1 < tree_.holes.size() && tree_.holes[hole + 1].after_leaf == here.after_leaf;
    if (more) return tree_.holes[hole + 1].bound;
    return here.after_leaf < tree_.leaves.size() ? tree_.leaves[here.after_leaf].bound : kNoEntry;
  }

  // Average rows of the leaves that told all, for estimates.
  std::uint64_t AverageRows() const {
    std::uint64_t rows = 0;
    std::uint64_t pages = 0;
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
      if (!tree_.leaves[i].verified || outcomes_[i].damage) continue;
      rows += outcomes_[i].rows;
      ++pages;
    }
    return pages == 0 ? 0 : (rows + pages / 2) / pages;
  }

  std::string Bound(std::uint32_t bound) const {
    return bound == kNoEntry ? std::string() : KeyText(plan_, tree_.bounds[bound]);
  }

  // All leaves verify and point at each other from the first to the last: none is missing, whatever stands above them.
  bool LeavesChained() const {
    const Inventory& inventory = store_.inventory();
    for (std::size_t i = 0; i < tree_.leaves.size(); ++i) {
      const LeafRef& leaf = tree_.leaves[i];
      const PageEntry* entry = inventory.Find(leaf.page_no);
      if (!leaf.verified || entry == nullptr) return false;
      const std::uint32_t before = i == 0 ? FIL_NULL : tree_.leaves[i - 1].page_no;
      const std::uint32_t behind = i + 1 < tree_.leaves.size() ? tree_.leaves[i + 1].page_no : FIL_NULL;
      if (entry->prev != before || entry->next != behind) return false;
    }
    return !tree_.leaves.empty();
  }

  // A lost page above the leaves: some of the leaves it pointed at may have been found by their siblings, others not.
  void AddNodeHole(std::size_t i) {
    const TreeHole& hole = tree_.holes[i];
    findings_.lost.push_back({.from = Bound(hole.bound),
                              .to = Bound(BoundBehind(i, false)),
                              .page_no = hole.page_no,
                              .rows_estimated = 0,
                              .rows_recovered = 0,
                              .how = "keys from the node pointers around a lost page above the leaves; leaves in this "
                                     "range that were found are not lost, and the number of the others is not known",
                              .why = std::string(Verdict(hole.page_no))});
  }

  std::string_view Verdict(std::uint32_t page_no) const {
    const PageEntry* entry = store_.inventory().Find(page_no);
    return entry == nullptr ? "missing" : Name(entry->verdict);
  }

  void Conclude() {
    if (!tree_.root && tree_.leaves.empty()) {
      findings_.lost.push_back({.from = {},
                                .to = {},
                                .page_no = 0,
                                .rows_estimated = 0,
                                .rows_recovered = 0,
                                .how = "no page of the table's clustered index is in the file, nor is its root",
                                .why = "missing"});
    }
    findings_.node_pages = tree_.node_pages;
    findings_.tree_complete = tree_.complete;
    findings_.leaves_freed = tree_.freed.size();
    findings_.leaves = tree_.leaves.size();
    const std::uint64_t average = AverageRows();
    std::unordered_map<std::uint32_t, const LeafOutcome*> outcome_of;
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
      const LeafOutcome& outcome = outcomes_[i];
      const bool whole = tree_.leaves[i].verified && !outcome.damage;
      ++(whole ? findings_.leaves_read : findings_.leaves_hurt);
      outcome_of[outcome.page_no] = &outcome;
      if (outcome.damage) findings_.Add({*outcome.damage, 0, "leaf page read in part"});
    }
    const bool leaves_chained = LeavesChained();
    for (std::size_t i = 0; i < tree_.holes.size(); ++i) {
      const TreeHole& hole = tree_.holes[i];
      const auto read = outcome_of.find(hole.page_no);
      const bool in_leaves = read != outcome_of.end();
      if (!in_leaves && hole.level == 0) {
        ++findings_.leaves;
        ++findings_.leaves_hurt;
      }
      findings_.Add({hole.damage, store_.page_size(), hole.level == 0 ? "leaf page" : "page above the leaves"});
      if (hole.level > 0) {
        if (!leaves_chained) AddNodeHole(i);
        continue;
      }
      // What a hurt page still says of itself is better than what the others hold on average.
      const bool says_itself = in_leaves && read->second->header_plausible;
      const std::uint64_t held = says_itself ? read->second->expected : average;
      const std::uint64_t recovered = in_leaves ? read->second->rows : 0;
      LostRange range{.from = Bound(hole.bound),
                      .to = Bound(BoundBehind(i, in_leaves)),
                      .page_no = hole.page_no,
                      .rows_estimated = held > recovered ? held - recovered : 0,
                      .rows_recovered = recovered,
                      .how = says_itself
                                 ? "keys from the parent's node pointers; rows from the page's own header"
                                 : "keys from the parent's node pointers; rows from the fill of the other leaves",
                      .why = std::string(Verdict(hole.page_no))};
      findings_.rows_lost_estimated += range.rows_estimated;
      findings_.lost.push_back(std::move(range));
    }
  }

  const PageStore& store_;
  const TablePlan& plan_;
  const LiveTree& tree_;
  RowConsumer& consumer_;
  const TableSalvageOptions& options_;
  TableFindings& findings_;
  LeafMarks marks_;
  tbb::enumerable_thread_specific<Workspace> workspaces_;
  std::vector<LeafOutcome> outcomes_;  // as tree_.leaves
};

}  // namespace

void SalvageTable(const PageStore& store, const TablePlan& plan, const LiveTree& tree, RowConsumer& consumer,
                  const TableSalvageOptions& options, TableFindings& findings) {
  Pass pass(store, plan, tree, consumer, options, findings);
  pass.Run();
  NameLostRows(store, plan, tree, pass.outcomes(), consumer, {}, findings);
  pass.marks().Conclude(findings);
}

}  // namespace innosalvage
