#include "salvage/schema_fit.h"

#include <algorithm>
#include <map>

#include "parser/page_type.h"
#include "salvage/record_chain.h"
#include "salvage/row_decoder.h"

namespace innosalvage {

bool SchemaFit::fits() const {
  if (format_differs || unsupported) return false;
  if (records == 0) return true;
  if (from_hurt_pages) return records_cut * 2 >= records;
  // Verified pages hold what a server wrote, so the cut must be right everywhere. A few illegal values are possible
  // all the same: servers before 5.5 stored what clients sent. These rows go to suspect/.
  return records_cut == records && pages_exact == pages && records_legal * 20 >= records * 19;
}

double SchemaFit::score() const {
  if (records == 0 || format_differs) return 0.0;
  const auto share = [](std::uint64_t part, std::uint64_t all) {
    return all == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(all);
  };
  return (share(records_cut, records) + share(records_legal, records) + share(pages_exact, pages)) / 3.0;
}

namespace {

class Fitter {
 public:
  Fitter(const PageStore& store, const TablePlan& plan) : store_(store), plan_(plan), decoder_(plan, store) {}

  void FitPage(std::uint32_t page_no) {
    buffer_.resize(store_.page_size());
    const auto page = store_.Read(page_no, buffer_);
    if (!page) return;
    const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
    if (CheckIndexHeader(header, page->bytes.size(), page_no)) return;
    if (header.compact != (plan_.leaf.format == RecordFormat::kCompact)) {
      fit_.format_differs = true;
      return;
    }
    const RecordChain chain = WalkRecordChain(page->bytes, page_no, header);
    if (chain.stopped_by || chain.records.size() != header.n_recs) return;
    ++fit_.pages;
    const PageContext context{.page = page->bytes,
                              .file_offset = 0,
                              .page_no = page_no,
                              .bounds = {header.user_records(), header.heap_top},
                              .trust = Trust::kIntact,
                              .reasons = {},
                              .verified = true};
    std::uint64_t used = 0;
    std::uint64_t cut = 0;
    for (const ChainedRecord& record : chain.records) {
      if (IsMetadata(record.header, plan_.leaf)) {
        fields_.resize(plan_.metadata.fields.size());
        const auto metadata =
            SplitRecord(page->bytes, page_no, record.origin, record.header, plan_.metadata, context.bounds, fields_);
        if (metadata) used += metadata->end - metadata->begin;
        ++cut;
        continue;
      }
      ++fit_.records;
      const auto extent = decoder_.Probe(context, record.origin, record.header);
      if (extent) {
        ++fit_.records_cut;
        ++fit_.records_legal;
        ++cut;
        used += extent->end - extent->begin;
        continue;
      }
      Note(extent.error(), record, header);
      // An illegal value still has its place: cut again without looking at values.
      fields_.resize(plan_.leaf.fields.size());
      const auto split =
          SplitRecord(page->bytes, page_no, record.origin, record.header, plan_.leaf, context.bounds, fields_);
      if (split) {
        ++fit_.records_cut;
        ++cut;
        used += split->end - split->begin;
      }
    }
    const std::uint64_t heap = header.heap_top - header.user_records();
    if (cut == chain.records.size() && used + header.garbage == heap) ++fit_.pages_exact;
  }

  SchemaFit Take() {
    const auto worst = std::ranges::max_element(failures_, {}, [](const auto& item) { return item.second; });
    if (worst != failures_.end()) {
      fit_.worst_column = worst->first;
      fit_.worst_column_records = worst->second;
    }
    return fit_;
  }

 private:
  void Note(const Damage& damage, const ChainedRecord&, const IndexHeader&) {
    if (!fit_.first_damage) fit_.first_damage = damage;
    if (damage.kind == DamageKind::kUnsupported) fit_.unsupported = true;
    if (decoder_.failed_column() != kNoColumn) ++failures_[decoder_.failed_column()];
  }

  const PageStore& store_;
  const TablePlan& plan_;
  RowDecoder decoder_;
  std::vector<std::byte> buffer_;
  std::vector<FieldRef> fields_;
  std::map<std::uint32_t, std::uint64_t> failures_;
  SchemaFit fit_;
};

}  // namespace

SchemaFit FitSchema(const PageStore& store, const TablePlan& plan, std::uint64_t index_id, std::size_t max_pages) {
  std::vector<std::uint32_t> leaves;
  std::vector<std::uint32_t> hurt;
  for (const PageEntry& entry : store.inventory().EntriesOf(index_id)) {
    if (entry.type != FIL_PAGE_INDEX || entry.level != 0 || entry.n_recs == 0) continue;
    if (IsVerified(entry.verdict)) {
      leaves.push_back(entry.page_no);
    } else if (entry.verdict != PageVerdict::kForeignSpace && entry.verdict != PageVerdict::kNotRead) {
      hurt.push_back(entry.page_no);
    }
  }
  const bool from_hurt_pages = leaves.empty();
  if (from_hurt_pages) leaves = std::move(hurt);
  Fitter fitter(store, plan);
  const std::size_t samples = std::min(max_pages, leaves.size());
  for (std::size_t i = 0; i < samples; ++i) fitter.FitPage(leaves[leaves.size() * i / samples]);
  SchemaFit fit = fitter.Take();
  fit.from_hurt_pages = from_hurt_pages && fit.records > 0;
  return fit;
}

}  // namespace innosalvage
