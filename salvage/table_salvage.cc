#include "salvage/table_salvage.h"

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "parser/limits.h"
#include "parser/read_buffer.h"
#include "parser/record_fields.h"
#include "salvage/deleted_rows.h"
#include "salvage/key_text.h"
#include "salvage/leaf_fill.h"
#include "salvage/leaf_gaps.h"
#include "salvage/leaf_marks.h"
#include "salvage/leaf_reader.h"
#include "salvage/plain_rows.h"
#include "salvage/rival_leaves.h"
#include "salvage/secondary_rows.h"
#include "salvage/split_page.h"
#include "salvage/suspect_judge.h"

namespace innosalvage {

namespace {

constexpr std::size_t kGroupLeaves = 32;

struct Group {
  std::vector<std::size_t> leaves;  // in tree.leaves
  bool one_by_one = false;
  std::vector<std::unique_ptr<RowConsumer::Chunk>> chunks;  // in key order
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
        plain_consumer_(dynamic_cast<const PlainRowConsumer*>(&consumer)),
        options_(options),
        findings_(findings),
        marks_(plan, tree),
        key_(*plan.table, plan.leaf),
        outcomes_(tree.leaves.size()) {}

  // Trusted leaves first: what they tell, and what secondary indexes tell, decides over the rows of the others. Of
  // these the ones that verify come first, and rivals with those that do not verify last.
  void Run() {
    std::array<std::vector<std::size_t>, 3> stages;
    for (std::size_t i = 0; i < tree_.leaves.size(); ++i) {
      const LeafRef& leaf = tree_.leaves[i];
      const bool last = !leaf.verified || leaf.rival;
      stages[last ? 2 : leaf.place == LeafPlace::kUndecided ? 1 : 0].push_back(i);
    }
    ReadLeaves(stages[0], nullptr);
    for (const LeafOutcome& outcome : outcomes_) {
      if (outcome.min_trx_id == 0) continue;
      min_trx_id_ = min_trx_id_ == 0 ? outcome.min_trx_id : std::min(min_trx_id_, outcome.min_trx_id);
      max_trx_id_ = std::max(max_trx_id_, outcome.max_trx_id);
    }
    if (!stages[1].empty() || !stages[2].empty() || AnyDamage()) {
      indexes_ = FindSecondaryIndexes(store_, plan_, key_, tree_, outcomes_);
    }
    for (std::size_t stage = 1; stage < stages.size(); ++stage) {
      if (stages[stage].empty()) continue;
      // Nothing was known of the rows before.
      if (stage == 2 && stages[0].empty()) indexes_ = FindSecondaryIndexes(store_, plan_, key_, tree_, outcomes_);
      const SuspectJudge judge(store_, plan_, key_, tree_, outcomes_, indexes_);
      ReadLeaves(stages[stage], &judge);
    }
    Conclude();
  }

  std::span<const LeafOutcome> outcomes() const { return outcomes_; }
  std::span<const SecondaryIndex> indexes() const { return indexes_; }
  LeafMarks& marks() { return marks_; }

 private:
  bool AnyDamage() const {
    return !tree_.complete || !tree_.holes.empty() ||
           std::ranges::any_of(outcomes_, [](const LeafOutcome& outcome) { return outcome.damage.has_value(); });
  }

