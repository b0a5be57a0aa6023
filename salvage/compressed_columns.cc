#include "salvage/compressed_columns.h"

#include <algorithm>

#include "parser/page_type.h"
#include "parser/record_fields.h"
#include "salvage/record_chain.h"

namespace innosalvage {

namespace {

constexpr std::size_t kMaxLeaves = 16;

bool CanBeCompressed(SqlType type) {
  return type == SqlType::kVarChar || type == SqlType::kVarBinary || (IsBlob(type) && !IsSpatial(type));
}

bool LooksLikeHeader(std::byte first) {
  constexpr std::byte kMethodMask{0xf0};
  constexpr std::byte kZlib{0x80};
  return first == std::byte{0} || (first & kMethodMask) == kZlib;
}

struct Seen {
  std::uint32_t column = 0;
  std::size_t field = 0;
  bool any = false;
  bool plain = false;  // a value that no compressed column has
};

void LookAtPage(const PageStore& store, const TablePlan& plan, std::uint32_t page_no, std::vector<Seen>& seen) {
  std::vector<std::byte> buffer(store.page_size());
  const auto page = store.Read(page_no, buffer);
  if (!page) return;
  const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
  const RecordBounds bounds{header.user_records(), page->bytes.size()};
  std::vector<FieldRef> fields(plan.leaf.fields.size());
  for (const ChainedRecord& record : WalkRecordChain(page->bytes, page_no, header).records) {
    if (!SplitRecord(page->bytes, page_no, record.origin, record.header, plan.leaf, bounds, fields)) continue;
    for (Seen& column : seen) {
      const FieldRef& field = fields[column.field];
      if (field.is_null || field.length == 0) continue;
      column.any = true;
      // Off-page with nothing in the record but the reference: says nothing.
      if (field.external && field.length <= BTR_EXTERN_FIELD_REF_SIZE) continue;
      if (!LooksLikeHeader(page->bytes[field.offset])) column.plain = true;
    }
  }
}

}  // namespace

std::vector<std::uint32_t> MaybeCompressedColumns(const PageStore& store, const TablePlan& plan,
                                                  std::uint64_t index_id) {
  std::vector<Seen> seen;
  for (std::size_t i = 0; i < plan.exported.size(); ++i) {
    const Column& column = plan.table->columns[plan.exported[i]];
    if (!CanBeCompressed(column.type) || column.compressed) continue;
    seen.push_back({.column = plan.exported[i], .field = plan.exported_fields[i]});
  }
  std::size_t leaves = 0;
  if (seen.empty()) return {};
  for (const PageEntry& entry : store.inventory().EntriesOf(index_id)) {
    const bool leaf = entry.type == FIL_PAGE_INDEX && entry.level == 0 && entry.n_recs > 0;
    if (!leaf || !IsVerified(entry.verdict)) continue;
    if (leaves++ == kMaxLeaves) break;
    LookAtPage(store, plan, entry.page_no, seen);
  }
  std::vector<std::uint32_t> columns;
  for (const Seen& column : seen) {
    if (column.any && !column.plain) columns.push_back(column.column);
  }
  return columns;
}

}  // namespace innosalvage
