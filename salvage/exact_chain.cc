#include "salvage/exact_chain.h"

#include <algorithm>

namespace innosalvage {

std::optional<std::vector<ChainedRecord>> ExactChain(const PageContext& context, const TablePlan& plan) {
  const auto head = FixedAt<PAGE_DATA>(context.page, 0);
  if (!head) return std::nullopt;
  const IndexHeader header = DecodeIndexHeader(*head);
  if (header.compact != (plan.leaf.format == RecordFormat::kCompact) || header.level != 0) return std::nullopt;
  if (CheckIndexHeader(header, context.page.size(), context.page_no)) return std::nullopt;
  RecordChain chain = WalkRecordChain(context.page, context.page_no, header);
  if (chain.stopped_by || chain.records.size() != header.n_recs) return std::nullopt;
  const RecordChain free_list = WalkFreeList(context.page, context.page_no, header);
  const std::size_t heap = std::size_t{header.n_heap} - PAGE_HEAP_NO_USER_LOW;
  if (free_list.stopped_by || chain.records.size() + free_list.records.size() != heap) return std::nullopt;
  const RecordBounds bounds{header.user_records(), header.heap_top};
  std::vector<FieldRef> fields(plan.leaf.fields.size());
  std::vector<RecordExtent> extents;
  std::size_t used = header.garbage;
  for (const ChainedRecord& record : chain.records) {
    if (record.header.status != RecordStatus::kOrdinary) return std::nullopt;
    const auto extent =
        SplitRecord(context.page, context.page_no, record.origin, record.header, plan.leaf, bounds, fields);
    if (!extent) return std::nullopt;
    used += extent->end - extent->begin;
    extents.push_back(*extent);
  }
  if (header.user_records() + used != header.heap_top) return std::nullopt;
  std::ranges::sort(extents, {}, &RecordExtent::begin);
  for (std::size_t i = 1; i < extents.size(); ++i) {
    if (extents[i].begin < extents[i - 1].end) return std::nullopt;
  }
  return std::move(chain.records);
}

}  // namespace innosalvage