  void ReadLeaves(std::span<const std::size_t> leaves, const SuspectJudge* judge) {
    tbb::enumerable_thread_specific<Workspace> workspaces([&] { return Workspace(plan_, store_, judge); });
    std::size_t next = 0;
    const auto take = [&](tbb::flow_control& control) -> Group* {
      if (next >= leaves.size()) {
        control.stop();
        return nullptr;
      }
      auto group = std::make_unique<Group>();
      const auto taken = leaves.subspan(next, std::min(kGroupLeaves, leaves.size() - next));
      group->leaves.assign(taken.begin(), taken.end());
      next += taken.size();
      return group.release();  // NOLINT(cppcoreguidelines-owning-memory): tokens are raw pointers; taken back below
    };
    const auto work = [&](Group* group) -> Group* {
      ReadGroup(*group, workspaces.local());
      return group;
    };
    const auto write = [&](Group* raw) {
      const std::unique_ptr<Group> group(raw);
      if (group->one_by_one) {
        WriteOneByOne(*group, judge);
      } else {
        for (auto& chunk : group->chunks) consumer_.Write(std::move(chunk));
      }
      findings_.rows += group->counts;
      for (std::size_t i = 0; i < group->outcomes.size(); ++i) {
        const std::size_t leaf = group->leaves[i];
        // Only trusted rows tell where they stand, and only trusted leaves come in key order.
        if (judge == nullptr) {
          marks_.Add(leaf, tree_.leaves[leaf].verified && !group->outcomes[i].damage, std::move(group->marks[i]));
        }
        outcomes_[leaf] = std::move(group->outcomes[i]);
      }
      leaves_done_ += group->leaves.size();
      if (options_.progress) options_.progress(leaves_done_, tree_.leaves.size());
    };
    tbb::task_arena arena(static_cast<int>(std::max(options_.threads, 1U)));
    arena.execute([&] {
      tbb::parallel_pipeline(options_.threads * 2 + 1,
                             tbb::make_filter<void, Group*>(tbb::filter_mode::serial_in_order, take) &
                                 tbb::make_filter<Group*, Group*>(tbb::filter_mode::parallel, work) &
                                 tbb::make_filter<Group*, void>(tbb::filter_mode::serial_in_order, write));
    });
  }

  // What reading a group takes, kept for the thread's next group.
  struct Workspace {
    Workspace(const TablePlan& plan, const PageStore& store, const SuspectJudge* judge)
        : plain(plan), reader(plan, store), pages(kGroupLeaves * store.page_size()), batch(*plan.table, plan.exported) {
      reader.set_judge(judge);
    }
    PlainLeaf plain;
    PlainRows rows;
    LeafReader reader;
    ReadBuffer pages;
    RowBatch batch;
  };

  std::vector<std::uint32_t> PageNos(const Group& group) const {
    std::vector<std::uint32_t> page_nos;
    for (const std::size_t leaf : group.leaves) page_nos.push_back(tree_.leaves[leaf].page_no);
    return page_nos;
  }

  // Reads the group's pages into `buffer`, runs of neighbours in one go. Pages that cannot be had become zero. Returns
  // how many bytes of each page are there.
  std::vector<std::size_t> ReadPages(std::span<const std::uint32_t> page_nos, std::span<std::byte> buffer) const {
    const std::size_t size = store_.page_size();
    std::vector<std::size_t> there(page_nos.size(), size);
    for (std::size_t i = 0; i < page_nos.size();) {
      const std::size_t got =
          store_.ReadRun(page_nos.subspan(i), buffer.subspan(i * size), std::span(there).subspan(i));
      if (got == 0) {
        // Cut off by the end of the file: what there is, is there.
        const std::span<std::byte> page = buffer.subspan(i * size, size);
        std::ranges::fill(page, std::byte{0});
        const PageEntry* entry = store_.inventory().Find(page_nos[i]);
        there[i] = entry == nullptr ? 0 : store_.ReadPart(*entry, page);
      }
      i += std::max<std::size_t>(got, 1);
    }
    return there;
  }

  // Reads one leaf whose page lies in `page`, of which `there` bytes were to be had.
  LeafOutcome ReadLeaf(std::size_t at, std::span<std::byte> page, std::size_t there, LeafReader& reader,
                       RowBatch& batch, RowCounts& counts) const {
    const LeafRef& leaf = tree_.leaves[at];
    const PageEntry& entry = *store_.inventory().Find(leaf.page_no);
    OwnedHints owned = HintsFor(at);
    if (!leaf.verified && there < page.size()) {
      // A page that was decoded has other bytes, and fewer or more of them, than stand in the file.
      const bool plain = !store_.inventory().detected.format.compressed() && there == store_.SizeOf(entry);
      if (plain && store_.IsCutInTwo(entry)) {
        RowDecoder decoder(plan_, store_);
        std::vector<std::byte> front(page.size() - there);
        const std::uint64_t from = entry.offset - std::min<std::uint64_t>(entry.offset, front.size());
        if (store_.ReadStored(PageEntry{.offset = from}, front) < front.size()) front.clear();
        JoinSplitPage(page, there, front, leaf.page_no, plan_, decoder, owned.hints);
      } else {
        owned.hints.available = there;
      }
    }
    return reader.Read(leaf, entry, page, batch, counts, owned.hints);
  }

