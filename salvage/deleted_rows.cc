#include "salvage/deleted_rows.h"

#include <algorithm>

#include "salvage/clustered_key.h"
#include "salvage/record_candidates.h"
#include "salvage/record_chain.h"

namespace innosalvage {

namespace {

struct DeletedRecord {
  std::uint32_t origin = 0;
  RecordHeader header;
  RecordExtent extent;
  FoundBy found_by = FoundBy::kHeapScan;
  Reason reason = Reason::kInGarbage;
};

// What else of the same space speaks for a candidate. Half of all places may be one, so that each is looked up.
class Witnesses {
 public:
  // `candidates` are in the order of their origins, and must outlive this.
  explicit Witnesses(std::span<const RecordCandidate> candidates) : candidates_(candidates) {
    for (const RecordCandidate& one : candidates) {
      begins_.push_back(PlaceInHeap(one.extent.begin, one.header.heap_no));
      ends_.push_back(PlaceInHeap(one.extent.end, one.header.heap_no));
      if (one.next != kNoNext) links_.push_back(&one);
    }
    std::ranges::sort(begins_);
    std::ranges::sort(ends_);
    std::ranges::sort(links_, {}, &RecordCandidate::next);
  }

  // A neighbour in the heap, or a link to another record of the space.
  bool Has(const RecordCandidate& one) const {
    if (std::ranges::binary_search(begins_, PlaceInHeap(one.extent.end, one.header.heap_no + 1U))) return true;
    if (one.header.heap_no > 0 &&
        std::ranges::binary_search(ends_, PlaceInHeap(one.extent.begin, one.header.heap_no - 1U))) {
      return true;
    }
    const auto apart = [&](const RecordCandidate& other) {
      return other.extent.begin >= one.extent.end || other.extent.end <= one.extent.begin;
    };
    const auto linked = std::ranges::equal_range(candidates_, one.next, {}, &RecordCandidate::origin);
    if (std::ranges::any_of(linked, apart)) return true;
    const auto linking = std::ranges::equal_range(links_, one.origin, {}, &RecordCandidate::next);
    return std::ranges::any_of(linking, [&](const RecordCandidate* other) { return apart(*other); });
  }

 private:
  static std::uint64_t PlaceInHeap(std::uint32_t at, std::uint32_t heap_no) {
    return (std::uint64_t{at} << 32U) | heap_no;
  }

  std::span<const RecordCandidate> candidates_;
  std::vector<std::uint64_t> begins_, ends_;
  std::vector<const RecordCandidate*> links_;  // by `next`
};

class Finder {
 public:
  Finder(const PageStore& store, const TablePlan& plan, const LiveTree& tree, RowConsumer& consumer,
         const DeletedRowsOptions& options, TableFindings& findings)
      : store_(store),
        plan_(plan),
        tree_(tree),
        consumer_(consumer),
        findings_(findings),
        decoder_(plan, store),
        buffer_(store.page_size()),
        fields_(plan.leaf.fields.size()),
        limit_(std::max<std::uint64_t>(options.memory / (sizeof(std::uint64_t) + 1), 1)) {}

  void Run() {
    std::uint64_t found = 0;
    ForEachDeleted([&](const PageContext&, const DeletedRecord&) { ++found; });
    if (found == 0) return;
    parts_ = found / limit_ + 1;
    for (part_ = 0; part_ < parts_; ++part_) {
      hashes_.clear();
      ForEachDeleted([&](const PageContext& context, const DeletedRecord&) {
        const std::uint64_t hash = HashOfRow(context.page);
        if (hash % parts_ == part_) hashes_.push_back(hash);
      });
      std::ranges::sort(hashes_);
      hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
      given_.assign(hashes_.size(), false);
      MarkLiveRows();
      Emit();
    }
  }

 private:
  // All columns of the record in fields_, but for the hidden ones of the engine.
  std::uint64_t HashOfRow(Bytes page) const {
    std::string row;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const LayoutField& layout = plan_.leaf.fields[i];
      if (layout.column == kNoColumn && layout.system != SystemField::kRowId) continue;
      const FieldRef& field = fields_[i];
      row += field.absent ? '\3' : field.is_null ? '\0' : field.external ? '\2' : '\1';
      if (field.is_null || field.absent) continue;
      for (unsigned shift = 0; shift < 32; shift += 8) row += static_cast<char>((field.length >> shift) & 0xffU);
      row += AsText(page.subspan(field.offset, field.length));
    }
    return HashOf(row);
  }

