#include "salvage/stored_counter.h"

#include <vector>

#include "parser/index_header.h"
#include "parser/page_type.h"
#include "salvage/record_chain.h"

namespace innosalvage {

std::optional<std::uint64_t> StoredAutoIncrement(const PageStore& store, std::uint64_t index_id) {
  constexpr std::size_t PAGE_ROOT_AUTO_INC = FIL_PAGE_DATA + 18;
  const PageEntry* root = nullptr;
  bool alone = true;
  for (const PageEntry& entry : store.inventory().EntriesOf(index_id)) {
    if (entry.type != FIL_PAGE_INDEX || !IsVerified(entry.verdict)) continue;
    if (root != nullptr && entry.level < root->level) continue;
    alone = root == nullptr || entry.level > root->level;
    root = &entry;
  }
  if (root == nullptr || !alone || root->prev != FIL_NULL || root->next != FIL_NULL) return std::nullopt;
  std::vector<std::byte> buffer(store.page_size());
  const auto page = store.Read(root->page_no, buffer);
  if (!page || !page->verified) return std::nullopt;
  const auto last = BigAt<std::uint64_t>(page->bytes, PAGE_ROOT_AUTO_INC);
  if (last == 0 || last == UINT64_MAX) return std::nullopt;
  return last + 1;
}

std::optional<std::uint64_t> NextAfterHighestKey(const PageStore& store, std::uint64_t index_id, std::size_t size,
                                                 bool is_unsigned) {
  const PageEntry* rightmost = nullptr;
  for (const PageEntry& entry : store.inventory().EntriesOf(index_id)) {
    if (entry.type != FIL_PAGE_INDEX || entry.level != 0) continue;
    if (!IsVerified(entry.verdict) || entry.next != FIL_NULL) continue;
    if (rightmost != nullptr) return std::nullopt;
    rightmost = &entry;
  }
  if (rightmost == nullptr) return std::nullopt;
  std::vector<std::byte> buffer(store.page_size());
  const auto page = store.Read(rightmost->page_no, buffer);
  if (!page || !page->verified) return std::nullopt;
  const RecordChain chain =
      WalkRecordChain(page->bytes, rightmost->page_no, DecodeIndexHeader(page->bytes.first<PAGE_DATA>()));
  // The first column of the key is the first field of a record, in every row format.
  if (chain.stopped_by || chain.records.empty()) return std::nullopt;
  const auto stored = BytesAt(page->bytes, chain.records.back().origin, size);
  if (!stored || size == 0 || size > 8) return std::nullopt;
  const std::uint64_t sign = 1ULL << (8 * size - 1);
  std::uint64_t value = LoadBig(*stored);
  if (!is_unsigned) {
    if ((value & sign) == 0) return std::nullopt;  // negative
    value ^= sign;
  }
  const std::uint64_t highest = is_unsigned ? sign | (sign - 1) : sign - 1;
  if (value == 0 || value >= highest) return std::nullopt;
  return value + 1;
}

}  // namespace innosalvage