  // Bytes that the group's rows hold beside its pages: off-page ones that its records claim, each claim no larger than
  // the file, and those of defaults, which stand once in the plan and in the text of each row that is older.
  std::uint64_t BytesBeside(Bytes buffer, const Group& group) const {
    // Headers of 5 bytes, DB_TRX_ID and DB_ROLL_PTR: no record has less.
    constexpr std::size_t kLeastRecord = 5 + 6 + 7;
    const std::uint64_t most_records = store_.page_size() / kLeastRecord;
    const std::uint64_t all_defaults = DefaultBytes();
    const bool large_defaults = all_defaults * most_records * group.leaves.size() > ValueOf(Limit::kLobBatch);
    if (!large_defaults && std::ranges::none_of(plan_.leaf.fields, &LayoutField::big)) return 0;
    const std::uint64_t limit = store_.inventory().bytes_read;
    std::vector<FieldRef> fields(plan_.leaf.fields.size());
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < group.leaves.size(); ++i) {
      const Bytes page = buffer.subspan(i * store_.page_size(), store_.page_size());
      const IndexHeader header = DecodeIndexHeader(page.first<PAGE_DATA>());
      const LeafRef& leaf = tree_.leaves[group.leaves[i]];
      const RecordBounds bounds{header.user_records(), page.size() - FIL_PAGE_DATA_END};
      const RecordChain chain = WalkRecordChain(page, leaf.page_no, header);
      // Recovery may find more than the chain tells.
      const bool chain_tells = leaf.verified && !chain.stopped_by;
      if (large_defaults && !chain_tells) sum += all_defaults * most_records;
      for (const ChainedRecord& record : chain.records) {
        if (!SplitRecord(page, leaf.page_no, record.origin, record.header, plan_.leaf, bounds, fields)) continue;
        for (std::size_t at = 0; at < fields.size(); ++at) {
          const FieldRef& field = fields[at];
          if (field.absent && large_defaults && chain_tells) sum += plan_.leaf.instant->defaults[at].bytes.size();
          if (!field.external || field.length < BTR_EXTERN_FIELD_REF_SIZE) continue;
          const Bytes bytes = page.subspan(field.offset, field.length);
          sum += std::min(DecodeLobReference(bytes.last<BTR_EXTERN_FIELD_REF_SIZE>()).length, limit);
        }
      }
    }
    return sum;
  }

  // Of a row that is older than all columns that were added instantly.
  std::uint64_t DefaultBytes() const {
    std::uint64_t sum = 0;
    if (!plan_.leaf.instant) return sum;
    for (const InstantDefault& value : plan_.leaf.instant->defaults) sum += value.bytes.size();
    return sum;
  }

  void ReadGroup(Group& group, Workspace& workspace) const {
    const std::vector<std::uint32_t> page_nos = PageNos(group);
    const std::span<std::byte> buffer = std::span(workspace.pages).first(group.leaves.size() * store_.page_size());
    RowBatch& batch = workspace.batch;
    const std::vector<std::size_t> there = ReadPages(page_nos, buffer);
    bool last_is_plain = false;
    bool asked_for_bytes = false;
    for (std::size_t i = 0; i < group.leaves.size(); ++i) {
      const std::size_t leaf = group.leaves[i];
      const std::span<std::byte> page = buffer.subspan(i * store_.page_size(), store_.page_size());
      if (!last_is_plain) group.chunks.emplace_back();
      last_is_plain = there[i] == page.size() && ReadPlain(leaf, page, workspace, group);
      if (last_is_plain) continue;
      // Only a leaf that is not plain can have off-page values, or defaults.
      if (!std::exchange(asked_for_bytes, true) && BytesBeside(buffer, group) > ValueOf(Limit::kLobBatch)) {
        Group anew;
        anew.leaves = std::move(group.leaves);
        anew.one_by_one = true;
        group = std::move(anew);
        return;
      }
      group.outcomes.push_back(ReadLeaf(leaf, page, there[i], workspace.reader, batch, group.counts));
      marks_.Read(leaf, batch, 0, group.marks.emplace_back());
      auto chunk = consumer_.Format(batch);
      batch.Clear();
      if (group.chunks.back()) {
        group.chunks.push_back(std::move(chunk));
      } else {
        group.chunks.back() = std::move(chunk);
      }
    }
    if (!group.chunks.back()) group.chunks.pop_back();
  }