  // Position of a hash among hashes_; nullopt: it is not there.
  std::optional<std::size_t> Position(std::uint64_t hash) const {
    const auto at = std::ranges::lower_bound(hashes_, hash);
    if (at == hashes_.end() || *at != hash) return std::nullopt;
    return static_cast<std::size_t>(at - hashes_.begin());
  }

  void MarkLiveRows() {
    for (const LeafRef& leaf : tree_.leaves) {
      const auto page = leaf.verified ? store_.Read(leaf.page_no, buffer_) : tl::unexpected(Damage{});
      if (!page) continue;
      const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
      const RecordBounds bounds{header.user_records(), page->bytes.size() - FIL_PAGE_DATA_END};
      for (const ChainedRecord& record : WalkRecordChain(page->bytes, leaf.page_no, header).records) {
        if (!SplitRecord(page->bytes, leaf.page_no, record.origin, record.header, plan_.leaf, bounds, fields_))
          continue;
        if (const auto at = Position(HashOfRow(page->bytes))) given_[*at] = true;
      }
    }
  }

  void Emit() {
    constexpr std::size_t kBatchRows = 256;
    RowBatch batch(*plan_.table, plan_.exported);
    const auto flush = [&] {
      if (!batch.empty()) consumer_.Write(consumer_.Format(batch));
      batch.Clear();
    };
    std::uint32_t page_no = 0;
    ForEachDeleted(
        [&](const PageContext& context, const DeletedRecord& record) {
          const auto at = Position(HashOfRow(context.page));
          if (!at || given_[*at]) return;
          given_[*at] = true;
          // Values point into the page, which the next one overwrites.
          if (context.page_no != page_no || batch.size() >= kBatchRows) flush();
          page_no = context.page_no;
          PageContext own = context;
          own.reasons.Add(record.reason);
          const std::size_t before = batch.size();
          RowCounts ignored;
          decoder_.Decode(own, record.origin, record.header, record.found_by, batch, ignored);
          if (batch.size() == before) return;
          batch.EvidenceOf(before).trust = Trust::kDeleted;
          findings_.rows.Count(Trust::kDeleted);
        },
        flush);
    flush();
  }

  // Visits each deleted record of each page; its fields are in fields_. `page_done` runs before the page is
  // overwritten.
  template <class Visit, class PageDone>
  void ForEachDeleted(const Visit& visit, const PageDone& page_done) {
    for (const LeafRef& leaf : tree_.leaves) {
      if (leaf.verified) ReadPage(leaf.page_no, false, visit);
      page_done();
    }
    for (const std::uint32_t page_no : tree_.freed) {
      const PageEntry* entry = store_.inventory().Find(page_no);
      if (entry != nullptr && IsVerified(entry->verdict)) ReadPage(page_no, true, visit);
      page_done();
    }
  }
  template <class Visit>
  void ForEachDeleted(const Visit& visit) {
    ForEachDeleted(visit, [] {});
  }

  template <class Visit>
  void ReadPage(std::uint32_t page_no, bool freed, const Visit& visit) {
    const auto page = store_.Read(page_no, buffer_);
    if (!page) return;
    const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
    const bool compact = plan_.leaf.format == RecordFormat::kCompact;
    if (header.compact != compact || CheckIndexHeader(header, page->bytes.size(), page_no)) return;
    // Nothing was ever deleted from it, nor moved away: most pages of most tables.
    const bool untouched = header.free == 0 && header.garbage == 0 &&
                           AllZero(page->bytes.subspan(header.heap_top, DirectoryBegin(header) - header.heap_top));
    if (untouched && !freed) return;
    PageContext context{.page = page->bytes,
                        .file_offset = store_.inventory().Find(page_no)->offset,
                        .page_no = page_no,
                        .bounds = {header.user_records(), page->bytes.size() - FIL_PAGE_DATA_END},
                        .trust = Trust::kDeleted,
                        .reasons = {},
                        .verified = false};  // an illegal value means that this was no row
    if (freed) context.reasons.Add(Reason::kPageFreed);
    for (const DeletedRecord& record : Collect(context, header, freed)) {
      if (!SplitRecord(context.page, page_no, record.origin, record.header, plan_.leaf, context.bounds, fields_))
        continue;
      visit(context, record);
    }
  }

