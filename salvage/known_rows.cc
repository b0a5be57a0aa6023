#include "salvage/known_rows.h"

#include <algorithm>

#include "salvage/record_chain.h"

namespace innosalvage {

namespace {

std::vector<std::uint32_t> LeavesReadWhole(const LiveTree& tree, std::span<const LeafOutcome> outcomes) {
  std::vector<std::uint32_t> trusted;
  std::vector<std::uint32_t> verified;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const LeafRef& leaf = tree.leaves[i];
    if (KnownKeys::ReadWhole(leaf, outcomes[i])) trusted.push_back(leaf.page_no);
    const bool whole = leaf.verified && !outcomes[i].damage && outcomes[i].page_no == leaf.page_no;
    if (whole && !leaf.rival) verified.push_back(leaf.page_no);
  }
  return trusted.empty() ? verified : trusted;
}

}  // namespace

void VisitKnownRows(const PageStore& store, const TablePlan& plan, const LiveTree& tree,
                    std::span<const LeafOutcome> outcomes, std::size_t max_leaves,
                    const std::function<void(Bytes page, std::span<const FieldRef> fields)>& visit) {
  const std::vector<std::uint32_t> leaves = LeavesReadWhole(tree, outcomes);
  const std::size_t samples = std::min(leaves.size(), max_leaves);
  std::vector<std::byte> buffer(store.page_size());
  std::vector<FieldRef> fields(plan.leaf.fields.size());
  for (std::size_t i = 0; i < samples; ++i) {
    const std::uint32_t page_no = leaves[leaves.size() * i / samples];
    const auto page = store.Read(page_no, buffer);
    if (!page) continue;
    const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
    const RecordBounds bounds{header.user_records(), page->bytes.size() - FIL_PAGE_DATA_END};
    for (const ChainedRecord& record : WalkRecordChain(page->bytes, page_no, header).records) {
      if (record.header.deleted() || IsMetadata(record.header, plan.leaf)) continue;
      if (!SplitRecord(page->bytes, page_no, record.origin, record.header, plan.leaf, bounds, fields)) continue;
      visit(page->bytes, fields);
    }
  }
}

std::uint64_t TrxIdOf(const TablePlan& plan, Bytes page, std::span<const FieldRef> fields) {
  if (plan.leaf.trx_id_field == SIZE_MAX) return 0;
  const FieldRef& trx = fields[plan.leaf.trx_id_field];
  return LoadBig(page.subspan(trx.offset, trx.length));
}

}  // namespace innosalvage