  // Appends the rows of a leaf to the last chunk, if they can be had the short way.
  bool ReadPlain(std::size_t at, Bytes page, Workspace& workspace, Group& group) const {
    if (plain_consumer_ == nullptr || workspace.reader.has_judge()) return false;
    const LeafRef& leaf = tree_.leaves[at];
    RowCounts counts;
    auto outcome = workspace.plain.Cut(leaf, *store_.inventory().Find(leaf.page_no), page, workspace.rows, counts);
    if (!outcome || !plain_consumer_->FormatPlain(workspace.rows, group.chunks.back())) return false;
    marks_.Read(at, workspace.rows, group.marks.emplace_back());
    group.outcomes.push_back(*std::move(outcome));
    group.counts += counts;
    return true;
  }

  void WriteOneByOne(Group& group, const SuspectJudge* judge) {
    LeafReader reader(plan_, store_);
    reader.set_judge(judge);
    std::vector<std::byte> page(store_.page_size());
    for (const std::size_t at : group.leaves) {
      const std::array<std::uint32_t, 1> page_no = {tree_.leaves[at].page_no};
      std::ranges::fill(page, std::byte{0});
      const std::size_t there = ReadPages(page_no, page).front();
      RowBatch batch(*plan_.table, plan_.exported);
      LeafMarks::Mark& mark = group.marks.emplace_back();
      reader.AfterEachRow([&] {
        marks_.Read(at, batch, 0, mark);
        consumer_.Write(consumer_.Format(batch));
        batch.Clear();
      });
      group.outcomes.push_back(ReadLeaf(at, page, there, reader, batch, group.counts));
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
    // One that no node page tells of may stand anywhere.
    if (tree_.leaves[leaf].place != LeafPlace::kUndecided) {
      owned.low = BoundBytes(tree_.leaves[leaf].bound);
      owned.high = BoundBytes(BoundIndexAfter(leaf + 1));
    }
    owned.hints.min_trx_id = min_trx_id_;
    owned.hints.max_trx_id = max_trx_id_;
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

  LeafFill FillOfLeaves() const {
    LeafFill fill;
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
      const LeafOutcome& outcome = outcomes_[i];
      if (tree_.leaves[i].verified && !outcome.damage) {
        fill.AddWhole(outcome.rows, WidthBetween(tree_.leaves[i].bound, BoundIndexAfter(i + 1)));
      } else if (outcome.header_plausible) {
        fill.AddHurt(outcome.expected);
      }
    }
    fill.Choose();
    return fill;
  }

  std::optional<std::uint64_t> WidthBetween(std::uint32_t from, std::uint32_t to) const {
    if (from == kNoEntry || to == kNoEntry) return std::nullopt;
    return KeyWidth(plan_, tree_.bounds[from], tree_.bounds[to]);
  }

  std::string Bound(std::uint32_t bound) const {
    return bound == kNoEntry ? std::string() : KeyText(plan_, tree_.bounds[bound]);
  }

  std::vector<KeyValue> BoundKey(std::uint32_t bound) const {
    return bound == kNoEntry ? std::vector<KeyValue>() : ExactKey(plan_, tree_.bounds[bound]);
  }

  // The next bound that is known behind a hole: leaves found by their siblings have none.
  std::uint32_t NextBound(std::size_t hole) const {
    std::size_t leaf = tree_.holes[hole].after_leaf;
    for (std::size_t next = hole + 1;; ++next) {
      const bool last = next == tree_.holes.size();
      const std::size_t end = last ? tree_.leaves.size() : tree_.holes[next].after_leaf;
      for (; leaf < end; ++leaf) {
        if (tree_.leaves[leaf].bound != kNoEntry) return tree_.leaves[leaf].bound;
      }
      if (last) return kNoEntry;
      if (tree_.holes[next].bound != kNoEntry) return tree_.holes[next].bound;
    }
  }

  // A lost page above the leaves: some of the leaves it pointed at may have been found by their siblings, others not.
  void AddNodeHole(std::size_t i) {
    const TreeHole& hole = tree_.holes[i];
    const std::uint32_t to = NextBound(i);
    findings_.AddLost({.page_no = hole.page_no}, [&] {
      return LostRange{.from = Bound(hole.bound),
                       .to = Bound(to),
                       .how =
                           "keys from the node pointers around a lost page above the leaves; rows of leaves in "
                           "this range that were found are not lost, and how many the others had is not known",
                       .why = std::string(Verdict(hole.page_no)),
                       .from_key = BoundKey(hole.bound),
                       .to_key = BoundKey(to),
                       .above_leaves = true};
    });
  }

  // What a hurt page still says of itself is better than what the others hold on average. Heap numbers count deleted
  // records as well.
  static LeafFill::Guess Held(const LeafOutcome* read, std::optional<std::uint64_t> width, LeafFill& fill) {
    if (read != nullptr && read->header_plausible) return {read->expected, "rows from the page's own header"};
    if (read != nullptr && read->rows > 0) {
      const std::uint64_t slots = std::uint64_t{read->rows} + read->slots_lost;
      return {std::min(slots, width.value_or(slots)), "rows from the heap numbers of those that came out"};
    }
    return fill.Next(width);
  }

  // Ranges below lost pages above the leaves, by the leaves around them; false: they are not all told so. What node
  // pointers tell of is left to them; but they tell of one leaf, and where the gap may hold more the others are untold.
  bool AddLeafGaps(const std::unordered_map<std::uint32_t, const LeafOutcome*>& outcome_of, LeafFill& fill) {
    const std::vector<LeafGap> gaps = FindLeafGaps(store_, plan_, key_, tree_, outcomes_);
    std::unordered_set<std::uint32_t> told;
    for (const TreeHole& hole : tree_.holes) {
      if (hole.level == 0) told.insert(hole.page_no);
    }
    bool all = !gaps.empty();
    for (const LeafGap& gap : gaps) {
      if (told.contains(gap.page_no)) {
        all = all && gap.one_leaf;
        continue;
      }
      const auto width = gap.after && gap.before ? KeyWidth(plan_, *gap.after, *gap.before) : std::nullopt;
      const auto read = outcome_of.find(gap.page_no);
      const LeafOutcome* outcome = read == outcome_of.end() ? nullptr : read->second;
      LeafFill::Guess held = Held(outcome, width, fill);
      if (!gap.one_leaf && gap.after && gap.before) held.rows += fill.Next(width).rows;
      if (width) held.rows = std::min(held.rows, *width);
      const std::uint64_t recovered = outcome == nullptr ? 0 : outcome->rows;
      const UnlistedRange range{gap.page_no, held.rows > recovered ? held.rows - recovered : 0, recovered};
      findings_.AddLost(range, [&] {
        return LostRange{
            .from = gap.after ? KeyText(plan_, *gap.after) : std::string(),
            .to = gap.before ? KeyText(plan_, *gap.before) : std::string(),
            .how = fmt::format("keys of the leaves around it, which name {}; {}",
                               gap.one_leaf ? "one leaf between them" : "a leaf that is lost, perhaps not the only one",
                               held.how),
            .why = std::string(Verdict(gap.page_no)),
            .leaf = gap.leaf,
            .from_key = gap.after ? ExactKey(plan_, *gap.after) : std::vector<KeyValue>(),
            .to_key = gap.before ? ExactKey(plan_, *gap.before) : std::vector<KeyValue>(),
            .above_leaves = true};
      });
    }
    return all;
  }

  std::string_view Verdict(std::uint32_t page_no) const {
    const PageEntry* entry = store_.inventory().Find(page_no);
    return entry == nullptr ? "missing" : Name(entry->verdict);
  }

  void Conclude() {
    if (!tree_.root && tree_.leaves.empty()) {
      findings_.AddLost({}, [] {
        return LostRange{.from = {},
                         .to = {},
                         .how = "no page of the table's clustered index is in the file, nor is its root",
                         .why = "missing"};
      });
    }
    findings_.node_pages = tree_.node_pages;
    findings_.tree_complete = tree_.complete;
    findings_.leaves_freed = tree_.freed.size();
    findings_.leaves = tree_.leaves.size();
    LeafFill fill = FillOfLeaves();
    std::unordered_map<std::uint32_t, const LeafOutcome*> outcome_of;
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
      const LeafOutcome& outcome = outcomes_[i];
      const bool whole = tree_.leaves[i].verified && !outcome.damage;
      ++(whole ? findings_.leaves_read : findings_.leaves_hurt);
      outcome_of[outcome.page_no] = &outcome;
      if (outcome.damage) findings_.Add({*outcome.damage, 0, "leaf page read in part"});
    }
    for (const std::uint32_t page_no : tree_.stale) {
      findings_.Add(
          {{DamageKind::kLsnMismatch, {page_no, FIL_PAGE_LSN}, 0, 0},
           0,
           "leaf page that is older than those beside it: a write of it was lost, or the file was copied while the "
           "server ran"});
    }
    const bool leaves_chained = AllChained(store_.inventory(), tree_.leaves);
    findings_.leaves_chained = leaves_chained;
    const bool by_leaves = !tree_.complete && !leaves_chained && AddLeafGaps(outcome_of, fill);
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
        if (!leaves_chained && !by_leaves) AddNodeHole(i);
        continue;
      }
      const std::uint64_t recovered = in_leaves ? read->second->rows : 0;
      const LeafFill::Guess held =
          Held(in_leaves ? read->second : nullptr, WidthBetween(hole.bound, BoundBehind(i, in_leaves)), fill);
      const UnlistedRange range{hole.page_no, held.rows > recovered ? held.rows - recovered : 0, recovered};
      findings_.AddLost(range, [&] {
        return LostRange{.from = Bound(hole.bound),
                         .to = Bound(BoundBehind(i, in_leaves)),
                         .how = fmt::format("keys from the parent's node pointers; {}", held.how),
                         .why = std::string(Verdict(hole.page_no)),
                         .from_key = BoundKey(hole.bound),
                         .to_key = BoundKey(BoundBehind(i, in_leaves))};
      });
    }
  }

  const PageStore& store_;
  const TablePlan& plan_;
  const LiveTree& tree_;
  RowConsumer& consumer_;
  const PlainRowConsumer* plain_consumer_;  // nullptr: it takes batches only
  const TableSalvageOptions& options_;
  TableFindings& findings_;
  LeafMarks marks_;
  ClusteredKey key_;
  std::vector<LeafOutcome> outcomes_;  // as tree_.leaves
  std::vector<SecondaryIndex> indexes_;
  std::size_t leaves_done_ = 0;
  std::uint64_t min_trx_id_ = 0;  // of the trusted leaves; 0: not known
  std::uint64_t max_trx_id_ = 0;
};

}  // namespace

void SalvageTable(const PageStore& store, const TablePlan& plan, const LiveTree& live_tree, RowConsumer& consumer,
                  const TableSalvageOptions& options, TableFindings& findings) {
  LiveTree tree = live_tree;
  MarkRivals(store, plan, ClusteredKey(*plan.table, plan.leaf), tree);
  Pass pass(store, plan, tree, consumer, options, findings);
  pass.Run();
  if (options.deleted) FindDeletedRows(store, plan, tree, consumer, {}, findings);
  NameLostRows(store, plan, tree, pass.outcomes(), pass.indexes(), consumer, {}, findings);
  pass.marks().Conclude(findings);
}

}  // namespace innosalvage