  std::size_t DirectoryBegin(const IndexHeader& header) const {
    const std::size_t slots = std::size_t{header.n_dir_slots} * PAGE_DIR_SLOT_SIZE;
    return std::max<std::size_t>(header.heap_top, store_.page_size() - FIL_PAGE_DATA_END - slots);
  }

  // In page order. Uses fields_.
  std::vector<DeletedRecord> Collect(const PageContext& context, const IndexHeader& header, bool freed) {
    std::vector<DeletedRecord> records;
    std::vector<RecordExtent> used;
    CandidateScanner scanner(context, plan_, decoder_, {});
    const auto add = [&](const ChainedRecord& record, FoundBy found_by, Reason reason, bool wanted) {
      const auto extent =
          SplitRecord(context.page, context.page_no, record.origin, record.header, plan_.leaf, context.bounds, fields_);
      if (!extent) return;
      used.push_back(*extent);
      if (wanted && scanner.At(record.origin, record.header)) {
        records.push_back({record.origin, record.header, *extent, found_by, reason});
      }
    };
    for (const ChainedRecord& record : WalkRecordChain(context.page, context.page_no, header).records) {
      add(record, FoundBy::kChain, record.header.deleted() ? Reason::kDeleteMarked : Reason::kPageFreed, freed);
    }
    for (const ChainedRecord& record : WalkFreeList(context.page, context.page_no, header).records) {
      add(record, FoundBy::kFreeList, Reason::kOnFreeList, true);
    }
    AddUnused(context, header, std::move(used), records);
    std::ranges::stable_sort(records, {}, &DeletedRecord::origin);
    return records;
  }

  // Records in the space that nothing uses: beside records that took a larger one's slot, and behind the heap, which a
  // reorganisation of the page made shorter.
  void AddUnused(const PageContext& context, const IndexHeader& header, std::vector<RecordExtent> used,
                 std::vector<DeletedRecord>& records) {
    std::ranges::sort(used, {}, &RecordExtent::begin);
    used.push_back({static_cast<std::uint32_t>(DirectoryBegin(header)), 0});
    std::size_t at = header.user_records();
    for (const RecordExtent& extent : used) {
      if (extent.begin > at) ScanGap(context, at, extent.begin, records);
      at = std::max<std::size_t>(at, extent.end);
    }
  }

  void ScanGap(const PageContext& context, std::size_t begin, std::size_t end, std::vector<DeletedRecord>& records) {
    PageContext gap = context;
    gap.bounds = {begin, end};
    CandidateScanner scanner(gap, plan_, decoder_, {});
    if (end - begin < scanner.min_record_size() || AllZero(context.page.subspan(begin, end - begin))) return;
    const std::vector<RecordCandidate> candidates = scanner.Scan();
    const Witnesses witnesses(candidates);
    std::size_t free_from = begin;
    for (const RecordCandidate& one : candidates) {
      if (one.extent.begin < free_from || !witnesses.Has(one)) continue;
      records.push_back({one.origin, one.header, one.extent, FoundBy::kHeapScan, Reason::kInGarbage});
      free_from = one.extent.end;
    }
  }

  const PageStore& store_;
  const TablePlan& plan_;
  const LiveTree& tree_;
  RowConsumer& consumer_;
  TableFindings& findings_;
  RowDecoder decoder_;
  std::vector<std::byte> buffer_;
  std::vector<FieldRef> fields_;
  std::uint64_t limit_;
  std::uint64_t parts_ = 1;
  std::uint64_t part_ = 0;
  std::vector<std::uint64_t> hashes_;  // of the deleted rows of this part, sorted
  std::vector<bool> given_;            // live, or handed out
};

}  // namespace

void FindDeletedRows(const PageStore& store, const TablePlan& plan, const LiveTree& tree, RowConsumer& consumer,
                     const DeletedRowsOptions& options, TableFindings& findings) {
  Finder(store, plan, tree, consumer, options, findings).Run();
}

}  // namespace innosalvage
